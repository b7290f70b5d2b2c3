/** What the evaluation view says, in words. */
import { durationWords } from '../../src/core/evaluation/durationWords';
import type { EvaluationProgress, FormCheck, ShownCell, ShownRow } from '../../src/protocol/evaluationView';
import { cellLabel } from '../charts/accuracyData';
import { l10n } from '../components/l10n';
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
  const parts = [total === 0 ? null : l10n.t('{0} of {1}', formatCount(done), plural(total, 'row'))];
  if (stage === 'pausing') parts.push(l10n.t('pausing…'));
  if (stage === 'stopped') parts.push(l10n.t('what is finished stays, and it can go on'));
  if (stage === 'elsewhere')
    parts.push(l10n.t('the process {0} is writing it, and it is followed here', writer ?? '?'));
  if (perMinute !== null) parts.push(l10n.t('{0} rows a minute', formatCount(Math.round(perMinute))));
  if (remainingMs !== null) parts.push(l10n.t('{0} left', durationWords(remainingMs)));
  if (note !== null && stage === 'running') parts.push(oneLine(note));
  return parts.filter((part) => part !== null).join(' · ');
}

/** "3 questions × 4 cells = 12 rows · at most 3,200 tokens, about 2 min". */
export function costSentence({ cost }: FormCheck): string | null {
  if (!cost) return null;
  const { questions, cells, tokens, ms } = cost;
  const rows = `${plural(questions, 'question')} × ${plural(cells, 'cell')} = ${plural(questions * cells, 'row')}`;
  const most = plural(tokens, 'token');
  return ms === null
    ? l10n.t(
        '{0} · at most {1}; how long that takes is known once some of it ran with this model',
        rows,
        most,
      )
    : l10n.t(
        '{0} · at most {1}, about {2} by what was measured with this model',
        ...[rows, most, durationWords(ms)],
      );
}

/** "1,000 questions · question: problem, answer: solution, domain: subject". */
export function datasetSentence({ dataset }: FormCheck): string | null {
  if (!dataset) return null;
  const { questions, columns } = dataset;
  const asked = plural(questions, 'question');
  if (!columns) return asked;
  const [question, answer] = [oneLine(columns.question), oneLine(columns.answer)];
  return columns.domain === null
    ? l10n.t('{0} · columns: {1} (question), {2} (answer), no domain', asked, question, answer)
    : l10n.t(
        '{0} · columns: {1} (question), {2} (answer), {3} (domain)',
        ...[asked, question, answer, oneLine(columns.domain)],
      );
}

/** A verdict in a word, and a sign that does not rest on colour. */
export function verdictOf(row: ShownRow | undefined): { readonly sign: string; readonly word: string } {
  if (!row) return { sign: '·', word: l10n.t('not run') };
  if (row.correct) return { sign: '✓', word: l10n.t('right') };
  return row.answer === null
    ? { sign: '✗', word: l10n.t('no answer') }
    : { sign: '✗', word: l10n.t('wrong') };
}
