import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { draftTrace, textOf, type Trace } from '../../src/core/trace/trace';
import { traceIdentity } from '../../src/core/trace/identity';
import { parseTrace, stringifyTrace } from '../../src/core/trace/traceFile';
import { CARD_QUESTION, request } from '../support/engine';
import { useWorkbench, type Theme } from './workbench';

const PATIENCE = { timeout: 60_000, interval: 300 };
const PARENT = 'sum.trace.json';

const draft = draftTrace(CARD_QUESTION, request({ waits: 1 }), '2026-01-01T00:00:00.000Z');
const workbench = useWorkbench({
  files: {
    [PARENT]: stringifyTrace({ ...draft, question: { ...draft.question, expected: '5353' } }),
    'questions.jsonl': '{"question": "What is 12*13 + 5?", "answer": "161"}\n',
  },
});

const saved = async (name: string): Promise<Trace> =>
  parseTrace(await readFile(path.join(workbench().folder, name))).trace;
const spoken = (text: RegExp) => workbench().webview.getByText(text).first().waitFor({ state: 'attached' });
const step = (index: number) => workbench().webview.locator(`li.step[data-step="${index}"]`);
const blocks = () => workbench().webview.locator('wp-answer-timeline .stretch');
const tool = (name: string) => workbench().webview.locator(`vscode-button.${name}`);

/** Saves the trace in front until its file holds what is waited for. */
function save(name: string, isThere: (trace: Trace) => boolean): Promise<Trace> {
  return vi.waitFor(async () => {
    await workbench().runCommand('File: Save');
    const trace = await saved(name);
    expect(isThere(trace)).toBe(true);
    return trace;
  }, PATIENCE);
}

let parent: Trace;

describe('probes', () => {
  test('of every step show where the answer settled, and are saved', async () => {
    await workbench().openFile(PARENT);
    await workbench().webview.getByRole('button', { name: 'Run', exact: true }).click();
    await spoken(/^Finished with the answer -?\d+\./);
    await save(PARENT, ({ finish }) => finish.answer !== null);
    await workbench().runCommand('Waitpoint: Probe Every Step');
    await spoken(/^Probe: (\d+) of \1 done\.$/);
    await blocks().first().waitFor();
    parent = await save(PARENT, ({ probes }) => probes.length > 0);
    // The end of every step, the last of which is the end of the thinking.
    expect(parent.probes.map(({ at }) => at)).toEqual(parent.steps.map(({ end }) => end));
    expect(parent.probes.at(-1)?.extracted).toBe(parent.answer?.extracted);
    await workbench()
      .webview.getByText(/^Settled after \d+ tokens/)
      .waitFor();
  });

  test('are undone, and redone', async () => {
    await workbench().runCommand('Waitpoint: Clear Probes');
    await blocks().first().waitFor({ state: 'detached' });
    await workbench().runCommand('Undo');
    await blocks().first().waitFor();
    await workbench().page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
    await workbench().runCommand('Undo');
    await blocks().first().waitFor({ state: 'detached' });
    await workbench().runCommand('Redo');
    await blocks().first().waitFor();
    await workbench().page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  });
});

describe('the debugger', () => {
  test.each<Theme>(['light', 'highContrast', 'dark'])(
    'axe finds nothing serious in it in %s',
    async (theme) => {
      await workbench().setTheme(theme);
      await blocks().first().waitFor();
      await workbench().screenshot(`probed ${theme}`);
      expect(await workbench().seriousFaults()).toEqual([]);
    },
  );
});

