/** docs/format.md against the schema: what it documents exists, and what exists is documented. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseTrace, stringifyTrace } from '../../src/core/trace/traceFile';
import { traceSchema } from '../../src/core/trace/trace';

const docs = resolve(import.meta.dirname, '../../docs');
// Tables are padded by the formatter.
const text = readFileSync(resolve(docs, 'format.md'), 'utf8').replace(/ +/g, ' ');

/** Every key that a JSON schema names, at any depth. */
function keysOf(schema: unknown, keys = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return keys;
  for (const [name, value] of Object.entries(schema)) {
    if (name === 'properties') for (const key of Object.keys(value as object)) keys.add(key);
    keysOf(value, keys);
  }
  return keys;
}

test('every field of the schema is documented', () => {
  const keys = keysOf(z.toJSONSchema(traceSchema));
  expect(keys.size).toBeGreaterThan(40);
  const missing = [...keys].filter((key) => !new RegExp(`[\`.{ "]${key}[\`",}.]`).test(text));
  expect(missing).toEqual([]);
});

test('the example is a trace, written as this version writes it', () => {
  const bytes = readFileSync(resolve(docs, 'example.trace.json'));
  const { trace, readOnly } = parseTrace(bytes);
  expect(readOnly).toBeNull();
  expect(stringifyTrace(trace)).toBe(bytes.toString());
});

test('what the text says of the first forced token and of the ranges is what the example holds', () => {
  const { trace } = parseTrace(readFileSync(resolve(docs, 'example.trace.json')));
  const { tokens } = trace;
  const at = trace.interventions[0]?.at ?? 0;
  expect(text).toContain(`Token ${at} of the example`);
  expect(text).toContain(`"thinking": {"start": 0, "end": ${trace.thinking.end}}`);
  for (const column of ['id', 'prob', 'entropy', 'timeMs'] as const) {
    expect(text).toContain(`| \`${column}\` | ${tokens[column][at]} |`);
  }
  expect(text).toContain(`| ${tokens.alternativeIds.slice(5 * at, 5 * at + 5).join(', ')} |`);
  for (const intervention of trace.interventions) expect(text).toContain(JSON.stringify(intervention));
});
