/** A curation from its pool to its files, in the real editor. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { questionKey } from '../../src/core/evaluation/dataset/dataset';
import { inRoot } from '../../scripts/support/paths.mjs';
import { useWorkbench, type Theme } from './workbench';

const PATIENCE = { timeout: 90_000, interval: 200 };

const row = (question: string, more: object = {}): string =>
  JSON.stringify({
    ...{ question, domain: 'Algebra', solution: '\\boxed{7}', source_type: 'NuminaMath' },
    ...{ thinking_trajectories: ['It is seven.'], attempt: '\\boxed{7}', ...more },
  });
const POOL = [
  ...Array.from({ length: 20 }, (_, i) =>
    row(`What is ${i} plus seven?`, { domain: i % 2 ? 'Sums' : 'Algebra' }),
  ),
  row('In step1. of the proof, what is 3 plus 4?'),
  row('p2. What is 5 plus 2?'),
  row('What is 3 plus seven?'),
  '{broken',
  row('Once upon a time a very quick brown fox had four and three legs', { domain: 'Foxes' }),
].join('\n');
const SET = JSON.stringify({ question: 'once upon a time A very  quick brown fox slept', answer: '1' });

const workbench = useWorkbench({ files: { 'pool.jsonl': POOL, 'sets/aime.jsonl': SET } });
const file = (...names: string[]): string => path.join(workbench().folder, ...names);
const view = () => workbench().webview.locator('wp-curation-view');
const button = (name: string) => view().locator(`vscode-button.${name}`);
const tableRow = (text: string) => view().locator('wp-row-table .row').filter({ hasText: text });
const stage = (name: string) => view().locator(`.stage[data-stage=${name}]`);
const input = () => workbench().page.locator('.quick-input-widget input').first();
const title = (text: string) => workbench().page.locator('.quick-input-titlebar').filter({ hasText: text });

const answer = (dialog: string, given: string): Promise<void> => workbench().answerDialog(dialog, given);

describe('a curation', () => {
  test('opens a pool, and says of every dropped row why', async () => {
    await workbench().runCommand('Waitpoint: Curate Traces…');
    await workbench().page.locator('.quick-input-list .monaco-list-row', { hasText: 'Files…' }).click();
    await answer('Files of the Pool', file('pool.jsonl'));
    await view().getByText('25 rows').first().waitFor();
    await tableRow('In step1. of the proof').getByText('numbered as a part of a sheet ("p1.")').waitFor();
    await tableRow('The JSON').waitFor();
    await tableRow('pool.jsonl:23').getByText('The question is that of pool.jsonl:4 again.').waitFor();
    await stage('diversity').getByText('21 selected').waitFor();
    await workbench().screenshot('curation');
    expect(await workbench().seriousFaults()).toEqual([]);
  });

  test('decides anew when a rule is switched, and takes it back', async () => {
    await stage('quality').locator('[data-rule=numbering] label', { hasText: 'fixed' }).click();
    await tableRow('In step1. of the proof').getByText('✓ drawn').waitFor();
    await tableRow('p2. What is').getByText('✗ numbering').waitFor();
    await stage('diversity').getByText('22 selected').waitFor();
    await button('undo').click();
    await stage('diversity').getByText('21 selected').waitFor();
    await stage('quality').locator('[data-rule=numbering] label', { hasText: 'fixed' }).click();
    await stage('diversity').getByText('22 selected').waitFor();
  });

  test('reads the pool again for an evaluation set, and shows the n-gram', async () => {
    await button('add-sets').click();
    await answer('Evaluation Sets', file('sets/aime.jsonl'));
    await tableRow('Once upon a time')
      .getByText('once upon a time a very quick brown (aime.jsonl:1)')
      .waitFor();
    await stage('diversity').getByText('21 selected').waitFor();
  });

  test('takes dropped rows back and drops others, by keys', async () => {
    await tableRow('p2. What is').click();
    await workbench().page.keyboard.press('k');
    await tableRow('p2. What is').getByText('★ kept by hand').waitFor();
    await workbench().page.keyboard.press('End');
    await workbench().page.keyboard.press('Home');
    await workbench().page.keyboard.press('d');
    await tableRow('What is 0 plus').getByText('dropped by hand').waitFor();
    await stage('diversity').getByText('1 kept').waitFor();
    await workbench().page.keyboard.press('Enter');
    await view().locator('.detail .text').getByText('It is seven.').waitFor();
    await workbench().screenshot('curation row');
  });

  test('lists rows by what became of them and by their text', async () => {
    await stage('person').getByRole('link').click();
    await view().locator('.row-filter .count').getByText('1 of 25 rows').waitFor();
    const filter = view().locator('vscode-dropdown.state-filter');
    expect(await filter.evaluate((one) => (one as unknown as { value: string }).value)).toBe(
      'rule:dropped by a person',
    );
    await button('clear-filter').click();
    await view().locator('.text-filter input').fill('PLUS SEVEN');
    await view().locator('.row-filter .count').getByText('21 of 25 rows').waitFor();
    await button('clear-filter').click();
    await view()
      .locator('.row-filter .count')
      .getByText(/^\s*25 rows/)
      .waitFor();
  });

  test('comes back with the window', async () => {
    // The keys that were said, and the filter that was cleared.
    const kept = [questionKey('p2. What is 5 plus 2?'), questionKey('What is 0 plus seven?')];
    await workbench().reload(...kept, '"state":null,"domain":null,"text":""');
    await tableRow('p2. What is').getByText('★ kept by hand').waitFor();
    await tableRow('What is 0 plus').getByText('dropped by hand').waitFor();
    await tableRow('In step1. of the proof').getByText('✓ drawn').waitFor();
    await stage('diversity').getByText('21 selected').waitFor();
  });

  test('saves its configuration, and writes what the command line writes', async () => {
    await button('save-config').click();
    await answer('Save the Configuration', file('pool.curate.json'));
    await vi.waitFor(() => expect(existsSync(file('pool.curate.json'))).toBe(true), PATIENCE);
    await button('write').click();
    await title('Write the Selection').waitFor();
    await input().fill(file('selection'));
    await workbench().page.keyboard.press('Enter');
    await workbench().tab('manifest.json').waitFor();
    await view().locator('.written').getByText('21 rows in').waitFor();
    await workbench().screenshot('curation written');
    mkdirSync(file('by-command'));
    const args = ['curate', 'pool.jsonl', '--config', 'pool.curate.json', '--out', 'by-command', '--json'];
    // Fewer rows than asked for: it says so by its exit code.
    expect(() =>
      execFileSync(process.execPath, [inRoot('dist/cli.mjs'), ...args], {
        cwd: workbench().folder,
        stdio: 'pipe',
      }),
    ).toThrow(/only 21 are left/);
    for (const name of ['manifest.json', 'selection.jsonl', 'dropped.jsonl'])
      expect(readFileSync(file('selection', name), 'utf8')).toBe(
        readFileSync(file('by-command', name), 'utf8'),
      );
  });

  test('says that its pool has changed, and reads it again when it is told to', async () => {
    await workbench().writeFile('pool.jsonl', `${POOL}\n${row('What is one more?', { domain: undefined })}`);
    await view().locator('.changed').getByText('pool.jsonl is not what was read any more.').waitFor();
    await view().locator('.changed vscode-button').click();
    await view().getByText('26 rows').first().waitFor();
    await view().locator('.changed').waitFor({ state: 'detached' });
  });

  test('asks a model for the domains that are missing, and keeps what it said', async () => {
    await view().locator('.text-filter input').fill('one more');
    await tableRow('What is one more?').getByText('✗ no domain').waitFor();
    await button('ask-domains').click();
    await title('Domains').waitFor();
    expect(await input().inputValue()).toBe('Algebra, Sums, Foxes');
    await workbench().page.keyboard.press('Enter');
    await title('Model That Gives Domains').waitFor();
    await workbench().page.locator('.quick-input-list .monaco-list-row').first().click();
    await tableRow('What is one more?').getByText('✓ drawn').waitFor();
    const [line = ''] = readFileSync(file('pool.domains.jsonl'), 'utf8').split('\n');
    const said = JSON.parse(line) as { key: string; domain: string };
    expect(said.key).toBe(questionKey('What is one more?'));
    expect(['Algebra', 'Sums', 'Foxes']).toContain(said.domain);
    await view().getByText('file pool.domains.jsonl').waitFor();
    await button('clear-filter').click();
  });

  test('runs a grader on the questions of the pool, and drops what it solved', async () => {
    await button('run-grader-1').click();
    const form = workbench().webview.locator('wp-evaluation-view');
    const field = (name: string) => form.locator(`vscode-text-field.${name} input`);
    await vi.waitFor(
      async () => expect(await field('dataset').inputValue()).toBe(file('pool.questions.jsonl')),
      PATIENCE,
    );
    await field('budgets').fill('32');
    await field('waits').fill('0');
    await form.locator('vscode-button.start:not([disabled])').click();
    await form
      .locator('.progress-words')
      .getByText(/(\d+) of \1 rows/)
      .waitFor();
    await workbench().tab('Curation of pool.jsonl').click();
    await view().locator('[data-grader="1"]').getByText('evaluation pool.questions-evaluation').waitFor();
    const results = readFileSync(file('pool.questions-evaluation', 'results.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const right = results.filter((line) => (JSON.parse(line) as { correct: boolean }).correct).length;
    await view().locator('[data-grader="1"] .solved').getByText(`solved ${right}`, { exact: true }).waitFor();
  });

  test.each(['light', 'dark', 'highContrast'] as Theme[])('is legible: %s', async (theme) => {
    await workbench().setTheme(theme);
    await tableRow('What is 0 plus').click();
    await workbench().screenshot(`curation ${theme}`);
    expect(await workbench().seriousFaults()).toEqual([]);
  });
});
