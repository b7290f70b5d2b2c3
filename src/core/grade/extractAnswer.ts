/**
 * The answer that a text gives, in this order: the last balanced `\boxed{…}`, the last `Final Answer:`, the last
 * `Answer:`, the last number. Null when there is none.
 */
export function extractAnswer(text: string): string | null {
  return (
    lastBoxed(text) ??
    lastLabelled(text, 'Final Answer:') ??
    lastLabelled(text, 'Answer:') ??
    lastNumber(text)
  );
}

/** One pass over the braces, so that a text full of openers that nothing closes costs no more than another. */
function lastBoxed(text: string): string | null {
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
  return last.start < 0 ? null : text.slice(last.start, last.end).trim();
}

/** The rest of the line after the last `label` that has one, or the next line that is not empty and no label. */
function lastLabelled(text: string, label: string): string | null {
  for (let at = text.lastIndexOf(label); at >= 0; at = at === 0 ? -1 : text.lastIndexOf(label, at - 1)) {
    const start = at + label.length;
    const next = text.slice(start).search(/\S/);
    if (next < 0) continue;
    const end = text.indexOf('\n', start + next);
    const line = withoutStars(text.slice(start + next, end < 0 ? undefined : end));
    if (line !== '' && !/^(?:Final )?Answer:/.test(line)) return line;
  }
  return null;
}

/** Without Markdown's emphasis around it. */
function withoutStars(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && /[*\s]/.test(text[start] ?? '')) start++;
  while (start < end && /[*\s]/.test(text[end - 1] ?? '')) end--;
  return text.slice(start, end);
}

/** Groups of three digits count as one number; a minus after a word, a digit or a bracket is a subtraction. */
const NUMBER = /(?:(?<![\w)\]}])-)?(?:(?<!\d)\d{1,3}(?:,\d{3})+(?![,\d])(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)/g;

function lastNumber(text: string): string | null {
  return text.match(NUMBER)?.at(-1) ?? null;
}
