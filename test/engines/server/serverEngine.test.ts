import { afterEach, describe, expect, it } from 'vitest';
import { runTrace } from '../../../src/core/runTrace';
import { draftTrace, type RunRequest, type Trace } from '../../../src/core/trace/trace';
import type { TraceEvent } from '../../../src/core/trace/traceEvent';
import { openServerEngine, type ServerEngine } from '../../../src/engines/server/serverEngine';
import type { ScriptedModel } from '../../../src/engines/scripted/scriptedEngine';
import { CREATED_AT, runToy, toyRequest } from '../../support/runToy';
import { startStub, type Fault, type StubKind, type StubServer } from '../../support/stubServer';
import { lines, randomModel as anyModel, TOY, toyModel as plainModel } from '../../support/toyModel';

/** What servers are known to end with; the toy model alone knows one of them. */
const ENDS = { endOfGeneration: [TOY.eos, TOY.turnEnd] };
const randomModel = (salt: number, more: Partial<ScriptedModel> = {}): ScriptedModel =>
  anyModel(salt, { ...ENDS, ...more });
const toyModel = (next: Parameters<typeof plainModel>[0]): ScriptedModel => plainModel(next, ENDS);

const KEY = 'sk-very-secret';
const stubs: StubServer[] = [];
afterEach(async () => {
  await Promise.all(stubs.splice(0).map((stub) => stub.close()));
});

interface Serving {
  readonly kind: StubKind;
  readonly model: ScriptedModel;
  readonly key?: string;
  readonly contextSize?: number;
  fault?(n: number): Fault | null;
}

const logged: string[] = [];

async function serve(
  ...servings: readonly Serving[]
): Promise<{ engine: ServerEngine; servers: StubServer[] }> {
  const servers = await Promise.all(servings.map((serving) => startStub(serving)));
  stubs.push(...servers);
  const engine = await open(
    servers.map(({ address }) => address),
    servings[0]?.key ?? null,
  );
  return { engine, servers };
}

function open(addresses: readonly string[], key: string | null, timeoutMs = 2000): Promise<ServerEngine> {
  return openServerEngine({
    ...{ addresses, model: null, keyOf: () => key, timeoutMs },
    log: (_, message) => logged.push(message),
    patience: { sleep: async () => undefined, random: () => 0.5 },
  });
}

async function run(
  engine: ServerEngine,
  request: RunRequest,
  more: { signal?: AbortSignal; emit?: (event: TraceEvent) => void } = {},
): Promise<Trace> {
  return runTrace({
    engine,
    scorer: null,
    trace: draftTrace('a', request, CREATED_AT),
    emit: () => {},
    now: () => 0,
    ...more,
  });
}

/** What does not depend on who evaluated it. */
function said({ tokens, interventions, answer, finish, thinking, prompt }: Trace): unknown {
  const { id, text, prob, alternativeIds, provenance } = tokens;
  return { id, text, prob, alternativeIds, provenance, interventions, answer, finish, thinking, prompt };
}

