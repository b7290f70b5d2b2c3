import { mean } from '../../../src/core/metrics/bootstrap';
import { majorityVote } from '../../../src/core/score/vote';
import { WAITS } from '../budgetRuns';
import { percent } from '../cells';
import { SAMPLES, type Section } from '../evaluation';

interface Point {
  readonly tokens: number;
  readonly accuracy: number;
}

export const parallel: Section = {
  title: 'Sequential against parallel, at equal tokens',
  method:
    'Right answers in percent and thinking tokens a question: the same questions with waits (greedy), and by majority of ' +
    'the first samples (temperature 0.7, no waits) with the tokens of them all. The last column is the accuracy with ' +
    'waits at as many tokens, on the line between the two nearest rows above; a dash where none is as long.',
  make: async (evaluation) => {
    const runs = await evaluation.budgetRuns();
    const sampled = await evaluation.sampledQuestions();
    const sequential = WAITS.map((_, i): Point & { cell: string } => {
      const outcomes = runs.map((run) => run.byWaits[i]);
      const right = outcomes.map((outcome) => outcome?.right ?? false);
      return {
        tokens: mean(outcomes.map((outcome) => outcome?.tokens ?? NaN)),
        accuracy: mean(right.map(Number)),
        cell: percent(right),
      };
    });
    const majorities = Array.from({ length: SAMPLES }, (_, i) => {
      const first = sampled.map(({ question, samples }) => ({ question, taken: samples.slice(0, i + 1) }));
      const tokens = mean(first.map(({ taken }) => taken.reduce((sum, sample) => sum + sample.tokens, 0)));
      const right = first.map(
        ({ question, taken }) => majorityVote(taken.map(({ answer }) => answer)) === question.answer,
      );
      return { tokens, cell: percent(right) };
    });
    return [
      {
        columns: ['way', 'thinking tokens', 'right', 'waits at equal tokens'],
        rows: [
          ...sequential.map(({ tokens, cell }, i) => [
            `${WAITS[i]} ${WAITS[i] === 1 ? 'wait' : 'waits'}`,
            tokens.toFixed(0),
            cell,
            '',
          ]),
          ...majorities.map(({ tokens, cell }, i) => [
            `majority of ${i + 1}`,
            tokens.toFixed(0),
            cell,
            between(sequential, tokens),
          ]),
        ],
      },
    ];
  },
};

function between(points: readonly Point[], tokens: number): string {
  const after = points.findIndex((point) => point.tokens >= tokens);
  const [low, high] = [points[after - 1], points[after]];
  if (!low || !high) return '–';
  const share = (tokens - low.tokens) / (high.tokens - low.tokens);
  return (100 * (low.accuracy + share * (high.accuracy - low.accuracy))).toFixed(1);
}
