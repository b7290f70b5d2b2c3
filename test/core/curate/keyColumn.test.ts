import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyColumn } from '../../../src/core/curate/keyColumn';

/** Few of them, so that they repeat, and some that differ in one half alone. */
const key = fc
  .tuple(fc.constantFrom(0, 1, 0xffff_ffff), fc.nat(3000))
  .map(([high, low]) => high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0'));

test('the first row of a key is known, and keys come back as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.option(key), { maxLength: 4000 }), (keys) => {
      const column = new KeyColumn();
      const firsts = new Map<string, number>();
      keys.forEach((one, row) => {
        if (one === null) return column.pushNone();
        if (!firsts.has(one)) firsts.set(one, row);
        expect(column.push(one)).toBe(firsts.get(one));
      });
      for (const [one, row] of firsts) expect([column.firstRowOf(one), column.at(row)]).toEqual([row, one]);
    }),
    { numRuns: 30 },
  );
});

test('what is no key, or a key of no row, has no row', () => {
  const column = new KeyColumn();
  column.pushNone();
  column.push('00000000000000ff');
  expect(
    ['', 'question', '0000000000000000', '00000000000000FF', '00000000000000ff'].map((one) =>
      column.firstRowOf(one),
    ),
  ).toEqual([-1, -1, -1, -1, 1]);
});
