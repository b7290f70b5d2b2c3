/** Reads and writes `*.search.json` (docs/format.md). */
import { errors, quote } from '../errors';
import { parseJsonBytes, printJson } from '../trace/jsonDocument';
import { findJsonValue, lineAt, type JsonPath } from '../trace/jsonText';
import { unevenColumn } from '../trace/tokenColumns';
import { LARGEST_TRACE_BYTES } from '../trace/traceFile';
import { SEARCH_SCHEMA, searchRecordSchema, type SearchNode, type SearchRecord } from './searchRecord';

export const SEARCH_FILE = '.search.json';

export interface ParsedSearch {
  readonly record: SearchRecord;
  /** Why the file must not be written back, for the user; null when it may. */
  readonly readOnly: string | null;
}

/** @throws WaitpointError `badInput` naming byte or line */
export function parseSearch(bytes: Uint8Array): ParsedSearch {
  if (bytes.byteLength > LARGEST_TRACE_BYTES)
    throw errors.badInput(
      `The search has ${bytes.byteLength} bytes; Waitpoint opens files of up to ${LARGEST_TRACE_BYTES} bytes.`,
    );
  const { text, value } = parseJsonBytes(bytes, errors.searchInvalid);
  const fail = (path: JsonPath, reason: string): never => {
    const where = `line ${lineAt(text, findJsonValue(text, path))}`;
    throw errors.searchInvalid(
      where,
      path.length > 0 ? `${quote(path.map(String).join('.'))}: ${reason}` : reason,
    );
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail([], 'the file holds no JSON object');
  const { schema } = value as { schema?: unknown };
  if (typeof schema !== 'number' || !Number.isInteger(schema) || schema < 1)
    return fail(['schema'], 'must be a whole number from 1 on');
  const parsed = searchRecordSchema.safeParse({ ...value, schema: SEARCH_SCHEMA });
  const newer = schema > SEARCH_SCHEMA ? errors.searchNewer(schema, SEARCH_SCHEMA) : null;
  if (!parsed.success) {
    if (newer) throw newer;
    const issue = parsed.error.issues[0];
    return fail(issue?.path ?? [], issue?.message ?? 'not valid');
  }
  for (const [index, node] of parsed.data.nodes.entries()) {
    const problem = problemOf(node, index);
    if (problem !== null) return fail(['nodes', index], problem);
  }
  return { record: parsed.data, readOnly: newer?.message ?? null };
}

/** What a schema cannot say. */
function problemOf({ id, parent, tokens }: SearchNode, index: number): string | null {
  if (id !== index) return `its id is ${id}, its place ${index}`;
  if (parent !== null && parent >= id) return `its parent ${parent} does not stand before it`;
  const length = tokens.id.length;
  if (tokens.provenance.length !== length)
    return `provenance has ${tokens.provenance.length} entries, id ${length}`;
  return unevenColumn(tokens);
}

/** Stable text of a search: the same search gives the same bytes. */
export function stringifySearch(record: SearchRecord): string {
  return printJson(searchRecordSchema.safeParse(record).data ?? record);
}
