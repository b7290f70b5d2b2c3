import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runEvaluation } from '../../src/core/evaluation/runEvaluation';
import { overridden } from '../../src/core/grade/traceGrade';
import { parseTrace } from '../../src/core/trace/traceFile';
import { scriptedEngine } from '../../src/engines/scripted/scriptedEngine';
import { EvaluationFolder } from '../../src/files/evaluationFolder';
import { EvaluationReader } from '../../src/files/evaluationReader';
import { isInside, MarkedTraces } from '../../src/files/markedTraces';
import { saveTrace } from '../../src/files/saveTrace';
import { gradeVerbatim, questions, settings } from '../core/evaluation/support';
import { CREATED_AT } from '../support/runToy';
import { randomModel } from '../support/toyModel';

let root: string;
const path = (...names: string[]): string => join(root, 'out', ...names);
const results = (): string => readFileSync(path('results.jsonl'), 'utf8');
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'waitpoint-eval-'));
  const store = await EvaluationFolder.open(path());
  await runEvaluation({
    ...{ engine: scriptedEngine(randomModel(1)), scorer: null, settings: settings(), store },
    ...{ rows: questions('a', 'b'), grade: gradeVerbatim, emit: () => {}, createdAt: CREATED_AT },
    now: () => 0,
  });
  await store.close();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('an evaluation that is looked at', () => {
  test('grows by what was added; a half-written last line waits for its end, and nothing is changed', async () => {
    const whole = results();
    const lines = whole.split('\n').slice(0, -1);
    const half = `${lines.slice(0, 2).join('\n')}\n${(lines[2] ?? '').slice(0, 30)}`;
    writeFileSync(path('results.jsonl'), half);
    const reader = new EvaluationReader(path());
    const first = await reader.read();
    expect(first.results.length).toBe(2);
    expect(first.rows.map(({ question }) => question)).toEqual(['a', 'b']);
    expect(first.record.cells.length).toBe(4);
    expect(results()).toBe(half);
    appendFileSync(path('results.jsonl'), `${(lines[2] ?? '').slice(30)}\n${lines[3] ?? ''}`);
    const second = await reader.read();
    expect(second.results.length).toBe(3);
    expect(second.results[0]).toBe(first.results[0]);
    appendFileSync(path('results.jsonl'), '\n');
    expect((await reader.read()).results.length).toBe(4);
  });

  test('that is written anew has the same rows where they say the same', async () => {
    const reader = new EvaluationReader(path());
    const before = await reader.read();
    const lines = results().split('\n').slice(0, -1);
    rmSync(path('results.jsonl'));
    expect((await reader.read()).results).toEqual([]);
    writeFileSync(path('results.jsonl'), `${lines.reverse().join('\n')}\n`);
    const after = await reader.read();
    expect(after.results).toEqual([...before.results].reverse());
  });

  test('tells who writes it', async () => {
    const reader = new EvaluationReader(path());
    expect((await reader.read()).writer).toBeNull();
    const folder = await EvaluationFolder.open(path());
    expect((await reader.read()).writer).toBe(process.pid);
    await folder.close();
    // Its process is gone.
    writeFileSync(path('evaluation.json.lock'), '4194303\n');
    expect((await reader.read()).writer).toBeNull();
  });

  test('names the line that cannot be read, also of what was added', async () => {
    const reader = new EvaluationReader(path());
    await reader.read();
    appendFileSync(path('results.jsonl'), 'nonsense\n');
    await expect(reader.read()).rejects.toThrow(/results\.jsonl, line 9: /);
  });

  test('is refused where there is none', async () => {
    await expect(new EvaluationReader(root).read()).rejects.toThrow(/holds no evaluation: there is no/);
    await expect(new EvaluationReader(join(root, 'not', 'there')).read()).rejects.toThrow(/holds no eval/);
  });
});

describe('marks of people', () => {
  test('are found in traces, taken back, and read again only where asked or new', async () => {
    const { results: rows } = await new EvaluationReader(path()).read();
    const row = rows.find(({ answer }) => answer !== null) ?? rows[0];
    const file = path(row?.trace ?? '');
    const { trace } = parseTrace(readFileSync(file));
    const answer = trace.answer?.extracted ?? '';
    const marked = new MarkedTraces(path());
    const paths = rows.map((one) => one.trace);
    expect(await marked.read(paths)).toBe(false);
    await saveTrace(file, { ...trace, grades: overridden(trace.grades, answer, true, CREATED_AT) });
    expect(await marked.read(paths)).toBe(false);
    expect(await marked.read(paths, true)).toBe(true);
    expect([...marked.marks]).toEqual([[row?.trace, new Map([[answer, true]])]]);
    await saveTrace(file, trace);
    expect(await marked.read([row?.trace ?? ''], true)).toBe(true);
    expect(marked.marks.size).toBe(0);
  });

  test('of a trace that is gone, or is none, are none', async () => {
    const { results: rows } = await new EvaluationReader(path()).read();
    const [first, second] = rows;
    rmSync(path(first?.trace ?? ''));
    writeFileSync(path(second?.trace ?? ''), '{"by": "user"');
    const marked = new MarkedTraces(path());
    expect(await marked.read(rows.map(({ trace }) => trace))).toBe(false);
    expect(marked.marks.size).toBe(0);
  });

  test.each([
    ['traces/0a/budget-forcing-64-w2.trace.json', true],
    ['traces/../evil.trace.json', false],
    ['traces/a/../../../evil.trace.json', false],
    ['traces/a/..\\..\\evil.trace.json', false],
    ['/etc/passwd', false],
    ['traces/a/evil.json', false],
  ])('are looked for inside the folder alone: %s %s', (path, inside) => {
    expect(isInside(path)).toBe(inside);
  });
});
