/** Reads back the journal of a search: what was received adds up to the search as far as it had come. */
import { z } from 'zod';
import { failureSchema, requestSchema } from '../trace/trace';
import { unevenColumn } from '../trace/tokenColumns';
import { decide } from './decide';
import { applySearchEvent, type SearchEvent } from './searchEvent';
import {
  choiceSchema,
  ledgerSchema,
  searchNodeSchema,
  searchRecordSchema,
  type SearchRecord,
} from './searchRecord';
import { searchSettingsSchema } from './settings';

const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), record: searchRecordSchema }),
  z.object({
    type: z.literal('adopt'),
    settings: searchSettingsSchema,
    request: requestSchema,
    auto: searchRecordSchema.shape.auto,
  }),
  z.object({ type: z.literal('node'), node: searchNodeSchema }),
  z.object({ type: z.literal('round'), round: searchNodeSchema.shape.round }),
  z.object({ type: z.literal('ledger'), ledger: ledgerSchema }),
  z.object({ type: z.literal('warning'), message: z.string() }),
  z.object({
    type: z.literal('finish'),
    choice: choiceSchema.nullable(),
    complete: z.boolean(),
    failure: failureSchema.nullable(),
  }),
]);

/**
 * Adds up a journal, as far as it can be read: to the first line that is broken or does not follow.
 * @returns null when not even its first line can be read, or no node was received
 */
export function recoverSearch(text: string): SearchRecord | null {
  let record: SearchRecord | null = null;
  let finished = false;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const event = parseLine(line);
    if (!event || !follows(event, record)) break;
    if (event.type === 'start') record = structuredClone(event.record);
    else if (record) record = applySearchEvent(record, event);
    finished = event.type === 'finish';
  }
  if (!record || record.nodes.length === 0) return null;
  if (!finished) breakOff(record, 'interrupted', 'The search was interrupted before it ended.');
  return record;
}

/** Closes a search that ended before its time: what is there is decided by. */
export function breakOff(record: SearchRecord, code: string, message: string): void {
  record.complete = false;
  record.failure = { code, message };
  record.choice = decide(record.nodes, record.settings.select, record.settings.aggregate);
}

function parseLine(line: string): SearchEvent | null {
  try {
    return eventSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

function follows(event: SearchEvent, record: SearchRecord | null): boolean {
  if (event.type === 'start') return record === null;
  if (!record) return false;
  if (event.type !== 'node') return true;
  const { id, parent, tokens } = event.node;
  return id <= record.nodes.length && (parent === null || parent < id) && unevenColumn(tokens) === null;
}
