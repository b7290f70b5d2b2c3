/** A search from its form to its file, in the real editor with the bundled models. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { parseSearch } from '../../src/core/search/searchFile';
import type { SearchRecord } from '../../src/core/search/searchRecord';
import { parseTrace, stringifyTrace } from '../../src/core/trace/traceFile';
import { useWorkbench, type Theme } from './workbench';

const PATIENCE = { timeout: 90_000, interval: 200 };

const example = parseTrace(
  await readFile(path.join(import.meta.dirname, '../../docs/example.trace.json')),
).trace;
const question = { text: 'What is 83*46 + 57*29 - 118?', expected: '5353' };
const workbench = useWorkbench({
  files: {
    'run.trace.json': stringifyTrace({ ...example, question }),
    'broken.search.json': '{\n  "schema": 1,\n  "createdAt": 7\n}\n',
  },
});

const at = (name: string): string => path.join(workbench().folder, name);
const record = (name: string): SearchRecord => parseSearch(readFileSync(at(name))).record;
const nodes = () => workbench().webview.locator('.node');
const field = (name: string) => workbench().webview.locator(`wp-search-form vscode-text-field.${name} input`);
const choose = async (name: string, value: string): Promise<void> => {
  const { webview } = workbench();
  await webview.locator(`vscode-dropdown.${name}`).click();
  await webview.locator(`vscode-dropdown.${name} vscode-option[value="${value}"]`).click();
};

/** Runs more paths than anybody waits for. */
async function setUpLong(): Promise<void> {
  await workbench().openFile('run.trace.json');
  await workbench().runCommand('Waitpoint: Search a Question…');
  await workbench().webview.locator('wp-search-form form').waitFor();
  await choose('strategy', 'majority');
  for (const [name, value] of Object.entries({ n: '1000', atOnce: '2', max: '200' }))
    await field(name).fill(value);
  await workbench().webview.locator('vscode-button.run').click();
}

describe('a search', () => {
  test('is set up from a trace, grows while it runs, and is saved beside it', async () => {
    await workbench().openFile('run.trace.json');
    await workbench().runCommand('Waitpoint: Search a Question…');
    await workbench().webview.locator('wp-search-form form').waitFor();
    for (const [name, value] of Object.entries({ n: '4', width: '2', seed: '7', max: '200', waits: '0' }))
      await field(name).fill(value);
    await workbench().screenshot('search form');
    await workbench().webview.locator('vscode-button.run').click();
    await nodes().first().waitFor();
    await vi.waitFor(() => {
      const saved = record('run-1.search.json');
      expect(saved.complete).toBe(true);
      expect(saved.settings).toMatchObject({ strategy: 'beam', n: 4, width: 2 });
      expect(saved.ledger.scorer.prefillTokens).toBeGreaterThan(0);
    }, PATIENCE);
    const saved = record('run-1.search.json');
    await vi.waitFor(async () => expect(await nodes().count()).toBe(saved.nodes.length), PATIENCE);
    await workbench().tab('Search: run-1').waitFor();
    await workbench().screenshot('search');
    expect(await workbench().seriousFaults()).toEqual([]);
  });

  test('is decided anew by another selection, without touching its file', async () => {
    const before = readFileSync(at('run-1.search.json'), 'utf8');
    await choose('select-by', 'majority');
    await workbench().webview.locator('.recorded').waitFor();
    expect(await workbench().webview.locator('.bars li').first().innerText()).toMatch(/★ .*vote/s);
    await workbench().webview.locator('vscode-button.show-recorded').click();
    await workbench().webview.locator('.recorded').waitFor({ state: 'detached' });
    expect(readFileSync(at('run-1.search.json'), 'utf8')).toBe(before);
  });

  test('opens again from its file, and its leaves as traces, once each', async () => {
    const { page, webview } = workbench();
    await workbench().openFile('run-1.search.json');
    await nodes().first().waitFor();
    const leaf = record('run-1.search.json').choice?.leaf ?? 0;
    await nodes()
      .and(webview.locator(`[data-id="${leaf}"]`))
      .click();
    await webview.locator('wp-step-list li').first().waitFor();
    await workbench().screenshot('search node');
    await page.keyboard.press('Enter');
    const name = `run-1.node-${leaf + 1}.trace.json`;
    await workbench().tab(name).waitFor();
    await vi.waitFor(() => {
      const { trace } = parseTrace(readFileSync(at(name)));
      expect(trace.answer?.extracted).toBe(record('run-1.search.json').choice?.answer);
      expect(trace.grades).toHaveLength(1);
    }, PATIENCE);
    await workbench().openFile('run-1.search.json');
    await nodes()
      .and(webview.locator(`[data-id="${leaf}"]`))
      .click();
    await page.keyboard.press('Enter');
    await workbench().tab(name).and(page.locator('.active')).waitFor();
    expect(readdirSync(workbench().folder).filter((one) => one.includes('.node-'))).toEqual([name]);
  });

  test('compares any two of its paths', async () => {
    const { page, webview } = workbench();
    await workbench().openFile('run-1.search.json');
    const leaves = record('run-1.search.json').nodes.filter(({ state }) => state === 'leaf');
    for (const { id } of leaves.slice(0, 2)) {
      await nodes()
        .and(webview.locator(`[data-id="${id}"]`))
        .click();
      await page.keyboard.press('Space');
    }
    await webview.locator('vscode-button.compare').click();
    for (const { id } of leaves.slice(0, 2))
      await webview
        .locator('wp-compare-view')
        .getByRole('link', { name: `run-1.node-${id + 1}` })
        .waitFor();
  });

  test('that is stopped keeps what it has', async () => {
    await setUpLong();
    await nodes().first().waitFor();
    await workbench().page.keyboard.press('Shift+Escape');
    await workbench().webview.getByText('Stopped before its end. What is there can be used.').waitFor();
    await vi.waitFor(() => expect(existsSync(at('run-2.search.json'))).toBe(true), PATIENCE);
    const stopped = record('run-2.search.json');
    expect(stopped.complete).toBe(false);
    expect(stopped.nodes.length).toBeGreaterThan(0);
  });

  test('whose file is broken says the line', async () => {
    await workbench().openFile('broken.search.json');
    await workbench()
      .webview.getByText(/line 3.*createdAt/s)
      .waitFor();
  });

  test.each<Theme>(['light', 'highContrast', 'dark'])('axe finds nothing serious in %s', async (theme) => {
    await workbench().openFile('run-1.search.json');
    await workbench().setTheme(theme);
    await nodes().first().waitFor();
    await workbench().screenshot(`search ${theme}`);
    expect(await workbench().seriousFaults()).toEqual([]);
  });

  test('whose window died is offered, and recovered into its file', async () => {
    const { page } = workbench();
    await setUpLong();
    await nodes().nth(3).waitFor();
    await workbench().killProcess(/--type=extensionHost/);
    await page.reload();
    // Which editors come back is up to what the workbench had stored: the extension starts with this one.
    await workbench().openFile('run.trace.json');
    const offer = workbench().notification('The search run-3.search.json was cut off.');
    await offer.getByText('Recover', { exact: true }).click();
    await workbench().tab('run-3.search.json').waitFor();
    await workbench().webview.getByText('Broken off: The search was interrupted before it ended.').waitFor();
    expect(record('run-3.search.json').nodes.length).toBeGreaterThanOrEqual(4);
  });
});
