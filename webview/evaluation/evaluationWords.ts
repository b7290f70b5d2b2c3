/** What the evaluation view says, in words. */
import { durationWords } from '../../src/core/evaluation/durationWords';
import type { EvaluationProgress, FormCheck, ShownCell, ShownRow } from '../../src/protocol/evaluationView';
import { cellLabel } from '../charts/accuracyData';
import { formatCount, formatMs, plural } from '../trace/format';
import { oneLine } from '../tree/traceWords';

const DASH = '–';

export const percentOr = (share: number | null): string => (share === null ? DASH : (100 * share).toFixed(1));
export const countOr = (value: number | null): string =>
  value === null ? DASH : formatCount(Math.round(value));
export const flopsOr = (value: number | null): string => (value === null ? DASH : value.toExponential(1));
export const timeOr = (ms: number | null): string => (ms === null ? DASH : formatMs(ms));

/** "45.0 (30.1–60.0)". */
export function accuracyWords({ accuracy, interval }: ShownCell): string {
  return interval === null
    ? DASH
    : `${percentOr(accuracy)} (${percentOr(interval.low)}–${percentOr(interval.high)})`;
}

/** Of a cell alone, where its method is not seen beside it: "budget-forcing: 64 · 2 waits". */
export function cellTitle(cell: ShownCell): string {
  const label = cellLabel(cell);
  return oneLine(label === cell.method ? cell.method : `${cell.method}: ${label}`);
}

/** "12 of 40 rows · 96 rows a minute · 2 min left · Line 4 of the dataset". */
export function progressSentence(progress: EvaluationProgress): string {
  const { done, total, perMinute, remainingMs, note, stage, writer } = progress;
  const parts = [total === 0 ? null : `${formatCount(done)} of ${plural(total, 'row')}`];
  if (stage === 'pausing') parts.push('pausing…');
  if (stage === 'stopped') parts.push('what is finished stays, and it can go on');
  if (stage === 'elsewhere')
    parts.push(`the process ${writer ?? '?'} is writing it, and it is followed here`);
  if (perMinute !== null) parts.push(`${formatCount(Math.round(perMinute))} rows a minute`);
  if (remainingMs !== null) parts.push(`${durationWords(remainingMs)} left`);
  if (note !== null && stage === 'running') parts.push(oneLine(note));
  return parts.filter((part) => part !== null).join(' · ');
}

/** "3 questions × 4 cells = 12 rows · at most 3,200 tokens, about 2 min". */
export function costSentence({ cost }: FormCheck): string | null {
  if (!cost) return null;
  const { questions, cells, tokens, ms } = cost;
  const rows = `${plural(questions, 'question')} × ${plural(cells, 'cell')} = ${plural(questions * cells, 'row')}`;
  const time =
    ms === null
      ? '; how long that takes is known once some of it ran with this model'
      : `, about ${durationWords(ms)} by what was measured with this model`;
  return `${rows} · at most ${plural(tokens, 'token')}${time}`;
}

/** "1,000 questions · question: problem, answer: solution, domain: subject". */
export function datasetSentence({ dataset }: FormCheck): string | null {
  if (!dataset) return null;
  const { questions, columns } = dataset;
  const named = columns
    ? ` · columns: ${oneLine(columns.question)} (question), ${oneLine(columns.answer)} (answer)${
        columns.domain === null ? ', no domain' : `, ${oneLine(columns.domain)} (domain)`
      }`
    : '';
  return `${plural(questions, 'question')}${named}`;
}

/** A verdict in a word, and a sign that does not rest on colour. */
export function verdictOf(row: ShownRow | undefined): { readonly sign: string; readonly word: string } {
  if (!row) return { sign: '·', word: 'not run' };
  if (row.correct) return { sign: '✓', word: 'right' };
  return row.answer === null ? { sign: '✗', word: 'no answer' } : { sign: '✗', word: 'wrong' };
}
