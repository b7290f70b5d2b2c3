import { describe, expect, it } from 'vitest';
import { KeptPrefixEngine } from '../../src/core/keptPrefix';
import { probePlaces, probeTrace } from '../../src/core/probeTrace';
import { runTrace } from '../../src/core/runTrace';
import { draftTrace, type ProbeRecord, type Trace } from '../../src/core/trace/trace';
import { scriptedEngine } from '../../src/engines/scripted/scriptedEngine';
import { CREATED_AT, toyRequest } from '../support/runToy';
import { TOY, toyModel } from '../support/toyModel';

const { a, newline, endThink, seven, eos, think, finalAnswer } = TOY;

/** Thinks three lines of `a`, refuses to stop once; answers with a seven for every line that it thought. */
const counting = toyModel((ids) => {
  const count = (id: number): number => ids.filter((one) => one === id).length;
  if (ids.includes(endThink) && ids.indexOf(endThink) > ids.indexOf(think))
    return count(seven) < count(a) - 1 ? seven : eos;
  const last = ids.at(-1);
  if (last === a) return newline;
  return count(a) < 4 ? a : endThink;
});

async function traced(kept = true) {
  const inner = scriptedEngine(counting);
  const engine = kept ? new KeptPrefixEngine(inner) : inner;
  const trace = await runTrace({
    engine,
    scorer: null,
    trace: draftTrace('a', toyRequest({ waits: 1 }), CREATED_AT),
    emit: () => {},
    now: () => 0,
  });
  inner.batches.splice(0);
  const probe = async (at: number[], of: Trace = trace) => {
    const probes: ProbeRecord[] = [];
    const usage = await probeTrace({ engine, trace: of, at, emit: (one) => probes.push(one) });
    return { probes, usage };
  };
  return { trace, probe, batches: inner.batches };
}

describe('probing a trace', () => {
  it('asks what it would have answered at each place, and how sure it was', async () => {
    const { trace, probe } = await traced();
    expect(trace.tokens.text.join('')).toBe('a\na\na\nWait</think>777');
    const { probes } = await probe([4, 2, 6, 2]);
    expect(probes.map(({ at, extracted }) => [at, extracted])).toEqual([
      [2, '7'],
      [4, '77'],
      [6, '777'],
    ]);
    expect(probes[1]).toMatchObject({ text: '\nFinal Answer:77', finish: 'stop' });
    expect(probes[1]?.confidence).toBeCloseTo(0.9);
  });

  it('evaluates the thinking once, and after a run in the same engine only what follows its first new batch', async () => {
    const fresh = await traced(false);
    const prompt = fresh.trace.prompt?.ids.length ?? 0;
    const { usage } = await fresh.probe([2, 4, 6]);
    expect(usage.prefixTokens).toBe(prompt + 6);
    // The delimiter, the prefix of two tokens and the sevens of each answer.
    expect(usage.answerTokens).toBe(3 * 3 + 1 + 2 + 3);
    const kept = await traced(true);
    const again = await kept.probe([6]);
    expect(again.usage.prefixTokens).toBe(1);
    expect(again.probes[0]?.extracted).toBe('777');
  });

  it('leaves the trace as it is, and reads that of another model as text', async () => {
    const { trace, probe, batches } = await traced();
    const before = structuredClone(trace);
    const { probes } = await probe([2, 6], { ...trace, model: null, prompt: null });
    expect(probes.map(({ extracted }) => extracted)).toEqual(['7', '777']);
    expect(trace).toEqual(before);
    expect(batches[0]?.slice(-2)).toEqual([a, newline]);
  });

  it('is refused outside the thinking, and where the context is too small', async () => {
    const { trace, probe } = await traced();
    await expect(probe([trace.thinking.end + 1])).rejects.toThrow(/has tokens 0 to 7; 8 is not/);
    const engine = scriptedEngine(counting);
    const small = probeTrace({ engine, trace, at: [6], emit: () => {}, contextSize: 12 });
    await expect(small).rejects.toThrow(/context of \d+ tokens/);
  });

  it('stops where it is told to, and keeps what it has', async () => {
    const { trace } = await traced();
    const stop = new AbortController();
    const probes: ProbeRecord[] = [];
    await probeTrace({
      engine: scriptedEngine(counting),
      trace,
      at: [2, 4, 6],
      emit: (one) => {
        probes.push(one);
        stop.abort();
      },
      signal: stop.signal,
    });
    expect(probes.map(({ at }) => at)).toEqual([2]);
  });

  it('finds places: one, every step, every wait', async () => {
    const { trace } = await traced();
    expect(probePlaces(trace, { at: 3 })).toEqual([3]);
    expect(probePlaces(trace, 'steps')).toEqual([2, 4, 6, 7]);
    expect(probePlaces(trace, 'waits')).toEqual([6, 7]);
    expect(finalAnswer).toBeDefined();
  });
});
