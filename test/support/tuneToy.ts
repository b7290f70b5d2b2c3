/** A tuning of made-up questions: what is easy one sample has right, what is hard only a large search. */
import { mixSeed } from '../../src/core/decode/random';
import { tune } from '../../src/core/search/tune/tune';
import { TUNE_SCHEMA, type TuneReport } from '../../src/core/search/tune/tuneReport';
import type { TuneQuestion, Way } from '../../src/core/search/tune/tuneQuestion';

const METHODS = [
  ...['best-of-n@1', 'best-of-n@2', 'best-of-n@4', 'best-of-n@8', 'best-of-n@16', 'majority@8'],
  ...['beam@4x2', 'beam@8x4', 'lookahead@4x2', 'dvts@8x4', 'rebase@4', 'rebase@8', 'revisions@4x2'],
];
const QUESTIONS = 60;
const PROBE = 2;
const FLOPS = 2.4e8;
const SEED = 7;

/** @param methods also hostile ones, as a file may hold them */
export function tuneToy(methods: readonly string[] = METHODS): TuneReport {
  const ways = methods.map((method): Way => ({ name: method, method, budget: 256, waits: 0 }));
  const probe = ways.find(({ method }) => method === `best-of-n@${PROBE}`) as Way;
  let drawn = 0;
  const draw = (): number => mixSeed(SEED, drawn++) / 2 ** 32;
  const questions = Array.from({ length: QUESTIONS }, (_, i): TuneQuestion => {
    const oracle = 1 - i / (QUESTIONS - 1);
    const results = ways.map(({ name, method }) => {
      const n = Number(/@(\d+)/.exec(method)?.[1] ?? 1);
      const gain = method.startsWith('best-of-n') ? 0.06 : 0.13;
      const chance = Math.min(0.97, oracle + gain * Math.log2(n));
      const compute = FLOPS * n * (method.startsWith('beam') ? 0.8 : 1) * (1.6 - oracle);
      return [name, { correct: draw() < chance, compute }] as const;
    });
    return {
      oracle,
      predicted: Math.min(1, Math.max(0, oracle + (draw() - 0.5) * 0.3)),
      probeCompute: FLOPS * PROBE * (1.6 - oracle),
      results: new Map(results),
    };
  });
  const tuned = tune(questions, ways, probe, 1);
  const report = { schema: TUNE_SCHEMA, unit: 'flops', probe: PROBE, binKind: 'quantile', ...tuned };
  return structuredClone(report) as TuneReport;
}
