import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAxes, type SweepTexts } from '../../../src/core/sweep/axesText';
import { sweepColumns, validateColumns } from '../../../src/core/sweep/columns';
import { sweepCost } from '../../../src/core/sweep/sweepCost';
import { DEFAULT_REQUEST } from '../../../src/core/trace/trace';

const EMPTY: SweepTexts = { maxima: '', waits: '', strings: '', temperatures: '', seeds: '' };

describe('what is typed into a sweep', () => {
  test('are lists with commas; what is left out stays', () => {
    const { axes } = readAxes({ ...EMPTY, maxima: ' 64, 128', strings: 'Wait,none', temperatures: '0,.7' });
    expect(axes).toEqual({
      maxima: [64, 128],
      waits: undefined,
      continuations: [['Wait'], []],
      temperatures: [0, 0.7],
      seeds: undefined,
    });
  });

  test.each([
    ['maxima', '64,0', '“0” is not a whole number from 1 to 1048576.'],
    ['maxima', '64,,128', 'Something is missing between two commas.'],
    ['waits', '2,2', '“2” is there twice.'],
    ['waits', '-1', '“-1” is not a whole number from 0 to 1048576.'],
    ['strings', 'Wait, ', 'Something is missing between two commas.'],
    ['temperatures', '0.7,hot', '“hot” is not a number from 0 to 10.'],
    ['temperatures', '11', '“11” is not a number from 0 to 10.'],
    ['seeds', '4294967296', '“4294967296” is not a whole number from 0 to 4294967295.'],
  ] as const)('what is wrong with %s %j is said', (field, text, problem) => {
    const { axes, problems } = readAxes({ ...EMPTY, [field]: text });
    expect(axes).toBeNull();
    expect(problems).toEqual({ [field]: problem });
  });

  const anyList = (most: number): fc.Arbitrary<string> =>
    fc.uniqueArray(fc.integer({ min: 1, max: most }), { maxLength: 3 }).map((list) => list.join(', '));

  test('what is right makes columns that may run, as many as are counted, at no more than each alone', () => {
    fc.assert(
      fc.property(anyList(900), anyList(9), anyList(99), (maxima, waits, seeds) => {
        const texts = { ...EMPTY, maxima, waits, seeds, strings: 'Wait,Hmm', temperatures: '0,0.5' };
        const { axes } = readAxes(texts);
        const columns = sweepColumns(DEFAULT_REQUEST, axes ?? {});
        validateColumns('a', columns);
        const cost = sweepCost(DEFAULT_REQUEST, axes ?? {});
        expect(cost.columns).toBe(columns.length);
        expect(cost.tokens).toBeLessThanOrEqual(cost.alone);
        expect(cost.alone).toBe(
          columns.reduce((sum, { budget }) => sum + budget.maxThinkingTokens + budget.maxAnswerTokens, 0),
        );
      }),
    );
  });

  test('one thinking serves all maxima and waits, and seeds under greedy', () => {
    const axes = { maxima: [64, 512], waits: [0, 2], seeds: [1, 2, 3] };
    expect(sweepCost(DEFAULT_REQUEST, axes)).toMatchObject({ columns: 12, tokens: 512 + 12 * 64 });
    const sampled = { ...axes, temperatures: [0.7] };
    expect(sweepCost(DEFAULT_REQUEST, sampled).tokens).toBe(3 * 512 + 12 * 64);
  });
});
