import fc from 'fast-check';
import { expect, test } from 'vitest';
import { annotatorName, type AnnotationLine } from '../../../src/core/annotate/annotation';
import {
  currentAnnotations,
  parseLog,
  stringifyLine,
  undoStep,
} from '../../../src/core/annotate/annotationLog';
import { label, revise, said } from './annotating';

const current = (lines: readonly AnnotationLine[]) => currentAnnotations(lines).map((one) => one.said.value);

test('of what is said of the same thing the last counts; null takes it back', () => {
  const lines = [
    label('good', 0, 4),
    label('bad', 4, 8),
    label('neutral', 0, 4),
    said({ kind: 'correct', value: true }),
  ];
  expect(current(lines)).toEqual(['bad', 'neutral', true]);
  expect(current([...lines, label(null, 4, 8)])).toEqual(['neutral', true]);
});

test('a trace has one first error, wherever it was marked last', () => {
  const mark = (start: number) => said({ kind: 'firstError', value: true }, { start, end: start + 2 });
  expect(currentAnnotations([mark(0), mark(4)]).map(({ range }) => range?.start)).toEqual([4]);
});

test('what is undone does not count, and what was there before counts again', () => {
  const [first, second] = [label('good', 0, 4), label('bad', 0, 4)];
  const undone = [first, second, revise('undo', second)];
  expect(current(undone)).toEqual(['good']);
  expect(current([...undone, revise('redo', second)])).toEqual(['bad']);
});

test('undo takes back the last that counts, redo the last that was undone, until something new is said', () => {
  const [a, b, c] = [label('good', 0, 1), label('bad', 1, 2), label('bad', 2, 3)];
  const other = said({ kind: 'flag', value: true }, null, 'x', 'another trace');
  const lines: AnnotationLine[] = [a, b, other];
  const at = () => {
    const { undo, redo } = undoStep(lines, 'trace');
    return [undo?.id ?? null, redo?.id ?? null];
  };
  expect(at()).toEqual([b.id, null]);
  lines.push(revise('undo', b));
  expect(at()).toEqual([a.id, b.id]);
  lines.push(revise('undo', a));
  expect(at()).toEqual([null, a.id]);
  lines.push(revise('redo', a));
  expect(at()).toEqual([a.id, b.id]);
  lines.push(c);
  expect(at()).toEqual([c.id, null]);
});

test('lines are read as they were written, and those that cannot be are told by their line', () => {
  const lines = [
    label('good', 0, 4),
    revise('undo', label('bad', 1, 2)),
    said({ kind: 'note', value: 'a\nb \u2028 c' }),
  ];
  const text = `${lines.map(stringifyLine).join('')}{"schema":1,"id":"x\n\n{"schema":2}\n{"schema":1,"id":"y"}\n`;
  const parsed = parseLog(text);
  expect(parsed.lines).toEqual(lines);
  expect(parsed.problems).toEqual([
    { line: 4, message: expect.stringContaining('cut off') as string },
    { line: 6, message: expect.stringContaining('newer Waitpoint wrote this (schema 2)') as string },
    { line: 7, message: expect.stringContaining('This is no annotation') as string },
  ]);
});

test('a line that a merge left twice counts once', () => {
  const one = label('good', 0, 4);
  const two = label('bad', 0, 4);
  const parsed = parseLog([one, two, one].map(stringifyLine).join(''));
  expect(current(parsed.lines)).toEqual(['bad']);
});

test('undoing all and redoing all gives what was there', () => {
  const change = fc.tuple(fc.constantFrom('good' as const, 'bad' as const, null), fc.nat(3));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), fc.nat(12), (changes, undos) => {
      const lines: AnnotationLine[] = changes.map(([value, at]) => label(value, at, at + 1));
      const before = current(lines);
      let taken = 0;
      for (let i = 0; i < undos; i++) {
        const { undo } = undoStep(lines, 'trace');
        if (undo) taken = lines.push(revise('undo', undo)) && taken + 1;
      }
      expect(taken).toBe(Math.min(undos, changes.length));
      for (let i = 0; i < taken; i++) {
        const { redo } = undoStep(lines, 'trace');
        if (redo) lines.push(revise('redo', redo));
      }
      expect(current(lines)).toEqual(before);
    }),
  );
});

test.each([
  ['anna', 'anna'],
  [' Åsa-2 ', 'Åsa-2'],
  ['../x', null],
  ['a.b', null],
  ['', null],
  ['-a', null],
])('%j names a file as %j', (typed, name) => {
  expect(annotatorName(typed)).toBe(name);
});
