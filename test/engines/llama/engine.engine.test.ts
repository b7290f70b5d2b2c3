import { copyFile, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getLlama, LlamaLogLevel, type Token } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTrace } from '../../../src/core/runTrace';
import { openScorer } from '../../../src/core/score/openScorer';
import { openAdapter } from '../../../src/core/score/protocols';
import type { Scorer } from '../../../src/core/score/scorer';
import { ALTERNATIVES, alternativesOf } from '../../../src/core/trace/tokenColumns';
import { draftTrace, textOf, type RunRequest, type Trace } from '../../../src/core/trace/trace';
import type { GenerateRequest, TokenId } from '../../../src/core/engine';
import type { TraceEvent } from '../../../src/core/trace/traceEvent';
import type { EngineExit, EngineProcess, RemoteEngine } from '../../../src/engines/llama/client';
import { CARD_QUESTION, load, REASONER, request, sampled, SCORER, startEngine } from '../../support/engine';

const now = (): number => performance.now();
const thinkingIds = (trace: Trace): number[] =>
  trace.tokens.id.slice(trace.thinking.start, trace.thinking.end);

interface RunOptions {
  readonly engine: RemoteEngine;
  readonly scorer?: Scorer;
  readonly emit?: (event: TraceEvent) => void;
  readonly signal?: AbortSignal;
  readonly trace?: Trace;
}

function run(of: RunRequest, { engine, scorer, emit, signal, trace }: RunOptions): Promise<Trace> {
  return runTrace({
    engine,
    scorer: scorer ?? null,
    trace: trace ?? draftTrace(CARD_QUESTION, of, '2026-01-01T00:00:00.000Z'),
    emit: emit ?? ((): void => {}),
    now,
    signal,
  });
}

