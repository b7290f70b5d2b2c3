/** What a view shows in English though its language is another. */
import type { Page } from 'playwright-core';

/** Texts without Hangul that have a word of three letters: shown, or said by labels, titles and placeholders; each once. */
export async function englishTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = new Set<string>();
    const note = (text: string | null): void => {
      const said = text?.replace(/\s+/g, ' ').trim() ?? '';
      if (/[A-Za-z]{3}/.test(said) && !/[가-힣]/.test(said)) found.add(said);
    };
    const look = (root: ParentNode): void => {
      for (const element of root.querySelectorAll<HTMLElement>('*')) {
        if (element.shadowRoot) look(element.shadowRoot);
        if (['STYLE', 'SCRIPT', 'TEMPLATE', 'TITLE'].includes(element.tagName)) continue;
        if (!element.checkVisibility()) continue;
        for (const name of ['aria-label', 'title', 'placeholder']) note(element.getAttribute(name));
        for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) note(node.textContent);
      }
    };
    look(document.body);
    return [...found];
  });
}
