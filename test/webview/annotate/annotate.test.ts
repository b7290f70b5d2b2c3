import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Annotation } from '../../../src/core/annotate/annotation';
import type { AnnotateCall, AnnotationsState } from '../../../src/protocol/annotations';
import { broken } from '../harness/axe';
import { HarnessBrowser } from '../harness/browser';
import { arithmetic } from '../harness/scenarios';
import { command, focusedStep, shownSteps, spoken } from '../harness/stepActions';
import { THEMES, type ThemeName } from '../harness/themes';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

const { trace } = arithmetic();

/** A finished trace with the focus on its first step, annotating. */
async function annotating(options: Parameters<HarnessBrowser['open']>[0] = {}): Promise<Page> {
  const { page } = await browser.open({ scenario: 'arithmetic', at: 'end', ...options });
  await page.locator('li.step').first().focus();
  await command(page, 'annotate');
  await page.locator('.annotate-bar').waitFor();
  await page.locator('li.step').first().focus();
  return page;
}

const press = async (page: Page, ...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const calls = (page: Page): Promise<AnnotateCall[]> =>
  page.evaluate(() =>
    harness.calls.filter(({ name }) => name === 'annotate').map(({ args }) => args[0] as AnnotateCall),
  );
/** Label of every step, '-' where there is none. */
const labels = (page: Page): Promise<string[]> =>
  page
    .locator('li.step[data-step]')
    .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset['label'] ?? '-'));
const give = (page: Page, change: Partial<AnnotationsState>): Promise<void> =>
  page.evaluate((given) => {
    harness.show({ annotations: { ...harness.state.annotations, ...given } });
  }, change);

const said = (step: number, what: Annotation['said'], id: string): Annotation => ({
  schema: 1,
  id,
  at: '2026-01-01T00:00:00Z',
  by: 'bob',
  trace: 'trace',
  range: { start: trace.steps[step]?.start ?? 0, end: trace.steps[step]?.end ?? 0 },
  quote: 'What was there',
  said: what,
  spentMs: 1,
  scoresVisible: true,
});

