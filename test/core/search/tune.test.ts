import { describe, expect, it } from 'vitest';
import { bestWithin, binOf, parsePolicy, refuseOtherModels } from '../../../src/core/search/policy';
import {
  evaluationRatio,
  exchangeMultiplier,
  emptyLedger,
  searchFlops,
} from '../../../src/core/search/ledger';
import { searchNamed } from '../../../src/core/search/methodName';
import { makeBins } from '../../../src/core/search/tune/bins';
import { envelopeOf, tune, tuneBins } from '../../../src/core/search/tune/tune';
import type { TuneQuestion, Way } from '../../../src/core/search/tune/tuneQuestion';
import { runSearch } from '../../../src/core/search/runSearch';
import { searchSettings } from '../../../src/core/search/settings';
import { scriptedEngine } from '../../../src/engines/scripted/scriptedEngine';
import { grade } from '../../../src/core/grade/grade';
import { drawTree, scriptedPaths, scriptedScorer, SEED } from '../../support/searchToy';
import { CREATED_AT, toyRequest } from '../../support/runToy';
import { TOY } from '../../support/toyModel';

const way = (method: string): Way => ({ name: method, method, budget: 64, waits: 0 });
const [one, two, beam] = [way('best-of-n@1'), way('best-of-n@2'), way('beam@4x2')];

/** @param results correct and compute, by way */
function question(ease: number, results: Record<string, readonly [number, number]>): TuneQuestion {
  return {
    oracle: ease,
    predicted: ease,
    probeCompute: results['best-of-n@2']?.[1] ?? 0,
    results: new Map(
      Object.entries(results).map(([name, [correct, compute]]) => [
        name,
        { correct: correct === 1, compute },
      ]),
    ),
  };
}

describe('bins', () => {
  it('hold as many questions each, or are those of pass@1', () => {
    const eases = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0];
    expect(makeBins(eases, 'quantile')).toEqual([
      { name: 'easiest', from: 0.8 },
      { name: 'easy', from: 0.6 },
      { name: 'medium', from: 0.4 },
      { name: 'hard', from: 0.2 },
      { name: 'hardest', from: 0 },
    ]);
    // Equally hard ones are not taken apart.
    expect(makeBins([1, 1, 1, 1, 0.5], 'quantile').map(({ name }) => name)).toEqual(['easiest', 'hardest']);
    const absolute = makeBins([], 'absolute');
    expect([0.5, 0.49, 0.1, 0.09, 0].map((ease) => binOf(absolute, ease).name)).toEqual([
      ...['easy', 'medium', 'medium', 'hard', 'hard'],
    ]);
  });
});

