import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { parseTrace, stringifyTrace } from '../../src/core/trace/traceFile';
import { DEFAULT_REQUEST, draftTrace } from '../../src/core/trace/trace';
import { useWorkbench } from './workbench';

const QUESTION = 'What is 83*46 + 57*29 - 118?';
const PATIENCE = { timeout: 60_000, interval: 50 };
const ENGINE = /engineProcess\.mjs/;

const trace = (question: string, budget: Partial<typeof DEFAULT_REQUEST.budget> = {}): string => {
  const request = { ...DEFAULT_REQUEST, budget: { ...DEFAULT_REQUEST.budget, ...budget } };
  return stringifyTrace(draftTrace(question, request, '2026-01-01T00:00:00.000Z'));
};
const long = trace(QUESTION, { maxThinkingTokens: 900, waits: 500 });

const workbench = useWorkbench({
  files: { 'reloaded.trace.json': long, 'closed.trace.json': long, 'shared.trace.json': trace(QUESTION) },
  // The browser's workbench saves by itself otherwise, and nothing would ever be unsaved.
  settings: { 'files.autoSave': 'off' },
});

const button = (name: string) => workbench().webview.getByRole('button', { name, exact: true });
const question = () => workbench().webview.getByRole('textbox', { name: 'Question' });
const spoken = (text: RegExp) => workbench().webview.getByText(text).first().waitFor({ state: 'attached' });
const dialogButton = (name: string) =>
  workbench().page.locator('.monaco-dialog-box').getByRole('button', { name });

/** Begins a run and holds its engine still in the middle, so that nothing depends on how fast the machine is. */
async function runAndHold(): Promise<void> {
  await vi.waitFor(async () => {
    await button('Run').click();
    await workbench().webview.locator('li.step').first().waitFor();
    for (const pid of workbench().processes(ENGINE)) process.kill(pid, 'SIGSTOP');
    if (await button('Stop').isEnabled()) return;
    for (const pid of workbench().processes(ENGINE)) process.kill(pid, 'SIGCONT');
    throw new Error('The run was over before it could be held.');
  }, PATIENCE);
}

/** Tokens that the notice says were recovered. */
async function recoveredTokens(): Promise<number> {
  const notice = workbench().webview.getByText(/Its \d+ tokens were recovered/);
  await notice.waitFor();
  return Number(/(\d+) tokens/.exec(await notice.innerText())?.[1]);
}

async function continuesToTheEnd(): Promise<void> {
  await button('Continue from here').click();
  await spoken(/^Finished with the answer/);
}

describe('a run in progress is not lost', () => {
  test('when the window is loaded anew', async () => {
    await workbench().openFile('reloaded.trace.json');
    await runAndHold();
    await workbench().reload();
    expect(await recoveredTokens()).toBeGreaterThan(0);
    await continuesToTheEnd();
    await workbench().runCommand('File: Save');
    const saved = async () =>
      parseTrace(await readFile(path.join(workbench().folder, 'reloaded.trace.json'))).trace;
    await vi.waitFor(async () => expect((await saved()).thinking.end).toBe(900), PATIENCE);
  });

  test('when its editor is closed without saving', async () => {
    await workbench().openFile('closed.trace.json');
    await runAndHold();
    await workbench().runCommand('View: Close Editor');
    await dialogButton("Don't Save").click();
    await workbench().tab('closed.trace.json').waitFor({ state: 'detached' });
    await workbench().openFile('closed.trace.json');
    expect(await recoveredTokens()).toBeGreaterThan(0);
    await continuesToTheEnd();
    await workbench().runCommand('File: Save');
  });
});

describe('a file that another program writes', () => {
  test('is read again at once where there is nothing to lose', async () => {
    await workbench().openFile('shared.trace.json');
    await question().waitFor();
    await workbench().writeFile('shared.trace.json', trace('What is 1+1?'));
    await vi.waitFor(async () => expect(await question().inputValue()).toBe('What is 1+1?'), PATIENCE);
  });

  test('is asked about where changes are not saved, and never overwritten unasked', async () => {
    await button('Run').click();
    await spoken(/^Finished with the answer/);
    const theirs = trace('What is 2+2?');
    await workbench().writeFile('shared.trace.json', theirs);
    const notification = workbench().notification(/has changed on disk/);
    await notification.waitFor();
    await workbench().runCommand('File: Save');
    await dialogButton('Cancel').click();
    expect(await readFile(path.join(workbench().folder, 'shared.trace.json'), 'utf8')).toBe(theirs);
    // It has slipped away to the others by now.
    await workbench().runCommand('Notifications: Show Notifications');
    await notification.getByRole('button', { name: 'Reload' }).click();
    await vi.waitFor(async () => expect(await question().inputValue()).toBe('What is 2+2?'), PATIENCE);
    // Its own tab: a document of an earlier test may be unsaved again by a score that came after its save.
    const dirty = workbench().page.locator('.tab.dirty', { hasText: 'shared.trace.json' });
    await dirty.waitFor({ state: 'detached' });
  });
});
