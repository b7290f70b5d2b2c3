import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EvaluationPage } from '../../../src/protocol/evaluationView';
import { broken } from '../harness/axe';
import { HarnessBrowser } from '../harness/browser';
import { BAD, evaluated, FORM, GOOD, setUp } from '../harness/evaluations';
import { HOSTILE } from '../harness/scenarios';
import { THEMES, type ThemeName } from '../harness/themes';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

const opened = (state: EvaluationPage, options: Parameters<HarnessBrowser['openPanel']>[2] = {}) =>
  browser.openPanel('evaluation', state, { height: 1200, ...options }, 'wp-evaluation-view main');
const calls = (page: Page) => page.evaluate(() => panelHarness.calls);
const points = (page: Page) => page.locator('wp-accuracy-chart .point');
const items = (page: Page) => page.locator('wp-question-list .item');
const lines = (page: Page): Promise<string[]> => items(page).allInnerTexts();
/** Picks a choice of a dropdown of the kit. */
async function pick(page: Page, name: string, label: string): Promise<void> {
  const dropdown = page.locator(`vscode-dropdown.${name}`);
  await dropdown.click();
  await dropdown.getByRole('option', { name: label, exact: true }).click();
}

describe('what an evaluation came to', () => {
  it('stands in a chart with a line a method, and in a table', async () => {
    const { page, complaints } = await opened(evaluated());
    expect(await points(page).count()).toBe(12);
    expect(await page.locator('.whisker').count()).toBe(12);
    const legend = page.locator('.legend button');
    expect(await legend.allInnerTexts()).toEqual(['budget-forcing', 'token-conditional', 'majority@4']);
    // Shapes and dashes differ, not colours alone.
    const looks = await legend.evaluateAll((buttons) =>
      buttons.map((one) => [...one.querySelectorAll('path')].map((path) => path.getAttribute('d')).join()),
    );
    expect(new Set(looks).size).toBe(3);
    const first = page.locator('table.cells tbody tr').first();
    expect(await first.innerText()).toMatch(/^budget-forcing\s+64\s+0\s+8\s+\d+\.\d \(\d+\.\d–\d+\.\d\)\s/);
    expect(await page.locator('table.methods tbody tr').count()).toBe(3);
    expect(await page.locator('.progress-words').innerText()).toBe('96 of 96 rows');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('leaves out the methods that are switched off, and keeps that', async () => {
    const { page } = await opened(evaluated());
    await page.getByRole('button', { name: 'budget-forcing', exact: true }).first().press('Enter');
    await expect.poll(() => points(page).count()).toBe(6);
    expect(await page.evaluate(() => panelHarness.kept())).toMatchObject({
      look: { hidden: ['budget-forcing'] },
    });
    await page.getByRole('button', { name: 'budget-forcing', exact: true }).first().press('Enter');
    await expect.poll(() => points(page).count()).toBe(12);
    await page.context().close();
  });

  it('sorts by a column up, down, and not', async () => {
    const { page } = await opened(evaluated());
    const column = (): Promise<string[]> => page.locator('table.cells td:nth-child(6)').allInnerTexts();
    const before = await column();
    const head = page.getByRole('columnheader', { name: 'Thinking tokens' });
    await head.getByRole('button').click();
    const numbers = before.map(Number);
    await expect.poll(column).toEqual([...numbers].sort((a, b) => a - b).map(String));
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await head.getByRole('button').click();
    await expect.poll(column).toEqual([...numbers].sort((a, b) => b - a).map(String));
    await head.getByRole('button').click();
    await expect.poll(column).toEqual(before);
    await page.context().close();
  });

  it('is gone through by keys: points, questions, and the trace of one', async () => {
    const { page } = await opened(evaluated());
    await points(page).first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const chosen = page.locator('tr[aria-current=true]');
    await expect.poll(() => chosen.count()).toBe(1);
    const cell = await chosen.getAttribute('data-cell');
    await page.locator('wp-question-list .scroller').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.locator('.asked').innerText()).toBe('What is 3*4?');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => calls(page))
      .toEqual([['open', expect.stringMatching(`^traces/[0-9a-f]{16}/${cell}\\.trace\\.json$`)]]);
    await page.context().close();
  });

  it('lists what was right in one cell and wrong in another', async () => {
    // Budgets 64 and 256 without waits: the first two questions swap.
    const state = evaluated({
      settings: { methods: ['budget-forcing'], budgets: [64, 256], waits: [0] },
      change: ({ budget }, question) => ({
        correct: question < 2 ? (budget === 64) === (question === 0) : true,
      }),
    });
    const { page } = await opened(state);
    await pick(page, 'first-status', 'right');
    await pick(page, 'first-cell', 'budget-forcing: 64 · 0 waits');
    await pick(page, 'second-status', 'wrong');
    await pick(page, 'second-cell', 'budget-forcing: 256 · 0 waits');
    const count = page.locator('.question-filter .count');
    await expect.poll(() => count.innerText()).toBe('1 of 8 questions');
    expect((await lines(page))[0]).toMatch(/What is 2\*3\?\s+✓ right\s+.*✗ wrong/s);
    await pick(page, 'first-status', 'wrong');
    await pick(page, 'second-status', 'right');
    await expect.poll(async () => (await lines(page))[0]).toContain('What is 3*4?');
    await page.locator('vscode-button.clear-filter').click();
    await expect.poll(() => count.innerText()).toBe('8 questions');
    await pick(page, 'domain', 'sums');
    await expect.poll(() => count.innerText()).toBe('4 of 8 questions');
    await page.locator('vscode-text-field.contains input').fill('9*10');
    await expect.poll(() => count.innerText()).toBe('1 of 8 questions');
    await page.context().close();
  });

  it('tells what has no answer, what the grader did not understand, and what has not run', async () => {
    const state = evaluated({
      settings: { methods: ['none'] },
      questions: 4,
      done: 3,
      change: (_, question) =>
        [
          { answer: null, correct: false, verdict: 'missing' as const },
          { correct: false, verdict: 'unread' as const },
          {},
          {},
        ][question] ?? {},
    });
    const { page } = await opened(state);
    for (const [status, question] of [
      ['without an answer', 'What is 2*3?'],
      ['not understood by the grader', 'What is 3*4?'],
      ['not run yet', 'What is 5*6?'],
    ] as const) {
      await pick(page, 'first-status', status);
      await expect.poll(() => lines(page)).toEqual([expect.stringContaining(question)]);
    }
    await page.context().close();
  });

  it('lets a person say what is right, and take it back', async () => {
    const state = evaluated({ marked: ({ line, method }) => line === 1 && method === 'majority@4' });
    const { page } = await opened(state);
    expect(await page.locator('.facts').first().innerText()).toContain('3 verdicts overridden by hand');
    await page.locator('table.cells tbody tr').last().click();
    await items(page).first().click();
    expect((await lines(page))[0]).toContain('✓ right (by hand)');
    await page.locator('vscode-button.mark-wrong').click();
    await page.locator('vscode-button.mark-right').click();
    const trace = expect.stringContaining('majority@4-256') as string;
    await expect
      .poll(() => calls(page))
      .toEqual([
        ['mark', trace, false],
        ['mark', trace, null],
      ]);
    await page.context().close();
  });

  it('grows while it runs, is paused, and goes on', async () => {
    const { page } = await opened(evaluated({ done: 5, progress: { stage: 'running', note: 'Line 1' } }));
    expect(await page.locator('.progress-words').innerText()).toBe('5 of 96 rows · Line 1');
    await page.locator('vscode-button.pause').click();
    await page.locator('vscode-button.cancel').click();
    const next = evaluated({ done: 30, progress: { failure: 'The disk is full.' } });
    await page.evaluate((given) => {
      // What is there already is not sent again.
      const rows = given.content.rows.slice(5);
      void panelHarness.evaluation.content({ questions: null, from: 5, rows });
      void panelHarness.evaluation.show(given.state);
    }, next);
    await expect.poll(() => page.locator('[role=alert]').innerText()).toContain('The disk is full.');
    await expect.poll(() => page.locator('.hidden[role=status]').innerText()).toContain('30 of 96 rows');
    await page.locator('table.cells tbody tr').first().click();
    await expect.poll(async () => (await lines(page))[2]).toMatch(/✓|✗/);
    expect((await lines(page))[5]).toContain('· not run');
    await page.locator('vscode-button.resume').click();
    await page.locator('vscode-button.curate').click();
    await page.locator('vscode-button.export').click();
    await expect
      .poll(() => calls(page))
      .toEqual([['pause'], ['cancel'], ['resume'], ['curate'], ['exportResults']]);
    await page.context().close();
  });

  it('is only watched while another process writes it', async () => {
    const { page } = await opened(evaluated({ done: 5, progress: { stage: 'elsewhere', writer: 42 } }));
    expect(await page.locator('.progress-words').innerText()).toContain('the process 42 is writing it');
    expect(await page.locator('vscode-button.resume, vscode-button.pause').count()).toBe(0);
    await page.context().close();
  });

  it('draws thousands of questions as far as they are in sight', async () => {
    const state = evaluated({ settings: { methods: ['none'] }, questions: 5_000 });
    const { page } = await opened(state);
    const drawn = await items(page).count();
    expect(drawn).toBeGreaterThan(5);
    expect(drawn).toBeLessThan(80);
    await page.locator('wp-question-list .scroller').focus();
    await page.keyboard.press('End');
    await expect.poll(async () => (await lines(page)).at(-1)).toContain('What is 5001*5002?');
    expect(await items(page).last().getAttribute('aria-posinset')).toBe('5000');
    expect(await items(page).count()).toBeLessThan(80);
    await page.context().close();
  });

  it('shows hostile text, and does nothing of what it says', async () => {
    const evil = HOSTILE.join('\n');
    const state = evaluated({
      settings: { methods: [`continuation:${evil}`], waits: [1], budgets: [64] },
      question: (number) => (number === 0 ? { question: evil, answer: evil, domain: evil } : {}),
      change: () => ({ answer: evil, reason: evil, note: evil }),
    });
    const { page, complaints } = await opened(state);
    await items(page).first().click();
    await page.locator('.asked').waitFor();
    const said = `${await page.locator('main').innerText()} ${await page.locator('.detail').innerText()}`;
    expect(said).toContain('</script><script>');
    expect(said).not.toContain('\u202e');
    const svg = await page.evaluate(() => panelHarness.evaluation.chart('svg', 'white'));
    expect(svg).not.toContain('<script>');
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each(['light', 'dark'] as ThemeName[])('becomes a file that needs nothing else: %s', async (theme) => {
    const { page, complaints } = await opened(evaluated(), { theme });
    const file = (background: 'white' | 'theme') =>
      page.evaluate((of) => panelHarness.evaluation.chart('svg', of) as Promise<string>, background);
    const white = await file('white');
    expect(white).toContain('<rect width="900" height="516" fill="#ffffff"');
    expect(white).not.toMatch(/var\(|color-mix|class="point"|<!--|oklab/);
    for (const method of ['budget-forcing', 'token-conditional', 'majority@4'])
      expect(white).toContain(method);
    const own = await file('theme');
    expect(own).toContain(theme === 'dark' ? 'fill="#1f1f1f"' : 'fill="#ffffff"');
    // Well-formed, by another reader.
    const root = await page.evaluate(
      (text) => new DOMParser().parseFromString(text, 'image/svg+xml').documentElement.nodeName,
      own,
    );
    expect(root).toBe('svg');
    const png = await page.evaluate(async () => [
      ...((await panelHarness.evaluation.chart('png', 'white')) as Uint8Array),
    ]);
    expect(Buffer.from(png.slice(0, 8)).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    // Width and height of the picture: twice those of the drawing.
    expect([Buffer.from(png).readUInt32BE(16), Buffer.from(png).readUInt32BE(20)]).toEqual([1800, 1032]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each(Object.keys(THEMES) as ThemeName[])('has nothing serious for axe: %s', async (theme) => {
    const { page } = await opened(evaluated({ done: 90, setup: setUp().state.setup }), { theme });
    await points(page).first().click();
    await items(page).first().click();
    await page.locator('.asked').waitFor();
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });

  it('stays in a narrow panel', async () => {
    const { page } = await opened(evaluated(), { width: 340 });
    await items(page).first().click();
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over).toBeLessThanOrEqual(0);
    expect(await page.locator('main').evaluate((main) => main.scrollWidth - main.clientWidth)).toBe(0);
    await page.context().close();
  });
});

describe('setting an evaluation up', () => {
  const field = (page: Page, name: string) => page.locator(`vscode-text-field.${name} input`);
  const start = (page: Page) => page.locator('vscode-button.start');
  const find = (page: Page, check: typeof GOOD) =>
    page.evaluate((given) => void (panelHarness.formCheck = given), check);

  it('says what it costs, and starts by button or Enter', async () => {
    const { page, complaints } = await opened(setUp());
    await find(page, GOOD);
    await field(page, 'budgets').fill('64, 128');
    await expect
      .poll(() => page.locator('.cost').innerText())
      .toBe(
        '40 questions × 16 cells = 640 rows · at most 61,440 tokens, about 2 min by what was measured with this model',
      );
    expect(await page.locator('wp-evaluation-form form').innerText()).toContain('problem (question)');
    await field(page, 'budgets').press('Enter');
    await expect.poll(() => calls(page)).toContainEqual(['start', { ...FORM, budgets: '64, 128' }]);
    expect(await page.evaluate(() => panelHarness.kept())).toMatchObject({ form: { budgets: '64, 128' } });
    // Pressed before what was typed is looked at.
    await field(page, 'budgets').fill('32');
    await start(page).click();
    await expect.poll(() => calls(page)).toContainEqual(['start', { ...FORM, budgets: '32' }]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('says at its field what is wrong, and lists rows that cannot be asked', async () => {
    const { page } = await opened(setUp());
    await find(page, BAD);
    await field(page, 'waits').fill('1');
    const form = page.locator('wp-evaluation-form');
    await expect
      .poll(() => form.locator('.problem').allInnerTexts())
      .toEqual(['2 rows cannot be asked. Mend the dataset, or leave them out.', 'It is "x".']);
    expect(await field(page, 'budgets').getAttribute('aria-label')).toContain('It is "x".');
    await form.locator('summary').press('Enter');
    expect(await form.locator('.rows li').allInnerTexts()).toEqual([
      '2 The question (column "question") is empty.',
      '4 The JSON is broken here, at character 1.',
    ]);
    expect(await start(page).getAttribute('disabled')).not.toBeNull();
    await field(page, 'waits').press('Enter');
    await form.locator('vscode-checkbox.skip-bad').press(' ');
    await expect.poll(() => calls(page)).toContainEqual(['check', { ...FORM, waits: '1', skipBad: true }]);
    expect((await calls(page)).some(([name]) => name === 'start')).toBe(false);
    await page.context().close();
  });

  it('chooses methods in the order in which they are offered, with their parts; or all of a paper', async () => {
    const { page } = await opened(setUp());
    await find(page, GOOD);
    const form = page.locator('wp-evaluation-form');
    await form.locator('vscode-checkbox.method-majority-K').press(' ');
    await form.locator('vscode-checkbox.method-none').press(' ');
    await field(page, 'majority').fill('4');
    const methods = ['budget-forcing', 'none', 'majority@K'];
    await expect.poll(() => calls(page)).toContainEqual(['check', { ...FORM, methods, majority: '4' }]);
    await form.locator('vscode-checkbox.paper').press(' ');
    await expect.poll(() => form.locator('.method').count()).toBe(0);
    await page.context().close();
  });

  it('browses, and says why nothing may run', async () => {
    const { page } = await opened(setUp({ refusal: 'This workspace is not trusted.' }), { width: 340 });
    await find(page, GOOD);
    await page.evaluate(() => void (panelHarness.browsed = '/data/other.jsonl'));
    await page.locator('vscode-button.browse-dataset').click();
    await expect.poll(() => field(page, 'dataset').inputValue()).toBe('/data/other.jsonl');
    expect(await page.locator('wp-evaluation-form form').innerText()).toContain(
      'This workspace is not trusted.',
    );
    expect(await start(page).getAttribute('disabled')).not.toBeNull();
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over).toBeLessThanOrEqual(0);
    await page.context().close();
  });

  it.each(Object.keys(THEMES) as ThemeName[])('has nothing serious for axe: %s', async (theme) => {
    const { page } = await opened(setUp(), { theme });
    await find(page, BAD);
    await field(page, 'budgets').fill('x');
    await page.locator('wp-evaluation-form .problem').first().waitFor();
    await page.locator('vscode-button.more').click();
    await page.locator('vscode-text-field.confidence').waitFor();
    await page.locator('summary').click();
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });
});
