import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { parseLog, currentAnnotations } from '../../src/core/annotate/annotationLog';
import { stringifyTrace } from '../../src/core/trace/traceFile';
import { recordedTrace } from '../support/recordedTrace';
import { useWorkbench, type Theme } from './workbench';

const PATIENCE = { timeout: 60_000, interval: 100 };
const LINES = ['Two and two.\n', 'That is 4.\n', 'So it is 5.\n'];

const workbench = useWorkbench({
  files: {
    'first.trace.json': stringifyTrace(recordedTrace(LINES, 'What is two and two?', [0.9, 0.9, 0.9])),
    'unsure.trace.json': stringifyTrace(recordedTrace(LINES, 'Which step is wrong?', [0.9, 0.5, 0.9])),
  },
  settings: { 'waitpoint.annotator': 'anna' },
});

const row = (index: number) => workbench().webview.locator('li.step').nth(index);
const label = (index: number) => row(index).getAttribute('data-label');
const queue = () => workbench().page.locator('.pane', { hasText: 'Label Queue' }).locator('.monaco-list-row');

async function annotations(name = 'first') {
  const file = join(workbench().folder, `${name}.annotations.anna.jsonl`);
  const { lines, problems } = parseLog(await readFile(file, 'utf8'));
  expect(problems).toEqual([]);
  return { lines, current: currentAnnotations(lines) };
}

describe('annotations in VS Code', () => {
  test('are made by keys, and lie in a file beside the trace', async () => {
    const { page, webview } = workbench();
    await workbench().openFile('first.trace.json');
    await row(0).click();
    await workbench().runCommand('Waitpoint: Annotate Trace');
    await webview.locator('.annotate-bar').waitFor();
    await row(0).click();
    for (const key of ['1', '1', '3', 'f']) await page.keyboard.press(key);
    await vi.waitFor(
      async () => expect(await Promise.all([0, 1, 2].map(label))).toEqual(['good', 'good', 'bad']),
      PATIENCE,
    );
    await vi.waitFor(async () => expect((await annotations()).current).toHaveLength(4), PATIENCE);
    const { current } = await annotations();
    expect(
      current.map(({ by, range, quote, said }) => [by, range?.start, quote, said.kind, said.value]),
    ).toEqual([
      ['anna', 0, LINES[0], 'label', 'good'],
      ['anna', 1, LINES[1], 'label', 'good'],
      ['anna', 2, LINES[2], 'label', 'bad'],
      ['anna', 2, LINES[2], 'flag', true],
    ]);
    // The trace itself is as it was.
    expect(await workbench().tab('first.trace.json').getAttribute('class')).not.toContain('dirty');
  });

  test('are undone by a line of their own, and are there after a reload', async () => {
    const { page, webview } = workbench();
    const before = (await annotations()).lines.length;
    await page.keyboard.press('z');
    await vi.waitFor(async () => expect((await annotations()).lines).toHaveLength(before + 1), PATIENCE);
    expect((await annotations()).current.map(({ said }) => said.kind)).toEqual(['label', 'label', 'label']);
    await workbench().reload();
    await vi.waitFor(
      async () => expect(await Promise.all([0, 1, 2].map(label))).toEqual(['good', 'good', 'bad']),
      PATIENCE,
    );
    // What a view remembers is stored by the workbench in its own time.
    if (!(await webview.locator('.annotate-bar').isVisible()))
      await workbench().runCommand('Waitpoint: Annotate Trace');
    await webview.locator('.annotate-bar').waitFor();
  });

  test('of others appear when their file does', async () => {
    const { lines } = await annotations();
    const bob = lines.map((line) => JSON.stringify({ ...line, by: 'bob' }).replace('"bad"', '"neutral"'));
    await workbench().writeFile('first.annotations.bob.jsonl', `${bob.join('\n')}\n`);
    await vi.waitFor(
      async () => expect(await row(2).locator('.chip.other').innerText()).toBe('bob: neutral'),
      PATIENCE,
    );
  });

  test('the queue has what is not labelled, and Enter goes there', async () => {
    const { page } = workbench();
    await page.locator('.activitybar a[aria-label*="Waitpoint"]').first().click();
    const header = page.locator('.pane-header', { hasText: 'Label Queue' });
    await header.waitFor();
    if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
    await vi.waitFor(async () => {
      expect(await queue().allInnerTexts()).toEqual([
        expect.stringMatching(/Which step is wrong\?.*unsure score, step 2/s),
      ]);
    }, PATIENCE);
    const pane = page.locator('.pane', { hasText: 'Label Queue' });
    await vi.waitFor(
      async () => expect(await pane.innerText()).toMatch(/anna: 1 of 2 traces labelled · κ 0\.\d\d bob/),
      PATIENCE,
    );
    await row(0).click();
    await page.keyboard.press('Enter');
    await workbench().tab('unsure.trace.json').waitFor();
    await vi.waitFor(
      async () => expect(await row(1).locator('.text').innerText()).toContain('That is 4.'),
      PATIENCE,
    );
  });

  test('the label report has their agreement, and a decision becomes a gold label', async () => {
    const { webview, folder } = workbench();
    await workbench().runCommand('Waitpoint: Show Label Report');
    const report = webview.locator('wp-label-report');
    await report.getByRole('heading', { name: 'Labels of 2 traces' }).waitFor();
    const rows = report.locator('.disagreements li');
    expect(await rows.locator('.said').allInnerTexts()).toEqual(['anna bad', 'bob neutral']);
    await rows.locator('.decide-bad').click();
    await vi.waitFor(
      async () => expect(await rows.locator('.decide-bad').getAttribute('aria-pressed')).toBe('true'),
      PATIENCE,
    );
    const gold = parseLog(await readFile(join(folder, 'first.annotations.gold.jsonl'), 'utf8'));
    expect(currentAnnotations(gold.lines).map(({ range, said }) => [range?.start, said.value])).toEqual([
      [2, 'bad'],
    ]);
    expect(await report.locator('main').innerText()).toContain(
      '3 steps with a score and a label: 2 good, 1 bad',
    );
    await rows.getByRole('link').click();
    await workbench().tab('first.trace.json').waitFor();
    await vi.waitFor(async () => expect(await row(2).isVisible()).toBe(true), PATIENCE);
  });

  test.each<Theme>(['light', 'highContrast', 'dark'])('the label report is legible in %s', async (theme) => {
    await workbench().setTheme(theme);
    await workbench().runCommand('Waitpoint: Show Label Report');
    await workbench().webview.locator('wp-label-report h1').waitFor();
    await workbench().screenshot(`label report ${theme}`);
    expect(await workbench().seriousFaults()).toEqual([]);
  });

  test.each<Theme>(['light', 'highContrast', 'dark'])('axe finds nothing serious in %s', async (theme) => {
    const { page, webview } = workbench();
    await workbench().setTheme(theme);
    await workbench().openFile('first.trace.json');
    await webview.locator('.annotate-bar').waitFor();
    await row(0).click();
    await page.keyboard.press('?');
    await webview.locator('.key-help').waitFor();
    await workbench().screenshot(`annotate ${theme}`);
    expect(await workbench().seriousFaults()).toEqual([]);
    await page.keyboard.press('?');
    await webview.locator('.key-help').waitFor({ state: 'detached' });
  });
});
