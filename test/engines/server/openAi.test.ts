import { afterEach, describe, expect, it } from 'vitest';
import { runTrace } from '../../../src/core/runTrace';
import { draftTrace, type RunRequest, type Trace } from '../../../src/core/trace/trace';
import type { TraceEvent } from '../../../src/core/trace/traceEvent';
import { openServerEngine, type ServerEngine } from '../../../src/engines/server/serverEngine';
import type { ScriptedModel } from '../../../src/engines/scripted/scriptedEngine';
import { CREATED_AT, runToy, toyRequest } from '../../support/runToy';
import {
  startOpenAiStub,
  toyTokenizer,
  type OpenAiFault,
  type OpenAiStub,
  type OpenAiStubOptions,
} from '../../support/stubOpenAi';
import { lines, randomModel as anyModel, TOY, toyModel as plainModel } from '../../support/toyModel';

const ENDS = { endOfGeneration: [TOY.eos, TOY.turnEnd] };
const toyModel = (next: Parameters<typeof plainModel>[0]): ScriptedModel => plainModel(next, ENDS);
/** What no text tells from other tokens: halves of characters, and what spells `<think>` with others. */
const unspelled: readonly number[] = [TOY.e1, TOY.e2, TOY.lt];
/** Random habits; with `whole`, whatever it says is read from its text in the same tokens. */
function randomModel(salt: number, whole = true): ScriptedModel {
  const model = anyModel(salt, ENDS);
  if (!whole) return model;
  return {
    ...model,
    predict: (ids) => {
      const probs = model.predict(ids).map((p, id) => (unspelled.includes(id) ? 0 : p));
      const total = probs.reduce((sum, p) => sum + p, 0);
      return probs.map((p) => p / total);
    },
  };
}

const KEY = 'sk-very-secret';
const stubs: OpenAiStub[] = [];
afterEach(async () => {
  await Promise.all(stubs.splice(0).map((stub) => stub.close()));
});

const logged: string[] = [];

async function serve(
  options: OpenAiStubOptions,
  {
    key = options.key ?? null,
    tokenizer = options.model,
  }: { key?: string | null; tokenizer?: ScriptedModel } = {},
): Promise<{ engine: ServerEngine; stub: OpenAiStub }> {
  logged.length = 0;
  const stub = await startOpenAiStub(options);
  stubs.push(stub);
  const engine = await openServerEngine({
    ...{ addresses: [stub.address], model: null, keyOf: () => key, timeoutMs: 2000 },
    log: (_, message) => logged.push(message),
    patience: { sleep: async () => undefined, random: () => 0.5 },
    openTokenizer: async () => toyTokenizer(tokenizer),
  });
  stub.opened();
  return { engine, stub };
}

async function run(
  engine: ServerEngine,
  request: RunRequest,
  more: { signal?: AbortSignal; emit?: (event: TraceEvent) => void } = {},
): Promise<Trace> {
  const trace = draftTrace('a', request, CREATED_AT);
  return runTrace({ engine, scorer: null, trace, emit: () => {}, now: () => 0, ...more });
}

/** What does not depend on who evaluated it. */
function said({ tokens, interventions, answer, finish, thinking, prompt }: Trace): unknown {
  const { id, text, prob, alternativeIds, provenance } = tokens;
  return { id, text, prob, alternativeIds, provenance, interventions, answer, finish, thinking, prompt };
}

const sampler = (more: Partial<RunRequest['sampler']>): RunRequest['sampler'] => ({
  ...{ temperature: 1, topK: 0, topP: 1, minP: 0, repeatPenalty: 1, seed: 1 },
  ...more,
});

