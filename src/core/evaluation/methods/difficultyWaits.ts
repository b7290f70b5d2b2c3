/**
 * Waits by difficulty (shared semantics, section 1): few for an easy question, many for a hard one. How hard it is comes
 * from samples at temperature 1, in bins of their share of right answers, pass@1 (Liu et al., 2502.06703: easy from 50 %,
 * medium from 10 %). `difficulty-waits-oracle` knows the right answer, as both papers' oracle bins do;
 * `difficulty-waits` predicts pass@1 by the mean score of the samples' last step (Snell et al., 2408.03314), or, where no
 * scorer is loaded, by the share of samples that give the most frequent answer.
 */
import type { GradeAnswer } from '../../grade/traceGrade';
import { mean } from '../../metrics/bootstrap';
import type { Trace } from '../../trace/trace';
import type { DatasetRow } from '../dataset/dataset';
import { canonicalAnswers, verdictOn } from '../grading';
import type { EvaluationSettings } from '../settings';
import { sampleTimes } from './majority';
import {
  attemptOf,
  mostTokensOf,
  outcomeOf,
  tokensOf,
  withBudget,
  type Method,
  type MethodTools,
  type Outcome,
} from './method';

/** Waits of each bin, as far as the budget lets them. */
const BINS = [
  { name: 'easy', from: 0.5, waits: 1 },
  { name: 'medium', from: 0.1, waits: 10 },
  { name: 'hard', from: -Infinity, waits: 50 },
] as const;

type Estimate = (traces: readonly Trace[], row: DatasetRow, grade: GradeAnswer) => Promise<number>;

const passRate: Estimate = async (traces, { answer }, grade) =>
  mean(
    await Promise.all(
      traces.map(async (trace) =>
        Number((await verdictOn(grade, trace.answer?.extracted ?? null, answer)).correct),
      ),
    ),
  );

const predicted: Estimate = async (traces, _row, grade) => {
  const scores = traces.flatMap(({ steps }) => steps.findLast(({ score }) => score !== null)?.score ?? []);
  if (scores.length > 0) return mean(scores);
  const answers = await canonicalAnswers(
    grade,
    traces.map(({ answer }) => answer?.extracted ?? null),
  );
  const votes = answers.map((one) => (one === null ? 0 : answers.filter((other) => other === one).length));
  return Math.max(0, ...votes) / traces.length;
};

export const difficultyWaits: readonly Method[] = [
  method('difficulty-waits', predicted),
  method('difficulty-waits-oracle', passRate),
];

function method(name: string, estimate: Estimate): Method {
  return {
    name,
    plan: (settings) =>
      settings.budgets.map((budget) => ({
        cell: { method: name, budget, waits: null, variant: null, mostThinkingTokens: budget, suffix: '' },
        how: {
          kind: 'procedure',
          largest: withBudget(settings.request, { max: budget }),
          mostTokens:
            (settings.difficultySamples + 1) * mostTokensOf(withBudget(settings.request, { max: budget })),
          run: (asked, row, tools) => waitAsNeeded(asked, row, budget, estimate, settings, tools),
        },
      })),
  };
}

async function waitAsNeeded(
  asked: string,
  row: DatasetRow,
  budget: number,
  estimate: Estimate,
  settings: EvaluationSettings,
  tools: MethodTools,
): Promise<Outcome> {
  const samples = await sampleTimes(asked, settings.difficultySamples, budget, settings, tools);
  const ease = await estimate(samples, row, tools.grade);
  const bin = BINS.find(({ from }) => ease >= from) ?? BINS[2];
  const trace = await tools.run(asked, withBudget(settings.request, { max: budget, waits: bin.waits }));
  return {
    ...outcomeOf(trace),
    runs: [trace, ...samples],
    tokens: tokensOf(trace) + samples.reduce((sum, one) => sum + tokensOf(one), 0),
    attempts: samples.map(attemptOf),
    note: `${bin.name} (${ease.toFixed(3)}): ${bin.waits} ${bin.waits === 1 ? 'wait' : 'waits'}`,
  };
}
