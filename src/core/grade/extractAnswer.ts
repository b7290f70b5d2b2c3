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

function lastBoxed(text: string): string | null {
  const opener = /\\f?boxed\s*\{/g;
  let found: string | null = null;
  for (let match = opener.exec(text); match; match = opener.exec(text)) {
    const inside = balanced(text, opener.lastIndex);
    if (inside !== null && inside.trim() !== '') found = inside.trim();
  }
  return found;
}

/** Text from `start` to the brace that closes the one before `start`; null when none does. */
function balanced(text: string, start: number): string | null {
  let depth = 1;
  for (let i = start; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return text.slice(start, i);
  }
  return null;
}

function lastLabelled(text: string, label: string): string | null {
  const at = text.lastIndexOf(label);
  if (at < 0) return null;
  const line = text
    .slice(at + label.length)
    .trimStart()
    .split('\n', 1)[0]
    ?.trim()
    .replace(/^\*+|\*+$/g, '')
    .trim();
  return line ? line : null;
}

function lastNumber(text: string): string | null {
  return text.match(/-?\d+(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?/g)?.at(-1) ?? null;
}