describe.each([
  ['ids, answers by text', { takesIds: true }],
  ['ids, answers by bytes', { takesIds: true, form: 'chat' }],
  ['ids, answers by ids', { takesIds: true, form: 'ids' }],
  ['text, answers by text', { whole: true }],
  ['text, without counts', { whole: true, counts: false }],
] as const)(
  'a plain server that takes %s',
  (_, { whole = false, ...options }: Partial<OpenAiStubOptions> & { whole?: boolean }) => {
    it.each([1, 2, 3, 4, 5, 6])('says what the same model says here, token for token (%i)', async (salt) => {
      const model = randomModel(salt, whole);
      const { engine } = await serve({ model, ...options });
      const request = toyRequest({ waits: 2, maxThinkingTokens: 30 });
      const there = await run(engine, request);
      expect(there.failure).toBeNull();
      expect(said(there)).toEqual(said((await runToy(model, request)).trace));
    });

    it('watches a delimiter of several tokens as text', async () => {
      const model = toyModel(
        lines([TOY.a, TOY.lt, TOY.end, TOY.gt], [TOY.b, TOY.lt, TOY.end, TOY.gt], [TOY.seven, TOY.eos]),
      );
      const request = toyRequest(
        { waits: 1 },
        { preset: 'generic', delimiters: { start: '<think>', end: '<end>' }, answerPrefix: '' },
      );
      const { engine } = await serve({ model, ...options });
      expect(said(await run(engine, request))).toEqual(said((await runToy(model, request)).trace));
    });

    it('suppresses without a string', async () => {
      const model = randomModel(11, whole);
      const { engine } = await serve({ model, ...options });
      const request = toyRequest({ waits: 2 }, { continuation: [] });
      expect(said(await run(engine, request))).toEqual(said((await runToy(model, request)).trace));
    });
  },
);

