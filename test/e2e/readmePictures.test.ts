/** Pictures of the README, taken from the real editor: `npm run screenshots`. Not a check: skipped in `npm test`. */
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { inRoot } from '../../scripts/support/paths.mjs';
import { parseSearch } from '../../src/core/search/searchFile';
import { useWorkbench } from './workbench';

const folder = inRoot('media/readme');
/** A page of the marketplace loads all of them. */
const MOST_BYTES = 200_000;

describe.runIf(process.env['WAITPOINT_SCREENSHOTS'])('the pictures of the README', () => {
  const demo = readFileSync(inRoot('media/demo/demo.trace.json'), 'utf8');
  const workbench = useWorkbench({ files: { 'check.trace.json': demo }, openFile: 'check.trace.json' });
  const field = (name: string) => workbench().webview.locator(`vscode-text-field.${name} input`).first();

  const take = async (name: string): Promise<void> => {
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `${name}.png`);
    // Room for the view: the tree of files says nothing.
    await workbench().page.screenshot({ path: file });
    expect(statSync(file).size).toBeLessThan(MOST_BYTES);
  };

  test('a trace', async () => {
    await workbench().runCommand('View: Close Primary Side Bar');
    const { webview } = workbench();
    await webview.getByRole('button', { name: 'Run', exact: true }).click();
    await webview.getByText(/^Finished with the answer/).waitFor({ state: 'attached' });
    await workbench().runCommand('File: Save');
    await take('trace');
  });

  test('a search', async () => {
    await workbench().runCommand('Waitpoint: Search a Question…');
    const { webview } = workbench();
    await webview.locator('wp-search-form form').waitFor();
    for (const [name, value] of Object.entries({ n: '6', width: '3', seed: '7', max: '200', waits: '0' }))
      await field(name).fill(value);
    await webview.locator('vscode-button.run').click();
    const file = path.join(workbench().folder, 'check-1.search.json');
    await vi.waitFor(
      () => {
        expect(existsSync(file)).toBe(true);
        expect(parseSearch(readFileSync(file)).record.complete).toBe(true);
      },
      { timeout: 90_000, interval: 200 },
    );
    await webview.locator('.node').last().click();
    await take('search');
  });

  test('a sweep', async () => {
    await workbench().setTheme('light');
    await workbench().openFile('check.trace.json');
    await workbench().runCommand('Waitpoint: Sweep Budgets…');
    await field('maxima').fill('40, 400');
    await field('waits').fill('0, 2');
    await field('waits').press('ControlOrMeta+Enter');
    const { webview } = workbench();
    await vi.waitFor(async () => expect(await webview.getByRole('columnheader').count()).toBe(4), {
      timeout: 90_000,
      interval: 200,
    });
    await webview.locator('.progress').waitFor({ state: 'hidden' });
    await take('sweep');
  });
});
