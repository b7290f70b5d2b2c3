/** What no row may do, whatever its format: one table of good rows, and everything that can be wrong with them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../../src/core/formats/formats';
import { HOSTILE_TEXTS } from '../../support/anyTrace';
import {
  fixture,
  fixtureNames,
  formatOfFixture,
  itemsOf,
  problemsOf,
  tracesOf,
} from '../../support/importing';

type Path = readonly (string | number)[];

/** Where the first fixture of a format has fields that it cannot do without, and texts that reach the trace. */
const FIELDS: Record<string, { needed: readonly Path[]; texts: readonly Path[] }> = {
  s1k: {
    needed: [['question'], ['thinking_trajectories'], ['attempt']],
    texts: [['question'], ['thinking_trajectories', 0], ['attempt']],
  },
  's1k-1.1': {
    needed: [['question'], ['deepseek_thinking_trajectory'], ['gemini_thinking_trajectory']],
    texts: [['question'], ['gemini_thinking_trajectory'], ['deepseek_attempt'], ['deepseek_grade']],
  },
  prm800k: {
    needed: [
      ['question'],
      ['question', 'problem'],
      ['label'],
      ['label', 'steps'],
      ['label', 'steps', 0, 'completions', 0, 'text'],
    ],
    texts: [
      ['question', 'problem'],
      ['label', 'steps', 0, 'completions', 0, 'text'],
    ],
  },
  processbench: {
    needed: [['problem'], ['steps'], ['label']],
    texts: [['problem'], ['steps', 1]],
  },
  'math-shepherd': { needed: [['input'], ['label']], texts: [] },
  trl: {
    needed: [['prompt'], ['completions'], ['labels']],
    texts: [['prompt'], ['completions', 0]],
  },
  dpo: {
    needed: [['prompt'], ['chosen'], ['rejected']],
    texts: [['prompt'], ['chosen'], ['rejected']],
  },
  rlhflow: {
    needed: [['conversations'], ['conversations', 0, 'role'], ['conversations', 0, 'content']],
    texts: [['conversations', 2, 'content']],
  },
  openthoughts: {
    needed: [['conversations'], ['conversations', 0, 'from'], ['conversations', 0, 'value']],
    texts: [['conversations', 0, 'value']],
  },
  sharegpt: {
    needed: [['conversations'], ['conversations', 1, 'from'], ['conversations', 1, 'value']],
    texts: [['conversations', 1, 'value']],
  },
  chat: {
    needed: [['messages'], ['messages', 1, 'role']],
    texts: [
      ['messages', 1, 'content'],
      ['messages', 2, 'reasoning_content'],
      ['messages', 2, 'content'],
    ],
  },
  anthropic: {
    needed: [['messages'], ['messages', 1, 'content', 0, 'type']],
    texts: [
      ['messages', 0, 'content'],
      ['messages', 1, 'content', 0, 'thinking'],
      ['messages', 1, 'content', 2, 'text'],
    ],
  },
  's1-text': { needed: [], texts: [] },
  r1: { needed: [], texts: [['problem']] },
};

const WRONG: readonly unknown[] = [null, 7, true, { a: 1 }, [[]], 'text', [null]];

const goodRow = (format: string): string => {
  const name = fixtureNames.find((file) => formatOfFixture(file) === format && file.endsWith('.jsonl')) ?? '';
  return new TextDecoder().decode(fixture(name)).split('\n')[0] ?? '';
};

/** The row with `value` at `path`; without the field where it is undefined. */
function changed(row: string, path: Path, value: unknown): string {
  const copy = JSON.parse(row) as Record<string | number, unknown>;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (value === undefined) delete at[last];
  else at[last] = value;
  return JSON.stringify(copy);
}

const nameOf = (path: Path): string => path.join('.');

it('has every format in its table', () => {
  expect(Object.keys(FIELDS).sort()).toEqual(FORMATS.map(({ name }) => name).sort());
});