describe('the engine process with the bundled models', () => {
  let process: EngineProcess;
  let engine: RemoteEngine;
  let scorerEngine: RemoteEngine;
  let scorer: Scorer;

  beforeAll(async () => {
    process = startEngine();
    engine = await load(process, REASONER);
    scorerEngine = await load(process, SCORER);
    scorer = await openScorer(scorerEngine);
  });
  afterAll(() => process.dispose());

  it('waits as often as it is told to, each wait changing what follows, and answers', async () => {
    const short = await run(request({}), { engine });
    const trace = await run(request({ waits: 2 }), { engine, scorer });
    expect(trace.failure).toBeNull();
    expect(trace.warnings).toEqual([]);
    expect(trace.finish).toEqual({ thinking: 'end', answer: 'stop' });
    expect(trace.answer?.extracted).toMatch(/^-?\d/);
    expect(trace.interventions.map(({ kind, text }) => [kind, text])).toEqual([
      ['wait', 'Wait'],
      ['wait', 'Wait'],
    ]);
    for (const { at, suppressedProb } of trace.interventions) {
      // The model had picked the end of its thinking there, and had to go on.
      expect(suppressedProb).toBeGreaterThan(0);
      expect(trace.tokens.text[at]).toBe('Wait');
      expect(trace.tokens.provenance[at]).toBe('forced');
      expect(trace.tokens.provenance[at + 1]).toBe('model');
    }
    expect(trace.interventions[0]?.at).toBe(short.thinking.end);
    expect(trace.usage.thinkingTokens).toBeGreaterThan(short.usage.thinkingTokens + 2);
  });

  it('scores every step as one pass over all before it does', async () => {
    const trace = await run(request({ waits: 2 }), { engine, scorer });
    const adapter = await openAdapter(scorerEngine, scorer.identity.protocol);
    const dialogue = adapter.begin(CARD_QUESTION);
    const ids: TokenId[] = [];
    expect(trace.steps.length).toBeGreaterThan(4);
    for (const { start, end, score } of trace.steps) {
      ids.push(...(await dialogue.next(textOf(trace, start, end))));
      const sequence = await scorerEngine.openSequence(ids.length);
      const { logits } = await sequence.readLogits(
        ids,
        [ids.length - 1],
        [adapter.positive, adapter.negative],
      );
      await sequence.dispose();
      const [plus = NaN, minus = NaN] = logits;
      // Batches are cut differently, which moves a logit by up to 0.4 (docs/decisions.md).
      expect(Math.abs((score ?? NaN) - 1 / (1 + Math.exp(minus - plus)))).toBeLessThan(0.1);
    }
  });

  it('generates side by side in slots, as each does alone', async () => {
    const ids = await engine.tokenize('What is 83*46?\n<think>\n', { special: true, continues: false });
    const asked = (seed: number, append: readonly TokenId[]): GenerateRequest => ({
      ...{ append, report: 0, maxTokens: 24, stopIds: [], stopTexts: [], suppressFirst: [] },
      sampler: sampled(seed, { temperature: 3, topK: 0, topP: 1 }),
    });
    const group = await engine.openGroup(256, 3);
    try {
      const together = async (append: readonly TokenId[]): Promise<TokenId[][]> => {
        const found: TokenId[][] = [[], [], []];
        await group.generate(
          [0, 1, 2].map((slot) => ({ slot, request: asked(slot + 1, append) })),
          (index, frame) => found[index]?.push(...frame.tokens.id),
        );
        return found;
      };
      const first = await together(ids);
      expect(first.map((one) => one.length)).toEqual([24, 24, 24]);
      // Each by its own seed.
      expect(new Set(first.map((one) => one.join())).size).toBe(3);
      for (const [slot, found] of first.entries()) {
        const sequence = await engine.openSequence(256);
        const alone: TokenId[] = [];
        await sequence.generate(asked(slot + 1, ids), (frame) => alone.push(...frame.tokens.id));
        await sequence.dispose();
        // Batches differ, and with them the last digits: a token may fall the other way, late.
        expect(found.slice(0, 8)).toEqual(alone.slice(0, 8));
      }
      // A prefix that is copied is as good as one that is evaluated: all in one slot, then from there.
      for (const slot of [0, 1, 2]) await group.truncate(slot, 0);
      await group.generate([{ slot: 2, request: { ...asked(1, ids.slice(0, -1)), maxTokens: 0 } }], () => {});
      for (const slot of [0, 1]) await group.copy(2, slot, ids.length - 1);
      const copied = await together(ids.slice(-1));
      expect(copied.map((one) => one.slice(0, 8))).toEqual(first.map((one) => one.slice(0, 8)));
      for (const slot of [0, 1, 2]) await group.truncate(slot, 0);
      for (const slot of [0, 1]) await group.copy(2, slot, 0);
      expect(await together(ids)).toEqual(first);
    } finally {
      await group.dispose();
    }
  });

  it('scores a tree as it scores a trace', async () => {
    const steps = ['Step 1: 83*46=3818.\n', 'Step 2: 57*29=1653.\n', 'Step 3: 3818+1653=5471.\n'];
    const others = [...steps.slice(0, 2), 'Step 3: 3818+1653=5491.\n'];
    const alone = async (all: readonly string[]): Promise<number[]> => {
      const session = await scorer.open(CARD_QUESTION, 128);
      const scores: number[] = [];
      for (const step of all) scores.push((await session.score(step)).score);
      await session.dispose();
      return scores;
    };
    const expected = [await alone(steps), (await alone(others)).slice(2)];
    const tree = await scorer.openTree?.(CARD_QUESTION, 128, 2);
    const scored = await tree?.score([
      { steps, from: 0 },
      { steps: others, from: 2 },
    ]);
    await tree?.dispose();
    expect(scored?.scores.map((one) => one.length)).toEqual([3, 1]);
    for (const [i, scores] of (scored?.scores ?? []).entries())
      for (const [j, score] of scores.entries())
        expect(Math.abs(score - (expected[i]?.[j] ?? NaN))).toBeLessThan(0.1);
  });

  it('answers a question as long as its context, scored and within the budget', async () => {
    const budget = { maxThinkingTokens: 64, maxAnswerTokens: 16 };
    const characters = Math.min(10_000, engine.info.trainContextSize - 300);
    const question = 'Why is the sky blue? '.repeat(500).slice(0, characters);
    const trace = await run(request(budget), {
      engine,
      scorer,
      trace: draftTrace(question, request(budget), '2026-01-01T00:00:00.000Z'),
    });
    expect(trace.failure).toBeNull();
    expect(trace.warnings).toEqual([]);
    expect(trace.usage.thinkingTokens).toBeLessThanOrEqual(64);
    expect(trace.finish.answer).toMatch(/^(stop|limit)$/);
    expect(trace.steps.length).toBeGreaterThan(0);
    expect(trace.steps.every(({ score }) => score !== null)).toBe(true);
  });

  it('scores with at most 1.1 times the tokens of question, thinking and tags', async () => {
    const trace = await run(request({ waits: 3 }), { engine, scorer });
    const written = (trace.prompt?.ids.length ?? 0) + trace.usage.thinkingTokens + trace.steps.length;
    expect(trace.steps.every(({ score }) => score !== null)).toBe(true);
    expect(trace.usage.scorerEvaluatedTokens / written).toBeLessThanOrEqual(1.1);
  });

  it('reports what the library itself gives as the raw distribution', async () => {
    const trace = await run(request({ maxThinkingTokens: 60 }), { engine });
    const llama = await getLlama({
      gpu: false,
      build: 'never',
      skipDownload: true,
      logLevel: LlamaLogLevel.disabled,
    });
    const model = await llama.loadModel({ modelPath: REASONER });
    const context = await model.createContext({ contextSize: 512, threads: 1 });
    // Temperature 0 leaves the probabilities undistorted.
    const reference = context
      .getSequence()
      .evaluateWithMetadata(
        (trace.prompt?.ids ?? []) as Token[],
        { probabilities: true },
        { temperature: 0 },
      );
    for (let i = 0; i < 50; i++) {
      const { value } = await reference.next();
      if (!value) throw new Error('the reference ended early');
      const expected = [...value.probabilities].sort((a, b) => b[1] - a[1]);
      expect(trace.tokens.id[i]).toBe(value.token);
      expect(trace.tokens.prob[i]).toBeCloseTo(value.probabilities.get(value.token) ?? -1, 3);
      const entropy = -expected.reduce((sum, [, p]) => sum + (p > 0 ? p * Math.log(p) : 0), 0);
      expect(Math.abs((trace.tokens.entropy[i] ?? 0) - entropy)).toBeLessThan(0.01);
      const alternatives = alternativesOf(trace.tokens, i);
      expect(alternatives).toHaveLength(ALTERNATIVES);
      for (const [place, { probability }] of alternatives.entries()) {
        expect(probability).toBeCloseTo(expected[place]?.[1] ?? -1, 3);
      }
    }
    await llama.dispose();
  });

  it('keeps to every maximum, each trace a prefix of the next', async () => {
    let before: number[] = [];
    for (const maxThinkingTokens of [1, 16, 17, 64, 90, 128, 300]) {
      const trace = await run(request({ maxThinkingTokens, waits: 300 }), { engine });
      const ids = thinkingIds(trace);
      expect(ids.length).toBeLessThanOrEqual(maxThinkingTokens);
      expect(ids.slice(0, before.length)).toEqual(before);
      expect(trace.answer?.text).toMatch(/^\nFinal Answer:/);
      before = ids;
    }
    expect(before.length).toBe(300);
  });

  it('gives a prefix with one wait more, and the same trace for the same request', async () => {
    let before: number[] = [];
    for (let waits = 0; waits <= 4; waits++) {
      const trace = await run(request({ waits }), { engine });
      expect(thinkingIds(await run(request({ waits }), { engine }))).toEqual(thinkingIds(trace));
      expect(thinkingIds(trace).slice(0, before.length)).toEqual(before);
      before = thinkingIds(trace);
    }
  });

  it('draws random numbers from seed and token index alone', async () => {
    const sample = async (seed: number, maxThinkingTokens: number): Promise<number[]> =>
      thinkingIds(
        await run(
          request({ maxThinkingTokens, waits: 9 }, { sampler: sampled(seed, { temperature: 1.5 }) }),
          { engine },
        ),
      );
    const long = await sample(1, 120);
    expect(await sample(1, 120)).toEqual(long);
    expect(await sample(1, 40)).toEqual(long.slice(0, 40));
    expect(await sample(2, 120)).not.toEqual(long);
  });

  it.each([
    ['minP', { minP: 0.2, topK: 0, topP: 1 }],
    ['the whole vocabulary', { topK: 0, topP: 1, minP: 0 }],
    ['a repeat penalty', { temperature: 0, repeatPenalty: 1.3 }],
  ])('samples with %s and still reports raw probabilities', async (_, sampler) => {
    const of = request({ maxThinkingTokens: 40 }, { sampler: sampled(3, sampler) });
    const trace = await run(of, { engine });
    expect(thinkingIds(await run(of, { engine }))).toEqual(thinkingIds(trace));
    for (const prob of trace.tokens.prob) expect(prob).toBeGreaterThan(0);
  });

  it('suppresses the end without a string when told to', async () => {
    const trace = await run(request({ waits: 1 }, { continuation: [] }), { engine });
    const [wait] = trace.interventions;
    expect(wait).toMatchObject({ kind: 'wait', text: '' });
    expect(wait?.suppressedProb).toBeGreaterThan(0);
    expect(trace.tokens.provenance.slice(0, trace.thinking.end)).not.toContain('forced');
  });

  it('watches a delimiter of several tokens as text, and takes it back when it is refused', async () => {
    // Three tokens of what it thinks before its second wait: it meets them by itself in the first round.
    const plain = await run(request({ waits: 1 }), { engine });
    const [wait] = plain.interventions;
    const end = textOf(plain, (wait?.at ?? 0) - 4, (wait?.at ?? 0) - 1);
    const of = request(
      { waits: 1 },
      { preset: 'generic', delimiters: { start: '<think>\n', end }, answerPrefix: '' },
    );
    const trace = await run(of, { engine });
    const thinking = textOf(trace, trace.thinking.start, trace.thinking.end);
    const [early] = trace.interventions;
    expect(thinking).not.toContain(end);
    expect(trace.tokens.text[early?.at ?? 0]).toBe('Wait');
    expect(early?.suppressedProb).toBeGreaterThan(0);
    // Taking the delimiter back left the cache as if it had never been there: the same tokens as with `</think>`.
    expect(trace.tokens.id.slice(0, early?.at)).toEqual(plain.tokens.id.slice(0, early?.at));
    expect(early?.at).toBeLessThan(wait?.at ?? 0);
  });

  it('stops when told to, and keeps what came', async () => {
    const controller = new AbortController();
    const trace = await run(request({ maxThinkingTokens: 800, waits: 500 }), {
      engine,
      signal: controller.signal,
      emit: (event) => {
        if (event.type === 'tokens') controller.abort();
      },
    });
    expect(trace.finish).toEqual({ thinking: 'abort', answer: null });
    // Prompt and tokens, and nothing that was evaluated and not told.
    expect(trace.usage.policyEvaluatedTokens).toBe((trace.prompt?.ids.length ?? 0) + trace.tokens.id.length);
    // The process is as good as before.
    expect((await run(request({}), { engine })).failure).toBeNull();
  });

  it('refuses a GPU that is not there, naming what is', async () => {
    await expect(
      process.load({ path: REASONER, gpu: 'metal', threads: 0, leastContext: 0 }),
    ).rejects.toMatchObject({
      code: 'gpuUnavailable',
      message: expect.stringMatching(/"metal" is not available here\. (Available|There is no GPU)/) as string,
    });
  });

  it('says what is wrong with a model file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'waitpoint-'));
    try {
      const text = join(folder, 'text.gguf');
      await writeFile(text, 'not a model');
      const cut = join(folder, 'cut.gguf');
      await copyFile(REASONER, cut);
      const file = await open(cut, 'r+');
      await file.truncate(900_000);
      await file.close();
      await expect(load(process, join(folder, 'none.gguf'))).rejects.toMatchObject({ code: 'modelMissing' });
      await expect(load(process, folder)).rejects.toMatchObject({ code: 'modelInvalid' });
      await expect(load(process, text)).rejects.toThrow(/does not begin with "GGUF"/);
      await expect(load(process, cut)).rejects.toMatchObject({ code: 'modelInvalid' });
    } finally {
      await rm(folder, { recursive: true });
    }
    expect((await run(request({}), { engine })).failure).toBeNull();
  });

  it('says the needed context before it loads a model, and exactly before it makes one', async () => {
    const most = engine.info.trainContextSize;
    await expect(load(process, REASONER, most + 1)).rejects.toThrow(
      new RegExp(`needs a context of ${most + 1} .*only ${most}`),
    );
    await expect(run(request({ maxThinkingTokens: most }), { engine })).rejects.toThrow(
      new RegExp(`needs a context of \\d+ tokens .*thinking ${most}.*only ${most} are available`),
    );
  });
});

