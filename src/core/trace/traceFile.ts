/** Reads and writes `*.trace.json` (docs/format.md). */
import { errors, messageOf } from '../errors';
import { ALTERNATIVES } from './tokenColumns';
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
  const text = decodeUtf8(bytes);
  const raw = parseJson(text);
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw errors.traceInvalid('line 1', 'the file holds no JSON object');
  }
  const schema = (raw as { schema?: unknown }).schema;
  if (typeof schema !== 'number' || !Number.isInteger(schema) || schema < 1) {
    throw errors.traceInvalid(lineOfKey(text, 'schema'), `"schema" must be a whole number from 1 on`);
  }
  const newer = schema > TRACE_SCHEMA;
  const parsed = traceSchema.safeParse({ ...raw, schema: newer ? TRACE_SCHEMA : schema });
  if (!parsed.success) {
    if (newer) throw errors.traceNewer(schema, TRACE_SCHEMA);
    const issue = parsed.error.issues[0];
    const path = issue?.path.map(String) ?? [];
    throw errors.traceInvalid(
      lineOfKey(text, path[0] ?? ''),
      `${path.join('.')}: ${issue?.message ?? 'not valid'}`,
    );
  }
  const problem = inconsistency(parsed.data);
  if (problem) throw errors.traceInvalid(lineOfKey(text, problem.key), problem.message);
  return {
    trace: parsed.data,
    readOnly: newer ? errors.traceNewer(schema, TRACE_SCHEMA).message : unknownKeys(raw),
  };
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw errors.traceInvalid(`byte ${firstInvalidByte(bytes)}`, 'the text is not valid UTF-8');
  }
}

/** Finds the first byte that is not UTF-8 by halving: a prefix is valid up to it, save for a cut character. */
function firstInvalidByte(bytes: Uint8Array): number {
  const valid = (length: number): boolean => {
    for (let cut = 0; cut <= 3 && cut <= length; cut++) {
      try {
        new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length - cut));
        return true;
      } catch {
        continue;
      }
    }
    return false;
  };
  let low = 0;
  let high = bytes.byteLength;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (valid(middle)) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low - 3);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const message = messageOf(error);
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
    const truncated = position >= text.trimEnd().length;
    const reason = truncated ? 'the file ends too early (truncated?)' : 'the JSON is broken here';
    throw errors.traceInvalid(`line ${lineAt(text, position)}`, reason);
  }
}

function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < position; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** Line of a top-level key, as near as can be told without a second parser. */
function lineOfKey(text: string, key: string): string {
  const at = key === '' ? -1 : text.indexOf(`"${key}"`);
  return at < 0 ? (key === '' ? 'line 1' : `"${key}" (missing)`) : `line ${lineAt(text, at)}`;
}

/** What a schema cannot say: columns of one length, ranges inside the tokens. */
function inconsistency(trace: Trace): { key: string; message: string } | null {
  const { tokens, thinking, answer } = trace;
  const length = tokens.id.length;
  for (const name of ['text', 'prob', 'entropy', 'timeMs', 'provenance'] as const) {
    if (tokens[name].length !== length) {
      return {
        key: 'tokens',
        message: `tokens.${name} has ${tokens[name].length} entries, tokens.id ${length}`,
      };
    }
  }
  for (const name of ['alternativeIds', 'alternativeProbs'] as const) {
    if (tokens[name].length !== length * ALTERNATIVES) {
      return {
        key: 'tokens',
        message: `tokens.${name} has ${tokens[name].length} entries; ${ALTERNATIVES} for each of ${length} tokens are needed`,
      };
    }
  }
  const outside = (range: { start: number; end: number }): boolean =>
    range.start > range.end || range.end > length;
  if (outside(thinking)) return { key: 'thinking', message: 'the range is outside the tokens' };
  // A run that broke off while the delimiter was forced has an answer that begins after the last token.
  if (answer && answer.start > answer.end)
    return { key: 'answer', message: 'the range ends before it starts' };
  if (trace.steps.some(outside)) return { key: 'steps', message: 'a step is outside the tokens' };
  if (trace.interventions.some(({ at }) => at > length)) {
    return { key: 'interventions', message: 'an intervention is outside the tokens' };
  }
  return null;
}

function unknownKeys(raw: object): string | null {
  const unknown = Object.keys(raw).filter((key) => !(key in traceSchema.shape));
  return unknown.length === 0
    ? null
    : `This trace holds fields that this Waitpoint does not know (${unknown.slice(0, 5).join(', ')}); ` +
        'saving would lose them, so it is read-only.';
}

/** Values a row of a column: a change of one token changes one short line of a diff. */
const VALUES_PER_ROW = 16;

/** Stable text of a trace: the same trace gives the same bytes; columns are broken into short rows. */
export function stringifyTrace(trace: Trace): string {
  return `${print(trace, '')}\n`;
}

function print(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    const rows: string[] = [];
    const scalars = value.every((item) => typeof item !== 'object' || item === null);
    const perRow = scalars ? VALUES_PER_ROW : 1;
    for (let i = 0; i < value.length; i += perRow) {
      rows.push(
        value
          .slice(i, i + perRow)
          .map((item) => JSON.stringify(item))
          .join(', '),
      );
    }
    return rows.length === 1 && scalars
      ? `[${rows[0]}]`
      : `[\n${inner}${rows.join(`,\n${inner}`)}\n${indent}]`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, item]) => `${JSON.stringify(key)}: ${print(item, inner)}`);
  return `{\n${inner}${lines.join(`,\n${inner}`)}\n${indent}}`;
}
