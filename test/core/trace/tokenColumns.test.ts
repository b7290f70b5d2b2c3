import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALTERNATIVES,
  alternativesOf,
  appendColumns,
  emptyColumns,
  sliceColumns,
  unevenColumn,
  type TokenColumns,
} from '../../../src/core/trace/tokenColumns';
import { draftTrace, textOf } from '../../../src/core/trace/trace';
import { CREATED_AT, toyRequest } from '../../support/runToy';

/** Columns of tokens whose alternatives are their neighbours. */
function columnsOf(ids: readonly number[]): TokenColumns {
  const around = (id: number): number[] => Array.from({ length: ALTERNATIVES }, (_, i) => id + i);
  return {
    id: [...ids],
    text: ids.map((id) => `<${id}>`),
    prob: ids.map((id) => (id % 3 === 0 ? null : 1 / (id + 1))),
    entropy: ids.map((id) => (id % 2 === 0 ? null : id)),
    timeMs: ids.map((id) => id * 2),
    alternativeIds: ids.flatMap(around),
    alternativeProbs: ids.flatMap((id) => around(id).map((other) => 1 / (other + 1))),
    alternativeTexts: Object.fromEntries(ids.flatMap(around).map((id) => [id, `<${id}>`])),
  };
}

const anyIds = fc.array(fc.nat(50), { maxLength: 20 });

describe('token columns', () => {
  it('are the same appended part by part', () => {
    fc.assert(
      fc.property(anyIds, anyIds, (first, second) => {
        const columns = emptyColumns();
        appendColumns(columns, columnsOf(first));
        appendColumns(columns, columnsOf(second));
        expect(columns).toEqual(columnsOf([...first, ...second]));
      }),
    );
  });

  it('give a slice with the alternatives of its tokens and no others', () => {
    fc.assert(
      fc.property(anyIds, fc.nat(20), fc.nat(20), (ids, x, y) => {
        const [start, end] = [Math.min(x, y), Math.max(x, y)];
        expect(sliceColumns(columnsOf(ids), start, end)).toEqual(columnsOf(ids.slice(start, end)));
      }),
    );
  });

  it('append more than fits into the arguments of a call', () => {
    const columns = emptyColumns();
    appendColumns(columns, columnsOf(Array.from({ length: 200_000 }, (_, i) => i % 7)));
    expect(columns.id).toHaveLength(200_000);
    expect(columns.alternativeIds).toHaveLength(200_000 * ALTERNATIVES);
  });

  it.each(['text', 'prob', 'entropy', 'timeMs', 'alternativeIds', 'alternativeProbs'] as const)(
    'say that %s is too short',
    (name) => {
      const columns = columnsOf([1, 2, 3]);
      expect(unevenColumn(columns)).toBeNull();
      columns[name].pop();
      expect(unevenColumn(columns)).toMatch(new RegExp(`^${name} has \\d+ entries`));
    },
  );

  it('name the alternatives of a token, most probable first, and leave out those that are not there', () => {
    const trace = draftTrace('', toyRequest({}), CREATED_AT);
    appendColumns(trace.tokens, columnsOf([10, 20]));
    trace.tokens.alternativeIds.splice(7, 3, -1, -1, -1);
    expect(alternativesOf(trace.tokens, 1)).toEqual([
      { id: 20, text: '<20>', probability: 1 / 21 },
      { id: 21, text: '<21>', probability: 1 / 22 },
    ]);
    expect(alternativesOf(trace.tokens, 2)).toEqual([]);
    expect(textOf(trace, 0, 2)).toBe('<10><20>');
  });
});
