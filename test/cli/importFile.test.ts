import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EXIT } from '../../src/cli/exit';
import { importFile, type ImportFileOptions } from '../../src/cli/importFile';
import { ImportReport } from '../../src/cli/importReport';
import { grade } from '../../src/core/grade/grade';
import type { Trace } from '../../src/core/trace/trace';
import { parseTrace } from '../../src/core/trace/traceFile';
import type { Grader } from '../../src/files/grader';

const TRL = '{"prompt":"What is 1+1?","completions":["a","b"],"labels":[true,false]}';
const BENCH = '{"problem":"p","steps":["s"],"label":-1}';

let folder: string;
let stdout: string;
let stderr: string;
const path = (...names: string[]): string => join(folder, ...names);
const out = (): string[] => (existsSync(path('out')) ? readdirSync(path('out')).sort() : []);
const saved = (name: string): Trace => parseTrace(readFileSync(path('out', name))).trace;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitpoint-import-'));
  stdout = stderr = '';
  const keep = (to: (text: string) => void) => (chunk: unknown, done?: unknown) => {
    to(String(chunk));
    if (typeof done === 'function') (done as () => void)();
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(keep((text) => (stdout += text)));
  vi.spyOn(process.stderr, 'write').mockImplementation(keep((text) => (stderr += text)));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** In place of the thread, which is there only in what is built. */
const grader: Grader = {
  grade: async (answer, expected) => grade(answer, expected),
  dispose: async () => {},
};

/** Imports `content` from the file `name` into the folder `out`. */
function imported(
  content: string,
  options: Partial<ImportFileOptions> = {},
  name = 'rows.jsonl',
): Promise<number> {
  writeFileSync(path(name), content);
  return importFile(path(name), { format: 'auto', out: path('out'), ...options }, grader);
}

test('an answer is graded where its row brings the right one', async () => {
  const row = {
    solution: '\\boxed{\\frac{1}{2}}',
    question: 'q',
    cot_type: 'math',
    source_type: 's',
    metadata: '{}',
    cot: null,
    thinking_trajectories: ['t'],
    attempt: 'Answer: 0.5',
  };
  expect(await imported(`${JSON.stringify(row)}\n${BENCH}\n`)).toBe(EXIT.done);
  expect(saved('rows-000001.trace.json').grades).toMatchObject([
    { by: 'grader', answer: '0.5', expected: '\\frac{1}{2}', correct: true },
  ]);
  expect(saved('rows-000002.trace.json').grades).toEqual([]);
});

test('every trace is saved under a number, in a folder that is made', async () => {
  expect(await imported(`${TRL}\n${BENCH}\n`, { out: path('out', 'deep') })).toBe(EXIT.done);
  expect(readdirSync(path('out', 'deep')).sort()).toEqual([
    'rows-000001.trace.json',
    'rows-000002.trace.json',
  ]);
  const trace = saved('deep/rows-000001.trace.json');
  expect(trace.question.text).toBe('What is 1+1?');
  expect(trace.imported).toEqual({
    format: 'trl',
    source: 'rows.jsonl',
    line: 1,
    labels: [1, -1],
  });
  expect(Date.now() - Date.parse(trace.createdAt)).toBeLessThan(60_000);
  expect(stdout).toBe(`2 traces (mixed) in ${path('out', 'deep')}\n`);
  expect(stderr).toBe('');
});

test('what could not be read is listed with its line, and is bad input', async () => {
  expect(await imported(`${TRL}\n{"prompt":1\n${TRL}\n{"prompt":1,"completions":[],"labels":[]}\n`)).toBe(
    EXIT.badInput,
  );
  expect(out()).toEqual(['rows-000001.trace.json', 'rows-000002.trace.json']);
  expect(saved('rows-000002.trace.json').imported?.line).toBe(3);
  expect(stderr).toBe(
    'waitpoint: rows.jsonl:2: The JSON ends too early (truncated?), at character 12.\n' +
      'waitpoint: rows.jsonl:4: "prompt" is 1, but it must be a text.\n',
  );
  expect(stdout).toBe(`2 traces (trl) in ${path('out')}, 2 problems\n`);
});

test('--json prints the report and nothing else', async () => {
  expect(await imported(`${TRL}\n7\n`, { json: true })).toBe(EXIT.badInput);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({
    format: 'trl',
    traces: 1,
    problems: [{ line: 2, message: 'The row is of no format that is known. It is no object with fields.' }],
  });
});

test('the format that is named is reported, and the only one that is read', async () => {
  expect(await imported(BENCH, { format: 'trl', json: true })).toBe(EXIT.badInput);
  expect(JSON.parse(stdout)).toEqual({
    format: 'trl',
    traces: 0,
    problems: [{ line: 1, message: '"prompt" is missing.' }],
  });
});

test('--limit stops after so many traces', async () => {
  expect(await imported(`${TRL}\n`.repeat(5) + 'not read', { limit: 2 })).toBe(EXIT.done);
  expect(out()).toEqual(['rows-000001.trace.json', 'rows-000002.trace.json']);
});

test('traces of an earlier import are not overwritten unless --force says so', async () => {
  await imported(`${TRL}\n${TRL}`);
  const before = readFileSync(path('out', 'rows-000002.trace.json'), 'utf8');
  rmSync(path('out', 'rows-000001.trace.json'));
  await expect(imported(BENCH)).rejects.toThrow(
    /rows-000002\.trace\.json" is there already\. Overwrite such traces with --force/,
  );
  expect(out()).toEqual(['rows-000002.trace.json']);
  expect(await imported(`${TRL}\n${BENCH}`, { force: true })).toBe(EXIT.done);
  expect(readFileSync(path('out', 'rows-000002.trace.json'), 'utf8')).not.toBe(before);
  // Other files are nobody's business, whatever the order they are imported in.
  expect(await imported(TRL, {}, 'rows-0.jsonl')).toBe(EXIT.done);
  expect(await imported(TRL, {}, 'ROW.txt')).toBe(EXIT.done);
});

test.each<[string, () => Partial<ImportFileOptions>, RegExp]>([
  ['a file in its place', () => ({ out: path('rows.jsonl') }), /Cannot write .*: it is a file, not a folder/],
  ['a file on the way', () => ({ out: path('rows.jsonl', 'deep') }), /a part of the path is not a folder/],
  ['no name', () => ({ out: '' }), /--out is empty/],
])('an output that is %s is refused', async (_, options, message) => {
  await expect(imported(TRL, options())).rejects.toThrow(message);
});

test('an input that is not there, or a folder, is refused before anything is made', async () => {
  const options = { format: 'auto', out: path('out') };
  await expect(importFile(path('no.jsonl'), options)).rejects.toThrow(/No file at .*no\.jsonl/);
  mkdirSync(path('folder'));
  await expect(importFile(path('folder'), options)).rejects.toThrow(/is a folder\. Import its files/);
  expect(existsSync(path('out'))).toBe(false);
});

test('an import leaves no lock behind, and waits for nobody', async () => {
  writeFileSync(path('rows.jsonl'), TRL);
  mkdirSync(path('out'));
  writeFileSync(path('out', 'rows.import.lock'), `${process.pid}\n`);
  await expect(imported(TRL)).rejects.toThrow(`The process ${process.pid} is writing`);
  rmSync(path('out', 'rows.import.lock'));
  await imported(TRL);
  expect(out()).toEqual(['rows-000001.trace.json']);
});

describe('a report', () => {
  const problem = (line: number) => ({ kind: 'problem', line, message: 'wrong' }) as const;

  test('lists no more problems than anybody reads, and counts all', () => {
    const report = new ImportReport('auto', 'rows');
    for (let line = 1; line <= 10_003; line++) report.add(problem(line));
    const { format, problems } = JSON.parse(report.json()) as { format: null; problems: unknown[] };
    expect(format).toBeNull();
    expect(problems).toHaveLength(10_001);
    expect(problems.at(-1)).toEqual({ line: null, message: '3 further problems not listed.' });
    const lines = report.problemLines().trimEnd().split('\n');
    expect(lines).toHaveLength(21);
    expect(lines[0]).toBe('waitpoint: rows:1: wrong');
    expect(lines[20]).toBe('waitpoint: 9983 more problems; --json lists them.');
    expect(report.summary('out')).toBe('0 traces in out, 10003 problems\n');
  });
});
