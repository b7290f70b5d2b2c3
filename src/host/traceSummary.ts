/** What the side bar tells of a trace, read from the two ends of its file: the middle, its tokens, may be long. */
import type { FinishReason } from '../core/trace/trace';

export interface TraceSummary {
  readonly question: string;
  /** The extracted answer, else the answer's text; null where there is none yet. */
  readonly answer: string | null;
  readonly state: 'draft' | 'done' | 'unfinished';
}

/** Bytes read at the beginning: room for the longest question that a side bar could show, and its prompt. */
export const HEAD_BYTES = 16 * 1024;
/** Bytes read at the end: the answer stands before the steps, 64 KB of them are about 1,000. */
export const TAIL_BYTES = 64 * 1024;

/**
 * @param head the first bytes of the file as text; @param tail the last ones (the same text for a small file)
 * @returns null where the text is not that of a trace
 */
export function summarize(head: string, tail: string): TraceSummary | null {
  const question = stringAfter(head, /"question"\s*:\s*\{\s*"text"\s*:\s*/);
  if (question === null) return null;
  const finish = /"finish"\s*:\s*\{\s*"thinking"\s*:\s*(null|"\w+")\s*,\s*"answer"\s*:\s*(null|"\w+")/.exec(
    tail,
  );
  if (!finish) return null;
  const [thinking, answered] = finish.slice(1).map((value) => JSON.parse(value) as FinishReason | null);
  const failed = /"failure"\s*:\s*\{/.test(tail);
  const extracted = stringAfter(tail, /"extracted"\s*:\s*/);
  const hasRun = !/"prompt"\s*:\s*null/.test(head);
  const isDone = !failed && answered != null && answered !== 'abort' && thinking !== 'abort';
  return {
    question,
    answer: extracted ?? stringAfter(tail, /"answer"\s*:\s*\{[^{}"]*"start"[^{}"]*"end"[^{}"]*"text"\s*:\s*/),
    state: !hasRun ? 'draft' : isDone ? 'done' : 'unfinished',
  };
}

/**
 * The JSON string right after `key`, or null. Quotes inside strings are escaped, so that no text in a trace can
 * look like a key.
 */
function stringAfter(text: string, key: RegExp): string | null {
  const found = key.exec(text);
  if (!found) return null;
  const literal = /^"(?:[^"\\]|\\.)*"/.exec(text.slice(found.index + found[0].length));
  if (!literal) return null;
  try {
    return JSON.parse(literal[0]) as string;
  } catch {
    return null;
  }
}