describe('tuning', () => {
  it('keeps of all ways those that more compute makes better', () => {
    const point = (method: string, compute: number, accuracy: number) => ({
      ...{ method, budget: 64, waits: 0, compute, accuracy },
    });
    const envelope = envelopeOf([
      point('c', 3, 0.5),
      point('a', 1, 0.5),
      point('d', 4, 0.9),
      point('b', 2, 0.4),
    ]);
    expect(envelope.map(({ method }) => method)).toEqual(['a', 'd']);
    const bin = { name: 'x', from: 0, questions: 1, envelope };
    expect(bestWithin(bin, 3.9).method).toBe('a');
    expect(bestWithin(bin, 4).method).toBe('d');
    expect(bestWithin(bin, 0).method).toBe('a');
  });

  it('chooses by difficulty on one half, and tells what it saves on the other', () => {
    // Easy questions: one sample is right. Hard ones: only the beam is, at the price of two samples.
    const easy = question(0.9, { 'best-of-n@1': [1, 10], 'best-of-n@2': [1, 20], 'beam@4x2': [1, 20] });
    const hard = question(0.1, { 'best-of-n@1': [0, 10], 'best-of-n@2': [0, 20], 'beam@4x2': [1, 20] });
    const questions = Array.from({ length: 20 }, (_, i) => (i % 4 < 2 ? easy : hard));
    const tuned = tune(questions, [one, two, beam], two, 0);
    const oracle = tuned.curves.find(
      ({ difficulty, kind }) => difficulty === 'oracle' && kind === 'absolute',
    );
    // Under 20: one sample for easy ones, the beam for hard ones.
    expect(oracle?.points).toMatchObject([
      { target: 10, compute: 10, accuracy: 0.5 },
      { target: 20, compute: 15, accuracy: 1 },
    ]);
    expect(oracle?.savings).toMatchObject([
      { n: 1, accuracy: 0.5, compute: 10, saving: 1 },
      // As accurate as two samples, which is what one is.
      { n: 2, accuracy: 0.5, compute: 20, saving: 2 },
    ]);
    const predicted = tuned.curves.find(
      ({ difficulty, kind }) => difficulty === 'predicted' && kind === 'absolute',
    );
    // Finding out costs two samples: one or two of them are then paid, the beam comes on top.
    expect(predicted?.points.map(({ compute, accuracy }) => [compute, accuracy])).toEqual([
      [20, 0.5],
      [30, 1],
    ]);
  });

  it('says what does best in each bin, with what it costs there', () => {
    const easy = question(0.9, { 'best-of-n@1': [1, 10], 'best-of-n@2': [1, 20], 'beam@4x2': [1, 30] });
    const hard = question(0.05, { 'best-of-n@1': [0, 12], 'best-of-n@2': [0, 24], 'beam@4x2': [1, 40] });
    const bins = tuneBins([easy, hard, easy], [one, two, beam], two, 'oracle', 'absolute');
    expect(
      bins.map(({ name, questions, envelope }) => [name, questions, envelope.map(({ method }) => method)]),
    ).toEqual([
      ['easy', 2, ['best-of-n@1']],
      ['hard', 1, ['best-of-n@1', 'beam@4x2']],
    ]);
  });
});

describe('names of searches', () => {
  it('say strategy, N, width and selection', () => {
    expect(searchNamed('beam@16x4')).toMatchObject({ strategy: 'beam', n: 16, width: 4, expand: 4 });
    expect(searchNamed('best-of-n@8:prm-min-vote')).toMatchObject({ n: 8, select: 'prm-min-vote' });
    expect(searchNamed('revisions@16')).toMatchObject({ width: 4 });
    for (const name of ['beam', 'beam@0', 'beam@4x', 'walk@4', 'beam@4x2:best'])
      expect(searchNamed(name)).toBeNull();
  });
});

describe('the ledger', () => {
  it('estimates operations, and what a larger model could do for them', () => {
    const ledger = {
      ...emptyLedger({ policy: 100, scorer: 10 }),
      policy: { prefillTokens: 3, decodeTokens: 7, reusedTokens: 50 },
      scorer: { prefillTokens: 4, reusedTokens: 0 },
      uniqueTokens: 8,
    };
    expect(searchFlops(ledger)).toEqual({ policy: 2000, scorer: 80, total: 2080 });
    expect(searchFlops({ ...ledger, scorerParameters: null }).total).toBeNull();
    expect(evaluationRatio(ledger)).toBe(1.25);
    // Snell et al.: M + 3 (D_pre / D_inf)(M − 1); 14 times larger, as many tokens in both: 14 + 3 × 13.
    expect(exchangeMultiplier(14, 1, 1)).toBe(53);
    expect(exchangeMultiplier(1, 5, 1)).toBe(1);
  });
});

