/** A sweep from its form to its columns on disk, in the real editor with the bundled models. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { parseTrace, stringifyTrace } from '../../src/core/trace/traceFile';
import { useWorkbench, type Theme } from './workbench';

const PATIENCE = { timeout: 90_000, interval: 300 };

const example = parseTrace(
  await readFile(path.join(import.meta.dirname, '../../docs/example.trace.json')),
).trace;
const parent = stringifyTrace({ ...example, question: { ...example.question, expected: '161' } });
const workbench = useWorkbench({ files: { 'run.trace.json': parent } });

const columns = (): string[] =>
  readdirSync(workbench().folder).filter((name) => /^run\.sweep-\d+\.trace\.json$/.test(name));
const heads = () => workbench().webview.getByRole('columnheader');

describe('a sweep', () => {
  test('is set up beside its trace, runs, and saves a trace a column', async () => {
    await workbench().openFile('run.trace.json');
    await workbench().runCommand('Waitpoint: Sweep Budgets…');
    const form = workbench().webview.locator('wp-sweep-form');
    await form.waitFor();
    await form.locator('vscode-text-field.maxima input').fill('24, 96');
    await form.locator('vscode-text-field.waits input').fill('0, 1');
    await form.locator('vscode-button.run').click();
    await vi.waitFor(async () => expect(await heads().count()).toBe(4), PATIENCE);
    await vi.waitFor(() => {
      const traces = columns().map((name) => parseTrace(readFileSync(path.join(workbench().folder, name))));
      expect(traces.map(({ trace }) => trace.sweep?.column)).toEqual([0, 1, 2, 3]);
      expect(new Set(traces.map(({ trace }) => trace.sweep?.id)).size).toBe(1);
      expect(traces.every(({ trace }) => trace.finish.answer === 'stop')).toBe(true);
    }, PATIENCE);
    await form.waitFor({ state: 'detached' });
    await workbench().screenshot('sweep');
    expect(await workbench().seriousFaults()).toEqual([]);
    expect(readFileSync(path.join(workbench().folder, 'run.trace.json'), 'utf8')).toBe(parent);
  });

  test('comes back with the window, and opens from any of its traces', async () => {
    await workbench().reload('run.sweep-4.trace.json');
    await vi.waitFor(async () => expect(await heads().count()).toBe(4), PATIENCE);
    await heads().nth(2).getByRole('link').click();
    await workbench().tab('run.sweep-3.trace.json').waitFor();
    await workbench().runCommand('Waitpoint: Open Sweep');
    await vi.waitFor(async () => expect(await heads().count()).toBe(4), PATIENCE);
  });

  test('takes a column as the reference, and takes it back, from the palette', async () => {
    const { page, webview } = workbench();
    await heads().nth(2).getByRole('link').focus();
    await workbench().runCommand('Waitpoint: Pin a Column as the Reference…');
    const picked = page
      .locator('.quick-input-list .monaco-list-row.focused')
      .getByText('3: max 96 · 0 waits');
    await picked.waitFor();
    await page.keyboard.press('Enter');
    await webview.locator('.missing, .changed').first().waitFor();
    expect(await heads().nth(2).locator('vscode-button.pin').innerText()).toBe('Pinned');
    await workbench().runCommand('Waitpoint: Unpin the Reference');
    await webview.locator('.missing, .changed').first().waitFor({ state: 'detached' });
    await page.keyboard.press('ControlOrMeta+Alt+P');
    await picked.waitFor();
    await page.keyboard.press('Enter');
    await webview.locator('.missing, .changed').first().waitFor();
  });

  test('has charts that lead to its columns, and go at a key', async () => {
    const { page, webview } = workbench();
    const points = webview.locator('wp-answer-points button');
    expect(await points.count()).toBe(3);
    await points.last().click();
    await vi.waitFor(
      async () => expect(await heads().nth(3).getAttribute('aria-current')).toBe('true'),
      PATIENCE,
    );
    await page.keyboard.press('ControlOrMeta+Alt+J');
    await points.first().waitFor({ state: 'detached' });
    await page.keyboard.press('ControlOrMeta+Alt+J');
    await points.first().waitFor();
  });

  test.each<Theme>(['light', 'highContrast', 'dark'])('axe finds nothing serious in %s', async (theme) => {
    await workbench().setTheme(theme);
    await workbench().webview.locator('wp-score-lines text.name').first().waitFor();
    await workbench().webview.locator('wp-answer-points button').first().hover();
    await workbench().screenshot(`sweep ${theme}`);
    expect(await workbench().seriousFaults()).toEqual([]);
  });
});
