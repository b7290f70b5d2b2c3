import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gradeOf } from '../../../src/core/grade/traceGrade';
import type { Grade, Trace } from '../../../src/core/trace/trace';
import { gradeSentence } from '../../../webview/trace/gradeWords';
import { HarnessBrowser } from '../harness/browser';
import { arithmetic } from '../harness/scenarios';
import { THEMES, type ThemeName } from '../harness/themes';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

const verdict = (expected: string, correct: boolean, reason: string): Grade => ({
  by: 'grader',
  answer: '5353',
  expected,
  correct,
  kind: correct ? 'normalised' : 'different',
  reason,
});
const mark = (correct: boolean): Grade => ({
  by: 'user',
  answer: '5353',
  correct,
  at: '2026-01-01T00:00:00.000Z',
});

function graded(expected: string | null, ...grades: Grade[]): Trace {
  const { trace } = arithmetic();
  return { ...trace, question: { ...trace.question, expected }, grades };
}

describe('the sentence', () => {
  it.each<[string, string | null, Grade[], string]>([
    [
      'says why it is right',
      '5,353',
      [verdict('5,353', true, 'equal after normalising: 5353')],
      'right: equal after normalising: 5353',
    ],
    [
      'says why it is wrong',
      '12',
      [verdict('12', false, 'different: 5353 and 12')],
      'wrong: different: 5353 and 12',
    ],
    [
      'says what the grader said before a person knew better',
      '12',
      [verdict('12', false, 'different: 5353 and 12'), mark(true)],
      'marked right by hand · the grader says wrong: different: 5353 and 12',
    ],
    ['says a person’s word alone', null, [mark(false)], 'marked wrong by hand'],
    ['compares texts where nothing is said', '5353', [], 'right: equal as text'],
    ['does not trust texts that differ', '5,353', [], 'wrong: different as text, and not graded yet'],
    [
      'shows what would not be seen',
      '1',
      [verdict('1', false, 'different: \u202E and 1')],
      'wrong: different: <U+202E> and 1',
    ],
  ])('%s', (_, expected, grades, sentence) => {
    const grade = gradeOf(graded(expected, ...grades), '5353');
    expect(grade && gradeSentence(grade)).toBe(sentence);
  });
});

describe('the answer box', () => {
  const box = (page: Page) => page.locator('wp-answer-box');
  const shown = async (page: Page): Promise<string> =>
    (await box(page).locator('.verdict span:not(.icon)').allInnerTexts()).join();
  const pressed = (page: Page) =>
    box(page)
      .locator('.marks vscode-button')
      .evaluateAll((all) =>
        all.map((one) => `${one.getAttribute('aria-label')} ${one.getAttribute('aria-pressed')}`),
      );
  const show = (page: Page, trace: Trace) => page.evaluate((one) => harness.show({ trace: one }), trace);

  it('shows the verdict with its reason, and lets its user mark it and take that back', async () => {
    const { page, complaints } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    await expect.poll(() => pressed(page)).toEqual(['Mark right false', 'Mark wrong false']);
    expect(await shown(page)).toBe('');

    await show(page, graded('12', verdict('12', false, 'different: 5353 and 12')));
    await expect.poll(() => shown(page)).toBe('wrong: different: 5353 and 12');
    expect(await pressed(page)).toEqual(['Mark right false', 'Mark wrong false']);
    await box(page).getByRole('button', { name: 'Mark right' }).focus();
    await page.keyboard.press('Enter');

    await show(page, graded('12', verdict('12', false, 'different: 5353 and 12'), mark(true)));
    await expect.poll(() => shown(page)).toMatch(/^marked right by hand · the grader says wrong/);
    expect(await pressed(page)).toEqual(['Mark right true', 'Mark wrong false']);
    // The focus is where it was: pressed again, it takes the mark back.
    await page.keyboard.press('Enter');
    await box(page).getByRole('button', { name: 'Mark wrong' }).click();

    const calls = () =>
      page.evaluate(() => harness.calls.filter(({ name }) => name === 'debug').map(({ args }) => args));
    await expect.poll(calls).toEqual([
      ['markRight', null],
      ['clearMark', null],
      ['markWrong', null],
    ]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('shows a grade as it comes, and none while the answer is being written', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    const grade = verdict('5,353', true, 'equal after normalising: 5353');
    await show(page, graded('5,353'));
    await expect.poll(() => shown(page)).toBe('wrong: different as text, and not graded yet');
    await page.evaluate((one) => harness.view.events([{ type: 'grade', grade: one }]), grade);
    await expect.poll(() => shown(page)).toBe('right: equal after normalising: 5353');
    expect(await page.locator('wp-trace-view [aria-live]').textContent()).toMatch(
      /^Finished with the answer 5353\..* The answer is right: equal after normalising: 5353\.$/,
    );
    await page.evaluate(() => harness.view.running(true, null));
    await expect.poll(() => shown(page)).toBe('');
    expect(await pressed(page)).toEqual([]);
    await page.context().close();
  });

  it('marks nothing in a trace that is read-only', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    await page.evaluate(() => harness.show({ readOnly: 'newer' }));
    const button = box(page).getByRole('button', { name: 'Mark right' });
    await expect.poll(() => button.isDisabled()).toBe(true);
    await page.context().close();
  });

  it.each(Object.keys(THEMES) as ThemeName[])('breaks no rule of accessibility: %s', async (theme) => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end', theme });
    await show(page, graded('12', verdict('12', false, 'different: 5353 and 12'), mark(true)));
    await expect.poll(() => pressed(page)).toEqual(['Mark right true', 'Mark wrong false']);
    const { violations } = await new AxeBuilder({ page }).include('wp-trace-view').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
      [],
    );
    await page.context().close();
  });
});
