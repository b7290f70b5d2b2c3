import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  annotationPath,
  annotatorOf,
  appendLines,
  readAnnotations,
  readLog,
} from '../../src/files/annotationFiles';
import type { Annotation } from '../../src/core/annotate/annotation';
import type { Label } from '../../src/core/annotate/vocabulary';
import { traceIdentity } from '../../src/core/trace/identity';
import { annotatedLabels } from '../../src/files/annotatedLabels';
import { label } from '../core/annotate/annotating';
import { recordedTrace } from '../support/recordedTrace';

let folder: string;
let trace: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitpoint-annotations-'));
  trace = join(folder, 'run.trace.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('every annotator has a file beside the trace', async () => {
  await appendLines(annotationPath(trace, 'anna'), [label('good', 0, 1, 'one')]);
  await appendLines(annotationPath(trace, 'bob'), [label('bad', 0, 1, 'two')]);
  writeFileSync(join(folder, 'run.fork.annotations.carl.jsonl'), 'of another trace');
  const logs = await readAnnotations(trace);
  expect([...logs].map(([name, { lines }]) => [name, lines.map(({ id }) => id)])).toEqual([
    ['anna', ['one']],
    ['bob', ['two']],
  ]);
  expect(annotatorOf(trace, 'run.annotations.jsonl')).toBeNull();
  expect(annotatorOf('/x/run', 'run.annotations.anna.jsonl')).toBe('anna');
});

test('a line that a crash cut off stays, and the next one is whole', async () => {
  const path = annotationPath(trace, 'anna');
  await appendLines(path, [label('good', 0, 1, 'one')]);
  appendFileSync(path, '{"schema":1,"id":"cut');
  await appendLines(path, [label('bad', 1, 2, 'two'), label('bad', 2, 3, 'three')]);
  const { lines, problems } = await readLog(path);
  expect(lines.map(({ id }) => id)).toEqual(['one', 'two', 'three']);
  expect(problems.map(({ line }) => line)).toEqual([2]);
  expect(readFileSync(path, 'utf8')).toContain('{"schema":1,"id":"cut\n');
});

test('two windows that write at once lose nothing', async () => {
  const path = annotationPath(trace, 'anna');
  const ids = Array.from({ length: 40 }, (_, i) => `line ${i}`);
  await Promise.all(ids.map((id, i) => appendLines(path, [label('good', i, i + 1, id)])));
  const { lines, problems } = await readLog(path);
  expect(problems).toEqual([]);
  expect(lines.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
});

test('a folder that is not there is an error that says so; no file is no annotations', async () => {
  await expect(
    appendLines(join(folder, 'no', 'x.annotations.anna.jsonl'), [label('good', 0, 1)]),
  ).rejects.toThrow(/the folder does not exist/);
  expect(await readLog(annotationPath(trace, 'nobody'))).toEqual({ lines: [], problems: [] });
});

test('labels for an export: as decided, else of most; none of an earlier version', async () => {
  const recorded = recordedTrace(['a', 'b', 'c']);
  const said = (value: Label, at: number, by: string, identity = traceIdentity(recorded)) => ({
    ...label(value, at, at + 1),
    by,
    trace: identity,
  });
  const add = (by: string, ...lines: Annotation[]) => appendLines(annotationPath(trace, by), lines);
  expect(await annotatedLabels(trace, recorded)).toBeUndefined();
  await add('anna', said('good', 0, 'anna'), said('bad', 1, 'anna'), said('unsure', 2, 'anna'));
  await add('bob', said('good', 0, 'bob'), said('good', 1, 'bob'), said('bad', 2, 'bob', 'another trace'));
  expect(await annotatedLabels(trace, recorded)).toEqual([1, null, null]);
  await add('gold', said('neutral', 1, 'gold'));
  expect(await annotatedLabels(trace, recorded)).toEqual([1, 0, null]);
});
