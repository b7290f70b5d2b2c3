/** Reads and writes `*.trace.json` (docs/format.md). */
import { errors, quote, type WaitpointError } from '../errors';
import { parseJsonBytes, printJson } from './jsonDocument';
import { findJsonValue, lineAt, type JsonPath } from './jsonText';
import { unevenColumn } from './tokenColumns';
import { TRACE_SCHEMA, traceSchema, type Trace } from './trace';

/** A trace of 131,072 tokens is about 20 MB; a larger file is no trace, or would freeze its reader. */
export const LARGEST_TRACE_BYTES = 128 * 1024 * 1024;

export interface ParsedTrace {
  readonly trace: Trace;
  /** Why the file must not be written back, for the user; null when it may. */
  readonly readOnly: string | null;
}

/** @throws WaitpointError `traceTooLarge`, `traceInvalid` (naming byte or line), `traceNewer` */
export function parseTrace(bytes: Uint8Array): ParsedTrace {
  if (bytes.byteLength > LARGEST_TRACE_BYTES)
    throw errors.traceTooLarge(bytes.byteLength, LARGEST_TRACE_BYTES);
  const { text, value: raw } = parseJsonBytes(bytes, errors.traceInvalid);
  const invalid = (path: JsonPath, reason: string): WaitpointError =>
    errors.traceInvalid(
      `line ${lineAt(text, findJsonValue(text, path))}`,
      path.length > 0 ? `${quote(path.map(String).join('.'))}: ${reason}` : reason,
    );
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw invalid([], 'the file holds no JSON object');
  }
  const schema = (raw as { schema?: unknown }).schema;
  if (typeof schema !== 'number' || !Number.isInteger(schema) || schema < 1) {
    throw invalid(['schema'], 'must be a whole number from 1 on');
  }
  const newer = schema > TRACE_SCHEMA;
  const parsed = traceSchema.safeParse({ ...raw, schema: TRACE_SCHEMA });
  if (!parsed.success) {
    if (newer) throw errors.traceNewer(schema, TRACE_SCHEMA);
    const issue = parsed.error.issues[0];
    throw invalid(issue?.path ?? [], issue?.message ?? 'not valid');
  }
  const problem = findInconsistency(parsed.data);
  if (problem) throw invalid(problem.path, problem.reason);
  return {
    trace: parsed.data,
    readOnly: newer ? errors.traceNewer(schema, TRACE_SCHEMA).message : unknownFields(raw, parsed.data),
  };
}

/** What a schema cannot say: columns of one length, ranges inside the tokens. */
export function findInconsistency(trace: Trace): { path: JsonPath; reason: string } | null {
  const { tokens, thinking, answer } = trace;
  const length = tokens.id.length;
  const uneven = unevenColumn(tokens);
  if (uneven !== null) return { path: ['tokens'], reason: uneven };
  if (tokens.provenance.length !== length) {
    return { path: ['tokens'], reason: `provenance has ${tokens.provenance.length} entries, id ${length}` };
  }
  const outside = (range: { start: number; end: number }): boolean =>
    range.start > range.end || range.end > length;
  if (outside(thinking)) return { path: ['thinking'], reason: 'the range is outside the tokens' };
  // A run that broke off while the delimiter was forced has an empty answer that begins after the last token.
  const answerFits = !answer || (answer.start <= answer.end && answer.end <= Math.max(answer.start, length));
  if (!answerFits) return { path: ['answer'], reason: 'the range is outside the tokens' };
  let stepEnd = thinking.start;
  for (const [index, step] of trace.steps.entries()) {
    if (outside(step)) return { path: ['steps', index], reason: 'the step is outside the tokens' };
    if (step.start < stepEnd)
      return { path: ['steps', index], reason: 'the step begins before the end of the one before it' };
    stepEnd = step.end;
  }
  for (const name of ['interventions', 'probes'] as const) {
    const index = trace[name].findIndex(({ at }) => at > length);
    if (index >= 0) return { path: [name, index], reason: `the ${name.slice(0, -1)} is outside the tokens` };
  }
  const labels = trace.imported?.labels;
  if (labels && labels.length !== trace.steps.length)
    return {
      path: ['imported', 'labels'],
      reason: `there are ${labels.length}, and ${trace.steps.length} steps`,
    };
  return null;
}

function unknownFields(raw: object, known: object): string | null {
  const unknown = [...fieldsNotIn(raw, known, '')];
  if (unknown.length === 0) return null;
  return (
    `This trace holds fields that this Waitpoint does not know (${quote(unknown.slice(0, 5).join(', '), 200)}); ` +
    'saving would lose them, so it is read-only.'
  );
}

/** Paths of what is in `raw` and was left out of `known`, the same value as the schema understands it. */
function* fieldsNotIn(raw: object, known: object, path: string): Generator<string> {
  for (const [key, value] of Object.entries(raw) as [string, unknown][]) {
    if (!Object.hasOwn(known, key)) yield path + key;
    else if (typeof value === 'object' && value !== null)
      yield* fieldsNotIn(value, known[key as keyof object], `${path}${key}.`);
  }
}

/** Stable text of a trace: the same trace gives the same bytes, in the order of the schema, however it was put together. */
export function stringifyTrace(trace: Trace): string {
  return printJson(traceSchema.safeParse(trace).data ?? trace);
}
