/** What the sweep view says of a column, in words. */
import { MOST_COLUMNS } from '../../src/core/limits';
import type { SweepAxes } from '../../src/core/sweep/columns';
import { sweepCost } from '../../src/core/sweep/sweepCost';
import type { SweepColumn, SweepSetup } from '../../src/protocol/sweepView';
import { l10n } from '../components/l10n';
import { displayText } from '../trace/displayText';
import { formatCount, formatMs, formatProbability, formatScore, plural } from '../trace/format';
import { ENDED, sizeWords } from '../tree/traceWords';

/** "78 tokens · 2 waits · forced end". */
export function factWords(column: SweepColumn): string {
  const { ended } = column;
  return [sizeWords(column), ...(ended === null ? [] : [ENDED[ended]])].join(' · ');
}

/** "6 answer tokens · 31 evaluated · 1.28 s", as far as it is known. */
export function costWords({ answerTokens, evaluatedTokens, totalMs }: SweepColumn): string {
  return [
    ...(answerTokens === 0 ? [] : [plural(answerTokens, 'answer token')]),
    ...(evaluatedTokens === 0 ? [] : [l10n.t('{0} evaluated', formatCount(evaluatedTokens))]),
    ...(totalMs === null ? [] : [formatMs(totalMs)]),
  ].join(' · ');
}

/** What the numbers of `costWords` count. */
export const COST_HINT = l10n.t(
  'Evaluated: tokens that the model read or wrote for this column; what it shares with one that ended before it counts there. The time is that of a run of its own.',
);

/** "p = 0.98 · last score 0.91", as far as it is known. */
export function answerWords({ confidence, lastScore }: SweepColumn): string {
  return [
    ...(confidence === null ? [] : [`p = ${formatProbability(confidence)}`]),
    ...(lastScore === null ? [] : [l10n.t('last score {0}', formatScore(lastScore))]),
  ].join(' · ');
}

/** What all columns cost together: "264 tokens evaluated for 259 of thinking and 24 of answers"; null: nothing is known. */
export function totalWords(columns: readonly SweepColumn[]): string | null {
  const sum = (of: (column: SweepColumn) => number): number =>
    columns.reduce((total, column) => total + of(column), 0);
  const evaluated = sum(({ evaluatedTokens }) => evaluatedTokens);
  if (evaluated === 0) return null;
  const thinking = formatCount(sum(({ thinkingTokens }) => thinkingTokens));
  const answers = formatCount(sum(({ answerTokens }) => answerTokens));
  return l10n.t(
    '{0} evaluated for {1} of thinking and {2} of answers',
    plural(evaluated, 'token'),
    thinking,
    answers,
  );
}

/** In place of the chart of answers. */
export const noAnswers = (running: boolean): string =>
  running
    ? l10n.t('Answers appear here with the first whole column.')
    : l10n.t('No column came to its answer.');

/** What a shape in the chart of answers means. @param expected the right answer; null: not known */
export function gradeLegend(right: boolean | null, expected: string | null): string {
  if (right === null)
    return expected === null ? l10n.t('not graded: no right answer set') : l10n.t('not graded');
  return right ? l10n.t('right') : l10n.t('wrong');
}

/** "Columns 3, 5 are not here": null where all are. */
export function missingSentence(missing: readonly number[]): string | null {
  if (missing.length === 0) return null;
  const numbers = missing.map((column) => column + 1).join(', ');
  return missing.length === 1
    ? l10n.t('The trace of column {0} is not here.', numbers)
    : l10n.t('The traces of columns {0} are not here.', numbers);
}

/** Of a column, where its number alone would not do: "3: max 64 · 2 waits". */
export const columnName = ({ column, label }: SweepColumn): string => `${column + 1}: ${displayText(label)}`;

/** "6 columns · at most 896 tokens, about 2.10 s (1,792 tokens each alone)". */
export function costSentence(
  { request, msPerToken }: SweepSetup,
  axes: SweepAxes,
): { readonly sentence: string; readonly refused: boolean } {
  const { columns, tokens, alone } = sweepCost(request, axes);
  if (columns > MOST_COLUMNS) {
    const sentence = l10n.t('{0}: a sweep has at most {1}.', plural(columns, 'column'), MOST_COLUMNS);
    return { sentence, refused: true };
  }
  const [all, most] = [plural(columns, 'column'), plural(tokens, 'token')];
  const cost =
    msPerToken === null
      ? l10n.t('{0} · at most {1}', all, most)
      : l10n.t('{0} · at most {1}, about {2}', all, most, formatMs(tokens * msPerToken));
  const saved = alone > tokens ? ` ${l10n.t('(each alone: {0})', formatCount(alone))}` : '';
  return { sentence: `${cost}${saved}`, refused: false };
}