describe('auto', () => {
  const { a, b, newline: n, endThink: end, seven } = TOY;
  const models = (more = {}) => {
    const model = scriptedPaths({
      paths: [
        [a, n, end, seven],
        [b, n, end, seven, seven],
        // What follows on the samples.
        [a, n, b, n, end, seven],
        [b, n, b, n, end, seven, seven],
      ],
    });
    return { engine: scriptedEngine({ parameterCount: 10, ...model }), ...more };
  };
  const policy = (method: string, compute = 100) => {
    const { engine } = models();
    return parsePolicy(
      {
        schema: 1,
        createdAt: CREATED_AT,
        model: engine.info.identity,
        scorer: null,
        unit: 'flops',
        probe: { samples: 2, budget: 30 },
        bins: [
          {
            name: 'easy',
            from: 0.5,
            questions: 3,
            envelope: [{ method: 'best-of-n@1', budget: 30, waits: 0, compute: 1, accuracy: 1 }],
          },
          {
            name: 'hard',
            from: 0,
            questions: 3,
            envelope: [{ method, budget: 20, waits: 1, compute, accuracy: 1 }],
          },
        ],
        compute: 100,
        questions: 6,
      },
      'policy.json',
    );
  };
  const run = async (scores: Record<string, number>, method: string, compute = 100) => {
    const base = toyRequest({});
    return runSearch({
      ...models(),
      scorer: scriptedScorer(scores),
      question: { text: 'a', expected: null },
      request: { ...base, sampler: { ...base.sampler, temperature: 0.8, seed: SEED } },
      settings: searchSettings({ strategy: 'best-of-n' }),
      auto: { policy: policy(method), compute, name: 'policy.json' },
      createdAt: CREATED_AT,
      now: () => 0,
      grade: async (answer, expected) => grade(answer, expected),
      emit: () => {},
    });
  };

  it('stops at its samples where the question is easy', async () => {
    const record = await run({ a: 0.9, b: 0.7 }, 'beam@2x2');
    expect(record.auto).toEqual({ policy: 'policy.json', bin: 'easy', difficulty: 0.2 });
    expect(drawTree(record)).toEqual(['0<- r0 "a\\n" 0.9 0.9 leaf@0 =7', '1<- r0 "b\\n" 0.7 0.7 leaf@0 =77']);
    expect(record.request.budget.maxThinkingTokens).toBe(30);
  });

  it('goes on as the policy says where it is hard, under the budget that it says', async () => {
    const record = await run({ a: 0.1, b: 0.3 }, 'best-of-n@2');
    expect(record.auto).toMatchObject({ bin: 'hard', difficulty: 0.8 });
    expect(record.settings).toMatchObject({ strategy: 'best-of-n', n: 2 });
    expect(record.request.budget).toMatchObject({ maxThinkingTokens: 20, waits: 1 });
    // The samples had another budget, so both are searched anew; their leaves vote too.
    expect(record.nodes.filter(({ state }) => state === 'leaf')).toHaveLength(4);
    expect(record.nodes[0]?.budget).toMatchObject({ maxThinkingTokens: 30, waits: 0 });
    expect(record.nodes.at(-1)?.budget).toBeNull();
  });

  it('refuses a policy of another model or scorer, before anything is evaluated', () => {
    const { engine } = models();
    const tuned = policy('best-of-n@2');
    const other = 'f'.repeat(64);
    expect(() => refuseOtherModels(tuned, engine, null)).not.toThrow();
    expect(() =>
      refuseOtherModels({ ...tuned, model: { ...tuned.model, sha256: other, name: 'other' } }, engine, null),
    ).toThrow(/tuned for the model "other", and "scripted" is another file/);
    const scored = { ...tuned, scorer: { ...scriptedScorer({}).identity, name: 'judge' } };
    expect(() => refuseOtherModels(scored, engine, null)).toThrow(/tuned for the scorer "judge", and "none"/);
    expect(() => refuseOtherModels(scored, engine, scriptedScorer({}))).not.toThrow();
  });

  it('refuses a policy that is none, or that names no search', async () => {
    expect(() => parsePolicy({ schema: 1 }, 'x.json')).toThrow(
      /"x.json" is no policy of waitpoint tune: "createdAt"/,
    );
    await expect(run({}, 'walk@4')).rejects.toThrow(/names "walk@4", which is no search/);
  });
});