describe.each(Object.entries(FIELDS))('%s', (format, { needed, texts }) => {
  const good = goodRow(format);

  it.each(needed.map((path) => [nameOf(path), path] as const))(
    'names %s when it is missing',
    async (name, path) => {
      const problems = problemsOf(await itemsOf(changed(good, path, undefined), format));
      expect(problems).toContainEqual(`1: "${name}" is missing.`);
    },
  );

  it.each(needed.map((path) => [nameOf(path), path] as const))(
    'names %s, or what is in it, when it is of another type',
    async (name, path) => {
      const type = typeof get(good, path);
      for (const wrong of WRONG) {
        if (typeof wrong === type && !Array.isArray(wrong) && wrong !== null) continue;
        const problems = problemsOf(await itemsOf(changed(good, path, wrong), format));
        expect(problems.join(), JSON.stringify(wrong)).toMatch(
          new RegExp(`^1: "${name.replaceAll('.', '\\.')}`),
        );
      }
    },
  );

  it('is read whatever else the row holds', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const more = `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":7,"deep":${deep},`;
    const items = await itemsOf(good.replace('{', more), format);
    expect(items).toEqual(await itemsOf(good, format));
    expect('polluted' in {}).toBe(false);
  });

  it.each(HOSTILE_TEXTS)('keeps %j as it is', async (hostile) => {
    for (const path of texts) {
      const [trace, second] = tracesOf(await itemsOf(changed(good, path, `a ${hostile} b`), format));
      const all = JSON.stringify([trace, second]);
      const tokens = [trace, second].flatMap((one) => one?.tokens.text ?? []).join('');
      const questions = [trace?.question.text, second?.question.text].join();
      const where =
        all.includes('s1k-1.1') && path[0] === 'deepseek_grade' ? (second?.warnings.join() ?? '') : '';
      const expected = where === '' ? `a ${hostile} b` : JSON.stringify(`a ${hostile} b`);
      expect([tokens, questions, where].join('\n')).toContain(expected);
    }
  });

  it('names a key that is there twice, and reads the last', async () => {
    const key = Object.keys(JSON.parse(good) as object)[0] ?? '';
    const twice = good.replace('{', `{${JSON.stringify(key)}:0,`);
    const items = await itemsOf(twice, format);
    expect(problemsOf(items)).toEqual([`1: The key "${key}" is there twice: the last one counts.`]);
    expect(tracesOf(items)).toEqual(tracesOf(await itemsOf(good, format)));
  });

  it('loses one row to what is broken, and reads on', async () => {
    const bytes = new TextEncoder().encode(good);
    const broken: [Uint8Array, RegExp][] = [
      [bytes.subarray(0, bytes.length - 3), /^2: The JSON ends too early/],
      [bytes.map((byte, i) => (i === 1 ? 0xff : byte)), /^2: Byte 1 of the row is not UTF-8/],
      [new TextEncoder().encode(good.replace(/^\{"/, '{,"')), /^2: The JSON is broken here, at character 2/],
      [new TextEncoder().encode('{"other": 1}'), format === 'auto' ? /never/ : /^2: /],
    ];
    const newline = new Uint8Array([0x0d, 0x0a]);
    const whole = await itemsOf(good, format);
    for (const [line, problem] of broken) {
      const items = await itemsOf(
        new Uint8Array([0xef, 0xbb, 0xbf, ...bytes, ...newline, ...line, ...newline, ...newline, ...bytes]),
        format,
      );
      expect(problemsOf(items)).toEqual([expect.stringMatching(problem)]);
      expect(tracesOf(items)).toHaveLength(2 * whole.length);
      expect(tracesOf(items).at(-1)?.imported?.line).toBe(4);
      expect(tracesOf(items)[0]).toEqual(tracesOf(whole)[0]);
    }
  });

  it('never throws, whatever JSON a row is', async () => {
    const keys = Object.keys(JSON.parse(good) as object);
    const anyRow = fc.dictionary(fc.constantFrom(...keys, 'role', 'content'), fc.jsonValue(), { maxKeys: 6 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyRow, fc.jsonValue()), async (row) => {
        // A text over lines is no row of JSON.
        const items = await itemsOf(JSON.stringify([row]), format);
        expect(items.length).toBeGreaterThan(0);
      }),
      { numRuns: 50 },
    );
  });
});

function get(row: string, path: Path): unknown {
  let at = JSON.parse(row) as unknown;
  for (const key of path) at = (at as Record<string | number, unknown>)[key];
  return Array.isArray(at) ? null : at;
}
