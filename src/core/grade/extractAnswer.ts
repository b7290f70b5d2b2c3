/** Characters `start` to `end` (exclusive) of a text. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The answer that a text gives, in this order: the last balanced `\boxed{…}`, the last `Final Answer:`, the last
 * `Answer:`, the last number. Null when there is none.
 */
export function extractAnswer(text: string): string | null {
  const range = findAnswer(text);
  return range && text.slice(range.start, range.end);
}

/** Where the answer of a text stands. */
export function findAnswer(text: string): TextRange | null {
  return (
    lastBoxed(text) ??
    lastLabelled(text, 'Final Answer:') ??
    lastLabelled(text, 'Answer:') ??
    lastNumber(text)
  );
}

/** One pass over the braces, so that a text full of openers that nothing closes costs no more than another. */
function lastBoxed(text: string): TextRange | null {
  const opener = /\\f?boxed\s*\{/y;
  const opensBox = (at: number): boolean => {
    opener.lastIndex = at;
    return opener.test(text);
  };
  /** Where the content of every open brace begins, and whether it is a box. */
  const open: { start: number; boxed: boolean }[] = [];
  let last = { start: -1, end: -1 };
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') {
      if (opensBox(i)) {
        i = opener.lastIndex - 1;
        open.push({ start: i + 1, boxed: true });
      } else if (!opensBox(i + 1)) {
        i++;
      }
    } else if (text[i] === '{') {
      open.push({ start: i + 1, boxed: false });
    } else if (text[i] === '}') {
      const closed = open.pop();
      if (closed?.boxed && closed.start > last.start && text.slice(closed.start, i).trim() !== '') {
        last = { start: closed.start, end: i };
      }
    }
  }
  return last.start < 0 ? null : without(/\s/, text, last.start, last.end);
}

const LABEL = /^(?:Final )?Answer:/;

/** The rest of the line after the last `label` that has one, or the next line that is not empty and no label. */
function lastLabelled(text: string, label: string): TextRange | null {
  for (let at = text.lastIndexOf(label); at >= 0; at = at === 0 ? -1 : text.lastIndexOf(label, at - 1)) {
    const start = at + label.length;
    const next = text.slice(start).search(/\S/);
    if (next < 0) continue;
    const end = text.indexOf('\n', start + next);
    const line = without(/[*\s]/, text, start + next, end < 0 ? text.length : end);
    if (line.start < line.end && !LABEL.test(text.slice(line.start, line.end))) return line;
  }
  return null;
}

/** The range without what `edge` matches at both of its ends: white space, Markdown's emphasis. */
function without(edge: RegExp, text: string, start: number, end: number): TextRange {
  while (start < end && edge.test(text[start] ?? '')) start++;
  while (start < end && edge.test(text[end - 1] ?? '')) end--;
  return { start, end };
}

/** Groups of three digits count as one number; a minus after a word, a digit or a bracket is a subtraction. */
const NUMBER = /(?:(?<![\w)\]}])-)?(?:(?<!\d)\d{1,3}(?:,\d{3})+(?![,\d])(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)/g;

function lastNumber(text: string): TextRange | null {
  let last: TextRange | null = null;
  for (const { 0: number, index } of text.matchAll(NUMBER))
    last = { start: index, end: index + number.length };
  return last;
}
