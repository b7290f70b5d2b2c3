import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TraceOutput, journalPath } from '../../src/cli/traceOutput';
import { parseTrace, stringifyTrace } from '../../src/core/trace/traceFile';
import { scriptedRun } from './scriptedRun';

let folder: string;
let told: string[];
const tell = (message: string): void => void told.push(message);
const path = (name = 'run.trace.json'): string => join(folder, name);
const prepare = (name?: string): Promise<TraceOutput> => TraceOutput.prepare(path(name), tell);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitpoint-output-'));
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a run is journaled while it goes on, then saved, and leaves one file', async () => {
  const script = scriptedRun();
  const output = await prepare();
  for (const event of script.events) output.append(event);
  expect(existsSync(journalPath(path()))).toBe(true);
  expect(await output.save(script.result())).toBe(path());
  output.release();
  expect(readdirSync(folder)).toEqual(['run.trace.json']);
  expect(parseTrace(readFileSync(path())).trace).toEqual(script.result());
  expect(told).toEqual([]);
});

test('an earlier trace is overwritten, and stays whole until the new one is saved', async () => {
  writeFileSync(path(), stringifyTrace(scriptedRun().result()));
  const output = await prepare();
  expect(parseTrace(readFileSync(path())).trace.answer?.extracted).toBe('3700');
  const trace = { ...scriptedRun().result(), question: { text: 'another', expected: null } };
  await output.save(trace);
  output.release();
  expect(parseTrace(readFileSync(path())).trace.question.text).toBe('another');
});

test.each([
  ['text', 'my notes'],
  ['another JSON', '{"schema": "mine"}'],
  ['a newer trace', '{"schema": 99}'],
])('a file that is %s is never overwritten', async (_, content) => {
  writeFileSync(path(), content);
  await expect(prepare()).rejects.toThrow(/is not overwritten: .* Choose another --out\./);
  expect(readFileSync(path(), 'utf8')).toBe(content);
  expect(readdirSync(folder)).toEqual(['run.trace.json']);
});

test('a place that cannot be written is refused before the run', async () => {
  await expect(prepare('missing/run.trace.json')).rejects.toThrow(
    /Cannot write .*: the folder does not exist/,
  );
  mkdirSync(path());
  await expect(prepare()).rejects.toThrow(/it is not a file/);
  writeFileSync(join(folder, 'file'), '');
  await expect(prepare('file/run.trace.json')).rejects.toThrow(/a part of (its|the) path is not a folder/);
});

test.each(['run.json', 'run', '.trace.json'])('the name %s is refused', async (name) => {
  await expect(TraceOutput.prepare(name, tell)).rejects.toThrow(/must end in \.trace\.json/);
});

test('what a crashed run left is recovered beside, numbered, never dropped', async () => {
  const { events } = scriptedRun();
  const cut = events.slice(0, 6).map((event) => JSON.stringify(event));
  writeFileSync(journalPath(path()), `${cut.join('\n')}\n{"type":"tok`);
  writeFileSync(path('run.recovered.trace.json'), 'taken');
  const output = await prepare();
  await output.discard();
  output.release();
  expect(readdirSync(folder).sort()).toEqual(['run.recovered-2.trace.json', 'run.recovered.trace.json']);
  const { trace } = parseTrace(readFileSync(path('run.recovered-2.trace.json')));
  expect(trace.tokens.text.join('')).toBe('Step 1: 83*46=3698.\nStep 2: 3698-118=3580.\n');
  expect(trace.failure?.code).toBe('interrupted');
  expect(told).toEqual([
    expect.stringMatching(/its 4 tokens were recovered to .*run\.recovered-2\.trace\.json/),
  ]);
});

test.each(['', '{"type":"sta'])('a journal of no tokens (%j) is removed', async (content) => {
  writeFileSync(journalPath(path()), content);
  const output = await prepare();
  await output.discard();
  output.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a file in the place of the journal is left alone', async () => {
  writeFileSync(journalPath(path()), 'dear diary');
  await expect(prepare()).rejects.toThrow(/is in the way: it is no journal/);
  expect(readFileSync(journalPath(path()), 'utf8')).toBe('dear diary');
  rmSync(journalPath(path()));
  symlinkSync('/dev/zero', journalPath(path()));
  await expect(prepare()).rejects.toThrow(/is in the way/);
  expect(readdirSync(folder)).toEqual(['run.trace.json.journal']);
});

test('a second run to the same file is refused while the first writes it', async () => {
  const output = await prepare();
  await expect(prepare()).rejects.toThrow(`The process ${process.pid} is writing`);
  await output.discard();
  output.release();
  (await prepare()).release();
});

test('many outputs listen once for the end of the process, and then give up their locks', async () => {
  const before = process.listenerCount('exit');
  const outputs: TraceOutput[] = [];
  for (let i = 0; i < 12; i++) outputs.push(await prepare(`column-${i}.trace.json`));
  expect(process.listenerCount('exit')).toBe(before + 1);
  const locks = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.lock'));
  expect(locks()).toHaveLength(12);
  for (const listener of process.listeners('exit').slice(before)) (listener as () => void)();
  expect(locks()).toEqual([]);
  for (const output of outputs) await output.discard();
  for (const output of outputs) output.release();
  expect(process.listenerCount('exit')).toBe(before);
});

test('the lock of a process that is gone is taken over', async () => {
  // Above every id that Linux, macOS and Windows give.
  writeFileSync(`${path()}.lock`, '2147483646\n');
  const output = await prepare();
  await output.discard();
  output.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a trace whose place is gone is saved among the temporary files, and said', async () => {
  const output = await prepare();
  rmSync(folder, { recursive: true });
  const saved = await output.save(scriptedRun().result());
  output.release();
  expect(saved).not.toBe(path());
  expect(parseTrace(readFileSync(saved ?? '')).trace.answer?.extracted).toBe('3700');
  expect(output.hasFailed).toBe(true);
  expect(told[0]).toMatch(/Cannot write .*run\.trace\.json/);
  rmSync(saved ?? '');
});
