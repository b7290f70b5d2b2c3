import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  EvaluationSetups,
  proposedFolder,
  type EvaluationSetupServices,
} from '../../src/host/evaluationSetup';
import type { EvaluationField, EvaluationForm } from '../../src/protocol/evaluationView';
import { toyRequest } from '../support/runToy';

let root: string;
const path = (...names: string[]): string => join(root, ...names);
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'waitpoint-setup-'));
  write('{"problem":"a","answer":7}', '{"problem":"b","answer":8,"subject":"x"}');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
const write = (...lines: string[]): void => writeFileSync(path('data.jsonl'), `${lines.join('\n')}\n`);

function setups(more: Partial<EvaluationSetupServices> = {}): EvaluationSetups {
  return new EvaluationSetups({
    models: async () => ({ models: [], scorers: [] }),
    defaultPath: (role) => (role === 'model' ? '/m.gguf' : 'none'),
    requestFor: async () => toyRequest({ maxAnswerTokens: 8 }),
    msPerToken: () => 2,
    refusal: () => null,
    ...more,
  });
}

async function proposed(change: Partial<EvaluationForm> = {}): Promise<EvaluationForm> {
  const { form } = await setups().setup(path('data.jsonl'));
  return { ...form, budgets: '16', waits: '0', ...change };
}

describe('the form of an evaluation', () => {
  test('proposes a folder beside the dataset that nothing has', async () => {
    expect((await proposed()).folder).toBe(path('data-evaluation'));
    mkdirSync(path('data-evaluation'));
    expect(await proposedFolder(path('data.jsonl'))).toBe(path('data-evaluation-2'));
    expect((await setups().setup('')).form).toMatchObject({ dataset: '', folder: '', modelPath: '/m.gguf' });
  });

  test('tells the columns, and what it costs by what was measured', async () => {
    const check = await setups().check(await proposed());
    expect(check).toEqual({
      problems: {},
      dataset: {
        ...{ questions: 2, problemCount: 0, problems: [] },
        columns: { question: 'problem', answer: 'answer', domain: null },
      },
      cost: { questions: 2, cells: 1, tokens: 2 * (16 + 8), ms: 2 * (16 + 8) * 2 },
      folderNote: null,
    });
    const unknown = await setups({ msPerToken: () => null }).check(await proposed({ limit: '1' }));
    expect(unknown.cost).toEqual({ questions: 1, cells: 1, tokens: 24, ms: null });
  });

  test('reads a dataset again once it has changed', async () => {
    const one = setups();
    expect((await one.check(await proposed())).dataset?.questions).toBe(2);
    write('{"problem":"a","answer":7}', '{"problem":"b","answer":8}', '{"problem":"ccc","answer":9}');
    expect((await one.check(await proposed())).dataset?.questions).toBe(3);
  });

  test('lists rows that cannot be asked, and takes the others when told to', async () => {
    write('{"problem":"a","answer":7}', '{"problem":""}', 'x');
    const form = await proposed();
    const check = await setups().check(form);
    expect(check.problems.dataset).toMatch(/^2 rows cannot be asked\. Mend the dataset/);
    expect(check.dataset?.problems.map(({ line }) => line)).toEqual([2, 3]);
    expect(check.cost).toBeNull();
    await expect(setups().order(form)).rejects.toThrow(/2 rows cannot be asked/);
    const skipping = { ...form, skipBad: true };
    expect((await setups().check(skipping)).cost).toMatchObject({ questions: 1 });
    expect(await setups().order(skipping)).toMatchObject({
      ...{ folder: path('data-evaluation'), modelPath: '/m.gguf', scorerPath: 'none' },
      dataset: { path: path('data.jsonl'), skipBad: true, limit: undefined },
      settings: { budgets: [16], waits: [0] },
    });
  });

  test.each<[EvaluationField, Partial<EvaluationForm>, RegExp]>([
    ['dataset', { dataset: '' }, /Choose a dataset/],
    ['dataset', { dataset: 'data.jsonl' }, /whole path/],
    ['dataset', { dataset: '/not/there.jsonl' }, /No file at/],
    ['folder', { folder: '' }, /Choose a folder/],
    ['folder', { folder: 'out' }, /whole path/],
    ['budgets', { budgets: '64, 32' }, /out of order/],
    ['limit', { limit: '-1' }, /whole number/],
  ])('says at %s what is wrong: %j', async (field, change, message) => {
    const { problems, cost } = await setups().check(await proposed(change));
    expect(problems[field]).toMatch(message);
    expect(Object.keys(problems)).toEqual([field]);
    expect(cost).toBeNull();
  });

  test('says what lies in the folder', async () => {
    const note = async (folder: string): Promise<string | null> =>
      (await setups().check(await proposed({ folder }))).folderNote;
    expect(await note(path('new'))).toBeNull();
    expect(await note(root)).toMatch(/not empty/);
    mkdirSync(path('old'));
    writeFileSync(path('old', 'evaluation.json'), '{}');
    expect(await note(path('old'))).toMatch(/holds an evaluation, which goes on/);
    expect((await setups().check(await proposed({ folder: path('data.jsonl') }))).problems.folder).toMatch(
      /is a file/,
    );
  });

  test('runs nothing where nothing may run', async () => {
    await expect(setups({ refusal: () => 'Not trusted.' }).order(await proposed())).rejects.toThrow(
      'Not trusted.',
    );
  });
});
