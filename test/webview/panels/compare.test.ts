import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { broken } from '../harness/axe';
import { HarnessBrowser } from '../harness/browser';
import { compared } from '../harness/forks';
import { arithmetic, draft, long } from '../harness/scenarios';
import { THEMES, type ThemeName } from '../harness/themes';
import { TraceScript } from '../harness/traceScript';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

const { trace } = arithmetic();
/** The same up to its third step, which says another number. */
const other = (() => {
  const lines = trace.steps
    .slice(0, 4)
    .map(({ start, end }) => trace.tokens.text.slice(start, end).join('').trimEnd());
  const script = new TraceScript(draft());
  lines.forEach((line, index) => script.line(index === 2 ? line.replace('5331', '5332') : line, 0.5));
  return script.endThinking('end').text('\nFinal Answer: 5214').finish('stop', '5214').trace;
})();
const state = compared(trace, other);

const count = (page: Page) => page.locator('.count').innerText();

describe('the comparison', () => {
  it('goes from difference to difference by key and by button, around at both ends', async () => {
    const { page, complaints } = await browser.openPanel('compare', state);
    const { changes } = state.diff;
    expect(changes).toBeGreaterThan(1);
    expect(await count(page)).toBe(`${changes} differences`);
    await page.keyboard.press('F7');
    await expect.poll(() => count(page)).toBe(`1 of ${changes} differences`);
    await page.keyboard.press('Shift+F7');
    await expect.poll(() => count(page)).toBe(`${changes} of ${changes} differences`);
    await page.locator('vscode-button.next').click();
    await expect.poll(() => count(page)).toBe(`1 of ${changes} differences`);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('marks the words that differ, and no others', async () => {
    const { page } = await browser.openPanel('compare', state);
    const row = page.locator('.changed').first();
    expect(await row.locator('.left del').allInnerTexts()).toEqual(['5331']);
    expect(await row.locator('.right ins').allInnerTexts()).toEqual(['5332']);
    await page.context().close();
  });

  it('unfolds what both share, and opens either', async () => {
    const { page } = await browser.openPanel('compare', state);
    expect(await page.locator('.shared').count()).toBe(0);
    await page.locator('vscode-button.shared-tokens').click();
    await expect.poll(() => page.locator('.shared').innerText()).toContain('83*46');
    await page.getByRole('link', { name: 'right' }).click();
    await expect
      .poll(() => page.evaluate(() => panelHarness.calls))
      .toEqual([['open', 'file:///right.trace.json']]);
    await page.context().close();
  });

  it('says that both say the same', async () => {
    const same = compared(trace, structuredClone(trace));
    const { page } = await browser.openPanel('compare', same, {}, 'main');
    expect(await page.locator('main').innerText()).toContain('Both say the same.');
    expect(await count(page)).toBe('No difference');
    expect(await page.locator('vscode-button.next').getAttribute('disabled')).not.toBeNull();
    await page.context().close();
  });

  it('draws two long traces', async () => {
    const { page } = await browser.openPanel('compare', compared(long(820, 32768).trace, trace));
    expect(await page.getByRole('row').count()).toBeGreaterThan(800);
    await page.context().close();
  });

  it('stays in a narrow panel', async () => {
    const { page } = await browser.openPanel('compare', state, { width: 360 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over).toBeLessThanOrEqual(0);
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });

  it.each(Object.keys(THEMES) as ThemeName[])('has nothing serious for axe: %s', async (theme) => {
    const { page } = await browser.openPanel('compare', state, { theme });
    await page.locator('vscode-button.shared-tokens').click();
    await page.keyboard.press('F7');
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });
});
