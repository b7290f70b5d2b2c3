/** An evaluation from its form to its exports, in the real editor with the bundled models. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { ResultRow } from '../../src/core/evaluation/resultRow';
import { parseTrace } from '../../src/core/trace/traceFile';
import { useWorkbench, type Theme } from './workbench';

const PATIENCE = { timeout: 90_000, interval: 200 };
const QUESTIONS = 60;
const CELLS = 4;

const heldOut = await readFile(
  path.join(import.meta.dirname, '../../models/heldout/questions.jsonl'),
  'utf8',
);
const sums = heldOut.split('\n').slice(0, QUESTIONS).join('\n');
const workbench = useWorkbench({ files: { 'sums.jsonl': sums } });

const file = (...names: string[]): string => path.join(workbench().folder, ...names);
const inFolder = (...names: string[]): string => file('sums-evaluation', ...names);
const rows = (): ResultRow[] =>
  existsSync(inFolder('results.jsonl'))
    ? readFileSync(inFolder('results.jsonl'), 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as ResultRow)
    : [];
const view = () => workbench().webview.locator('wp-evaluation-view');
const button = (name: string) => view().locator(`vscode-button.${name}`);
const field = (name: string) => view().locator(`vscode-text-field.${name} input`);

/** Takes what the picker and the dialog of an export propose. */
async function exportAs(command: string, saved: string, background?: string): Promise<void> {
  await view().locator('h1').click();
  await workbench().runCommand(command);
  const { page } = workbench();
  if (background) await page.locator('.quick-input-list .monaco-list-row', { hasText: background }).click();
  const name = page.locator('.quick-input-widget input').first();
  await vi.waitFor(async () => expect(await name.inputValue()).toContain(saved), PATIENCE);
  await page.keyboard.press('Enter');
  await vi.waitFor(() => expect(existsSync(file(saved))).toBe(true), PATIENCE);
}

