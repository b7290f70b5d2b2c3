/** The views in Korean: of what they say themselves nothing is English. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BEAM, searchRecord } from '../../support/searchRecord';
import { tuneToy } from '../../support/tuneToy';
import { HarnessBrowser } from '../harness/browser';
import { curated } from '../harness/curations';
import { englishTexts } from '../harness/english';
import { evaluated } from '../harness/evaluations';
import { MODELS } from '../harness/models';
import { shownSearch } from '../harness/searches';
import { cut, full, swept } from '../harness/sweeps';
import type { AnyPanelState } from '../harness/fakePanels';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

/** What every view may show: questions and answers, names of methods, files, models and units. */
const NAMES =
  /^(What is |FLOPs$|Waitpoint$|waitpoint|hf:|\/|(best-of-n|majority|beam|lookahead|dvts|rebase|revisions|budget-forcing|token-conditional)(@[\dx]+)?$|sums-evaluation$|<think> |\d: max \d)/;

/** What the state says, as the host gave it: it speaks the host's language. */
const said = (state: unknown): string => JSON.stringify(state).replaceAll(/\\n|\s+/g, ' ');

const { state: search } = await shownSearch(searchRecord(BEAM), {});
const panels: readonly (readonly [Parameters<HarnessBrowser['openPanel']>[0], AnyPanelState, string])[] = [
  ['models', MODELS, '카탈로그'],
  ['evaluation', evaluated(), '사고 토큰에 따른 정답률'],
  ['sweep', swept([cut(2, '5213'), full, cut(4, '5353')]), '단계의 점수'],
  ['search', search, '투표'],
  ['curation', curated(), '오염 제거'],
  ['tuning', tuneToy(), '정확도가 같을 때 best-of-N보다 아낀 것'],
];

it.each(panels)('%s', async (panel, state, word) => {
  const { page, complaints } = await browser.openPanel(panel, state, { language: 'ko', height: 1200 }, 'h1');
  await page.getByText(word).first().waitFor();
  const given = said(state);
  // A field of the state is shown as it is, or with its place; what is the view's own is in neither.
  const own = (await englishTexts(page)).filter(
    (text) =>
      !NAMES.test(text) &&
      !given.includes(JSON.stringify(text).slice(1, -1)) &&
      !/^\S+\.jsonl(:\d+)?$/.test(text),
  );
  expect(own.filter((text) => !REASONS.test(text))).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

/** Why rows were dropped: as `dropped.jsonl` has it, which stays English. */
const REASONS = /^(It |The question |The row |The field |<img )/;

it('trace view with a token', async () => {
  const { page } = await browser.open({ scenario: 'arithmetic', at: 'end', language: 'ko' });
  await page.locator('li.step').nth(5).focus();
  await page.keyboard.press('ArrowLeft');
  await page
    .locator('wp-token-inspector')
    .getByRole('heading', { name: /^토큰 \d+$/ })
    .waitFor();
  expect((await englishTexts(page)).filter((text) => !TRACE.test(text))).toEqual([]);
  await page.context().close();
});

/** What the trace itself says, and what names keys and models. */
const TRACE =
  /^(What is |Step \d|So the |Wait|Final |Alternatively|reasoner|scorer|waitpoint|[\d.]+ nats$|nats$|Ctrl)/;
