/** What tests do with the steps of a page, and read of them. */
import type { Page } from 'playwright-core';
import type { ViewCommand } from '../../../src/protocol/webview';

export const command = (page: Page, name: ViewCommand): Promise<void> =>
  page.evaluate((sent) => void harness.view.command(sent), name);

/** Opens the find bar, and waits until it takes what is typed. */
export async function openFind(page: Page): Promise<void> {
  await command(page, 'find');
  await page.locator('.find-text input:focus').waitFor();
}

/** Numbers of the steps that are shown, and the lines that stand for hidden ones. */
export const shownSteps = (page: Page): Promise<string[]> =>
  page
    .locator('wp-step-list li:is(.step, .gap)')
    .evaluateAll((rows) =>
      rows
        .filter((row) => !row.hasAttribute('hidden'))
        .map((row) => row.querySelector('.number, button')?.textContent ?? ''),
    );

/** Number of the row that has the focus. */
export const focusedStep = (page: Page): Promise<string | null> =>
  page
    .locator('wp-step-list')
    .evaluate((list) => list.shadowRoot?.activeElement?.querySelector('.number')?.textContent ?? null);

/** Texts that one of our highlights covers. */
export const painted = (page: Page, name: 'find' | 'find-current' | 'range'): Promise<string[]> =>
  page.evaluate(
    (kind) =>
      ([...(CSS.highlights.get(`wp-${kind}`) ?? [])] as StaticRange[]).map((range) =>
        (range.startContainer as Text).data.slice(range.startOffset, range.endOffset),
      ),
    name,
  );

/** What the host was asked to copy last: text, or the place of a step for a link. */
export const copied = (page: Page): Promise<unknown> =>
  page.evaluate(() => harness.calls.filter(({ name }) => name.startsWith('copy')).at(-1)?.args[0] ?? null);

/** What was said last to those who listen. */
export const spoken = (page: Page): Promise<string | null> =>
  page.locator('wp-trace-view [aria-live]').textContent();
