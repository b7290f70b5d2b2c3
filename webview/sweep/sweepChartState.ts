/** What the charts show of the columns of a sweep. */
import type { AnswerPoint, ScoreLine } from '../charts/sweepChartData';
import type { SweepColumn } from '../../src/protocol/sweepView';
import { l10n } from '../components/l10n';
import { formatProbability, plural } from '../trace/format';
import { oneLine, rightText } from '../tree/traceWords';
import { columnName } from './sweepWords';

/** Answers of the columns that are whole, from left to right; columns that ended alike are one point. */
export function answerPoints(columns: readonly SweepColumn[]): AnswerPoint[] {
  const together = new Map<string, number[]>();
  for (const [place, { state, thinkingTokens, confidence, right, answer }] of columns.entries()) {
    if (state !== 'done') continue;
    const key = JSON.stringify([thinkingTokens, confidence, right, answer]);
    together.set(key, [...(together.get(key) ?? []), place]);
  }
  const points = [...together.values()].flatMap((places): AnswerPoint[] => {
    const all = places.flatMap((place) => columns[place] ?? []);
    const [first] = all;
    if (!first) return [];
    const { thinkingTokens: tokens, confidence, right } = first;
    return [{ places, tokens, confidence, right, words: pointWords(all.map(columnName), first) }];
  });
  return points.sort((a, b) => a.tokens - b.tokens || (a.places[0] ?? 0) - (b.places[0] ?? 0));
}

/** Of those that ended alike, the rest is counted. */
const MOST_NAMES = 3;

/** "1: max 24 · 0 waits, 2: max 24 · 1 wait — 24 thinking tokens, 126, wrong, p = 0.33". */
function pointWords(
  names: readonly string[],
  { thinkingTokens, answer, right, confidence }: SweepColumn,
): string {
  const word = rightText(right);
  const said = [
    plural(thinkingTokens, 'thinking token'),
    answer === null ? l10n.t('no answer') : oneLine(answer),
    ...(word === null ? [] : [word]),
    ...(confidence === null ? [] : [`p = ${formatProbability(confidence)}`]),
  ];
  const more = names.length - MOST_NAMES;
  const named = names.slice(0, MOST_NAMES).join(', ');
  const who = more > 0 ? l10n.t('{0} and {1} more', named, more) : named;
  return `${who} — ${said.join(', ')}`;
}

/** Of the columns that have a score, the first on top. */
export function scoreLines(columns: readonly SweepColumn[]): ScoreLine[] {
  return columns.flatMap(({ column, scores, waitsAt, thinkingTokens }, place) =>
    scores.length === 0 ? [] : [{ place, name: String(column + 1), scores, waitsAt, thinkingTokens }],
  );
}
