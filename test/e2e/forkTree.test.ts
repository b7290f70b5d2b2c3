/** Forks as a tree, branches side by side, and foreign traces, in the real editor. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { traceIdentity } from '../../src/core/trace/identity';
import type { Trace } from '../../src/core/trace/trace';
import { parseTrace, stringifyTrace } from '../../src/core/trace/traceFile';
import { useWorkbench, type Theme } from './workbench';

const PATIENCE = { timeout: 60_000, interval: 300 };

const { trace: parent } = parseTrace(
  await readFile(path.join(import.meta.dirname, '../../docs/example.trace.json')),
);
/** Says something else from its third step on. */
const fork: Trace = structuredClone(parent);
const at = parent.steps[2]?.start ?? NaN;
fork.tokens.text[at] = 'Hmm';
fork.parent = { identity: traceIdentity(parent), file: 'run.trace.json', at, change: 'edit' };
if (fork.answer) fork.answer.extracted = '4711';

const BENCH =
  '{"id":"gsm8k-7","problem":"What is 2*3*4?","steps":["2*3 is 6.","6*4 is 26.","So it is \\\\boxed{26}."],"final_answer_correct":false,"label":1}\n' +
  '{"messages":[{"role":"user","content":"What is 10/4?"},{"role":"assistant","reasoning_content":"10/4 is 5/2.","content":"2.5"}]}\n';

const workbench = useWorkbench({
  files: {
    'run.trace.json': stringifyTrace(parent),
    'run.fork-1.trace.json': stringifyTrace(fork),
    'bench.jsonl': BENCH,
  },
});

describe('forks', () => {
  test('stand in a tree with their answers, from which two are compared word by word', async () => {
    await workbench().openFile('run.trace.json');
    await workbench().runCommand('Waitpoint: Show Fork Tree');
    const nodes = workbench().webview.getByRole('treeitem');
    await vi.waitFor(async () => expect(await nodes.count()).toBe(2), PATIENCE);
    expect(await nodes.nth(1).innerText()).toContain('4711');
    await nodes.nth(0).focus();
    await workbench().page.keyboard.press('Space');
    await nodes.nth(1).focus();
    await workbench().page.keyboard.press('Space');
    await workbench().webview.locator('.compare').click();
    const added = workbench().webview.locator('ins');
    await added.first().waitFor();
    expect((await added.allInnerTexts()).join('')).toContain('Hmm');
    expect(await workbench().webview.locator('footer').innerText()).toContain('4711');
  });
});

const THEMES: Theme[] = ['dark', 'light', 'highContrast'];

describe('how they look', () => {
  test.each(THEMES)('axe finds nothing serious in the comparison in %s', async (theme) => {
    await workbench().setTheme(theme);
    await workbench().webview.locator('ins').first().waitFor();
    await workbench().screenshot(`compare branches ${theme}`);
    expect(await workbench().seriousFaults()).toEqual([]);
  });

  test.each(THEMES)('axe finds nothing serious in the tree in %s', async (theme) => {
    await workbench().setTheme(theme);
    await workbench().runCommand('Waitpoint: Show Fork Tree');
    await workbench().webview.getByRole('treeitem').first().waitFor();
    await workbench().screenshot(`fork tree ${theme}`);
    expect(await workbench().seriousFaults()).toEqual([]);
  });
});

describe('a foreign trace', () => {
  test('opens from the row that the cursor is in, and is scored', async () => {
    await workbench().openFile('bench.jsonl');
    await workbench().page.locator('.view-line').first().click();
    await workbench().runCommand('Waitpoint: Open This Text as a Trace');
    const tab = /^bench.*\.trace\.json$/;
    const imported = async (): Promise<Trace> => {
      const [name = ''] = readdirSync(workbench().folder).filter((one) => tab.test(one));
      return parseTrace(await readFile(path.join(workbench().folder, name))).trace;
    };
    await vi.waitFor(async () => expect((await imported()).imported?.format).toBe('processbench'), PATIENCE);
    const trace = await imported();
    expect(trace.imported?.labels).toEqual([1, -1, null]);
    expect(trace.question.text).toBe('What is 2*3*4?');
    await workbench().webview.getByText('6*4 is 26.').first().waitFor();
    await workbench().runCommand('Waitpoint: Score Steps');
    await vi.waitFor(async () => {
      await workbench().runCommand('File: Save');
      expect((await imported()).steps.every(({ score }) => score !== null)).toBe(true);
    }, PATIENCE);
    await workbench().screenshot('imported');
  });
});
