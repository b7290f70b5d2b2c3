import { aggregate, type Aggregation } from '../../../src/core/score/aggregate';
import { bestAnswer, majorityVote, weightedVote, type Candidate } from '../../../src/core/score/vote';
import { mean } from '../../../src/core/metrics/bootstrap';
import { difference, groupsOf, percent } from '../cells';
import { SAMPLES, type Sample, type SampledQuestion, type Section } from '../evaluation';

/** Each way of answering a question from its samples, and how right it is: 0 to 1. */
const WAYS: Record<string, (sampled: SampledQuestion) => number> = {
  'single sample': ({ samples }) => mean(samples.map(({ right }) => Number(right))),
  [`majority of ${SAMPLES}`]: ({ question, samples }) =>
    Number(majorityVote(samples.map(({ answer }) => answer)) === question.answer),
  ...chosen('best by last score', bestAnswer, 'last'),
  ...chosen('best by least score', bestAnswer, 'min'),
  ...chosen('best by mean score', bestAnswer, 'mean'),
  ...chosen('vote weighted by last score', weightedVote, 'last'),
  ...chosen('vote weighted by mean score', weightedVote, 'mean'),
  [`any of ${SAMPLES} (pass@${SAMPLES})`]: ({ samples }) => Number(samples.some(({ right }) => right)),
};

const DIFFERENCES = [
  [`majority of ${SAMPLES}`, 'single sample'],
  ['vote weighted by last score', `majority of ${SAMPLES}`],
  ['vote weighted by mean score', `majority of ${SAMPLES}`],
] as const;

export const votes: Section = {
  title: 'Votes over samples',
  method:
    `Right answers in percent of ${SAMPLES} samples a question at temperature 0.7, without waits, steps scored by the ` +
    'scorer. Samples without an answer are dropped, ties go to the first. Differences are paired by question.',
  make: async (evaluation) => {
    const sampled = await evaluation.sampledQuestions();
    const groups = groupsOf(sampled, ({ question }) => question.domain);
    const rightness = (way: string, items: readonly SampledQuestion[]): number[] =>
      items.map((item) => WAYS[way]?.(item) ?? NaN);
    const columns = groups.map(({ name }) => name);
    return [
      {
        columns: ['answer', ...columns],
        rows: Object.keys(WAYS).map((way) => [
          way,
          ...groups.map(({ items }) => percent(rightness(way, items))),
        ]),
      },
      {
        columns: ['difference', ...columns],
        rows: DIFFERENCES.map(([way, before]) => [
          `${way} − ${before}`,
          ...groups.map(({ items }) => {
            const from = rightness(before, items);
            return difference(rightness(way, items).map((right, i) => right - (from[i] ?? NaN)));
          }),
        ]),
      },
    ];
  },
};

function chosen(
  name: string,
  choose: (candidates: readonly Candidate[]) => string | null,
  by: Aggregation,
): typeof WAYS {
  const candidate = ({ answer, scores }: Sample): Candidate => ({ answer, score: aggregate(scores, by) });
  return {
    [name]: ({ question, samples }) => Number(choose(samples.map(candidate)) === question.answer),
  };
}
