import { quote } from '../../errors';
import type { DatasetRow } from './dataset';

/** Changed rows that are told one by one. */
const MOST_TOLD = 3;

/**
 * What is different between the rows that an evaluation began with and those that it would go on with, in words; null
 * where nothing is. Questions are told apart by their text, so a question in other words is one gone and one new; lines
 * and the order of rows do not count.
 */
export function datasetChanges(before: readonly DatasetRow[], after: readonly DatasetRow[]): string | null {
  const old = new Map(before.map((row) => [row.key, row]));
  const now = new Map(after.map((row) => [row.key, row]));
  const added = after.filter(({ key }) => !old.has(key));
  const removed = before.filter(({ key }) => !now.has(key));
  const changed = after.flatMap((row) => {
    const was = old.get(row.key);
    return was && (was.answer !== row.answer || was.domain !== row.domain) ? [{ was, row }] : [];
  });
  const parts = [
    told('added', added, ({ line, question }) => `line ${line}, ${quote(question)}`),
    told('removed', removed, ({ line, question }) => `line ${line} of before, ${quote(question)}`),
    told('changed', changed, ({ was, row }) =>
      was.answer === row.answer
        ? `line ${row.line}, domain ${quote(was.domain)} to ${quote(row.domain)}`
        : `line ${row.line}, answer ${quote(was.answer)} to ${quote(row.answer)}`,
    ),
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('; ');
}

function told<T>(what: string, rows: readonly T[], show: (row: T) => string): string | null {
  if (rows.length === 0) return null;
  const some = rows.slice(0, MOST_TOLD).map(show).join('; ');
  const more = rows.length > MOST_TOLD ? '; …' : '';
  return `${rows.length} ${rows.length === 1 ? 'row' : 'rows'} ${what} (${some}${more})`;
}
