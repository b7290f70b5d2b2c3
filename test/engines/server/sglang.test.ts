import { afterEach, describe, expect, it } from 'vitest';
import { runTrace } from '../../../src/core/runTrace';
import { draftTrace, type RunRequest, type Trace } from '../../../src/core/trace/trace';
import { openServerEngine, type ServerEngine } from '../../../src/engines/server/serverEngine';
import type { ScriptedModel } from '../../../src/engines/scripted/scriptedEngine';
import { CREATED_AT, runToy, toyRequest } from '../../support/runToy';
import { startStub, type StubOptions, type StubServer } from '../../support/stubServer';
import { lines, randomModel as anyModel, TOY, toyModel } from '../../support/toyModel';

const ENDS = { endOfGeneration: [TOY.eos, TOY.turnEnd] };
const randomModel = (salt: number): ScriptedModel => anyModel(salt, ENDS);

let stub: StubServer;
afterEach(() => stub.close());

async function serve(
  model: ScriptedModel,
  more: Partial<StubOptions> = {},
  name: string | null = null,
): Promise<ServerEngine> {
  stub = await startStub({ kind: 'sglang', model, ...more });
  return openServerEngine({
    ...{ addresses: [stub.address], model: name, keyOf: () => null, log: () => {} },
    patience: { sleep: async () => undefined, random: () => 0.5 },
  });
}

const run = (engine: ServerEngine, request: RunRequest): Promise<Trace> =>
  runTrace({
    ...{ engine, scorer: null, trace: draftTrace('a', request, CREATED_AT) },
    emit: () => {},
    now: () => 0,
  });

const sampled = (sampler: Partial<RunRequest['sampler']>): RunRequest =>
  toyRequest(
    { maxThinkingTokens: 40, waits: 1 },
    { sampler: { temperature: 1, topK: 0, topP: 1, minP: 0, repeatPenalty: 1, seed: 3, ...sampler } },
  );

describe('SGLang', () => {
  it.each([
    ['repeats what came', {}],
    ['goes on from what came', { incremental: true }],
    ['repeats what came, three tokens at a time', { interval: 3 }],
    ['goes on from what came, three tokens at a time', { incremental: true, interval: 3 }],
  ])('gives the same tokens where its stream %s', async (_, sglang) => {
    const request = toyRequest({ waits: 3, maxThinkingTokens: 40 });
    for (const salt of [2, 7]) {
      const model = randomModel(salt);
      const engine = await serve(model, { sglang });
      const { trace: here } = await runToy(model, request);
      const there = await run(engine, request);
      expect(there.failure).toBeNull();
      expect(there.tokens.id).toEqual(here.tokens.id);
      expect(there.tokens.prob).toEqual(here.tokens.prob);
      expect(there.tokens.alternativeIds).toEqual(here.tokens.alternativeIds);
      await stub.close();
    }
  });

  it.each([
    ['a temperature', { temperature: 0.5 }],
    ['a temperature of 1', {}],
    ['top-p', { topP: 0.9 }],
    ['a penalty', { temperature: 0, repeatPenalty: 1.5 }],
  ])('tells the probabilities of the model, not those drawn from, with %s', async (_, sampler) => {
    const model = randomModel(4);
    const engine = await serve(model, { sglang: { interval: 2 } });
    const trace = await run(engine, sampled(sampler));
    expect(trace.failure).toBeNull();
    expect(trace.tokens.id.length).toBeGreaterThan(5);
    const before = [...(trace.prompt?.ids ?? [])];
    for (const [i, id] of trace.tokens.id.entries()) {
      expect(trace.tokens.prob[i]).toBeCloseTo(model.predict(before)[id] ?? NaN, 4);
      before.push(id);
    }
    // The answer prefix and the end of the thinking are read as well: at least one request tells of given tokens.
    expect(stub.asked.some((asked) => 'token_ids_logprob' in asked)).toBe(true);
  });

  it('reads signs at several places by one request', async () => {
    const model = randomModel(5);
    const engine = await serve(model);
    const sequence = await engine.openSequence(64);
    const append = [TOY.a, TOY.b, TOY.hmm, TOY.newline];
    const asked = stub.asked.length;
    const { logits, evaluatedTokens } = await sequence.readLogits(append, [1, 3], [TOY.seven, TOY.e1]);
    expect(stub.asked.length - asked).toBe(1);
    expect(evaluatedTokens).toBe(4);
    const expected = [2, 4].flatMap((length) => {
      const probs = model.predict(append.slice(0, length));
      return [TOY.seven, TOY.e1].map((id) => Math.log(probs[id] ?? NaN));
    });
    for (const [i, value] of expected.entries()) expect(logits[i]).toBeCloseTo(value, 6);
  });

  it('takes away what its tokenizer puts before every text, and knows it', async () => {
    const engine = await serve(randomModel(1), { bos: TOY.turn });
    expect(engine.info).toMatchObject({ bosId: TOY.turn, bosText: '<|im_start|>' });
    expect(await engine.tokenize('ab', { special: true, continues: true })).toEqual([TOY.a, TOY.b]);
  });

  it('tells what is served, by either of its names', async () => {
    const engine = await serve(randomModel(1), { contextSize: 100, name: 'toy' }, '/models/toy');
    expect(engine.kind).toBe('SGLang');
    expect(engine.info).toMatchObject({
      identity: { name: 'toy', quantization: 'fp8' },
      trainContextSize: 100,
    });
    await stub.close();
    await expect(serve(randomModel(1), {}, 'another')).rejects.toThrow(
      /does not serve "another". It serves: org/,
    );
  });

  it('refuses a version that takes no texts for its tokenizer, and a model that predicts no tokens', async () => {
    await expect(serve(randomModel(1), { sglang: { tokenizes: false } })).rejects.toThrow(
      /has no \/tokenize: its version is too old/,
    );
    await stub.close();
    await expect(serve(randomModel(1), { sglang: { generates: false } })).rejects.toThrow(
      /embedding or reward model, which predicts no tokens/,
    );
  });

  it('goes on past the longest stream that it is asked for', async () => {
    const model = toyModel(
      lines([...Array<number>(70).fill(TOY.a), TOY.endThink], [TOY.seven, TOY.eos]),
      ENDS,
    );
    const engine = await serve(model);
    const trace = await run(engine, toyRequest({ maxThinkingTokens: 400 }));
    expect(trace.failure).toBeNull();
    expect(trace.thinking.end - trace.thinking.start).toBe(70);
  });
});
