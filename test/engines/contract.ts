/** What every engine that is handed to the core must do, with the bundled models behind it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, TokenId } from '../../src/core/engine';
import { openAdapter } from '../../src/core/score/protocols';
import { openScorer } from '../../src/core/score/openScorer';
import type { Scorer } from '../../src/core/score/scorer';
import { textOf, draftTrace, type Trace } from '../../src/core/trace/trace';
import { CARD_QUESTION, request, sampled } from '../support/engine';
import { runWith as run } from '../support/runWith';

export interface ContractModels {
  readonly engine: Engine;
  readonly scorerEngine: Engine;
  dispose(): Promise<void>;
}

const thinkingIds = (trace: Trace): number[] =>
  trace.tokens.id.slice(trace.thinking.start, trace.thinking.end);

/**
 * @param openMs longest time to open; default that of every hook
 * @param countsCuts whether it knows to the token what was evaluated when it was cut off; a server runs ahead of who reads
 */
export function engineContract(
  name: string,
  open: () => Promise<ContractModels>,
  { countsCuts, openMs }: { readonly countsCuts: boolean; readonly openMs?: number },
): void {
  describe(`${name} with the bundled models`, () => {
    let models: ContractModels;
    let engine: Engine;
    let scorerEngine: Engine;
    let scorer: Scorer;

    beforeAll(async () => {
      models = await open();
      ({ engine, scorerEngine } = models);
      scorer = await openScorer(scorerEngine);
    }, openMs);
    afterAll(() => models.dispose());

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
      const adapter = await openAdapter(scorerEngine, 'step-tag');
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
      if (countsCuts)
        expect(trace.usage.policyEvaluatedTokens).toBe(
          (trace.prompt?.ids.length ?? 0) + trace.tokens.id.length,
        );
      // The process is as good as before.
      expect((await run(request({}), { engine })).failure).toBeNull();
    });
  });
}
