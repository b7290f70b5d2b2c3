/** The built command line: `waitpoint models`. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MODELS, runCli } from './cliProcess';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitpoint-list-'));
  copyFileSync(join(MODELS, 'reasoner.gguf'), join(folder, 'own.gguf'));
  writeFileSync(join(folder, 'broken.gguf'), 'GGUF and nothing else');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Row {
  readonly name: string;
  readonly problem: string | null;
  readonly fit?: { readonly onCpu: number; readonly gpu: null; readonly fits: string; readonly text: string };
}

async function listed(...options: string[]): Promise<Record<string, Row>> {
  const { code, stdout } = await runCli(['models', folder, '--json', ...options]);
  expect(code).toBe(0);
  return Object.fromEntries((JSON.parse(stdout) as Row[]).map((row) => [row.name, row]));
}

test('with --fit it tells what each takes at a context, and nothing of a file that is broken', async () => {
  const at = async (context: string): Promise<Record<string, Row>> =>
    listed('--fit', '--gpu', 'off', '--context', context);
  const [small, large] = [await at('1024'), await at('32768')];
  expect(small['own']?.fit).toMatchObject({ gpu: null, fits: 'memory' });
  expect(small['own']?.fit?.text).toMatch(/at a context of 1,024 tokens, and fits: .* It runs on the CPU\.$/);
  // 31,744 tokens more, of 4,096 bytes or so each.
  const more = (large['own']?.fit?.onCpu ?? 0) - (small['own']?.fit?.onCpu ?? 0);
  expect(more).toBeGreaterThan(31_744 * 1024);
  expect(small['broken']?.fit).toBeUndefined();
  expect(small['broken']?.problem).toMatch(/broken\.gguf/);
});

test('without it nothing is asked of the engine, and the table has a line for each and its path', async () => {
  expect((await listed())['own']?.fit).toBeUndefined();
  const { stdout } = await runCli(['models', folder]);
  expect(stdout).toMatch(/^name +role +kind/);
  expect(stdout).toContain(`\n  ${join(folder, 'own.gguf')}\n`);
  expect(stdout).not.toContain('It takes');
});