describe.each(['llama-server', 'vllm', 'sglang'] as const)('an engine over %s', (kind) => {
  it.each([1, 2, 3, 4, 5, 6])('says what the same model says here, token for token (%i)', async (salt) => {
    const model = randomModel(salt);
    const { engine } = await serve({ kind, model });
    const request = toyRequest({ waits: 2, maxThinkingTokens: 30 });
    const here = await runToy(model, request);
    const there = await run(engine, request);
    expect(there.failure).toBeNull();
    if (kind !== 'llama-server') expect(said(there)).toEqual(said(here.trace));
    else {
      // llama-server tells no probabilities of a token that ends inside a character.
      const known = (trace: Trace): unknown => ({
        ...(said(trace) as object),
        prob: trace.tokens.prob.filter((_, i) => trace.tokens.id[i] !== TOY.e1),
        alternativeIds: null,
      });
      expect(known(there)).toEqual(known(here.trace));
    }
  });

  it('watches a delimiter of several tokens as text', async () => {
    const model = toyModel(
      lines([TOY.a, TOY.lt, TOY.end, TOY.gt], [TOY.b, TOY.lt, TOY.end, TOY.gt], [TOY.seven, TOY.eos]),
    );
    const request = toyRequest(
      { waits: 1 },
      { preset: 'generic', delimiters: { start: '<think>', end: '<end>' }, answerPrefix: '' },
    );
    const { engine } = await serve({ kind, model });
    expect(said(await run(engine, request))).toEqual(said((await runToy(model, request)).trace));
  });

  it('suppresses without a string, and samples the same for the same seed', async () => {
    const model = randomModel(11);
    const { engine } = await serve({ kind, model });
    const suppressed = toyRequest({ waits: 2 }, { continuation: [] });
    expect(said(await run(engine, suppressed))).toMatchObject({
      interventions: (await runToy(model, suppressed)).trace.interventions,
    });
    const sampled = (seed: number): RunRequest =>
      toyRequest({}, { sampler: { temperature: 1, topK: 0, topP: 1, minP: 0, repeatPenalty: 1, seed } });
    const one = await run(engine, sampled(1));
    expect((await run(engine, sampled(1))).tokens.id).toEqual(one.tokens.id);
    const others = await Promise.all([2, 3, 4].map((seed) => run(engine, sampled(seed))));
    expect(others.some(({ tokens }) => tokens.id.join() !== one.tokens.id.join())).toBe(true);
  });

  it('sends ids and never text, and each token of a prefix is the server’s to keep', async () => {
    const { engine, servers } = await serve({ kind, model: randomModel(2) });
    const trace = await run(engine, toyRequest({ waits: 3 }));
    const whole = [...(trace.prompt?.ids ?? []), ...trace.tokens.id];
    const asked = servers[0]?.asked ?? [];
    expect(asked.length).toBeGreaterThan(1);
    for (const { prompt, input_ids: ids = prompt } of asked)
      expect(whole.slice(0, (ids as number[]).length)).toEqual(ids);
  });

  it('reads the logits of two signs, wherever they stand among the others', async () => {
    const probs = [...Array(21).keys()].map((id) =>
      id === TOY.a ? 0.02 : id === TOY.b ? 0.005 : 0.975 / 19,
    );
    const { engine } = await serve({ kind, model: { ...toyModel(() => 0), predict: () => probs } });
    const sequence = await engine.openSequence(64);
    const { logits } = await sequence.readLogits([TOY.question, TOY.newline], [1], [TOY.a, TOY.b]);
    expect((logits[0] ?? 0) - (logits[1] ?? 0)).toBeCloseTo(Math.log(0.02 / 0.005), 5);
  });

  it('generates side by side, at the same time', async () => {
    const model = randomModel(5);
    const { engine } = await serve({ kind, model });
    const group = await engine.openGroup(256, 3);
    const found: number[][] = [[], [], []];
    const sampler = toyRequest({}).sampler;
    const prompts = [[TOY.a], [TOY.b], [TOY.hmm, TOY.a]];
    await group.generate(
      prompts.map((append, slot) => ({
        slot,
        request: { append, report: 0, maxTokens: 6, stopIds: [], stopTexts: [], suppressFirst: [], sampler },
      })),
      (index, { tokens }) => found[index]?.push(...tokens.id),
    );
    for (const [i, append] of prompts.entries()) {
      const sequence = await engine.openSequence(256);
      const alone: number[] = [];
      const request = {
        append,
        report: 0,
        maxTokens: 6,
        stopIds: [],
        stopTexts: [],
        suppressFirst: [],
        sampler,
      };
      await sequence.generate(request, ({ tokens }) => alone.push(...tokens.id));
      expect(found[i]).toEqual(alone);
    }
    await group.copy(0, 1, 1);
    await group.dispose();
  });

  it('is honest about what it does not know', async () => {
    const { engine } = await serve({ kind, model: randomModel(1) });
    expect(engine.info.identity.sha256).toBeNull();
    expect(engine.info.samplesByPosition).toBe(false);
    expect(engine.info.endOfGenerationIds).toEqual(
      kind === 'llama-server' ? [TOY.eos, TOY.turnEnd] : [TOY.turnEnd, TOY.eos],
    );
  });

  it('does not parse what a user typed as special tokens', async () => {
    const { engine } = await serve({ kind, model: randomModel(1, { vocabulary: withLetters() }) });
    const typed = await engine.tokenize('</think>', { special: false, continues: true });
    expect(typed).not.toContain(TOY.endThink);
    expect(await engine.detokenize(typed)).toBe('</think>');
    expect(await engine.tokenize('</think>', { special: true, continues: true })).toEqual([TOY.endThink]);
  });

  it('stops when told to, and keeps what came', async () => {
    const { engine } = await serve({ kind, model: toyModel(() => TOY.a) });
    const controller = new AbortController();
    const trace = await run(engine, toyRequest({ maxThinkingTokens: 4000 }), {
      signal: controller.signal,
      emit: (event) => {
        if (event.type === 'tokens') controller.abort();
      },
    });
    expect(trace.finish).toEqual({ thinking: 'abort', answer: null });
    expect(trace.failure).toBeNull();
    expect(trace.tokens.id.length).toBeGreaterThan(0);
  });

  describe('with a fault', () => {
    const good = toyModel(lines([TOY.a, TOY.b, TOY.newline, TOY.a, TOY.endThink], [TOY.seven, TOY.eos]));
    const always = (fault: Fault) => ({ kind, model: good, fault: () => fault });

    it.each<[string, Fault, RegExp]>([
      ['hangs', { does: 'hang' }, /sent nothing for 2 s .*longer time-out/],
      ['answers a web page', { does: 'page' }, /web page in place of JSON|closed the connection/],
      ['breaks off again and again', { does: 'cut', after: 1 }, /closed the connection in the middle/],
      [
        'tells too few alternatives',
        { does: 'alternatives', count: 2 },
        /told [23] probabilities .* were asked for/,
      ],
      ['lies about ids', { does: 'lie' }, /its own ids spell "ab\\na/],
      ['sends an id that is none', { does: 'id', id: 999_999 }, /token 999999, which is not one of the/],
      ['cuts the prompt', { does: 'truncate' }, /read a prompt of \d+ tokens where \d+ were sent/],
      ['ends early', { does: 'end', after: 1 }, /ended its answer after 1 tokens|closed the connection/],
      ['is out of order', { does: 'status', status: 500 }, /status 500: not now/],
      ['is busy for ever', { does: 'status', status: 503 }, /cannot take .* now \(503: not now\)/],
    ])('%s: says so, and keeps what came', async (_, fault, message) => {
      const { engine } = await serve(always(fault));
      const trace = await run(engine, toyRequest({}));
      expect(trace.failure?.message).toMatch(message);
      expect(trace.failure?.code).toBe('engineFailed');
      if (fault.does === 'cut' || fault.does === 'lie')
        expect(trace.tokens.id.slice(0, 2)).toEqual([TOY.a, TOY.b]);
    });

    it('goes on where a connection broke, with the same tokens', async () => {
      const { engine } = await serve({
        kind,
        model: good,
        fault: (n) => (n === 0 ? { does: 'cut', after: 2 } : null),
      });
      const request = toyRequest({});
      expect(said(await run(engine, request))).toEqual(said((await runToy(good, request)).trace));
    });

    it('comes again after a while when the server is busy', async () => {
      const busy: Fault = { does: 'status', status: 429, retryAfter: '1' };
      const { engine } = await serve({ kind, model: good, fault: (n) => (n < 3 ? busy : null) });
      expect((await run(engine, toyRequest({}))).failure).toBeNull();
    });

    it('leaves out a server that dies, and its work goes to the others', async () => {
      logged.length = 0;
      const { engine, servers } = await serve({ kind, model: good }, { kind, model: good });
      const [first] = servers as [StubServer, StubServer];
      const request = toyRequest({});
      const whole = said((await runToy(good, request)).trace);
      expect(said(await run(engine, request))).toEqual(whole);
      await first.close();
      for (let i = 0; i < 3; i++) expect(said(await run(engine, request))).toEqual(whole);
      expect(logged.join()).toMatch(/goes to the other servers/);
    });
  });

  it('takes the right key, and never tells any', async () => {
    logged.length = 0;
    const serving = { kind, model: randomModel(1), key: KEY };
    const { engine, servers } = await serve(serving);
    const trace = await run(engine, toyRequest({}));
    expect(trace.failure).toBeNull();
    expect(JSON.stringify(trace)).not.toContain(KEY);
    const address = servers[0]?.address ?? '';
    await expect(open([address], null)).rejects.toThrow(/wants a key \(401\)/);
    const wrong = await open([address], `${KEY}-not`).then(
      () => new Error('it was let in'),
      (error: unknown) => error as Error,
    );
    expect(wrong.message).toMatch(/does not accept the key/);
    expect(`${wrong.message} ${wrong.stack} ${logged.join()}`).not.toContain(KEY);
  });

  it('tells no key that a server repeats', async () => {
    const body = JSON.stringify({ error: { message: `bad thing: Bearer ${KEY}` } });
    const { engine } = await serve({
      ...{ kind, model: randomModel(1), key: KEY },
      fault: () => ({ does: 'status', status: 400, body }),
    });
    const trace = await run(engine, toyRequest({}));
    expect(trace.failure?.message).toMatch(/status 400: bad thing: Bearer •••/);
  });
});

/** The toy vocabulary with the letters of its delimiters. */
function withLetters(): (string | Uint8Array)[] {
  return [...randomModel(0).vocabulary, '/', 't', 'h', 'i', 'n', 'k'];
}

it('says when nobody is there', async () => {
  const stub = await startStub({ kind: 'vllm', model: randomModel(1) });
  await stub.close();
  await expect(open([stub.address], null)).rejects.toThrow(/cannot be reached \(ECONNREFUSED\)/);
});