describe('a plain server', () => {
  it('is sent ids where it takes them, and never text', async () => {
    const { engine, stub } = await serve({ model: randomModel(2), takesIds: true });
    const before = stub.asked.length;
    await run(engine, toyRequest({ waits: 3 }));
    expect(stub.asked.length).toBeGreaterThan(before);
    for (const { prompt } of stub.asked.slice(before)) expect(prompt).toBeInstanceOf(Array);
  });

  it('tells what it serves: the context of its list, everything else of the tokenizer', async () => {
    const model = { ...randomModel(1), chatTemplate: '{{ messages }}', trainContextSize: 9000 };
    const { engine } = await serve({ model, contextSize: 512 });
    expect(engine.device).toMatch(/^OpenAI-compatible server at 127/);
    expect(engine.info).toMatchObject({
      trainContextSize: 512,
      chatTemplate: '{{ messages }}',
      vocabularySize: 21,
      endOfGenerationIds: [TOY.eos, TOY.turnEnd],
      samplesByPosition: false,
      parameterCount: null,
    });
    expect(engine.info.identity).toMatchObject({ name: 'org/toy', sha256: null });
  });

  it.each([true, false])(
    'that puts a token before texts itself is not sent it twice (takes ids: %s)',
    async (takesIds) => {
      const model = { ...randomModel(4), bosId: TOY.turn };
      const { engine } = await serve({ model, bos: TOY.turn, takesIds });
      const request = toyRequest({ waits: 1 });
      expect(said(await run(engine, request))).toEqual(said((await runToy(model, request)).trace));
    },
  );

  it('that does not name the token that ended its answer ends it all the same', async () => {
    const next = lines([TOY.a, TOY.endThink], [TOY.seven, TOY.eos]);
    const model = toyModel((ids) => (ids.includes(TOY.think) ? next(ids) : TOY.b));
    const { engine } = await serve({ model, hidesEnd: true });
    const trace = await run(engine, toyRequest({}));
    expect(trace.failure).toBeNull();
    expect(trace.finish).toEqual({ thinking: 'end', answer: 'stop' });
  });

  it('that shows half a character as U+FFFD has its tokens known by the whole', async () => {
    const model = toyModel(lines([TOY.a, TOY.e1, TOY.e2, TOY.b, TOY.endThink], [TOY.seven, TOY.eos]));
    const { engine } = await serve({ model, halves: 'broken' });
    const trace = await run(engine, toyRequest({}));
    expect(trace.failure).toBeNull();
    expect(trace.tokens.id.slice(0, 4)).toEqual([TOY.a, TOY.e1, TOY.e2, TOY.b]);
    expect(trace.tokens.prob.slice(0, 4)).toEqual([0.9, 0.9, 0.9, 0.9]);
  });

  it('is told of where text is read in other tokens than it was made of', async () => {
    // "Wait" is one token to whoever reads it.
    const model = toyModel(lines([TOY.lt, TOY.end, TOY.gt, TOY.endThink], [TOY.seven, TOY.eos]));
    const joined = { ...model, vocabulary: [...model.vocabulary, '<end'] };
    const wide: ScriptedModel = { ...joined, predict: (ids) => [...model.predict(ids), 0] };
    const { engine } = await serve({ model: wide });
    const { failure, warnings } = await run(engine, toyRequest({ waits: 1 }));
    expect(failure).toBeNull();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /reads that of this run in other tokens than it was made of, from token \d+ \("<end>/,
    );
  });

  it.each(['raw', 'shown', 'ignored'] as const)(
    'with a bias that is %s suppresses in sampled runs, with true probabilities',
    async (bias) => {
      const model = toyModel(() => TOY.endThink);
      const { engine } = await serve({ model, bias, takesIds: true });
      const sequence = await engine.openSequence(64);
      const found: { id: number; prob: number | null }[] = [];
      for (let seed = 0; seed < 5; seed++) {
        await sequence.truncate(0);
        await sequence.generate(
          {
            ...{ append: [TOY.a], report: 0, maxTokens: 1, stopIds: [], stopTexts: [] },
            ...{ suppressFirst: [TOY.endThink], sampler: sampler({ seed }) },
          },
          ({ tokens }) => found.push({ id: tokens.id[0] ?? -1, prob: tokens.prob[0] ?? null }),
        );
      }
      expect(found.length).toBe(5);
      for (const { id, prob } of found) {
        expect(id).not.toBe(TOY.endThink);
        // Where the bias goes into what is told, only the likeliest are known.
        if (bias !== 'shown' || prob !== null) expect(prob).toBeCloseTo(0.005, 5);
      }
    },
  );

  it.each([
    ['a bias', { bias: 'raw' }],
    ['an echo', { bias: 'ignored', echoes: true }],
  ] as const)('reads the logits of two signs by %s, wherever they stand', async (_, options) => {
    const probs = [...Array(21).keys()].map((id) =>
      id === TOY.a ? 0.02 : id === TOY.b ? 0.005 : 0.975 / 19,
    );
    const { engine } = await serve({ model: { ...toyModel(() => 0), predict: () => probs }, ...options });
    const sequence = await engine.openSequence(64);
    const { logits } = await sequence.readLogits([TOY.question, TOY.newline], [1], [TOY.a, TOY.b]);
    expect((logits[0] ?? 0) - (logits[1] ?? 0)).toBeCloseTo(Math.log(4), 5);
  });

  it('that tells a sign only among the likeliest is refused as a scorer', async () => {
    const { engine } = await serve({ model: toyModel(() => TOY.seven), bias: 'ignored' });
    const sequence = await engine.openSequence(64);
    await expect(sequence.readLogits([TOY.question], [0], [TOY.gt, TOY.colon])).rejects.toThrow(
      /cannot be read as a scorer here/,
    );
  });

  it.each([
    ['top-k', { topK: 3 }, /does not keep to the setting top-k, as a trial showed. Set it to 0/],
    ['min-p', { minP: 0.1 }, /does not keep to the setting min-p/],
    ['repeat penalty', { repeatPenalty: 1.2 }, /does not keep to the setting repeat penalty.* Set it to 1/],
  ])('that takes %s and does nothing with it is refused with that setting', async (_, more, message) => {
    const model = randomModel(3);
    const ignoring = await serve({ model, lenient: [] });
    const strict = await serve({ model });
    const request = toyRequest({}, { sampler: sampler(more) });
    for (const { engine } of [ignoring, strict])
      expect((await run(engine, request)).failure?.message).toMatch(message);
    const keeping = await serve({ model, lenient: ['top_k', 'min_p', 'repetition_penalty'] });
    expect((await run(keeping.engine, request)).failure).toBeNull();
  });

  it('repeats a sampled run', async () => {
    const { engine } = await serve({ model: randomModel(11) });
    const of = (seed: number): RunRequest => toyRequest({}, { sampler: sampler({ seed }) });
    const one = await run(engine, of(1));
    expect((await run(engine, of(1))).tokens.id).toEqual(one.tokens.id);
    const others = await Promise.all([2, 3, 4].map((seed) => run(engine, of(seed))));
    expect(others.some(({ tokens }) => tokens.id.join() !== one.tokens.id.join())).toBe(true);
  });

  it('stops when told to, and keeps what came', async () => {
    const { engine } = await serve({ model: toyModel(() => TOY.a) });
    const controller = new AbortController();
    const trace = await run(engine, toyRequest({ maxThinkingTokens: 3000 }), {
      signal: controller.signal,
      emit: (event) => {
        if (event.type === 'tokens') controller.abort();
      },
    });
    expect(trace.finish).toEqual({ thinking: 'abort', answer: null });
    expect(trace.failure).toBeNull();
    expect(trace.tokens.id.length).toBeGreaterThan(0);
  });
});

