/** What the sweep view says of a column, in words. */
import { MOST_COLUMNS } from '../../src/core/limits';
import type { SweepAxes } from '../../src/core/sweep/columns';
import { sweepCost } from '../../src/core/sweep/sweepCost';
import type { SweepColumn, SweepSetup } from '../../src/protocol/sweepView';
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
    ...(evaluatedTokens === 0 ? [] : [`${formatCount(evaluatedTokens)} evaluated`]),
    ...(totalMs === null ? [] : [formatMs(totalMs)]),
  ].join(' · ');
}

/** What the numbers of `costWords` count. */
export const COST_HINT =
  'Evaluated: tokens that the model read or wrote for this column; what it shares with one that ended before it counts ' +
  'there. The time is that of a run of its own.';

/** "p = 0.98 · last score 0.91", as far as it is known. */
export function answerWords({ confidence, lastScore }: SweepColumn): string {
  return [
    ...(confidence === null ? [] : [`p = ${formatProbability(confidence)}`]),
    ...(lastScore === null ? [] : [`last score ${formatScore(lastScore)}`]),
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
  return `${plural(evaluated, 'token')} evaluated for ${thinking} of thinking and ${answers} of answers`;
}

/** In place of the chart of answers. */
export const noAnswers = (running: boolean): string =>
  running ? 'Answers appear here with the first whole column.' : 'No column came to its answer.';

/** What a shape in the chart of answers means. @param expected the right answer; null: not known */
export function gradeLegend(right: boolean | null, expected: string | null): string {
  if (right === null) return expected === null ? 'not graded: no right answer set' : 'not graded';
  return right ? 'right' : 'wrong';
}

/** "Columns 3, 5 are not here": null where all are. */
export function missingSentence(missing: readonly number[]): string | null {
  if (missing.length === 0) return null;
  const numbers = missing.map((column) => column + 1).join(', ');
  return missing.length === 1
    ? `The trace of column ${numbers} is not here.`
    : `The traces of columns ${numbers} are not here.`;
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
    const sentence = `${plural(columns, 'column')}: a sweep has at most ${MOST_COLUMNS}.`;
    return { sentence, refused: true };
  }
  const time = msPerToken === null ? '' : `, about ${formatMs(tokens * msPerToken)}`;
  const saved = alone > tokens ? ` (each alone: ${formatCount(alone)})` : '';
  return {
    sentence: `${plural(columns, 'column')} · at most ${plural(tokens, 'token')}${time}${saved}`,
    refused: false,
  };
}
