/** What the sweep view says of a column, in words. */
import { MOST_COLUMNS } from '../../src/core/limits';
import type { SweepAxes } from '../../src/core/sweep/columns';
import { sweepCost } from '../../src/core/sweep/sweepCost';
import type { SweepColumn, SweepSetup } from '../../src/protocol/sweepView';
import { displayText } from '../trace/displayText';
import { formatCount, formatMs, formatProbability, formatScore, plural } from '../trace/format';
import { sizeWords } from '../tree/traceWords';

const ENDED = { byModel: 'natural end', forced: 'forced end', brokenOff: 'broken off' } as const;

/** "78 tokens · 2 waits · forced end · 1.28 s". */
export function factWords(column: SweepColumn): string {
  const { ended, totalMs } = column;
  return [
    sizeWords(column),
    ...(ended === null ? [] : [ENDED[ended]]),
    ...(totalMs === null ? [] : [formatMs(totalMs)]),
  ].join(' · ');
}

/** "p = 0.98 · last score 0.91 · 6 answer tokens", as far as it is known. */
export function answerWords({ confidence, lastScore, answerTokens }: SweepColumn): string {
  return [
    ...(confidence === null ? [] : [`p = ${formatProbability(confidence)}`]),
    ...(lastScore === null ? [] : [`last score ${formatScore(lastScore)}`]),
    ...(answerTokens === 0 ? [] : [plural(answerTokens, 'answer token')]),
  ].join(' · ');
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
