import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { broken } from '../harness/axe';
import { HarnessBrowser } from '../harness/browser';
import { draft, hostile, HOSTILE, long } from '../harness/scenarios';
import { cut, full, setupOf, swept } from '../harness/sweeps';
import { TraceScript } from '../harness/traceScript';
import { THEMES, type ThemeName } from '../harness/themes';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

const state = swept([cut(2, '5213'), full, cut(4, '5353', (line) => line.replace('5331', '5332'))]);

const heads = (page: Page) => page.getByRole('columnheader');
const pin = (page: Page, column: number) =>
  heads(page)
    .nth(column - 1)
    .locator('vscode-button.pin')
    .click();

describe('a sweep', () => {
  it('has a column a budget, with heads and answers, and what all share once', async () => {
    const { page, complaints } = await browser.openPanel('sweep', state);
    expect(await heads(page).count()).toBe(3);
    expect(await heads(page).nth(0).innerText()).toMatch(/1: max 20 · 0 waits[^]*forced end/);
    expect(await heads(page).nth(1).innerText()).toMatch(/2: max 512 · 2 waits[^]*natural end/);
    const results = page.locator('.result');
    expect(await results.nth(0).innerText()).toMatch(/5213\s*✗ wrong/);
    expect(await results.nth(1).innerText()).toMatch(/5353\s*✓ right/);
    await page.locator('vscode-button.shared-tokens').click();
    await expect.poll(() => page.locator('.shared').innerText()).toContain('83*46=3698');
    expect(await page.getByText('83*46=3698').count()).toBe(1);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('tells tokens of thinking and answer, what was evaluated for each column and for all, and the time', async () => {
    const timed = { ...cut(4, '5353'), timings: { loadMs: 0, firstTokenMs: 3, totalMs: 184 } };
    const { page } = await browser.openPanel('sweep', swept([cut(2, '5213'), timed]));
    expect(await heads(page).nth(0).innerText()).toMatch(
      /34 tokens · forced end\s+5 answer tokens · 20 evaluated$/,
    );
    expect(await heads(page).nth(1).innerText()).toMatch(
      /75 tokens · forced end\s+5 answer tokens · 20 evaluated · 184 ms$/,
    );
    expect(await page.locator('footer .facts').innerText()).toBe(
      '40 tokens evaluated for 109 of thinking and 10 of answers',
    );
    await page.context().close();
  });

  it('shows all of it where all columns say the same', async () => {
    const { page } = await browser.openPanel('sweep', swept([cut(2, '5213'), cut(2, '5213')]));
    expect(await page.locator('.shared').innerText()).toContain('5213');
    await page.context().close();
  });

  it('marks no empty line behind words that differ at the end of a step', async () => {
    const inMidStep = new TraceScript(draft())
      .line('Step 1: 83*46=3698.', 0.5)
      .text('Step 2: 57*29')
      .step(0.5)
      .endThinking('budget').trace;
    const { page } = await browser.openPanel('sweep', swept([inMidStep, full]));
    await pin(page, 2);
    const [own, whole] = await Promise.all(
      ['.changed', '.same'].map((kind) =>
        page
          .locator(kind, { hasText: 'Step 2: 57' })
          .first()
          .locator('.text')
          .evaluate(({ clientHeight }) => clientHeight),
      ),
    );
    expect(
      await page.locator('.changed', { hasText: 'Step 2: 57' }).first().locator('del').innerText(),
    ).toContain('1633');
    expect(own).toBe(whole);
    await page.context().close();
  });

  it('has ends and answers of all columns in one row each, and waits where they stand', async () => {
    const { page } = await browser.openPanel('sweep', state);
    const last = page.locator('[data-row]').last();
    expect(await last.locator('.answer').count()).toBe(3);
    const marks = page.locator('[data-row]', { has: page.locator('.mark') });
    expect(await marks.count()).toBe(2);
    expect(await marks.first().locator('.none').count()).toBe(2);
    await page.context().close();
  });

  it('compares with the column that is pinned, by words, and goes from difference to difference', async () => {
    const { page } = await browser.openPanel('sweep', state);
    expect(await page.locator('ins, del').count()).toBe(0);
    await pin(page, 2);
    const changed = page.locator('.changed', { hasText: 'Step 3' });
    await expect.poll(() => changed.locator('del').first().innerText()).toBe('5331');
    expect(await changed.locator('ins').first().innerText()).toBe('5332');
    await page.keyboard.press('F7');
    await expect.poll(() => page.locator('.count').innerText()).toMatch(/^1 of \d+ rows with differences$/);
    expect(await page.evaluate(() => panelHarness.kept())).toMatchObject({ reference: 1 });
    await pin(page, 2);
    await expect.poll(() => page.locator('ins, del').count()).toBe(0);
    await page.context().close();
  });

  it('pins and unpins at a command, and tells which column had the focus last', async () => {
    const { page } = await browser.openPanel('sweep', state);
    const place = () => page.evaluate(() => panelHarness.view.place());
    expect(await place()).toEqual({ column: null, pinned: null });
    await heads(page).nth(2).getByRole('link').focus();
    expect(await place()).toEqual({ column: 2, pinned: null });
    await page.evaluate(() => panelHarness.view.pin(1));
    expect(await heads(page).nth(1).locator('vscode-button.pin').innerText()).toBe('Pinned');
    expect(await place()).toEqual({ column: 2, pinned: 1 });
    await page.evaluate(() => panelHarness.view.pin(null));
    await expect.poll(() => page.locator('[aria-pressed=true]').count()).toBe(0);
    await page.context().close();
  });

  it('opens a trace from its head', async () => {
    const { page } = await browser.openPanel('sweep', state);
    await page.getByRole('link', { name: '3: max 40' }).press('Enter');
    await expect
      .poll(() => page.evaluate(() => panelHarness.calls))
      .toEqual([['open', 'file:///q.sweep-3.trace.json']]);
    await page.context().close();
  });

  it('keeps heads and answers in sight, and all columns together', async () => {
    const { page } = await browser.openPanel('sweep', swept([long(300, 6000).trace, full]), { height: 500 });
    await page.locator('main').evaluate((main) => main.scrollTo(0, 1_500));
    await expect.poll(() => page.locator('main').evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(500);
    for (const part of ['.heads', '.results']) {
      const box = await page.locator(part).boundingBox();
      expect(box?.y).toBeGreaterThanOrEqual(0);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(501);
    }
    await page.context().close();
  });

  it('says which columns are not there', async () => {
    const { page } = await browser.openPanel('sweep', swept([full], 3));
    expect(await page.locator('.message').innerText()).toContain('The traces of columns 2, 3 are not here.');
    await page.context().close();
  });

  it('shows hostile text, and does nothing of what it says', async () => {
    const { page, complaints } = await browser.openPanel('sweep', swept([hostile().trace, full]));
    expect(await page.locator('main').innerText()).toContain('</script><script>');
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(await page.locator('main').innerText()).not.toContain('\u202e');
    expect(HOSTILE.length).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('draws 32 columns of a hundred steps, and stays in a narrow panel', async () => {
    const columns = Array.from({ length: 32 }, (_, index) => long(100 + index, 3200).trace);
    const begun = Date.now();
    const { page } = await browser.openPanel('sweep', swept(columns), { width: 360 });
    expect(await heads(page).count()).toBe(32);
    expect(Date.now() - begun).toBeLessThan(30_000);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over).toBeLessThanOrEqual(0);
    await page.context().close();
  });

  it.each(Object.keys(THEMES) as ThemeName[])('has nothing serious for axe: %s', async (theme) => {
    const { page } = await browser.openPanel('sweep', state, { theme, width: 700 });
    await page.locator('vscode-button.shared-tokens').click();
    await pin(page, 2);
    await page.keyboard.press('F7');
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });
});

describe('setting a sweep up', () => {
  const setup = setupOf();
  const none = swept([], 0, { setup });
  const field = (page: Page, name: string) => page.locator(`vscode-text-field.${name} input`);

  it('says what it costs, what is wrong, and runs by button or Enter', async () => {
    const { page, complaints } = await browser.openPanel('sweep', none, {}, 'wp-sweep-form');
    const cost = page.locator('.cost');
    expect(await cost.innerText()).toBe('3 columns · at most 704 tokens, about 1.41 s (each alone: 1,088)');
    await field(page, 'waits').fill('0, 2,');
    await expect.poll(() => page.locator('.problem').innerText()).toContain('missing between two commas');
    expect(await page.locator('vscode-button.run').getAttribute('disabled')).not.toBeNull();
    await field(page, 'waits').press('Enter');
    await field(page, 'waits').fill('0, 2');
    await expect.poll(() => cost.innerText()).toContain('6 columns');
    await field(page, 'seeds').fill(Array.from({ length: 60 }, (_, seed) => seed).join(','));
    await expect.poll(() => cost.innerText()).toBe('360 columns: a sweep has at most 256.');
    await field(page, 'seeds').fill('');
    await field(page, 'waits').press('Enter');
    const texts = { ...setup.texts, waits: '0, 2' };
    await expect.poll(() => page.evaluate(() => panelHarness.calls)).toEqual([['run', texts]]);
    expect(await page.evaluate(() => panelHarness.kept())).toMatchObject({ parent: setup.parent, texts });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('runs at a command what is typed, and shows the form where it was folded away', async () => {
    const { page } = await browser.openPanel('sweep', swept([cut(2, '5213')], 1, { setup }));
    const calls = () => page.evaluate(() => panelHarness.calls);
    expect(await page.locator('wp-sweep-form').count()).toBe(0);
    await page.evaluate(() => panelHarness.view.run());
    await expect.poll(calls).toEqual([['run', setup.texts]]);
    await field(page, 'waits').fill('x');
    await page.evaluate(() => panelHarness.view.run());
    await expect.poll(() => page.locator('.problem').innerText()).toContain('“x” is not a whole number');
    expect(await calls()).toHaveLength(1);
    await page.context().close();
  });

  it('shows columns while they grow, and stops', async () => {
    const progress = { done: 1, all: 3, thinkingTokens: 78 };
    const { page } = await browser.openPanel('sweep', none, {}, 'wp-sweep-form');
    await page.evaluate(
      (state) => void panelHarness.view.show(state),
      swept([cut(2, '5213'), full, draft()], 3, { setup, progress }),
    );
    await expect.poll(() => heads(page).count()).toBe(3);
    expect(await page.locator('.progress').innerText()).toBe('1 of 3 columns · 78 thinking tokens');
    await page.locator('vscode-button.stop').click();
    await expect.poll(() => page.evaluate(() => panelHarness.calls)).toEqual([['stop']]);
    await page.evaluate(
      (state) => void panelHarness.view.show(state),
      swept([cut(2, '5213'), full], 3, { setup, failure: 'The engine ended.' }),
    );
    await expect.poll(() => page.locator('[role=alert]').innerText()).toContain('The engine ended.');
    await expect.poll(() => page.locator('wp-sweep-form').count()).toBe(0);
    await page.locator('vscode-button.budgets').click();
    await expect.poll(() => page.locator('wp-sweep-form').count()).toBe(1);
    await page.context().close();
  });

  it('says why nothing can run', async () => {
    const refused = swept([], 0, { setup: setupOf({ refusal: 'Save this trace first.' }) });
    const { page } = await browser.openPanel('sweep', refused, { width: 340 }, 'wp-sweep-form');
    expect(await page.locator('.refusal').innerText()).toContain('Save this trace first.');
    expect(await page.locator('vscode-button.run').getAttribute('disabled')).not.toBeNull();
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over).toBeLessThanOrEqual(0);
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });
});
