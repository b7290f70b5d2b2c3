import { afterAll, beforeAll, expect, it } from 'vitest';
import { tuneToy } from '../../support/tuneToy';
import { broken } from '../harness/axe';
import { HarnessBrowser } from '../harness/browser';
import { THEMES, type ThemeName } from '../harness/themes';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

const report = tuneToy();
const BINS = ['easiest', 'easy', 'medium', 'hard', 'hardest'];
const HOSTILE = '<img src=x onerror=alert(1)>\u202e';

it('shows a panel for each bin, every way in it, and the saving in a last one', async () => {
  const { page, complaints } = await browser.openPanel('tuning', report, { height: 1600 });
  const panels = page.locator('wp-compute-panel');
  expect(await panels.locator('h3').allInnerTexts()).toEqual([
    ...BINS.map((bin) => `${bin}: 12 questions`),
    'All, held out: 60 questions',
  ]);
  for (let i = 0; i < BINS.length; i++) {
    expect(await panels.nth(i).locator('.point').count()).toBe(report.ways.length);
    expect(await panels.nth(i).locator('.line.envelope').count()).toBe(1);
  }
  const last = panels.last();
  expect(await last.locator('.line').count()).toBe(3);
  // Five best-of-N, and a point of either curve for each of its targets.
  const compared =
    5 + report.curves.flatMap(({ kind, points }) => (kind === 'quantile' ? points : [])).length;
  expect(await last.locator('.point').count()).toBe(compared);
  expect(await last.locator('.whisker').count()).toBe(compared);
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('has the marks of strategies differ in shape, so that no colour is needed', async () => {
  const { page } = await browser.openPanel('tuning', report);
  const shapes = await page
    .locator('.legend li path:not([stroke-width])')
    .evaluateAll((paths) => paths.map((path) => path.getAttribute('d')));
  expect(shapes).toHaveLength(7);
  expect(new Set(shapes).size).toBe(7);
  await page.context().close();
});

it('goes to the bins that are chosen, and keeps them for a reload', async () => {
  const { page } = await browser.openPanel('tuning', report);
  await page.getByRole('radio', { name: 'Easy, medium, hard' }).press('Space');
  await expect
    .poll(() => page.locator('wp-compute-panel h3').allInnerTexts())
    .toEqual([
      expect.stringMatching(/^easy/),
      expect.stringMatching(/^medium/),
      expect.stringMatching(/^hard/),
      'All, held out: 60 questions',
    ]);
  expect(await page.evaluate(() => panelHarness.kept())).toEqual({ kind: 'absolute' });
  await page.context().close();
});

it('tells of a point under the focus, by arrow keys, and marks its way in every panel', async () => {
  const { page } = await browser.openPanel('tuning', report);
  const first = page.locator('wp-compute-panel').first();
  await first.locator('.point[tabindex="0"]').focus();
  const cheapest = report.bins[0]?.bins[0]?.points.toSorted((a, b) => a.compute - b.compute);
  const readout = first.locator('.readout');
  await expect.poll(() => readout.innerText()).toContain(cheapest?.[0]?.method ?? '-');
  await page.keyboard.press('End');
  await expect
    .poll(() => readout.innerText())
    .toMatch(/^.+@.+, budget 256, 0 waits: \d+\.\d % right, \d\.\d\d\u00a0×\u00a010\S+ FLOPs a question/);
  const told = await readout.innerText();
  const said = (await first.locator('.point:focus').getAttribute('aria-label')) ?? '-';
  expect(told).toContain(said);
  // It covers others, if any, not itself.
  expect(told.split(said.split(':')[0] ?? '-')).toHaveLength(2);
  const marked = page.locator('wp-compute-panel .pointed');
  await expect.poll(() => marked.count()).toBeGreaterThanOrEqual(BINS.length);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => readout.innerText()).toContain(cheapest?.[0]?.method ?? '-');
  await first.locator('.point[tabindex="0"]').blur();
  await expect.poll(() => marked.count()).toBe(0);
  await page.context().close();
});

it('has the savings, the ways and the bins in tables', async () => {
  const curves = report.curves.map((curve, i) => ({
    ...curve,
    savings: [
      {
        ...{ n: 16, accuracy: 0.625, compute: 3.21e9 },
        saving: i === 0 ? 2.5 : null,
        interval: { low: 0, high: 4.126 },
      },
    ],
  }));
  const { page } = await browser.openPanel('tuning', { ...report, curves });
  const rows = page.getByRole('region', { name: 'What is saved over best-of-N' }).locator('tbody tr');
  expect((await rows.allInnerTexts()).map((row) => row.split('\t'))).toEqual([
    ['predicted', 'quantile', '16', '62.5 %', '3.21\u00a0×\u00a010⁹', '2.50 ×', '0.00 to 4.13'],
    ['predicted', 'absolute', '16', '62.5 %', '3.21\u00a0×\u00a010⁹', 'not reached', '0.00 to 4.13'],
    ['oracle', 'quantile', '16', '62.5 %', '3.21\u00a0×\u00a010⁹', 'not reached', '0.00 to 4.13'],
    ['oracle', 'absolute', '16', '62.5 %', '3.21\u00a0×\u00a010⁹', 'not reached', '0.00 to 4.13'],
  ]);
  expect(await page.locator('.result').innerText()).toBe(
    'Best-of-16 has 62.5 % right. Choosing the search by predicted difficulty is as accurate and takes 2.50 times less ' +
      'compute (saving 2.50 ×, 95 % interval 0.00 to 4.13). The interval contains 1: it may as well save nothing.',
  );
  const ways = page.getByRole('region', { name: 'Every way over all questions' }).locator('tbody tr');
  expect(await ways.count()).toBe(report.ways.length);
  const bins = page.getByRole('region', { name: 'What does best in each bin' }).locator('tbody tr');
  expect(await bins.count()).toBe(report.bins.flatMap((one) => one.bins).length);
  await page.context().close();
});

it('shows hostile names as text, and ways that cost nothing', async () => {
  const ways = [...report.ways, { ...report.ways[0]!, method: `${HOSTILE}@4`, compute: 0 }];
  const [first, ...others] = report.bins;
  const hostile = {
    ...report,
    ways,
    bins: [
      { ...first!, bins: first!.bins.map((bin) => ({ ...bin, name: HOSTILE, points: ways })) },
      ...others,
    ],
  };
  const { page, complaints } = await browser.openPanel('tuning', hostile);
  expect(await page.locator('wp-compute-panel h3').first().innerText()).toContain('<img src=x');
  expect(await page.locator('.legend').innerText()).not.toContain('\u202e');
  expect(await page.locator('img').count()).toBe(0);
  expect(await page.locator('wp-compute-panel svg').first().innerHTML()).not.toContain('NaN');
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('stands with nothing in it, and says what is wrong with the file', async () => {
  const { page, complaints } = await browser.openPanel('tuning', {
    ...report,
    ...{ questions: 0, ways: [], bins: [], curves: [] },
  });
  expect(await page.locator('h1').innerText()).toContain('0 questions');
  await page.evaluate(() => void panelHarness.tuning.failed('This is no result of waitpoint tune.'));
  await expect.poll(() => page.getByRole('alert').innerText()).toContain('no result of waitpoint tune');
  await page.evaluate((shown) => void panelHarness.view.show(shown), report);
  await expect.poll(() => page.locator('h1').innerText()).toContain('60 questions');
  expect(await page.getByRole('alert').count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.context().close();
});

it.each(Object.keys(THEMES) as ThemeName[])('has nothing serious for axe: %s', async (theme) => {
  const { page } = await browser.openPanel('tuning', report, { theme });
  expect(await broken(page)).toEqual([]);
  await page.context().close();
});

it('stays within a narrow panel', async () => {
  const { page } = await browser.openPanel('tuning', report, { width: 380 });
  expect(await broken(page)).toEqual([]);
  expect(await page.locator('main').evaluate((main) => main.scrollWidth - main.clientWidth)).toBe(0);
  await page.context().close();
});
