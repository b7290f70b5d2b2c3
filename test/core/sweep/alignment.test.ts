import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alignColumns, type Alignment } from '../../../src/core/sweep/alignment';
import { branchSegments, type BranchSegment } from '../../../src/core/trace/branchSegments';
import { textOf, type Trace } from '../../../src/core/trace/trace';
import { anyTrace } from '../../support/anyTrace';
import { draft, said } from '../../host/traces';

/** `cell | cell | …` a row; marks in angle brackets. */
function drawn({ rows }: Alignment, traces: readonly Trace[]): string[] {
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const trace = traces[column];
        if (!cell || !trace) return '–';
        return cell.intervention ? `<${cell.kind}>` : textOf(trace, cell.start, cell.end).trim();
      })
      .join(' | '),
  );
}

/** The columns of `count` budgets of one thinking: each its first steps, and an answer of its own. */
const cut = (steps: readonly string[], counts: readonly number[]): Trace[] =>
  counts.map((count) => said(steps.slice(0, count), `answer ${count}`));

describe('columns of a sweep', () => {
  const steps = ['One is one.\n', 'Two is two.\n', '!Wait, is it?\n', 'It is three.\n'];

  test('have what all share once, in the order asked for, and ends and answers beside each other', () => {
    const traces = cut(steps, [1, 4, 2]);
    const aligned = alignColumns(traces);
    expect(aligned.shared.map(({ start, end }) => [start, end])).toEqual([[0, 3]]);
    expect(drawn(aligned, traces)).toEqual([
      '– | Two is two. | Two is two.',
      '– | <wait> | –',
      '– | Wait, is it? | –',
      '– | It is three. | –',
      '</think> | </think> | </think>',
      'answer 1 | answer 4 | answer 2',
    ]);
  });

  test('a step that a budget cut stands beside the whole one, however little of it there is', () => {
    const traces = [said(['One.\n', 'Two'], '1'), said(['One.\n', 'Two is a number that is even.\n'], '2')];
    expect(drawn(alignColumns(traces), traces)[0]).toBe('Two | Two is a number that is even.');
  });

  test('waits at one place stand beside each other, whatever was forced', () => {
    const traces = [
      said(['One.\n', '!Wait, let me see.\n'], '1'),
      said(['One.\n', '!Hmm, let me see.\n'], '1'),
      said(['One.\n'], '1'),
    ];
    const aligned = alignColumns(traces);
    expect(drawn(aligned, traces).slice(0, 2)).toEqual([
      '<wait> | <wait> | –',
      'Wait, let me see. | Hmm, let me see. | –',
    ]);
  });

  test('later ones find their place between those that are there', () => {
    const traces = [
      said(['A first.\n', 'B then.\n', 'C at last.\n', 'D too.\n'], '1'),
      said(['Hmm, no idea yet\n', 'B then.\n', 'Oh no.\n', 'C at last.\n'], '1'),
      said(['A first.\n', 'B then.\n', 'Oh no.\n'], '1'),
    ];
    expect(drawn(alignColumns(traces), traces).slice(0, 6)).toEqual([
      '– | Hmm, no idea yet | –',
      'A first. | – | A first.',
      'B then. | B then. | B then.',
      '– | Oh no. | Oh no.',
      'C at last. | C at last. | –',
      'D too. | – | –',
    ]);
  });

  test('a column that has not begun is empty, and keeps nothing from being shared', () => {
    const traces = [draft(), ...cut(steps, [2, 2])];
    const aligned = alignColumns(traces);
    expect(aligned.rows).toEqual([]);
    expect(aligned.shared).toHaveLength(4);
    expect(alignColumns([draft()])).toEqual({ shared: [], rows: [] });
  });

  test('one column is shared as a whole', () => {
    expect(alignColumns(cut(steps, [4])).rows).toEqual([]);
  });

  const anySteps = fc.array(fc.constantFrom('One.\n', 'Two is two.\n', 'So 3.\n', '!Wait, no.\n'), {
    maxLength: 8,
  });
  const anyColumns = fc.oneof(
    fc.array(anyTrace, { minLength: 1, maxLength: 4 }),
    fc.array(
      anySteps.map((some) => said(some, '7')),
      { minLength: 1, maxLength: 5 },
    ),
    // One thinking, cut at several places.
    fc
      .tuple(anySteps, fc.array(fc.nat(8), { minLength: 1, maxLength: 6 }))
      .map(([some, counts]) => cut(some, counts)),
  );

  test('every segment of a column stands once, in order, in a row of its kind', () => {
    fc.assert(
      fc.property(anyColumns, (traces) => {
        const { shared, rows } = alignColumns(traces);
        for (const [column, trace] of traces.entries()) {
          const own = rows.flatMap((row) => row[column] ?? []);
          const segments = branchSegments(trace, 0);
          const first = segments.length === 0 ? [] : segments.slice(0, shared.length);
          expect(withoutScores(first)).toEqual(
            withoutScores(segments.length === 0 ? [] : placesOf(shared, first)),
          );
          expect(own).toEqual(segments.slice(first.length));
        }
        for (const row of rows) {
          const cells = row.filter((cell) => cell !== null);
          expect(row).toHaveLength(traces.length);
          expect(new Set(cells.map(({ kind }) => kind)).size).toBe(1);
        }
      }),
    );
  });

  test('what is shared says the same in every column, and what follows does not', () => {
    fc.assert(
      fc.property(anyColumns, (traces) => {
        const begun = traces.filter((trace) => branchSegments(trace, 0).length > 0);
        const { shared } = alignColumns(traces);
        const texts = (count: number): string[] =>
          begun.map((trace) =>
            JSON.stringify(
              branchSegments(trace, 0)
                .slice(0, count)
                .map(({ kind, start, end, step, intervention }) => [
                  kind,
                  step,
                  intervention?.text,
                  textOf(trace, start, end),
                ]),
            ),
          );
        expect(new Set(texts(shared.length)).size).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('a thinking that is cut falls into the rows of the longest, step by step', () => {
    fc.assert(
      fc.property(anySteps, fc.array(fc.nat(8), { minLength: 1, maxLength: 6 }), (some, counts) => {
        const traces = cut(some, [8, ...counts]);
        for (const row of alignColumns(traces).rows) {
          const thinking = row.filter((cell) => cell !== null && !['end', 'answer'].includes(cell.kind));
          expect(new Set(thinking.map((cell) => cell?.start)).size).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('32 columns of a thousand steps are aligned in a moment', () => {
    const many = Array.from({ length: 1000 }, (_, index) => `Step ${index}: ${index * 7} is so.\n`);
    const traces = cut(
      many,
      Array.from({ length: 32 }, (_, index) => 31 * (index + 1)),
    );
    const begun = performance.now();
    const { rows } = alignColumns(traces);
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect(rows.length).toBe(1000 - 8 - 31 + 2);
  });
});

/** Without what makes them differ while a sweep runs. */
const withoutScores = (segments: readonly BranchSegment[]): object[] =>
  segments.map(({ score: _, ...segment }) => segment);

/** Marks differ in the probability that was refused: it is each column's own. */
const placesOf = (shared: readonly BranchSegment[], own: readonly BranchSegment[]): BranchSegment[] =>
  shared.map((segment, index) => ({ ...segment, intervention: own[index]?.intervention ?? null }));
