import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../webview/trace/exactText';
import { gapsOf } from '../../../webview/trace/hiddenRows';
import { rowsOf } from '../../../webview/trace/rows';
import { isFiltering, matchingSteps, NO_FILTER, type StepFilter } from '../../../webview/trace/stepFilter';
import { anyTrace } from '../../support/anyTrace';
import { arithmetic, draft } from '../harness/scenarios';
import { TraceScript } from '../harness/traceScript';

const { trace } = arithmetic();
const matching = (filter: Partial<StepFilter>, of = trace): number[] | null => {
  const found = matchingSteps(of, { ...NO_FILTER, ...filter }, (start, end) => textOf(of, start, end));
  return found && [...found];
};

const anyFilter = fc.record({
  below: fc.option(fc.double({ min: 0.01, max: 1, noNaN: true }), { nil: null }),
  waits: fc.boolean(),
  annotated: fc.boolean(),
  text: fc.constantFrom('', 'a', '"', 'the'),
});

describe('a filter', () => {
  it('that asks for nothing is none', () => {
    expect(isFiltering(NO_FILTER)).toBe(false);
    expect(matching({})).toBeNull();
  });

  it('finds steps that score less, and none without a score', () => {
    expect(matching({ below: 0.15 })).toEqual([4]);
    const unscored = new TraceScript(draft()).line('a').line('b', 0.1).trace;
    expect(matching({ below: 1 }, unscored)).toEqual([1]);
  });

  it('finds steps that begin with a wait, or have one inside', () => {
    expect(matching({ waits: true })).toEqual([5, 9]);
    const inside = new TraceScript(draft()).line('a').text('b').wait('', 0.9).line('c').trace;
    expect(matching({ waits: true }, inside)).toEqual([1]);
  });

  it('finds steps that somebody judged', () => {
    const judged = {
      ...trace,
      imported: { format: 'prm800k', source: 'a', line: 1, labels: [null, 1, 0] },
    } as const;
    expect(matching({ annotated: true }, judged as unknown as typeof trace)).toEqual([1, 2]);
    expect(matching({ annotated: true })).toEqual([]);
  });

  it('finds text in any case, and meets every condition at once', () => {
    expect(matching({ text: 'STEP 3' })).toEqual([2, 6, 10]);
    expect(matching({ text: 'STEP 3', below: 0.2 })).toEqual([2]);
  });

  it('lets through what each of its conditions lets through, of any trace', () => {
    fc.assert(
      fc.property(anyTrace, anyFilter, (any, filter) => {
        const each = [
          { below: filter.below },
          { waits: filter.waits },
          { annotated: filter.annotated },
          { text: filter.text },
        ]
          .map((one) => matching(one, any))
          .filter((found) => found !== null);
        const all = any.steps
          .map((_, index) => index)
          .filter((index) => each.every((one) => one.includes(index)));
        expect(matching(filter, any)).toEqual(each.length === 0 ? null : all);
      }),
    );
  });
});

describe('hidden rows', () => {
  const rows = rowsOf(trace);

  it('stand together in one line each, with the marks that begin them', () => {
    const shown = new Set([0, 9]);
    const gaps = gapsOf(rows, (step) => step !== null && shown.has(step));
    // Rows: steps 0 to 4, wait 1, steps 5 to 8, wait 2, steps 9 to 12.
    expect(gaps).toEqual([
      { first: 1, end: 10, steps: 8 },
      { first: 12, end: 15, steps: 3 },
    ]);
  });

  it('count a step that an intervention divides once', () => {
    const divided = new TraceScript(draft()).text('a').wait('', 0.9).line('b').line('c').trace;
    expect(gapsOf(rowsOf(divided), (step) => step === 1)).toEqual([{ first: 0, end: 3, steps: 1 }]);
  });

  it('are all rows but those of the steps shown, of any trace', () => {
    fc.assert(
      fc.property(anyTrace, fc.func(fc.boolean()), (any, isShown) => {
        const all = rowsOf(any);
        const gaps = gapsOf(all, isShown);
        const hidden = new Set(
          gaps.flatMap(({ first, end }) => Array.from({ length: end - first }, (_, i) => first + i)),
        );
        all.forEach((row, i) => {
          if (row.kind === 'step') expect(hidden.has(i)).toBe(!isShown(row.index));
        });
        gaps.forEach(({ first, end }, i) => {
          expect(end).toBeGreaterThan(first);
          // Two in a row would be one.
          expect(first).toBeGreaterThan(gaps[i - 1]?.end ?? -1);
        });
        const counted = all.filter((row) => row.kind === 'step' && row.count !== null && !isShown(row.index));
        expect(gaps.reduce((sum, { steps }) => sum + steps, 0)).toBe(counted.length);
      }),
    );
  });
});
