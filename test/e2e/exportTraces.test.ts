/** Exports in the real editor: a format, its questions, a file. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { traceIdentity } from '../../src/core/trace/identity';
import type { Trace } from '../../src/core/trace/trace';
import { parseTrace, stringifyTrace } from '../../src/core/trace/traceFile';
import { readTraces } from '../../src/files/readTraces';
import { useWorkbench, type Theme } from './workbench';

const PATIENCE = { timeout: 60_000, interval: 100 };

const { trace: parent } = parseTrace(
  await readFile(path.join(import.meta.dirname, '../../docs/example.trace.json')),
);
const at = parent.steps[2]?.start ?? NaN;
/** Says something else from its third step on, and is scored low. */
const fork: Trace = structuredClone(parent);
fork.tokens.text[at] = 'Hmm';
fork.steps = fork.steps.map((step) => (step.end > at ? { ...step, score: 0.1 } : step));
fork.parent = { identity: traceIdentity(parent), file: 'run.trace.json', at, change: 'edit' };

const workbench = useWorkbench({
  files: {
    'run.trace.json': stringifyTrace(parent),
    'run.fork-1.trace.json': stringifyTrace(fork),
    'note.txt': 'a file of the workspace',
  },
});

const input = () => workbench().page.locator('.quick-input-widget input').first();
const title = (text: string | RegExp) =>
  workbench().page.locator('.quick-input-title').filter({ hasText: text });

async function pick(text: string): Promise<void> {
  await input().fill(text);
  // The highlighted letters of a match are elements of their own.
  await workbench()
    .page.locator('.quick-input-list .monaco-list-row')
    .first()
    .filter({ hasText: text })
    .waitFor();
  await workbench().page.keyboard.press('Enter');
}

/** Out of a menu that does not take clicks while it opens. */
async function pickFromMenu(text: string): Promise<void> {
  const entry = workbench().page.locator('.monaco-menu').getByText(text, { exact: true });
  await entry.waitFor();
  await vi.waitFor(async () => {
    await entry.click({ timeout: 2_000 });
    await title(/^Export/).waitFor({ timeout: 2_000 });
  }, PATIENCE);
}

/** A picture of what has stopped moving. */
async function screenshot(name: string): Promise<void> {
  await workbench().page.evaluate(
    'Promise.allSettled(document.getAnimations().map(({ finished }) => finished))',
  );
  await workbench().screenshot(name);
}

/** Answers the dialog that asks for a file: once it has proposed one, and until it takes the answer. */
async function answerDialog(name: string): Promise<string> {
  const file = path.join(workbench().folder, name);
  await title('Export Traces').waitFor();
  await vi.waitFor(async () => expect(await input().inputValue()).toMatch(/\.jsonl$/), PATIENCE);
  await vi.waitFor(async () => {
    // Emptied first: a text that it has already is no change, and the dialog then waits for one.
    await input().fill('', { timeout: 2_000 });
    await input().fill(file, { timeout: 2_000 });
    await workbench().page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    await title('Export Traces').waitFor({ state: 'hidden', timeout: 2_000 });
  }, PATIENCE);
  return file;
}

async function saveAs(name: string): Promise<string> {
  const file = await answerDialog(name);
  await vi.waitFor(() => expect(existsSync(file)).toBe(true), PATIENCE);
  return file;
}

test('the trace in front is exported with labels from its scores, and what was lost is told', async () => {
  await workbench().openFile('run.trace.json');
  await workbench().runCommand('Waitpoint: Export Trace…');
  await title('Export Trace As').waitFor();
  await pick('TRL PRM');
  await title('Labels from Scores').waitFor();
  await input().fill('2');
  await workbench().page.getByText('Type a number from 0 to 1, such as 0.5.').waitFor();
  await input().fill('0.9');
  await workbench().page.keyboard.press('Enter');
  const file = await saveAs('steps.jsonl');
  const row = JSON.parse(await readFile(file, 'utf8')) as { prompt: string; labels: boolean[] };
  expect(row.prompt).toBe(parent.question.text);
  expect(row.labels).toEqual(parent.steps.map(({ score }) => (score ?? 0) >= 0.9));
  const notice = workbench().notification('Exported steps.jsonl (rows: 1, left out: 0, notes: 2)');
  await notice.waitFor();
  await screenshot('export done');
  await notice.getByRole('button', { name: 'Show Details' }).click();
  await workbench().page.getByText('the answer has no place in the format').first().waitFor();
});

test('a trace of the side bar is paired with its forks, as Parquet', async () => {
  const { page } = workbench();
  await page.getByRole('tab', { name: 'Waitpoint' }).click();
  const rows = page.locator('.pane-body .monaco-list-row');
  await vi.waitFor(async () => expect(await rows.count()).toBe(2), PATIENCE);
  await rows.first().click({ button: 'right' });
  await pickFromMenu('Export Trace…');
  await pick('DPO pairs');
  const file = await saveAs('pairs.parquet');
  const found: string[] = [];
  const options = { format: 'dpo', createdAt: '2026-01-01T00:00:00.000Z' };
  for await (const one of readTraces([{ path: file, name: 'pairs' }], options))
    found.push('trace' in one ? one.trace.tokens.text.join('') : one.problem);
  expect(found).toHaveLength(2);
  expect(found[0]).toContain('So the answer');
  expect(found[1]).toContain('Hmm');
});

test('several that are selected become rows of one file', async () => {
  const { page } = workbench();
  const rows = page.locator('.pane-body .monaco-list-row');
  await rows.first().click();
  await rows.nth(1).click({ modifiers: ['ControlOrMeta'] });
  await rows.nth(1).click({ button: 'right' });
  await pickFromMenu('Export Trace…');
  await title('Export 2 Traces As').waitFor();
  await pick('chat: messages');
  await title('Where the Thinking Stands in a Message').waitFor();
  await pick('reasoning');
  const file = await saveAs('chats.jsonl');
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain('"reasoning":"Step 1');
});

test('nothing is written where no pair can be made, and why is told', async () => {
  await workbench().writeFile(
    'alone/one.trace.json',
    stringifyTrace({ ...parent, question: { text: 'Q', expected: null } }),
  );
  await workbench().openFile('one.trace.json');
  // No more than three are shown at once.
  await workbench().runCommand('Notifications: Clear All Notifications');
  await workbench().runCommand('Waitpoint: Export Trace…');
  await pick('DPO pairs');
  const file = await answerDialog('none.jsonl');
  await workbench()
    .notification('Nothing was exported. alone/one.trace.json: no fork of it is here')
    .waitFor();
  expect(existsSync(file)).toBe(false);
});

const THEMES: Theme[] = ['dark', 'light', 'highContrast'];

test.each(THEMES)('formats are offered with what they are, in %s', async (theme) => {
  await workbench().setTheme(theme);
  await workbench().openFile('run.trace.json');
  await workbench().runCommand('Waitpoint: Export Trace…');
  await title('Export Trace As').waitFor();
  const texts = await workbench().page.locator('.quick-input-list .monaco-list-row').allInnerTexts();
  expect(texts.join('\n')).toContain('s1K: question, solution, thinking_trajectories, attempt');
  await screenshot(`export formats ${theme}`);
  await workbench().page.keyboard.press('Escape');
});
