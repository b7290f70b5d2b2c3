/** A sweep from its form to its columns on disk, in the real editor with the bundled models. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { parseTrace } from '../../src/core/trace/traceFile';
import { useWorkbench } from './workbench';

const PATIENCE = { timeout: 90_000, interval: 300 };

const parent = await readFile(path.join(import.meta.dirname, '../../docs/example.trace.json'), 'utf8');
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
    await heads().nth(2).locator('vscode-button.pin').click();
    await workbench().webview.locator('.missing, .changed').first().waitFor();
    await workbench().screenshot('sweep pinned');
  });
});