describe('an engine process that is killed', () => {
  it.each([1, 40, 150])(
    'loses no token received, and a new one goes on with the same (after %i)',
    async (after) => {
      const first = startEngine();
      const exit = new Promise<EngineExit>((resolve) => first.onExit(resolve));
      const of = request({ waits: 3, maxThinkingTokens: 400 });
      const engine = await load(first, REASONER);
      const whole = await run(of, { engine });
      let seen = 0;
      const broken = await run(of, {
        engine,
        emit: (event) => {
          if (event.type !== 'tokens') return;
          seen += event.tokens.id.length;
          if (seen >= after && first.pid !== undefined) process.kill(first.pid, 'SIGKILL');
        },
      });
      expect(await exit).toMatchObject({ code: null, signal: 'SIGKILL' });
      expect(broken.failure).toEqual({
        code: 'engineFailed',
        message: 'The engine process ended by signal SIGKILL.',
      });
      expect(broken.tokens.id.length).toBe(seen);
      expect(whole.tokens.id.slice(0, seen)).toEqual(broken.tokens.id);

      const second = startEngine();
      try {
        const resumed = await run(of, { engine: await load(second, REASONER), trace: broken });
        expect(resumed.tokens.id).toEqual(whole.tokens.id);
        expect(resumed.interventions).toEqual(whole.interventions);
        expect(resumed.answer).toEqual(whole.answer);
        expect(resumed.failure).toBeNull();
      } finally {
        await second.dispose();
      }
    },
  );
});
