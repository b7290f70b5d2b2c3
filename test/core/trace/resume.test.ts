import { describe, expect, it } from 'vitest';
import { runTrace } from '../../../src/core/runTrace';
import { appendColumns, emptyColumns } from '../../../src/core/trace/tokenColumns';
import { draftTrace, type Provenance, type Trace } from '../../../src/core/trace/trace';
import { replayBatches, resumable } from '../../../src/core/trace/resume';
import { unevenColumn } from '../../../src/core/trace/tokenColumns';
import { scriptedEngine } from '../../../src/engines/scripted/scriptedEngine';
import { CREATED_AT, runToy, toyRequest } from '../../support/runToy';
import { lines, TOY, toyModel } from '../../support/toyModel';

const { a, b, endThink, wait } = TOY;

/** A trace of tokens 0, 1, 2, … with these provenances, after a prompt of three ids. */
function traceOf(provenances: readonly Provenance[]): Trace {
  const trace = draftTrace('a', toyRequest({}), CREATED_AT);
  trace.prompt = { text: 'abc', ids: [100, 101, 102] };
  const id = provenances.map((_, i) => i);
  appendColumns(trace.tokens, {
    ...emptyColumns(),
    id,
    text: id.map(String),
    prob: id.map(() => null),
    entropy: id.map(() => null),
    timeMs: id.map(() => 0),
    alternativeIds: id.flatMap(() => [-1, -1, -1, -1, -1]),
    alternativeProbs: id.flatMap(() => [0, 0, 0, 0, 0]),
  });
  trace.tokens.provenance.push(...provenances);
  trace.thinking.end = id.length;
  return trace;
}

const wait2 = (at: number): Trace['interventions'][number] => ({
  kind: 'wait',
  at,
  text: 'Wait',
  suppressedProb: 0.5,
});

describe('a trace that goes on', () => {
  it('is a copy, and the same for a draft', () => {
    const draft = draftTrace('a', toyRequest({}), CREATED_AT);
    const copy = resumable(draft);
    expect(copy).toEqual(draft);
    expect(copy.tokens).not.toBe(draft.tokens);
  });

  it('thinks on where it broke off in its thinking, without the mark of the break', () => {
    const broken = traceOf(['model', 'model']);
    broken.finish = { thinking: 'abort', answer: null };
    broken.failure = { code: 'engineFailed', message: 'gone' };
    broken.steps = [{ start: 0, end: 2, score: 0.5 }];
    const copy = resumable(broken);
    expect(copy).toMatchObject({ finish: { thinking: null, answer: null }, failure: null, steps: [] });
    expect(copy.tokens).toEqual(broken.tokens);
    expect(broken.failure).not.toBeNull();
  });

  it('leaves the warnings of the run that broke off behind', () => {
    const trace = traceOf(['model']);
    trace.warnings.push('Steps are no longer scored: the engine is gone');
    expect(resumable(trace).warnings).toEqual([]);
  });

  it('takes back a delimiter that did not come whole, in every column', () => {
    const broken = traceOf(['model', 'model', 'forced']);
    broken.thinking.end = 2;
    broken.answer = { start: 4, end: 4, text: '', extracted: null };
    broken.finish = { thinking: 'budget', answer: 'abort' };
    broken.interventions = [wait2(1), { kind: 'end', at: 2, text: '</think>', suppressedProb: null }];
    const copy = resumable(broken);
    expect(copy.tokens.id).toEqual([0, 1]);
    expect(copy.tokens.provenance).toHaveLength(2);
    expect(unevenColumn(copy.tokens)).toBeNull();
    expect(copy).toMatchObject({ answer: null, finish: { thinking: null, answer: null } });
    expect(copy.interventions).toEqual([wait2(1)]);
  });

  it('keeps how its thinking ended when it broke off in its answer', () => {
    const broken = traceOf(['model', 'model', 'model']);
    broken.thinking.end = 1;
    broken.answer = { start: 2, end: 3, text: 'x', extracted: null };
    broken.finish = { thinking: 'end', answer: 'abort' };
    expect(resumable(broken).finish).toEqual({ thinking: 'end', answer: null });
  });

  it('forgets an intervention whose tokens did not come', () => {
    const broken = traceOf(['model', 'model']);
    broken.interventions = [wait2(1), wait2(2)];
    expect(resumable(broken).interventions).toEqual([wait2(1)]);
  });
});

