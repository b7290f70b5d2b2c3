import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Trace } from '../../../src/core/trace/trace';
import { changedRows, comparedCell } from '../../../webview/sweep/referenceDiff';
import { draft } from '../harness/scenarios';
import { swept } from '../harness/sweeps';
import { TraceScript } from '../harness/traceScript';

/** A trace with a step a text; `!` begins a wait. */
function said(steps: readonly string[], answer: string): Trace {
  const script = new TraceScript(draft());
  for (const step of steps) {
    if (step.startsWith('!')) script.wait('Wait', 0.5).line(step.slice(1));
    else script.line(step);
  }
  return script.endThinking('end').text(answer).finish('stop', answer).trace;
}

const anySteps = fc.array(fc.constantFrom('One.', 'Two is two.', 'Two is ten.', '!, no.'), { maxLength: 6 });
const anyTraces = fc.array(
  fc.tuple(anySteps, fc.constantFrom('6', '7')).map(([steps, answer]) => said(steps, answer)),
  { minLength: 1, maxLength: 5 },
);

describe('columns beside the one that is pinned', () => {
  test('every column can be read to the character, whatever it is compared with', () => {
    fc.assert(
      fc.property(anyTraces, fc.nat(4), (traces, pick) => {
        const { shared, rows } = swept(traces);
        const reference = pick % traces.length;
        traces.forEach((trace, column) => {
          const texts = rows.map((row) =>
            comparedCell(row, column, reference)
              .parts.filter(({ kind }) => kind !== 'removed')
              .map(({ text }) => text)
              .join(''),
          );
          const beginning = shared.map(({ text }) => text).join('');
          expect(beginning + texts.join('')).toBe(trace.tokens.text.join(''));
        });
      }),
    );
  });

  test('rows with differences are those in which a column is marked', () => {
    fc.assert(
      fc.property(anyTraces, fc.nat(4), (traces, pick) => {
        const { rows } = swept(traces);
        const reference = pick % traces.length;
        const marked = rows.flatMap((row, index) =>
          traces.some((_, column) => comparedCell(row, column, reference).changed) ? [index] : [],
        );
        expect(changedRows(rows, reference)).toEqual(marked);
        expect(changedRows(rows, null)).toEqual([]);
      }),
    );
  });
});
