/** What another program decided on the rows of a pool: which it kept, which it dropped. */
import { hasFields } from '../formats/checkRow';
import type { Dropped } from './outcome';

/** Rows are named by the key of their question, or by the id that they have in the pool. */
export class Handover {
  private readonly selected = new Set<string>();
  private readonly dropped = new Map<string, string>();
  private readonly unknown = new Set<string>();

  /** @param restricts rows that it does not select are dropped */
  constructor(private readonly restricts: boolean) {}

  select(id: string): void {
    this.selected.add(id);
    this.unknown.add(id);
  }

  /** @param evidence what the other program says of it; '': nothing */
  drop(id: string, evidence: string): void {
    this.dropped.set(id, evidence);
    this.unknown.add(id);
  }

  /** Ids that no row of the pool has had so far. */
  get unknownIds(): number {
    return this.unknown.size;
  }

  /** Takes note of a row of the pool. */
  note(key: string, id: string | null): void {
    this.unknown.delete(key);
    if (id !== null) this.unknown.delete(id);
  }

  /** @returns null for a row that may stay */
  dropReason(key: string, id: string | null): Dropped | null {
    const evidence = this.dropped.get(key) ?? (id === null ? undefined : this.dropped.get(id));
    if (evidence !== undefined) return { stage: 'handover', rule: 'dropped elsewhere', evidence };
    const isSelected = this.selected.has(key) || (id !== null && this.selected.has(id));
    if (!this.restricts || isSelected) return null;
    return { stage: 'handover', rule: 'not selected elsewhere', evidence: '' };
  }
}

export interface ReturnedRow {
  readonly id: string;
  /** What is said of it; '': nothing. */
  readonly evidence: string;
}

/** What came back as a row: its id, or a text with an id a line; null: it has none. */
export function returnedRows(row: unknown): ReturnedRow[] | null {
  if (typeof row === 'string') {
    const lines = row.split('\n').map((line) => line.trim());
    return lines.filter(Boolean).map((id) => ({ id, evidence: '' }));
  }
  const id = hasFields(row, 'id') ? row['id'] : null;
  const isId = (typeof id === 'string' && id !== '') || typeof id === 'number' || typeof id === 'bigint';
  return isId ? [{ id: String(id), evidence: evidenceOf(row) }] : null;
}

/** datatrove says in the metadata of what it removed why that was. */
function evidenceOf(row: unknown): string {
  const metadata = hasFields(row, 'metadata') ? row['metadata'] : row;
  if (!hasFields(metadata)) return '';
  const { contaminated_ngram: ngram, contaminated_task: task, filter_reason: reason } = metadata;
  if (typeof ngram === 'string') return typeof task === 'string' ? `${ngram} (${task})` : ngram;
  return typeof reason === 'string' ? reason : '';
}