describe('annotating', () => {
  it('labels steps by keys, and goes on to the next one', async () => {
    const page = await annotating();
    await press(page, '1', '2', '3', 'u');
    await expect
      .poll(() => labels(page))
      .toEqual(['good', 'neutral', 'bad', 'unsure', ...trace.steps.slice(4).map(() => '-')]);
    expect(await focusedStep(page)).toBe('5');
    expect((await calls(page)).map(({ range, said: what }) => [range?.start, what])).toEqual(
      (['good', 'neutral', 'bad', 'unsure'] as const).map((value, i) => [
        trace.steps[i]?.start,
        { kind: 'label', value },
      ]),
    );
    expect(await page.locator('.annotate-bar .who').innerText()).toBe(
      `anna: 4 of ${trace.steps.length} steps`,
    );
    expect(
      await page.locator('li.step').nth(2).locator('.said-label').getByRole('img').getAttribute('aria-label'),
    ).toBe('Labelled bad');
    // The same label again takes it back.
    await press(page, 'k', 'k', '3');
    await expect.poll(async () => (await labels(page))[2]).toBe('-');
    expect(await spoken(page)).toBe('Step 3: taken back.');
    await page.context().close();
  });

  it('moves over steps alone, and says where it ends', async () => {
    const page = await annotating();
    await press(page, 'k');
    await expect.poll(() => spoken(page)).toBe('This is the first step.');
    for (let step = 1; step < trace.steps.length; step++) await press(page, 'j');
    expect(await focusedStep(page)).toBe(String(trace.steps.length));
    await press(page, 'j');
    await expect.poll(() => spoken(page)).toBe('This is the last step.');
    await page.context().close();
  });

  it('undoes and redoes', async () => {
    const page = await annotating();
    await press(page, '1', '3');
    await expect.poll(async () => (await labels(page)).slice(0, 2)).toEqual(['good', 'bad']);
    await press(page, 'z');
    await expect.poll(async () => (await labels(page)).slice(0, 2)).toEqual(['good', '-']);
    await page.locator('.undo-annotation').click();
    await expect.poll(async () => (await labels(page)).slice(0, 2)).toEqual(['-', '-']);
    await page.locator('li.step').first().focus();
    await press(page, 'Z', 'Z');
    await expect.poll(async () => (await labels(page)).slice(0, 2)).toEqual(['good', 'bad']);
    await page.context().close();
  });

  it('flags, marks the first error, and takes notes', async () => {
    const page = await annotating();
    const line = page.locator('li.step').nth(1).locator('.said');
    await press(page, 'j', 'f', 'e', 'n');
    await page.locator('.note-text').locator('textarea').waitFor();
    await page.keyboard.type('Why not 1653? j1');
    await press(page, 'Enter');
    await expect
      .poll(() => line.locator('.chip, .words > span:last-child').allInnerTexts())
      .toEqual([
        expect.stringMatching(/first error$/) as string,
        expect.stringMatching(/flagged$/) as string,
        'Why not 1653? j1',
      ]);
    expect(await focusedStep(page)).toBe('2');
    // Escape keeps what was there; nothing takes the note away.
    await press(page, 'n');
    await page.locator('.note-text textarea').waitFor();
    await page.keyboard.type('x');
    await press(page, 'Escape');
    expect((await calls(page)).filter(({ said: what }) => what.kind === 'note')).toHaveLength(1);
    await press(page, 'n');
    await page.locator('.note-text textarea').fill('');
    await press(page, 'Enter', 'f', 'e');
    await expect.poll(() => line.locator('.chip, .words').count()).toBe(0);
    await page.context().close();
  });

  it('labels the tokens that are selected', async () => {
    const page = await annotating();
    await press(page, 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', '3');
    await expect.poll(async () => (await calls(page)).length).toBe(1);
    const start = trace.steps[0]?.start ?? 0;
    expect((await calls(page))[0]).toMatchObject({
      range: { start, end: start + 3 },
      said: { kind: 'label', value: 'bad' },
    });
    await page.context().close();
  });

  it('says of the whole trace what it is worth', async () => {
    const page = await annotating();
    const pick = async (name: string, value: string): Promise<void> => {
      await page.locator(`vscode-dropdown.${name}`).click();
      await page.locator(`vscode-dropdown.${name} vscode-option[value="${value}"]`).click();
    };
    await pick('say-correct', 'true');
    await pick('say-quality', '4');
    await pick('say-difficulty', 'hard');
    await pick('say-verdict', 'keep');
    await page.locator('.say-domain input').fill('arithmetic');
    await press(page, 'Enter');
    await expect
      .poll(async () => (await calls(page)).map(({ range, said: what }) => [range, what.kind, what.value]))
      .toEqual([
        [null, 'correct', true],
        [null, 'quality', 4],
        [null, 'difficulty', 'hard'],
        [null, 'verdict', 'keep'],
        [null, 'domain', 'arithmetic'],
      ]);
    await page.context().close();
  });

  it('types letters into fields, where they annotate nothing', async () => {
    const page = await annotating();
    await page.locator('.say-domain input').fill('');
    await page.locator('.say-domain input').pressSequentially('jk123fe');
    expect(await page.locator('.say-domain input').inputValue()).toBe('jk123fe');
    expect((await calls(page)).filter(({ said: what }) => what.kind !== 'domain')).toEqual([]);
    await page.context().close();
  });

  it('hides scores until a step is rated, and records that', async () => {
    const page = await annotating();
    const score = page.locator('li.step').first().locator('.score');
    const visible = (): Promise<string> => score.evaluate((element) => getComputedStyle(element).visibility);
    expect(await visible()).toBe('visible');
    expect(await page.locator('wp-minimap').isVisible()).toBe(true);
    await press(page, 'b');
    await expect.poll(visible).toBe('hidden');
    expect(await page.locator('wp-minimap').isVisible()).toBe(false);
    expect(await page.locator('wp-answer-box .confidence').isVisible()).toBe(false);
    expect(await page.locator('.chart').count()).toBe(0);
    await press(page, '1');
    await expect.poll(visible).toBe('visible');
    await press(page, 'b', '1');
    await expect
      .poll(async () => (await calls(page)).map(({ scoresVisible }) => scoresVisible))
      .toEqual([false, true]);
    await page.context().close();
  });

  it('proposes a class where label and score disagree, and takes it when it is confirmed', async () => {
    const page = await annotating();
    const step = trace.steps.findIndex(({ score }) => score !== null && score > 0.8);
    for (let i = 0; i < step; i++) await press(page, 'j');
    await press(page, '3', 'k');
    const row = page.locator(`li.step[data-step="${step}"]`);
    await expect.poll(() => row.locator('.proposed').count()).toBe(1);
    expect(await row.locator('.proposed').innerText()).toMatch(/^(error neglect|error localisation)\?$/);
    await press(page, 'c');
    await expect.poll(() => row.locator('.proposed').count()).toBe(0);
    expect((await calls(page)).at(-1)?.said.kind).toBe('failure');
    expect(await row.locator('.chip').count()).toBe(1);
    await page.context().close();
  });

  it('shows its keys, those of the settings', async () => {
    const page = await annotating();
    await give(page, {
      keys: { ...(await page.evaluate(() => harness.state.annotations.keys)), good: 'g', help: 'h' },
    });
    await expect.poll(() => page.locator('.show-keys').getAttribute('aria-label')).toBe('Keys (h)');
    await press(page, '1', 'g', 'h');
    await expect.poll(async () => (await labels(page))[0]).toBe('good');
    expect(await page.locator('.key-help').innerText()).toMatch(/g\s*good/);
    expect(await spoken(page)).toContain('g: good');
    await page.context().close();
  });

  it('goes to the next trace by Enter', async () => {
    const page = await annotating();
    await press(page, 'Enter');
    await expect
      .poll(() => page.evaluate(() => harness.calls.some(({ name }) => name === 'nextToLabel')))
      .toBe(true);
    await page.context().close();
  });

  it('presses what has the focus in a row by Enter, and stays in the trace', async () => {
    const page = await annotating({ scenario: 'looping' });
    const note = page.locator('button.note.loop').first();
    await note.focus();
    await press(page, 'Enter');
    await expect.poll(() => note.getAttribute('aria-expanded')).toBe('true');
    expect(await page.evaluate(() => harness.calls.some(({ name }) => name === 'nextToLabel'))).toBe(false);
    await page.context().close();
  });

  it('leaves the keys alone while nothing is annotated', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    await page.locator('li.step').first().focus();
    await press(page, '1', 'j', 'f');
    expect(await calls(page)).toEqual([]);
    expect(await focusedStep(page)).toBe('1');
    await page.context().close();
  });

  it('stays on after a reload', async () => {
    const page = await annotating();
    await page.reload();
    await page.locator('.annotate-bar').waitFor();
    await page.locator('vscode-button.annotate').click();
    await expect.poll(() => page.locator('.annotate-bar').count()).toBe(0);
    await page.context().close();
  });
});

