import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { broken } from '../harness/axe';
import { HarnessBrowser } from '../harness/browser';
import { manyForks, traceFile, treeOf } from '../harness/forks';
import { THEMES, type ThemeName } from '../harness/themes';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

const calls = (page: Page) => page.evaluate(() => panelHarness.calls);
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.querySelector('.name')?.textContent);
const node = (page: Page, name: string) => page.getByRole('treeitem').filter({ hasText: name });

/** a(b(d), c) */
const small = treeOf(
  [
    traceFile('a', null),
    traceFile('b', 'a', { answer: '5353', right: true, lastScore: 0.9 }),
    traceFile('c', 'a', { createdAt: '2026-01-02T00:00:00.000Z' }),
    traceFile('d', 'b', { state: 'unfinished', answer: null, right: null }),
  ],
  'file:///b.trace.json',
);

describe('the fork tree', () => {
  it('moves by arrows, marks by Space, opens by Enter, and compares a parent with its fork in that order', async () => {
    const { page, complaints } = await browser.openPanel('tree', small);
    await node(page, 'b').first().focus();
    await page.keyboard.press('ArrowRight');
    expect(await focused(page)).toBe('d');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await focused(page)).toBe('a');
    await page.keyboard.press('Enter');
    expect(await page.locator('vscode-button.compare').getAttribute('disabled')).not.toBeNull();
    await page.keyboard.press('Space');
    await page.locator('vscode-button.compare').click();
    await expect
      .poll(() => calls(page))
      .toEqual([
        ['open', 'file:///a.trace.json'],
        ['compare', 'file:///a.trace.json', 'file:///d.trace.json'],
      ]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('keeps focus and marks when it is drawn anew, and forgets what is gone', async () => {
    const { page } = await browser.openPanel('tree', small);
    await node(page, 'c').focus();
    await page.keyboard.press('Space');
    await page.evaluate((state) => void panelHarness.view.show(state), {
      ...small,
      active: 'file:///c.trace.json',
    });
    await expect.poll(() => node(page, 'c').getAttribute('aria-current')).toBe('true');
    expect(await focused(page)).toBe('c');
    expect(await node(page, 'c').getAttribute('aria-selected')).toBe('true');
    const without = treeOf([traceFile('a', null), traceFile('b', 'a')]);
    await page.evaluate((state) => void panelHarness.view.show(state), without);
    await expect.poll(() => page.getByRole('treeitem').count()).toBe(2);
    expect(await page.locator('.hint').innerText()).toContain('Mark two traces');
    await page.context().close();
  });

  it('zooms to fit a tree of 500 traces, and back', async () => {
    const { page } = await browser.openPanel('tree', manyForks(500));
    expect(await page.getByRole('treeitem').count()).toBe(500);
    await page.locator('vscode-button.zoom-fit').click();
    await expect.poll(() => page.locator('vscode-button.zoom-reset').innerText()).toBe('20 %');
    await page.locator('vscode-button.zoom-reset').click();
    await expect.poll(() => page.locator('vscode-button.zoom-reset').innerText()).toBe('100 %');
    await page.context().close();
  });

  it('fits into its panel after zooming to fit, where that can be', async () => {
    const { page } = await browser.openPanel('tree', manyForks(13), { height: 400 });
    const overflow = () =>
      page.locator('main').evaluate((main) => {
        const tree = main.querySelector('[role=tree]')?.getBoundingClientRect();
        const box = main.getBoundingClientRect();
        return tree ? Math.max(tree.right - box.right, tree.bottom - box.bottom) : NaN;
      });
    expect(await overflow()).toBeGreaterThan(0);
    await page.locator('vscode-button.zoom-fit').click();
    await expect.poll(overflow).toBeLessThanOrEqual(0);
    await page.context().close();
  });

  it('shows names, questions and answers of any text as text', async () => {
    const hostile = '<img src=x onerror=alert(1)>\u202e\u0000';
    const { page, complaints } = await browser.openPanel(
      'tree',
      treeOf([
        traceFile('a', null, { question: hostile, answer: hostile, expected: hostile }),
        traceFile('b', 'a'),
      ]),
    );
    expect(await page.getByRole('heading').innerText()).toContain('<img src=x onerror=alert(1)>');
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('grows downwards in a narrow panel, whose head does not run over', async () => {
    const { page } = await browser.openPanel('tree', small, { width: 360 });
    await page.locator('.tree.down-ward').waitFor();
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over).toBeLessThanOrEqual(0);
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });

  it.each(Object.keys(THEMES) as ThemeName[])('has nothing serious for axe: %s', async (theme) => {
    const { page } = await browser.openPanel('tree', small, { theme });
    await node(page, 'b').first().focus();
    await page.keyboard.press('Space');
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });
});
