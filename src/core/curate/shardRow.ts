import { questionKey } from '../evaluation/dataset/dataset';
import type { ExportRow, Shape } from '../formats/export/exportFormat';
import type { PoolRow } from './poolRow';

/** What `text` holds: what is checked for n-grams of evaluation sets, or scored. */
export type ShardText = 'question' | 'trace';

/** `text` and `id` as datatrove's readers look for them; it takes the others as metadata. */
export const SHARD_COLUMNS = {
  text: 'STRING',
  id: 'STRING',
  question: 'STRING',
  trace: 'STRING',
  answer: 'STRING',
  solution: 'STRING',
  domain: 'STRING',
  source: 'STRING',
  length: 'DOUBLE',
  correct: 'BOOLEAN',
  file: 'STRING',
  line: 'INT32',
} as const satisfies Readonly<Record<string, Shape>>;

/** A row of a pool as others read it; its id is the key by which a curation knows it again. */
export function shardRow(
  { question, trace, answer, solution, domain, source, length, correct }: PoolRow,
  place: { readonly file: string; readonly line: number },
  text: ShardText,
): ExportRow {
  const texts = text === 'question' ? [question] : [question, trace, answer];
  return {
    text: texts.filter((part) => part !== null && part !== '').join('\n\n'),
    id: questionKey(question),
    question,
    trace,
    answer,
    solution,
    domain,
    source,
    length,
    correct,
    file: place.file,
    line: place.line,
  };
}