describe('annotations of others', () => {
  const others = [{ annotator: 'bob', annotations: [said(0, { kind: 'label', value: 'bad' }, 'b0')] }];

  it('are shown, but not before the step is rated', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    await give(page, { others });
    const chips = page.locator('li.step').first().locator('.chip.other');
    await expect.poll(() => chips.allInnerTexts()).toEqual(['bob: bad']);
    await page.locator('li.step').first().focus();
    await command(page, 'annotate');
    await expect.poll(() => chips.count()).toBe(0);
    await page.locator('li.step').first().focus();
    await press(page, '1');
    await expect.poll(() => chips.allInnerTexts()).toEqual(['bob: bad']);
    expect(await chips.first().getAttribute('class')).toContain('different');
    await page.context().close();
  });

  it('count for the filter of annotated steps', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    await give(page, { others });
    await command(page, 'filterSteps');
    await page.locator('vscode-checkbox.annotated').click();
    await expect.poll(async () => (await shownSteps(page))[0]).toBe('1');
    expect(await page.locator('.step-bar .steps').innerText()).toBe(`1 of ${trace.steps.length} steps`);
    await page.context().close();
  });

  it('of an earlier version are listed, and mine taken over', async () => {
    const page = await annotating();
    const hostile = '<img src=x onerror=alert(1)>';
    await give(page, {
      orphaned: [
        {
          annotator: 'anna',
          annotations: [{ ...said(0, { kind: 'label', value: 'good' }, 'o1'), quote: hostile }],
        },
        { annotator: 'bob', annotations: [said(0, { kind: 'note', value: 'See <b>here</b>' }, 'o2')] },
      ],
      problem: '2 lines cannot be read.',
    });
    await page.locator('.orphans summary').click();
    expect(await page.locator('.orphans summary').innerText()).toBe(
      '2 annotations of an earlier version of this trace',
    );
    expect(await page.locator('.orphans').innerText()).toContain(hostile);
    expect(await page.locator('.orphans img, .orphans li b b').count()).toBe(0);
    expect(await page.locator('.annotate-problem').innerText()).toBe('2 lines cannot be read.');
    await page.locator('.take-over').click();
    await expect.poll(() => spoken(page)).toBe('1 annotation taken over.');
    await page.context().close();
  });

  it('cannot be added to where they have no file, and that is said', async () => {
    const page = await annotating();
    await give(page, { annotator: null, problem: 'Save the trace first.' });
    await expect.poll(() => page.locator('.annotate-bar .who').innerText()).toBe('Cannot annotate');
    expect(await page.locator('.annotate-problem').innerText()).toBe('Save the trace first.');
    await page.context().close();
  });
});

describe('axe finds nothing serious', () => {
  it.each(Object.keys(THEMES) as ThemeName[])('while annotating: %s', async (theme) => {
    const page = await annotating({ theme });
    await press(page, '1', '3', 'u', '2', 'k', 'f', 'e', '?', 'n');
    await page.locator('.note-text textarea').waitFor();
    await expect
      .poll(async () => (await labels(page)).slice(0, 4))
      .toEqual(['good', 'bad', 'unsure', 'neutral']);
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });

  it('in a narrow editor, where nothing is cut off', async () => {
    const page = await annotating({ width: 380 });
    await press(page, '1', '?');
    expect(await broken(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(380);
    await page.context().close();
  });
});