describe('the batches of a trace', () => {
  it('are the prompt, every token of the model alone, and every run of forced tokens', () => {
    const trace = traceOf(['model', 'forced', 'forced', 'model', 'model', 'forced']);
    trace.interventions = [wait2(1), wait2(5)];
    expect(replayBatches(trace)).toEqual({
      ids: [100, 101, 102, 0, 1, 2, 3, 4, 5],
      batchStarts: [0, 3, 4, 6, 7, 8],
    });
  });

  it('are no larger than those of an engine, so that all but the last of a long prompt or edit can be kept', () => {
    const trace = traceOf(['model', ...Array.from({ length: 1100 }, () => 'user' as const), 'model']);
    trace.prompt = { text: '', ids: Array.from({ length: 600 }, (_, id) => id) };
    expect(replayBatches(trace).batchStarts).toEqual([0, 512, 600, 601, 1113, 1625, 1701]);
  });

  it('keep forced runs apart that follow each other', () => {
    const trace = traceOf(['forced', 'forced', 'forced']);
    trace.interventions = [wait2(0), wait2(2)];
    expect(replayBatches(trace).batchStarts).toEqual([0, 3, 5]);
  });

  it('are those in which the run evaluated them', async () => {
    const model = toyModel(lines([a, endThink, b, endThink, a, endThink], [a, b]));
    const { trace, batches } = await runToy(
      model,
      toyRequest({ waits: 2 }, { continuation: ['WaitHmm', 'Wait'] }),
    );
    const { ids, batchStarts } = replayBatches(trace);
    expect(batchStarts.map((start, i) => ids.slice(start, batchStarts[i + 1]))).toEqual(batches);
    expect(ids).toContain(wait);
  });
});

describe('going on with a trace', () => {
  it('is refused with another model, and with ids that the model has not, before anything is evaluated', async () => {
    const { trace } = await runToy(toyModel(lines([a, b, endThink], [a])), toyRequest({}));
    const goOn = async (change: (trace: Trace) => void): Promise<unknown> => {
      const changed = structuredClone(trace);
      change(changed);
      const engine = scriptedEngine(toyModel(() => a));
      const run = runTrace({ engine, scorer: null, trace: changed, emit: () => {}, now: () => 0 });
      const outcome = await run.catch((error: unknown) => error);
      expect(engine.batches.length > 0).toBe(!(outcome instanceof Error));
      return outcome;
    };
    expect(await goOn(() => {})).not.toBeInstanceOf(Error);
    const refusal = {
      code: 'badInput',
      message: expect.stringContaining('made by the model "scripted"') as string,
    };
    expect(
      await goOn((other) => ((other.model as { sha256: string }).sha256 = 'f'.repeat(64))),
    ).toMatchObject(refusal);
    expect(await goOn((other) => (other.tokens.id[1] = 1_000_000))).toMatchObject(refusal);
    expect(await goOn((other) => other.prompt?.ids.push(1_000_000))).toMatchObject(refusal);
    expect(await goOn((other) => (other.prompt = null))).toMatchObject(refusal);
    expect(await goOn((other) => (other.model = null))).toMatchObject({
      message: expect.stringContaining('made by the model "unknown"') as string,
    });
  });

  it('that has no tokens yet builds its prompt anew', async () => {
    const trace = draftTrace('a', toyRequest({}), CREATED_AT);
    trace.prompt = { text: 'of another model', ids: [1_000_000] };
    const engine = scriptedEngine(toyModel(lines([a, endThink], [b])));
    const run = await runTrace({ engine, scorer: null, trace, emit: () => {}, now: () => 0 });
    expect(run.prompt?.text).toBe('a\n<think>\n');
    expect(run.answer?.text).toBe('b');
  });
});