describe('a fork', () => {
  test('with a wait runs in a tab of its own beside its parent, which stays as it was', async () => {
    const before = await readFile(path.join(workbench().folder, PARENT), 'utf8');
    await step(2).focus();
    await tool('forkWait').click();
    await workbench().tab('sum.fork-1.trace.json').waitFor();
    const fork = await save('sum.fork-1.trace.json', ({ finish }) => finish.answer !== null);
    const at = parent.steps[2]?.start ?? NaN;
    expect(fork.parent).toEqual({ identity: traceIdentity(parent), file: PARENT, at, change: 'wait' });
    expect(fork.tokens.id.slice(0, at)).toEqual(parent.tokens.id.slice(0, at));
    expect(fork.interventions[0]).toMatchObject({ kind: 'wait', at, text: 'Wait' });
    expect(await readFile(path.join(workbench().folder, PARENT), 'utf8')).toBe(before);
  });

  test('leads back to its parent', async () => {
    await workbench().runCommand('Waitpoint: Go to Parent of Fork');
    await workbench().page.locator('.tab.active').filter({ hasText: PARENT }).waitFor();
    await blocks().first().waitFor();
  });

  test('with an edited text goes on from there', async () => {
    await step(1).focus();
    await workbench().page.keyboard.press('F2');
    const field = workbench().webview.locator('wp-step-editor textarea');
    await field.waitFor();
    const { start, end } = parent.steps[1] ?? { start: NaN, end: NaN };
    const text = textOf(parent, start, end);
    expect(await field.inputValue()).toBe(text);
    const edited = text.replace(/\d+(?=\D*$)/, '1653');
    expect(edited).not.toBe(text);
    await field.fill(edited);
    await workbench().page.keyboard.press('Control+Enter');
    await workbench().tab('sum.fork-2.trace.json').waitFor();
    const fork = await save('sum.fork-2.trace.json', ({ finish }) => finish.answer !== null);
    expect(fork.parent?.change).toBe('edit');
    const at = fork.parent?.at ?? NaN;
    expect(at).toBeGreaterThan(start);
    expect(textOf(fork, 0, fork.thinking.end).startsWith(textOf(parent, 0, start) + edited)).toBe(true);
    expect(fork.tokens.provenance[at]).toBe('user');
  });

  test('sampled again several times is a list of files, each with its seed', async () => {
    await workbench().openFile(PARENT);
    await step(0).focus();
    await tool('forkResample').click();
    const input = workbench().page.locator('.quick-input-widget input').first();
    await input.fill('2');
    await workbench().page.getByText('seeds 1 to 2').waitFor();
    await workbench().page.keyboard.press('Enter');
    await workbench().notification('2 forks answered').waitFor();
    const names = (await readdir(workbench().folder)).filter((name) => name.startsWith('sum.fork-'));
    expect(names.sort()).toEqual([1, 2, 3, 4].map((number) => `sum.fork-${number}.trace.json`));
    const made = await Promise.all(names.slice(2).map(saved));
    expect(made.map(({ request: { sampler } }) => sampler.seed)).toEqual([1, 2]);
    for (const { finish, parent: from } of made) {
      expect(finish.answer).not.toBeNull();
      expect(from).toMatchObject({ file: PARENT, change: 'resample' });
    }
  });

  test('with another token takes it, and goes on', async () => {
    await workbench().openFile(PARENT);
    await step(0).focus();
    for (let i = 0; i < 6; i++) await workbench().page.keyboard.press('ArrowRight');
    await tool('forkAlternative').click();
    const { page } = workbench();
    await page.getByText('Fork with Another Token', { exact: true }).waitFor();
    await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await page.keyboard.press('Enter');
    await workbench().tab('sum.fork-5.trace.json').waitFor();
    const fork = await save('sum.fork-5.trace.json', ({ finish }) => finish.answer !== null);
    expect(fork.parent).toMatchObject({ at: 5, change: 'alternative' });
    expect(fork.tokens.provenance[5]).toBe('user');
    expect(fork.tokens.id[5]).not.toBe(parent.tokens.id[5]);
  });

  test('that cannot be made says why in its parent, and leaves no file', async () => {
    const before = await readdir(workbench().folder);
    await workbench().runCommand('Waitpoint: Fork with the Run Bar’s Budget from Here');
    await workbench()
      .webview.getByText(/Change the budget, the continuation or the sampler in the run bar first/)
      .waitFor();
    expect(await readdir(workbench().folder)).toEqual(before);
  });
});

test('steps are scored anew, as one edit', async () => {
  await workbench().openFile(PARENT);
  // Its page may be loaded anew, and scoring is over before that: then nobody is told of it.
  await workbench().runCommand('View: Close Other Editors in Group');
  await expect.poll(() => workbench().page.locator('.tabs-container .tab').count(), PATIENCE).toBe(1);
  await step(1).waitFor();
  await workbench().runCommand('Waitpoint: Score Steps');
  await spoken(/^Score Steps: (\d+) of \1 done\.$/);
  await workbench().runCommand('Undo');
  await workbench().page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  await workbench().runCommand('Redo');
  await workbench().page.locator('.tab.active.dirty').waitFor();
  const { steps } = await save(PARENT, ({ usage }) => usage.scorerEvaluatedTokens > 0);
  const differences = steps.map(({ score }, i) => Math.abs((score ?? NaN) - (parent.steps[i]?.score ?? NaN)));
  expect(Math.max(...differences)).toBeLessThan(0.01);
});

test('the context menu of a token offers probes and forks', async () => {
  await workbench().openFile(PARENT);
  await step(2)
    .locator('.text')
    .click({ button: 'right', position: { x: 4, y: 8 } });
  const menu = workbench().page.locator('.context-view .monaco-menu, .monaco-menu-container');
  await menu.getByText('Fork with a Wait Here').first().waitFor();
  await workbench().screenshot('context menu');
  await menu.getByText('Probe Here').first().click();
  await spoken(/^Probe: 1 of 1 done\.$/);
});

test('a row of a data set brings its right answer', async () => {
  const { page } = workbench();
  await workbench().openFile('questions.jsonl');
  await page.locator('.editor-instance .view-lines').first().click();
  await page.keyboard.press('ControlOrMeta+Home');
  await workbench().runCommand('Waitpoint: Run Selection as Question');
  await workbench()
    .webview.getByText(/Final Answer: \d+/)
    .first()
    .waitFor();
  await tool('setRightAnswer').getByText('Right answer: 161').waitFor();
});
