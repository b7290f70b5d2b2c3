/** Rows come from anywhere: a schema says what is read of them, and everything else is left alone. */
import { z } from 'zod';
import { quote } from '../errors';
import type { JsonPath } from '../trace/jsonText';
import { RowError } from './foreignTrace';

/** In the words of problems: what a value is, and what it must be. */
const error: z.core.$ZodErrorMap = ({ code, input, message, ...issue }) => {
  if (input === undefined) return 'is missing';
  if (code === 'invalid_type') return `is ${shown(input)}, but it must be ${article(issue['expected'])}`;
  if (code === 'invalid_value') return `is ${shown(input)}, but it must be ${oneOf(issue['values'])}`;
  return message;
};

/** @throws RowError naming the first field that is missing or of another type */
export function checkRow<T>(schema: z.ZodType<T>, row: unknown): T {
  const checked = schema.safeParse(row, { error });
  if (checked.success) return checked.data;
  const { path, message } = innermost(checked.error.issues);
  throw new RowError(path, message);
}

/**
 * An array whose first wrong element is the last that is looked at: `z.array` keeps an issue for each, and millions of
 * them in a hostile row would fill the memory.
 */
export function listOf<T>(element: z.ZodType<T>): z.ZodType<T[]> {
  return z.array(z.unknown()).transform((items, context) => {
    const list: T[] = [];
    for (const [index, item] of items.entries()) {
      const checked = element.safeParse(item, { error });
      if (!checked.success) {
        const { path, message } = innermost(checked.error.issues);
        context.addIssue({ code: 'custom', path: [index, ...path], message });
        return z.NEVER;
      }
      list.push(checked.data);
    }
    return list;
  });
}

/** Whether `row` is an object that has all of `fields` of its own: `__proto__` and its like count for nothing. */
export function hasFields(row: unknown, ...fields: string[]): row is Record<string, unknown> {
  return (
    typeof row === 'object' &&
    row !== null &&
    !Array.isArray(row) &&
    fields.every((field) => Object.hasOwn(row, field))
  );
}

type Issue = z.core.$ZodIssue;

/** Of alternatives that all fail, the one that got furthest says best what is wrong. */
function innermost(issues: readonly Issue[]): { path: JsonPath; message: string } {
  const issue = issues[0];
  if (!issue) return { path: [], message: 'is not valid' };
  const deeper = issue.code === 'invalid_union' ? issue.errors.map(innermost) : [];
  const best = deeper.reduce((a, b) => (b.path.length > a.path.length ? b : a), { path: [], message: '' });
  return best.path.length > 0
    ? { path: [...issue.path, ...best.path], message: best.message }
    : { path: issue.path, message: issue.message };
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? quote(value) : JSON.stringify(value);
}

const ARTICLES: Record<string, string> = {
  string: 'a text',
  array: 'an array',
  object: 'an object',
  boolean: 'true or false',
  int: 'a whole number',
};

function article(expected: unknown): string {
  const type = String(expected);
  return ARTICLES[type] ?? `a ${type}`;
}

function oneOf(values: unknown): string {
  return (values as unknown[]).map((value) => JSON.stringify(value)).join(' or ');
}
