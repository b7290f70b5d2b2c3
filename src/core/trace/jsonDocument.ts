/** Reads and prints documents of JSON: what is wrong is told by byte or line, and the text is good to diff. */
import { messageOf, type WaitpointError } from '../errors';
import { firstInvalidByte } from '../utf8';
import { findJsonError, lineAt } from './jsonText';
import { ALTERNATIVES } from './tokenColumns';

/**
 * @param invalid makes the error, of where and why
 * @throws what `invalid` makes
 */
export function parseJsonBytes(
  bytes: Uint8Array,
  invalid: (where: string, reason: string) => WaitpointError,
): { text: string; value: unknown } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid(`byte ${firstInvalidByte(bytes)}`, 'the text is not valid UTF-8');
  }
  try {
    return { text, value: JSON.parse(text) as unknown };
  } catch (error) {
    const found = findJsonError(text);
    if (!found) throw invalid('line 1', messageOf(error));
    const reason = found.truncated ? 'the file ends too early (truncated?)' : 'the JSON is broken here';
    throw invalid(`line ${lineAt(text, found.position)}`, reason);
  }
}

/** Values a row of a column: a change of one token changes one short line of a diff. A multiple of ALTERNATIVES. */
const VALUES_PER_ROW = 3 * ALTERNATIVES;

/** Columns are broken into short rows. */
export function printJson(value: unknown): string {
  return `${print(value, '')}\n`;
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
