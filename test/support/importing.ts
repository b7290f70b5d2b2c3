/** Imports for tests: everything at once, and shown as text. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FORMATS } from '../../src/core/formats/formats';
import { importTraces } from '../../src/core/formats/importTraces';
import type { ImportItem } from '../../src/core/formats/readRow';
import { textOf, type Trace } from '../../src/core/trace/trace';

const FIXTURES = resolve(import.meta.dirname, '../core/formats/fixtures');

export const fixtureNames = readdirSync(FIXTURES);
export const fixture = (name: string): Uint8Array => readFileSync(join(FIXTURES, name));

/** The format that a fixture is named after; undefined for one that is named after something else. */
export const formatOfFixture = (name: string): string | undefined =>
  FORMATS.map((format) => format.name)
    .filter((format) => name.startsWith(format))
    .sort((a, b) => b.length - a.length)[0];

type Input = Parameters<typeof importTraces>[0];

export async function itemsOf(input: Input, format = 'auto'): Promise<ImportItem[]> {
  const items: ImportItem[] = [];
  const options = { format, source: 'file', createdAt: '2026-01-01T00:00:00.000Z' };
  for await (const item of importTraces(input, options)) items.push(item);
  return items;
}

export const tracesOf = (items: readonly ImportItem[]): Trace[] =>
  items.flatMap((item) => (item.kind === 'trace' ? [item.trace] : []));

/** `line: message` of every problem. */
export const problemsOf = (items: readonly ImportItem[]): string[] =>
  items.flatMap((item) => (item.kind === 'problem' ? [`${item.line}: ${item.message}`] : []));

const SIGNS = new Map([
  [1, '+'],
  [0, '0'],
  [-1, '-'],
]);

/** What a person would check of an imported document, a line each. */
export function readable(items: readonly ImportItem[]): string {
  return items
    .map((item) => (item.kind === 'trace' ? readableTrace(item.trace) : readableProblem(item)))
    .join('\n');
}

function readableProblem({ line, message }: { line: number; message: string }): string {
  return `== problem in line ${line}\n${message}\n`;
}

function readableTrace(trace: Trace): string {
  const { imported, thinking, answer, steps, finish, tokens } = trace;
  const shown = (start: number, end: number): string => JSON.stringify(textOf(trace, start, end));
  const lines = [
    `== ${imported?.format}, line ${imported?.line ?? 'none'}, from ${imported?.source}`,
    `question ${JSON.stringify(trace.question.text)}`,
    ...steps.map(({ start, end }, i) => {
      const label = imported?.labels?.[i];
      const sign = imported?.labels ? ` ${label == null ? '?' : SIGNS.get(label)}` : '';
      const person = tokens.provenance[start] === 'user' ? ' by a person' : '';
      return `step ${i + 1}${sign}${person} ${shown(start, end)}`;
    }),
    `between ${shown(thinking.end, answer?.start ?? thinking.end)}`,
    answer ? `answer ${shown(answer.start, answer.end)}: ${answer.extracted}` : 'no answer',
    `expected ${trace.question.expected ?? 'nothing'}`,
    `finish ${finish.thinking}, ${finish.answer}`,
    ...trace.warnings.map((warning) => `warning ${warning}`),
  ];
  return `${lines.join('\n')}\n`;
}
