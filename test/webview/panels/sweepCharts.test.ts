import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { broken } from '../harness/axe';
import { HarnessBrowser } from '../harness/browser';
import { draft, long } from '../harness/scenarios';
import { cut, full, setupOf, swept } from '../harness/sweeps';
import { THEMES, type ThemeName } from '../harness/themes';
import { answerPoints } from '../../../webview/sweep/sweepChartState';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

// The second and the third end alike; the last one is not a beginning of the others.
const state = swept([
  full,
  cut(2, '5213'),
  cut(2, '5213'),
  cut(4, '5353'),
  cut(3, '5332', (line) => line.replace('57', '58')),
]);

const points = (page: Page) => page.locator('wp-answer-points button');
const readout = (page: Page) => page.locator('.readout').innerText();
const lines = (page: Page) => page.locator('wp-score-lines path.line:not(.emphasised, .pinned)');

describe('answers against thinking tokens', () => {
  it('are a point a column, told apart by shape; what ended alike is one, with its count', async () => {
    const { page, complaints } = await browser.openPanel('sweep', state);
    const labels = await points(page).evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    expect(labels).toEqual([
      '2: max 20 · 0 waits, 3: max 20 · 0 waits — 34 thinking tokens, 5213, wrong, p = 0.96',
      '5: max 30 · 0 waits — 55 thinking tokens, 5332, wrong, p = 0.73',
      '4: max 40 · 0 waits — 75 thinking tokens, 5353, right, p = 0.92',
      '1: max 512 · 2 waits — 296 thinking tokens, 5353, right, p = 0.87',
    ]);
    expect(await points(page).nth(0).innerText()).toBe('×2');
    const shapes = await points(page).evaluateAll((all) =>
      all.map((one) => one.querySelector('.shape')?.classList[1]),
    );
    expect(shapes).toEqual(['wrong', 'wrong', 'right', 'right']);
    const drawn = await page
      .locator('wp-answer-points .shape path')
      .evaluateAll((all) => all.map((one) => one.getAttribute('d')));
    expect(new Set(drawn).size).toBe(2);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('stand at their tokens, the surer the higher, joined as far as one thinking goes on', async () => {
    const { page } = await browser.openPanel('sweep', state);
    const boxes = await Promise.all([0, 2, 3].map((at) => points(page).nth(at).boundingBox()));
    const middles = boxes.map((box) => [(box?.x ?? 0) + (box?.width ?? 0) / 2, box?.y ?? 0]);
    const [[x34 = 0, surer = 0] = [], [x75 = 0] = [], [x296 = 0, unsure = 0] = []] = middles;
    expect((x75 - x34) / (x296 - x34)).toBeCloseTo((75 - 34) / (296 - 34), 1);
    expect(surer).toBeLessThan(unsure);
    const curves = await page
      .locator('wp-answer-points .curve')
      .evaluateAll((all) => all.map((one) => one.getAttribute('d')?.match(/[ML]/g)?.length));
    // Both at 34, that at 75, and the whole.
    expect(curves).toEqual([4]);
    await page.context().close();
  });

  it('name their column when they have the mouse or the focus, in both charts', async () => {
    const { page } = await browser.openPanel('sweep', state);
    await points(page).nth(2).hover();
    await expect.poll(() => readout(page)).toContain('4: max 40 · 0 waits — 75 thinking tokens');
    expect(await page.locator('wp-score-lines text.name').innerHTML()).toContain('4');
    await page.mouse.move(5, 5);
    await expect.poll(() => readout(page)).toBe('');
    await points(page).nth(0).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => readout(page)).toContain('1: max 512');
    expect(await page.locator('wp-score-lines line.wait').count()).toBe(2);
    expect(await page.locator('wp-answer-points button[tabindex="0"]').count()).toBe(1);
    await page.context().close();
  });

  it('lead to their column, and to the next that ended alike', async () => {
    const { page } = await browser.openPanel('sweep', state, { width: 500 });
    const current = page.locator('.head[aria-current=true]');
    await points(page).nth(3).press('Enter');
    await expect.poll(() => current.innerText()).toContain('1: max 512');
    await points(page).nth(0).click();
    await expect.poll(() => current.innerText()).toContain('2: max 20');
    await points(page).nth(0).click();
    await expect.poll(() => current.innerText()).toContain('3: max 20');
    expect(await current.locator('a').evaluate((link) => link.matches(':focus'))).toBe(true);
    const box = await current.boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(500);
    await page.context().close();
  });
});

describe('scores along the thinking', () => {
  it('are a line a column, of which the one at the mouse stands out and is gone to', async () => {
    const { page, complaints } = await browser.openPanel('sweep', state);
    expect(await lines(page).count()).toBe(5);
    const chart = page.locator('wp-score-lines svg');
    const { width = 0 } = (await chart.boundingBox()) ?? {};
    // So far goes the longest alone.
    await chart.hover({ position: { x: width - 60, y: 50 } });
    await expect.poll(() => readout(page)).toContain('1: max 512');
    expect(await page.locator('wp-score-lines path.emphasised').count()).toBe(1);
    expect(await page.locator('wp-answer-points button.emphasised').getAttribute('aria-label')).toContain(
      '1: max 512',
    );
    await chart.click({ position: { x: width - 60, y: 50 } });
    await expect.poll(() => page.locator('.head[aria-current=true]').innerText()).toContain('1: max 512');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('keep the reference in sight, and follow the heads', async () => {
    const { page } = await browser.openPanel('sweep', state);
    const names = () => page.locator('wp-score-lines text.name').allTextContents();
    await page.locator('.head').nth(0).locator('vscode-button.pin').click();
    await page.locator('.head').nth(3).hover();
    await expect.poll(names).toEqual(['1', '4']);
    await page.context().close();
  });
});

describe('the charts of a sweep', () => {
  it('say in words why there is nothing to see', async () => {
    const unscored = structuredClone(cut(3, '5331'));
    unscored.scorer = null;
    unscored.question.expected = null;
    for (const step of unscored.steps) step.score = null;
    const { page } = await browser.openPanel('sweep', swept([unscored]));
    const charts = page.locator('wp-sweep-charts .charts');
    expect(await charts.innerText()).toContain('There is no scorer: the steps have no scores.');
    expect(await charts.innerText()).toContain('not graded: no right answer set');
    const setup = setupOf({ scorer: 'scorer.gguf' });
    const progress = { done: 0, all: 1, thinkingTokens: 0 };
    const show = (given: typeof state) => page.evaluate((next) => void panelHarness.view.show(next), given);
    await show(swept([draft()], 1, { setup, progress }));
    await expect.poll(() => charts.innerText()).toContain('Answers appear here with the first whole column.');
    expect(await charts.innerText()).toContain('Scores appear here with the first complete step.');
    await show(swept([draft()], 1, { setup }));
    await expect.poll(() => charts.innerText()).toContain('No column came to its answer.');
    await page.context().close();
  });

  it('grow while the sweep runs', async () => {
    const progress = { done: 1, all: 3, thinkingTokens: 34 };
    const { page } = await browser.openPanel(
      'sweep',
      swept([cut(2, '5213'), draft(), draft()], 3, { progress }),
    );
    expect([await points(page).count(), await lines(page).count()]).toEqual([1, 1]);
    await page.evaluate(
      (next) => void panelHarness.view.show(next),
      swept([cut(2, '5213'), cut(4, '5353'), draft()], 3, { progress: { ...progress, done: 2 } }),
    );
    await expect.poll(() => points(page).count()).toBe(2);
    expect(await lines(page).count()).toBe(2);
    await page.context().close();
  });

  it('fold away, and stay so', async () => {
    const { page } = await browser.openPanel('sweep', state);
    const toggle = page.locator('vscode-button.toggle-charts');
    await toggle.click();
    await expect.poll(() => page.locator('wp-sweep-charts').count()).toBe(0);
    expect(await toggle.getAttribute('aria-expanded')).toBe('false');
    expect(await page.evaluate(() => panelHarness.kept())).toMatchObject({ chartsHidden: true });
    await page.evaluate(() => panelHarness.view.toggleCharts());
    await expect.poll(() => page.locator('wp-sweep-charts').count()).toBe(1);
    await page.context().close();
  });

  it('stay inside of a narrow panel, however many columns there are', async () => {
    const columns = Array.from({ length: 32 }, (_, index) => long(10 + index, 300 + index).trace);
    const { page } = await browser.openPanel('sweep', swept(columns), { width: 360, height: 600 });
    expect(await points(page).count()).toBe(32);
    expect(await lines(page).count()).toBe(32);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over).toBeLessThanOrEqual(0);
    expect((await page.locator('main').boundingBox())?.height).toBeGreaterThanOrEqual(160);
    await page.context().close();
  });

  it.each(Object.keys(THEMES) as ThemeName[])('have nothing serious for axe: %s', async (theme) => {
    const { page } = await browser.openPanel('sweep', state, { theme, width: 1100 });
    await page.locator('.head').nth(0).locator('vscode-button.pin').click();
    await points(page).nth(1).click();
    await points(page).nth(2).hover();
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });
});

it('a point is a column that is whole', () => {
  const { columns } = swept([
    cut(2, '5213'),
    draft(),
    { ...full, finish: { thinking: 'abort', answer: null } },
  ]);
  expect(answerPoints(columns).map(({ places }) => places)).toEqual([[0]]);
});