describe('an evaluation', () => {
  let finished: ResultRow[] = [];
  let written = new Map<string, number>();

  test('is set up in a form, runs, and is paused', async () => {
    await workbench().runCommand('Waitpoint: Evaluate Dataset…');
    await view().locator('wp-evaluation-form').waitFor();
    await field('dataset').fill(file('sums.jsonl'));
    await field('folder').fill(inFolder());
    await field('budgets').fill('256, 64');
    await field('waits').fill('0, 2');
    await view().locator('.problem').filter({ hasText: 'out of order' }).waitFor();
    expect(await button('start').getAttribute('disabled')).not.toBeNull();
    await field('budgets').fill('64, 256');
    await view()
      .locator('.cost')
      .filter({ hasText: `${QUESTIONS} questions × ${CELLS} cells` })
      .waitFor();
    await workbench().screenshot('evaluation form');
    expect(await workbench().seriousFaults()).toEqual([]);
    await button('start').click();
    await vi.waitFor(() => expect(rows().length).toBeGreaterThan(CELLS), PATIENCE);
    await workbench()
      .statusBarItem(/\d+\/240/)
      .waitFor();
    await workbench().screenshot('evaluation running');
    await button('pause').click();
    await button('resume').waitFor();
    finished = rows();
    expect(finished.length).toBeLessThan(QUESTIONS * CELLS);
    expect(existsSync(inFolder('evaluation.json.lock'))).toBe(false);
    written = new Map(finished.map(({ trace }) => [trace, statSync(inFolder(trace)).mtimeMs]));
  });

  test('comes back with the window, and goes on with what is missing alone', async () => {
    await workbench().reload();
    await button('resume').waitFor();
    expect(rows()).toEqual(finished);
    await button('resume').click();
    await vi.waitFor(() => expect(rows().length).toBeGreaterThan(finished.length), PATIENCE);
    // It goes on without its panel.
    await workbench().tab('Evaluation').click({ button: 'middle' });
    await vi.waitFor(async () => expect(await workbench().tab('Evaluation').count()).toBe(0), PATIENCE);
    await workbench()
      .statusBarItem(/\d+\/240/)
      .click();
    await view().waitFor();
    await vi.waitFor(() => expect(rows().length).toBe(QUESTIONS * CELLS), PATIENCE);
    await view().locator('.progress-words').getByText('240 of 240 rows').waitFor();
    for (const [trace, at] of written) expect(statSync(inFolder(trace)).mtimeMs).toBe(at);
    expect(existsSync(inFolder('results.md'))).toBe(true);
  });

  test('opens the trace of a point, and counts what a person says of it there and here', async () => {
    const wrong = rows().find(
      ({ correct, answer, budget, waits }) => !correct && answer !== null && budget === 64 && waits === 0,
    );
    if (!wrong) throw new Error('The model got everything right under 64 tokens.');
    const cell = 'budget-forcing-64-w0';
    const share = (): Promise<string> =>
      view().locator(`tr[data-cell="${cell}"] td:nth-child(5)`).innerText();
    const before = parseFloat(await share());
    await view().locator(`.point[data-cell="${cell}"]`).press('Enter');
    const number = new RegExp(`^\\s*${wrong.line}\\b`);
    await view().locator('wp-question-list .item').filter({ hasText: number }).first().click();
    await workbench().screenshot('evaluation question');
    await button('mark-right').click();
    const step = 100 / QUESTIONS;
    await vi.waitFor(async () => expect(parseFloat(await share())).toBeCloseTo(before + step, 0), PATIENCE);
    const { trace } = parseTrace(readFileSync(inFolder(wrong.trace)));
    expect(trace.grades).toContainEqual(
      expect.objectContaining({ by: 'user', answer: wrong.answer, correct: true }),
    );
    await view().getByText('1 verdict overridden by hand').waitFor();

    // In the trace itself.
    await button('open-trace').click();
    await workbench().tab('budget-forcing-64-w0.trace.json').waitFor();
    await workbench().runCommand('Waitpoint: Take Back the Mark of the Answer');
    await workbench().tab('Evaluation').click();
    await vi.waitFor(async () => expect(parseFloat(await share())).toBeCloseTo(before, 1), PATIENCE);
    await view().getByText('overridden').waitFor({ state: 'detached' });
  });

  test('is saved as SVG, PNG, CSV and Markdown', async () => {
    await exportAs('Waitpoint: Export Evaluation as SVG…', 'sums-evaluation.svg', 'On white');
    expect(readFileSync(file('sums-evaluation.svg'), 'utf8')).toMatch(/^<\?xml .*<svg .*budget-forcing/s);
    await exportAs('Waitpoint: Export Evaluation as PNG…', 'sums-evaluation.png', 'In the colours');
    expect(readFileSync(file('sums-evaluation.png')).subarray(1, 4).toString()).toBe('PNG');
    await exportAs('Waitpoint: Export Evaluation as CSV…', 'sums-evaluation.csv');
    expect(readFileSync(file('sums-evaluation.csv'), 'utf8')).toMatch(/^method,variant,budget,waits,n,/);
    await exportAs('Waitpoint: Export Evaluation as Markdown…', 'sums-evaluation.md');
    expect(readFileSync(file('sums-evaluation.md'), 'utf8')).toContain('| Control, %');
  });

  test.each(['light', 'dark', 'highContrast'] as Theme[])('is legible: %s', async (theme) => {
    await workbench().tab('Evaluation').click();
    await workbench().setTheme(theme);
    await view().locator('.point').first().waitFor();
    await workbench().screenshot(`evaluation ${theme}`);
    expect(await workbench().seriousFaults()).toEqual([]);
  });

  test('is refused where its dataset has changed, and says what', async () => {
    const [first = '', ...others] = sums.split('\n');
    const changed = JSON.stringify({ ...(JSON.parse(first) as object), answer: '1' });
    await workbench().writeFile('sums.jsonl', [changed, ...others].join('\n'));
    const last = rows().slice(0, -1);
    await workbench().writeFile(
      'sums-evaluation/results.jsonl',
      last.map((row) => `${JSON.stringify(row)}\n`).join(''),
    );
    await button('resume').click();
    const alert = view().locator('[role=alert]');
    await alert
      .filter({ hasText: /Changed since it began: the dataset: 1 row changed \(line 1, answer/ })
      .waitFor();
    expect(rows().length).toBe(last.length);
  });
});
