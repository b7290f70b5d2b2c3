import { visibleText } from '../../src/core/text';

/** Untrusted text as the view shows it: only the display changes, never the trace. */
export function displayText(text: string): string {
  return visibleText(text, { tabs: true });
}

/** Lines that hold nothing but white space before the first and after the last visible character. */
export function blankEdges(text: string): { before: number; after: number } {
  const trimmed = text.trim();
  if (trimmed === '') return { before: 0, after: 0 };
  const start = text.indexOf(trimmed);
  const newlines = (part: string): number => part.split('\n').length - 1;
  // The last newline of a block makes no line of its own.
  const after = newlines(text.slice(start + trimmed.length));
  return {
    before: newlines(text.slice(0, start)),
    after: Math.max(0, text.endsWith('\n') ? after - 1 : after),
  };
}
