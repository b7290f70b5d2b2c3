/** Sweeps that nobody watches, that are stopped, and that crashes cut off, in the real editor with the bundled models. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Trace } from '../../src/core/trace/trace';
import { parseTrace } from '../../src/core/trace/traceFile';
import { useWorkbench } from './workbench';

const PATIENCE = { timeout: 90_000, interval: 200 };

const parent = await readFile(path.join(import.meta.dirname, '../../docs/example.trace.json'), 'utf8');
const workbench = useWorkbench({ files: { 'run.trace.json': parent } });

const files = (): string[] =>
  readdirSync(workbench().folder).filter((name) => /^run\.sweep-\d+\.trace\.json$/.test(name));
const traces = (): Trace[] =>
  files().map((name) => parseTrace(readFileSync(path.join(workbench().folder, name))).trace);
const heads = () => workbench().webview.getByRole('columnheader');
const progress = () => workbench().webview.locator('.progress');
const SWEEP_TAB = 'Sweep of run';

/** A short column, and one that thinks for minutes: more waits than fit refuse every end. */
async function begin(): Promise<void> {
  const { webview } = workbench();
  await workbench().runCommand('View: Close All Editors');
  for (const name of files()) rmSync(path.join(workbench().folder, name));
  await workbench().openFile('run.trace.json');
  await workbench().runCommand('Waitpoint: Sweep Budgets…');
  const field = (name: string) => webview.locator(`vscode-text-field.${name} input`);
  await field('maxima').fill('24, 38000');
  await field('waits').fill('9000');
  await field('waits').press('ControlOrMeta+Enter');
  await progress()
    .filter({ hasText: /1 of 2 columns ·\s+[\d,]{3,} thinking tokens/ })
    .waitFor();
}

describe('a sweep under way', () => {
  test('is stopped by a key: what is whole stays, and what had begun as far as it came', async () => {
    await begin();
    await heads().first().getByRole('link').focus();
    await workbench().page.keyboard.press('Shift+Escape');
    await vi.waitFor(() => {
      const [whole, cut] = traces();
      expect(whole?.finish.answer).toBe('stop');
      expect(cut?.finish.thinking).toBe('abort');
      expect(cut?.tokens.id.length).toBeGreaterThan(24);
      expect(cut?.sweep).toMatchObject({ column: 1, columns: 2 });
    }, PATIENCE);
    await workbench().webview.getByText('broken off').first().waitFor();
  });

  test('goes on when its panel is closed, and is in the next one again', async () => {
    await begin();
    await workbench().tab(SWEEP_TAB).locator('.action-label').click();
    await workbench().tab(SWEEP_TAB).waitFor({ state: 'detached' });
    const notice = workbench().notification('The sweep of run goes on');
    await workbench().notification('1 of 2 columns').waitFor();
    await workbench().screenshot('sweep goes on');
    await workbench().runCommand('Waitpoint: Sweep Budgets…');
    await progress().filter({ hasText: '1 of 2 columns' }).waitFor();
    await vi.waitFor(async () => expect(await heads().count()).toBe(2), PATIENCE);
    await notice.waitFor({ state: 'detached' });
    await workbench().tab(SWEEP_TAB).locator('.action-label').click();
    await notice.hover();
    await notice.getByRole('button', { name: 'Cancel' }).click();
    const over = workbench().notification('The sweep of run is over: 2 of 2 columns.');
    await over.first().waitFor();
    await over.first().getByRole('button', { name: 'Show' }).click();
    await vi.waitFor(async () => expect(await heads().count()).toBe(2), PATIENCE);
    await workbench().webview.getByText('broken off').first().waitFor();
  });

  test('whose engine is killed keeps its columns, and says how it died', async () => {
    await begin();
    await workbench().killProcess(/engineProcess\.mjs/);
    await workbench().webview.getByRole('alert').filter({ hasText: 'signal SIGKILL' }).waitFor();
    await vi.waitFor(() => {
      expect(traces().map(({ failure }) => failure === null)).toEqual([true, false]);
    }, PATIENCE);
    await workbench().screenshot('sweep engine killed');
  });

  test('that died with its window is offered, and recovered into its columns', async () => {
    await begin();
    const received = Number(/([\d,]+) thinking/.exec(await progress().innerText())?.[1]?.replace(',', ''));
    await workbench().killProcess(/--type=extensionHost/);
    await workbench().page.reload();
    // Which editors come back is up to what the workbench had stored: the extension starts with this one.
    await workbench().openFile('run.trace.json');
    const offer = workbench().notification('A sweep of run.trace.json was cut off.');
    await offer.first().waitFor();
    await workbench().screenshot('sweep offered');
    await offer.first().getByRole('button', { name: 'Recover' }).click();
    await vi.waitFor(() => {
      const [whole, cut] = traces();
      expect(whole?.finish.answer).toBe('stop');
      expect(cut?.finish.thinking).toBe('abort');
      expect(cut?.tokens.id.length).toBeGreaterThanOrEqual(received);
      expect(cut?.sweep?.id).toBe(whole?.sweep?.id);
    }, PATIENCE);
    await vi.waitFor(async () => expect(await heads().count()).toBe(2), PATIENCE);
    await workbench().webview.getByText('broken off').first().waitFor();
  });
});
