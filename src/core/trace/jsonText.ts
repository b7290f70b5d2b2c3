/** Finds places in JSON text: `JSON.parse` does not always say where an error is, and never where a value stands. */

export type JsonPath = readonly PropertyKey[];

const SPACE = /[ \t\r\n]*/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
// eslint-disable-next-line no-control-regex -- JSON forbids exactly these in strings
const PLAIN_CHARACTERS = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
/** What may be left of a value where a file was cut off. */
const CUT_SHORT = /^(?:-|\.|e[+-]?|t|tr|tru|f|fa|fal|fals|n|nu|nul|\\(?:u[\da-f]{0,3})?)?\s*$/i;

/** Where JSON breaks: a character offset, and whether only its end is missing; null where it does not. */
export function findJsonError(text: string): { position: number; truncated: boolean } | null {
  const position = walk(text, () => {});
  if (position === null) return null;
  return { position, truncated: CUT_SHORT.test(text.slice(position, position + 100)) };
}

/** Character offset of the value at `path`, or of the innermost value there that should hold it. */
export function findJsonValue(text: string, path: JsonPath): number {
  let found = 0;
  let depth = 0;
  walk(text, (keys, position) => {
    if (keys.length < depth || keys.length > path.length) return;
    if (!keys.every((key, i) => String(key) === String(path[i]))) return;
    found = position;
    depth = keys.length;
  });
  return found;
}

/**
 * The first key that an object holds twice, of which `JSON.parse` silently keeps the last: its path, and the offset
 * of its second value. Null where every key is there once.
 */
export function findRepeatedKey(text: string): { path: JsonPath; position: number } | null {
  let found: { path: JsonPath; position: number } | null = null;
  /** Keys of the open object at every depth. */
  const seen: (Set<string> | undefined)[] = [];
  walk(text, (path, position) => {
    const depth = path.length;
    const key = path[depth - 1];
    if (typeof key === 'string') {
      const keys = (seen[depth] ??= new Set());
      if (keys.has(key)) found ??= { path: [...path], position };
      keys.add(key);
    }
    // What is deeper begins anew with this value.
    seen.length = depth + 1;
  });
  return found;
}

/** Whether more than `most` brackets are open at once: every one of them costs a parser some hundred bytes. */
export function isNestedDeeper(text: string, most: number): boolean {
  if (text.length <= most) return false;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') inString = !inString;
    else if (inString) at += character === '\\' ? 1 : 0;
    else if (character === '[' || character === '{') {
      if (++depth > most) return true;
    } else if (character === ']' || character === '}') depth--;
  }
  return false;
}

/** The line, from 1, of a character offset. */
export function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < position; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/**
 * Walks over JSON text without recursion, so that no nesting is too deep.
 * @param visit called with the path and the offset of every value, outer ones first; the path changes afterwards
 * @returns the offset of the first error, or null
 */
function walk(text: string, visit: (path: (string | number)[], position: number) => void): number | null {
  /** Key or index of the value at hand in every open container, and what closes that. */
  const path: (string | number)[] = [];
  const closers: string[] = [];
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const matches = pattern.test(text);
    if (matches) at = pattern.lastIndex;
    return matches;
  };
  const skipString = (): boolean => {
    if (text[at] !== '"') return false;
    at++;
    do skip(PLAIN_CHARACTERS);
    while (skip(ESCAPE));
    if (text[at] !== '"') return false;
    at++;
    return true;
  };
  const readKey = (): boolean => {
    skip(SPACE);
    const start = at;
    if (!skipString()) return false;
    path[path.length - 1] = JSON.parse(text.slice(start, at)) as string;
    skip(SPACE);
    if (text[at] !== ':') return false;
    at++;
    return true;
  };

  for (;;) {
    skip(SPACE);
    visit(path, at);
    const first = text[at];
    if (first === '{' || first === '[') {
      const closer = first === '{' ? '}' : ']';
      at++;
      skip(SPACE);
      if (text[at] !== closer) {
        closers.push(closer);
        path.push(0);
        if (first === '{' && !readKey()) return at;
        continue;
      }
      at++;
    } else if (first === '"' ? !skipString() : !skip(SCALAR)) {
      return at;
    }
    // The value is over: close what ends with it, up to a comma.
    for (;;) {
      skip(SPACE);
      const closer = closers.at(-1);
      if (closer === undefined) return at < text.length ? at : null;
      const next = text[at];
      if (next !== closer && next !== ',') return at;
      at++;
      if (next === ',') {
        if (closer === ']') path[path.length - 1] = Number(path.at(-1)) + 1;
        else if (!readKey()) return at;
        break;
      }
      closers.pop();
      path.pop();
    }
  }
}
