import { copyFile, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getLlama, LlamaLogLevel, type Token } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScorer } from '../../../src/core/score/openScorer';
import type { Scorer } from '../../../src/core/score/scorer';
import { ALTERNATIVES, alternativesOf } from '../../../src/core/trace/tokenColumns';
import type { Trace } from '../../../src/core/trace/trace';
import type { GenerateRequest, TokenId } from '../../../src/core/engine';
import { exitMessage, type EngineExit } from '../../../src/core/engineExit';
import type { EngineProcess, RemoteEngine } from '../../../src/engines/llama/client';
import { load, REASONER, request, sampled, SCORER, startEngine } from '../../support/engine';
import { runWith as run } from '../../support/runWith';
import { engineContract } from '../contract';

const thinkingIds = (trace: Trace): number[] =>
  trace.tokens.id.slice(trace.thinking.start, trace.thinking.end);

engineContract(
  'the engine process',
  async () => {
    const process = startEngine();
    return {
      engine: await load(process, REASONER),
      scorerEngine: await load(process, SCORER),
      dispose: () => process.dispose(),
    };
  },
  { countsCuts: true },
);

describe('the engine process with the bundled models', () => {
  let process: EngineProcess;
  let engine: RemoteEngine;
  let scorer: Scorer;

  beforeAll(async () => {
    process = startEngine();
    engine = await load(process, REASONER);
    scorer = await openScorer(await load(process, SCORER));
  });
  afterAll(() => process.dispose());

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

  it('refuses a GPU that is not there, naming what is', async () => {
    await expect(
      process.load({ path: REASONER, gpu: 'metal', threads: 0, leastContext: 0 }),
    ).rejects.toMatchObject({
      code: 'gpuUnavailable',
      message: expect.stringMatching(/"metal" is not available here\. (Available|There is no GPU)/) as string,
    });
  });

  it('says what CUDA needs where it is not there', async ({ skip }) => {
    const cuda = process.load({ path: REASONER, gpu: 'cuda', threads: 0, leastContext: 0 });
    const refused = await cuda.then(
      () => null,
      (error: unknown) => error,
    );
    if (refused === null) skip('This machine has CUDA.');
    expect(refused).toMatchObject({
      code: 'gpuUnavailable',
      message: expect.stringMatching(/NVIDIA driver, .*Get CUDA Support…/) as string,
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
        message: exitMessage({ code: null, signal: 'SIGKILL' }),
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