describe('a plain server with a fault', () => {
  const good = toyModel(lines([TOY.a, TOY.b, TOY.newline, TOY.a, TOY.endThink], [TOY.seven, TOY.eos]));

  it.each<[string, OpenAiFault, RegExp, Partial<OpenAiStubOptions>?]>([
    ['hangs', { does: 'hang' }, /sent nothing for 2 s .*longer time-out/],
    ['answers a web page', { does: 'page' }, /web page in place of JSON|closed the connection/],
    ['breaks off again and again', { does: 'cut', after: 1 }, /closed the connection in the middle/],
    [
      'tells too few alternatives',
      { does: 'alternatives', count: 2 },
      /told 2 probabilities .* 5 were asked for/,
    ],
    ['tells none any more', { does: 'silent' }, /told no log-probabilities with "a"/],
    [
      'says what is no token',
      { does: 'unknown' },
      /says a token with the text "xyzzy4", and the vocabulary in toy.gguf has none/,
    ],
    ['says bytes of no token', { does: 'unknown' }, /the vocabulary in toy.gguf has none/, { form: 'chat' }],
    ['lies about ids', { does: 'id', id: TOY.b }, /says token 5 with the text/, { form: 'ids' }],
    ['sends an id that is none', { does: 'id', id: 999_999 }, /says token 999999/, { form: 'ids' }],
    ['cuts the prompt', { does: 'truncate' }, /read a prompt of \d+ tokens where \d+ were sent/],
    ['ends early', { does: 'end', after: 1 }, /ended its answer after 1 tokens/],
    ['is out of order', { does: 'status', status: 500 }, /status 500: not now/],
    ['is busy for ever', { does: 'status', status: 503 }, /cannot take .* now \(503: not now\)/],
  ])('%s: says so, and keeps what came', async (_, fault, message, options = {}) => {
    const { engine } = await serve({ model: good, fault: () => fault, ...options });
    const trace = await run(engine, toyRequest({}));
    expect(trace.failure?.message).toMatch(message);
    if (fault.does === 'cut') expect(trace.tokens.id.slice(0, 2)).toEqual([TOY.a, TOY.b]);
  });

  it('goes on where a connection broke, with the same tokens', async () => {
    const fault = (n: number): OpenAiFault | null => (n < 2 ? { does: 'cut', after: 2 } : null);
    const { engine } = await serve({ model: good, fault });
    const request = toyRequest({});
    expect(said(await run(engine, request))).toEqual(said((await runToy(good, request)).trace));
  });

  it('takes the right key, and never tells any', async () => {
    const { engine } = await serve({ model: good, key: KEY });
    expect((await run(engine, toyRequest({}))).failure).toBeNull();
    await expect(serve({ model: good, key: KEY }, { key: null })).rejects.toThrow(/wants a key \(401\)/);
    const wrong = await serve({ model: good, key: KEY }, { key: `${KEY}-not` }).catch(String);
    expect(wrong).toMatch(/does not accept the key/);
    expect(`${wrong as string} ${logged.join()}`).not.toContain(KEY);
  });

  it('is refused where its tokens are not those of the tokenizer', async () => {
    const more = { ...good, vocabulary: [...good.vocabulary, 'Waita'] };
    await expect(serve({ model: good }, { tokenizer: more })).rejects.toThrow(
      /reads \d+ tokens where the tokenizer in toy.gguf makes \d+ of the same text/,
    );
  });

  it('is refused where it tells no log-probabilities', async () => {
    await expect(serve({ model: good, silent: true })).rejects.toThrow(/tells no log-probabilities/);
  });

  it('is refused without a tokenizer, saying what to do', async () => {
    const stub = await startOpenAiStub({ model: good });
    stubs.push(stub);
    const opened = openServerEngine({
      addresses: [stub.address],
      model: null,
      keyOf: () => null,
      log: () => {},
    });
    await expect(opened).rejects.toThrow(/name a GGUF file of the same model.*--tokenizer/);
    await expect(opened).rejects.toMatchObject({ reason: 'unknownKind' });
  });
});
