/** What an evaluation is of: kept beside its results, so that nothing else is added to them. */
import { z } from 'zod';
import { errors } from '../errors';
import { modelIdentitySchema, scorerIdentitySchema } from '../trace/trace';
import { cellSchema } from './cell';
import { datasetChanges } from './dataset/changes';
import type { DatasetRow } from './dataset/dataset';
import type { ResultRow } from './resultRow';
import { settingsSchema } from './settings';

export const EVALUATION_SCHEMA = 1;

export const recordSchema = z.object({
  schema: z.literal(EVALUATION_SCHEMA),
  /** ISO 8601; when it began. */
  createdAt: z.string(),
  settings: settingsSchema,
  /** In the order of the results. */
  cells: z.array(cellSchema),
  model: modelIdentitySchema,
  scorer: scorerIdentitySchema.nullable(),
});
export type EvaluationRecord = z.infer<typeof recordSchema>;

export interface RecordedEvaluation {
  readonly record: EvaluationRecord;
  /** As they were asked. */
  readonly rows: readonly DatasetRow[];
}

/** What is known of an evaluation that may be growing. */
export interface ReadEvaluation extends RecordedEvaluation {
  /** Rows that are finished, in the order of their file. */
  readonly results: readonly ResultRow[];
  /** The process that writes it now; null: none does. */
  readonly writer: number | null;
}

/**
 * Whether an evaluation may go on: its results were made with the same dataset, models and settings.
 * @throws WaitpointError `badInput` that says everything that changed
 */
export function refuseChanged(before: RecordedEvaluation, now: RecordedEvaluation, where: string): void {
  const dataset = datasetChanges(before.rows, now.rows);
  const changes = [
    ...(dataset === null ? [] : [`the dataset: ${dataset}`]),
    // Of one evaluation, begun at another time.
    ...differences(before.record, { ...now.record, createdAt: before.record.createdAt }),
  ];
  if (changes.length === 0) return;
  throw errors.badInput(
    `${where} holds another evaluation. Changed since it began: ${changes.join('; ')}. ` +
      'Give what it began with, or choose another folder.',
  );
}

/** Differences that are told: the first say what happened. */
const MOST_TOLD = 6;

/** `path before to after` of the values that differ. */
function differences(before: unknown, after: unknown): string[] {
  const found: string[] = [];
  compare('', before, after, found);
  const more = found.length > MOST_TOLD ? [`${found.length - MOST_TOLD} more`] : [];
  return [...found.slice(0, MOST_TOLD), ...more];
}

function compare(path: string, before: unknown, after: unknown, found: string[]): void {
  const bothObjects = isObject(before) && isObject(after);
  if (!bothObjects) {
    const [one, other] = [JSON.stringify(before), JSON.stringify(after)];
    if (one !== other) found.push(`${path} ${one ?? 'nothing'} to ${other ?? 'nothing'}`);
    return;
  }
  // Cells follow from the settings, and from this program: told only when nothing else tells.
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => key !== 'cells');
  for (const key of keys) compare(path === '' ? key : `${path}.${key}`, before[key], after[key], found);
  const sameCells = JSON.stringify(before['cells']) === JSON.stringify(after['cells']);
  if (!sameCells && found.length === 0) found.push('the methods, by another version of Waitpoint');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
