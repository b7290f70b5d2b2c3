import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { draftTrace, type Trace } from '../../src/core/trace/trace';
import { parseTrace, stringifyTrace } from '../../src/core/trace/traceFile';
import { CARD_QUESTION, request } from '../support/engine';
import { useWorkbench } from './workbench';

const PATIENCE = { timeout: 60_000, interval: 300 };
const PARENT = 'sum.trace.json';
const R1 = '<think>\nTwo and two.\n\nThat is 4.\n</think>\nFinal Answer: 4';

const workbench = useWorkbench({
  files: {
    [PARENT]: stringifyTrace(draftTrace(CARD_QUESTION, request({ waits: 1 }), '2026-01-01T00:00:00.000Z')),
    'rows.jsonl': [
      JSON.stringify({ question: 'What is 2+2?', response: R1 }),
      JSON.stringify({ prompt: 'What is 3+3?', completion: '<think>\nSix.\n</think>\n6' }),
      '{"broken',
      '',
    ].join('\n'),
  },
});

const read = async (name: string): Promise<Trace> =>
  parseTrace(await readFile(path.join(workbench().folder, name))).trace;
const forks = async (): Promise<string[]> =>
  (await readdir(workbench().folder)).filter((name) => name.startsWith('sum.fork-')).sort();
const step = (index: number) => workbench().webview.locator(`li.step[data-step="${index}"]`);
const tool = (name: string) => workbench().webview.locator(`vscode-button.${name}`);

/** Saves the fork in front until it has answered. */
function answered(name: string): Promise<Trace> {
  return vi.waitFor(async () => {
    await workbench().runCommand('File: Save');
    const trace = await read(name);
    expect(trace.finish.answer).not.toBeNull();
    return trace;
  }, PATIENCE);
}

async function forkBy(name: string, from: number, fork: string): Promise<Trace> {
  await workbench().openFile(PARENT);
  await step(from).focus();
  await tool(name).click();
  await workbench().tab(fork).waitFor();
  return answered(fork);
}

let parent: Trace;

describe('a fork', () => {
  test('that drops the rest of a greedy run says the same again', async () => {
    await workbench().openFile(PARENT);
    await workbench().webview.getByRole('button', { name: 'Run', exact: true }).click();
    parent = await answered(PARENT);
    const fork = await forkBy('forkContinue', 2, 'sum.fork-1.trace.json');
    expect(fork.parent).toMatchObject({ at: parent.steps[2]?.start, change: 'none' });
    expect(fork.tokens.id).toEqual(parent.tokens.id);
  });

  test('that ends the thinking answers right there', async () => {
    const fork = await forkBy('forkEnd', 2, 'sum.fork-2.trace.json');
    const at = parent.steps[2]?.start ?? NaN;
    expect(fork.parent).toMatchObject({ at, change: 'end' });
    expect(fork.thinking.end).toBe(at);
    expect(fork.finish.thinking).toBe('budget');
    expect(fork.answer?.text).toMatch(/Final Answer: \d+/);
  });

  test('goes on under the budget of the run bar', async () => {
    await workbench().openFile(PARENT);
    await step(1).waitFor();
    const waits = workbench().webview.locator('wp-slider.waits input[type=text]');
    await waits.fill('2');
    await waits.press('Enter');
    const fork = await forkBy('forkBudget', 1, 'sum.fork-3.trace.json');
    expect(fork.request.budget.waits).toBe(2);
    expect(fork.interventions.filter(({ kind }) => kind === 'wait')).toHaveLength(2);
    expect(fork.parent).toMatchObject({ at: parent.steps[1]?.start, change: 'request' });
    await workbench().runCommand('Undo');
  });
});

describe('sampling again', () => {
  test('goes on with seeds that were not taken', async () => {
    const input = workbench().page.locator('.quick-input-widget input').first();
    await workbench().openFile(PARENT);
    await step(0).focus();
    await tool('forkResample').click();
    await input.fill('2');
    await workbench().page.getByText('seeds 1 to 2').waitFor();
    await workbench().page.keyboard.press('Enter');
    await workbench().notification('2 forks answered').waitFor();
    await workbench().openFile(PARENT);
    await tool('forkResample').click();
    await input.fill('2');
    await workbench().page.getByText('seeds 3 to 4').waitFor();
    await workbench().page.keyboard.press('Escape');
  });

  test('is cancelled between two forks or in one, and leaves whole forks alone', async () => {
    const before = await forks();
    await tool('forkResample').click();
    await workbench().page.locator('.quick-input-widget input').first().fill('32');
    await workbench().page.getByText('seeds 3 to 34').waitFor();
    await workbench().page.keyboard.press('Enter');
    const task = workbench().notification('Resampling');
    await task.getByText(/2 of 32/).waitFor();
    await task.hover();
    await task.getByRole('button', { name: 'Cancel' }).click();
    await task.waitFor({ state: 'detached' });
    await vi.waitFor(async () => {
      const made = (await forks()).filter((name) => !before.includes(name));
      expect(made.length).toBeGreaterThan(0);
      expect(made.length).toBeLessThan(32);
      for (const { finish } of await Promise.all(made.map(read))) expect(finish.answer).not.toBeNull();
    }, PATIENCE);
  });
});

describe('traces of foreign make', () => {
  test('are picked from a file, and what could not be read is told', async () => {
    const { page } = workbench();
    await workbench().runCommand('Waitpoint: Import Traces from File…');
    await workbench().answerDialog('Import Traces', path.join(workbench().folder, 'rows.jsonl'));
    await page.getByText('Open Imported Traces').waitFor();
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'What is 2+2?' }).click();
    await page.keyboard.press('Enter');
    await workbench().webview.getByText('That is 4.').first().waitFor();
    expect(await workbench().webview.locator('wp-answer-box .extracted').innerText()).toBe('4');
    await workbench()
      .notification(/rows\.jsonl, line 3: .* \(traces read: 2, problems: 1\)/)
      .waitFor();
  });

  test('are pasted', async () => {
    const { page } = workbench();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const text = R1.replaceAll('4', '7');
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await workbench().runCommand('Waitpoint: Paste as a Trace');
    await workbench().webview.getByText('That is 7.').first().waitFor();
    expect(await workbench().webview.locator('wp-answer-box .extracted').innerText()).toBe('7');
  });
});
