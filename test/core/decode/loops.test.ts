import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLoops, remediesOf } from '../../../src/core/decode/loops';
import { DEFAULT_REQUEST, draftTrace, type Trace } from '../../../src/core/trace/trace';

/** A trace of steps of words; a step that begins with `!` is a forced wait and what the model said to it. */
function traceOf(steps: readonly string[]): Trace {
  const trace = draftTrace('q', DEFAULT_REQUEST, '2026-01-01T00:00:00.000Z');
  const { tokens } = trace;
  for (const step of steps) {
    const start = tokens.text.length;
    const words = step.replace('!', '').match(/\s*\S+/g) ?? [];
    if (step.startsWith('!'))
      trace.interventions.push({ kind: 'wait', at: start, text: 'Wait', suppressedProb: 0.5 });
    const pieces = [...(step.startsWith('!') ? ['Wait'] : []), ...words, '\n\n'];
    for (const [i, text] of pieces.entries()) {
      tokens.text.push(text);
      tokens.id.push(0);
      tokens.provenance.push(i === 0 && step.startsWith('!') ? 'forced' : 'model');
    }
    trace.steps.push({ start, end: tokens.text.length, score: null });
  }
  trace.thinking = { start: 0, end: tokens.text.length };
  return trace;
}

const stepAt = (trace: Trace, index: number): number => trace.steps[index]?.start ?? -1;

describe('loops', () => {
  it('are rounds of the same steps, three times or more', () => {
    const trace = traceOf(['intro', 'a b', 'c d', 'a b', 'c d', 'a b', 'c d', 'end']);
    expect(findLoops(trace)).toEqual([
      {
        start: stepAt(trace, 1),
        end: stepAt(trace, 7),
        again: stepAt(trace, 3),
        repeats: 3,
        cause: 'model',
      },
    ]);
    expect(findLoops(traceOf(['intro', 'a b', 'c d', 'a b', 'c d', 'end']))).toEqual([]);
  });

  it('are not steps that come again with something new between them', () => {
    const redone = [
      'x=1',
      'so 5',
      '!check x',
      'x=2',
      'so 5',
      '!check y',
      'y=3',
      'so 5',
      '!check z',
      'z=4',
      'so 5',
    ];
    expect(findLoops(traceOf(redone))).toEqual([]);
  });

  it('tell waits that add nothing from a model that repeats itself', () => {
    const waits = traceOf([
      'x',
      '! all is checked',
      'so 5',
      '! all is checked',
      'so 5',
      '! all is checked',
      'so 5',
    ]);
    expect(findLoops(waits)).toMatchObject([{ repeats: 3, cause: 'waits', start: stepAt(waits, 1) }]);
    const between = traceOf([
      'so 5',
      '! all is checked',
      'so 5',
      '! all is checked',
      'so 5',
      '! all is checked',
    ]);
    expect(findLoops(between)).toMatchObject([{ repeats: 3, cause: 'waits', start: 0 }]);
    const model = traceOf(['x', '! all is checked', 'all is checked', 'all is checked']);
    expect(findLoops(model)).toMatchObject([{ repeats: 3, cause: 'model' }]);
  });

  it('are found whatever word a wait was', () => {
    const trace = traceOf(['! again', '! again', '! again']);
    trace.tokens.text[stepAt(trace, 1)] = 'Hmm';
    expect(findLoops(trace)).toMatchObject([{ repeats: 3, cause: 'waits' }]);
  });

  it('are found within one long step', () => {
    const around = `it is ${'one two three four '.repeat(20)}done`;
    const trace = traceOf([around]);
    expect(findLoops(trace)).toMatchObject([{ start: 2, again: 6, repeats: 20, cause: 'model' }]);
    expect(findLoops(traceOf([`it is ${'one two three four '.repeat(6)}done`]))).toEqual([]);
    expect(findLoops(traceOf(['- '.repeat(80)]))).toEqual([]);
  });

  it('never overlap, and lie within the thinking, whatever is said', () => {
    const word = fc.constantFrom('a', 'b', '!a', '!b', 'a a a a');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (steps) => {
        const trace = traceOf(steps);
        let end = 0;
        for (const loop of findLoops(trace)) {
          expect(loop.start).toBeGreaterThanOrEqual(end);
          expect(loop.again).toBeGreaterThan(loop.start);
          expect(loop.end).toBeGreaterThan(loop.again);
          end = loop.end;
        }
        expect(end).toBeLessThanOrEqual(trace.thinking.end);
      }),
    );
  });

  it('are left by a fork where the second round begins', () => {
    const trace = traceOf(['x', 'a', 'a', 'a']);
    const [loop] = findLoops(trace);
    if (!loop) throw new Error('no loop');
    const remedies = remediesOf(trace, loop);
    expect(remedies.map(({ name, at }) => [name, at])).toEqual(
      ['cycle', 'penalty', 'temperature', 'stop'].map((name) => [name, stepAt(trace, 2)]),
    );
    expect(remedies[0]?.action).toMatchObject({
      request: { continuation: ['Wait', 'Hmm', 'Alternatively'] },
    });
    expect(remedies[1]?.action).toMatchObject({ request: { sampler: { repeatPenalty: 1.15 } } });
    expect(remedies[2]?.action).toMatchObject({ request: { sampler: { temperature: 0.7 } } });
    expect(remedies[3]?.action).toEqual({ kind: 'end' });
  });
});
