import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Annotation } from '../../../src/core/annotate/annotation';
import type { Label } from '../../../src/core/annotate/vocabulary';
import { labelReportState, type ReportedTrace } from '../../../src/host/labelReportState';
import { label } from '../../core/annotate/annotating';
import { broken } from '../harness/axe';
import { HarnessBrowser } from '../harness/browser';
import { THEMES, type ThemeName } from '../harness/themes';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

const HOSTILE = '<img src=x onerror=alert(1)> 3*4=13';
/** Traces whose bad steps score low, with exceptions, by two annotators who differ now and then. */
function traces(count: number): ReportedTrace[] {
  return Array.from({ length: count }, (_, t): ReportedTrace => {
    const truth = Array.from({ length: 6 }, (_, i): Label => ((t + i) % 3 === 0 ? 'bad' : 'good'));
    const scores = truth.map((one, i) =>
      (one === 'bad') === ((t * 7 + i) % 9 !== 0) ? 0.1 + ((t + i) % 5) / 15 : 0.6 + ((t + i) % 4) / 10,
    );
    return {
      identity: `trace ${t}`,
      place: `file:///trace-${t}.trace.json`,
      name: `trace-${t}`,
      steps: scores.map((score, i) => ({ start: 10 * i, end: 10 * i + 3 + ((t + i) % 7), score })),
      stepTexts: scores.map((_, i) => (i === 2 ? HOSTILE : `Step ${i} of ${t}: 12*${i}=${12 * i}.`)),
      correct: null,
      scorer: 'scorer',
      byAnnotator: new Map([
        ['anna', truth.map((one, i): Annotation => label(one, 10 * i, 10 * i + 3 + ((t + i) % 7)))],
        [
          'bob',
          truth.map((one, i): Annotation =>
            label(t % 4 === 0 && i === 2 ? 'neutral' : one, 10 * i, 10 * i + 3 + ((t + i) % 7)),
          ),
        ],
      ]),
    };
  });
}
const state = labelReportState(traces(12));

it('answers who labelled what, how they agree, and whether the scorer can be trusted', async () => {
  const { page, complaints } = await browser.openPanel('labels', state);
  const text = await page.locator('wp-label-report main').innerText();
  expect(text).toContain('Labels of 12 traces');
  expect(text).toMatch(/anna and bob\s+72\s+0\.96\s+0\.9\d/);
  expect(text).toMatch(/Krippendorff’s α of all: 0\.9\d/);
  expect(text).toMatch(/The scorer tells good steps from bad ones/);
  expect(await page.locator('figure svg[role=img]').count()).toBe(3);
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('has disagreements side by side, opens their step, and decides them', async () => {
  const { page } = await browser.openPanel('labels', state);
  const rows = page.locator('.disagreements li');
  expect(await rows.count()).toBe(3);
  expect(await rows.first().locator('.said').allInnerTexts()).toEqual(['anna good', 'bob neutral']);
  await rows.first().getByRole('link').click();
  await rows.first().locator('.decide-bad').click();
  const first = state.disagreements[0];
  await expect
    .poll(() => page.evaluate(() => panelHarness.calls))
    .toEqual([
      ['open', first?.uri, first?.step],
      ['decide', first?.uri, first?.step, 'bad'],
    ]);
  await page.evaluate((shown) => void panelHarness.view.show(shown), {
    ...state,
    disagreements: state.disagreements.map((one) => ({ ...one, decided: 'bad' as const })),
  });
  await expect.poll(() => rows.first().locator('.decide-bad').getAttribute('aria-pressed')).toBe('true');
  await page.context().close();
});

it('opens the examples of failures by keyboard', async () => {
  const { page } = await browser.openPanel('labels', state);
  const link = page.locator('table a').first();
  await link.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => panelHarness.calls[0]?.[0])).toBe('open');
  await page.context().close();
});

it('shows hostile text, and does nothing of what it says', async () => {
  const { page } = await browser.openPanel('labels', state);
  expect(await page.locator('.disagreements').innerText()).toContain(HOSTILE);
  expect(await page.locator('img').count()).toBe(0);
  await page.context().close();
});

it('says what is missing where nothing is labelled', async () => {
  const { page } = await browser.openPanel('labels', labelReportState([]));
  expect(await page.locator('.empty').allInnerTexts()).toEqual([
    'Nobody has annotated a trace of this workspace yet.',
    'No step has different labels.',
    'No step with a score is labelled good or bad yet. Annotate traces that were run with a scorer.',
  ]);
  await page.context().close();
});

it.each(Object.keys(THEMES) as ThemeName[])('has nothing serious for axe: %s', async (theme) => {
  const { page } = await browser.openPanel('labels', state, { theme });
  expect(await broken(page)).toEqual([]);
  await page.context().close();
});

it('stays within a narrow panel', async () => {
  const { page } = await browser.openPanel('labels', state, { width: 380 });
  expect(await broken(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(380);
  await page.context().close();
});
