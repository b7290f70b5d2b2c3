/** What the side bar tells of a trace or a search, read from the two ends of its file: the middle, its tokens, may be long. */
import { LOW_SCORE } from '../core/grade/answerConfidence';
import type { FinishReason } from '../core/trace/trace';

export interface TraceSummary {
  readonly question: string;
  /** The extracted answer, else the answer's text; null where there is none yet. */
  readonly answer: string | null;
  readonly state: 'draft' | 'done' | 'unfinished';
  /** The answer of a run that is done is missing, or rests on a step that the scorer holds to be wrong. */
  readonly low: boolean;
}

/** Bytes read at the beginning: of a longer question its beginning is enough. */
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
  const isImported = /"imported"\s*:\s*\{/.test(tail);
  // A draft holds little after its prompt; what was imported has none.
  const isDraft = !isImported && /"prompt"\s*:\s*null/.test(tail);
  const answer =
    extracted ?? stringAfter(tail, /"answer"\s*:\s*\{[^{}"]*"start"[^{}"]*"end"[^{}"]*"text"\s*:\s*/);
  // An imported trace tells no reasons; it is as finished as it will ever be.
  const isDone = isImported
    ? answer !== null
    : !failed && answered != null && answered !== 'abort' && thinking !== 'abort';
  return {
    question,
    answer,
    state: isDraft ? 'draft' : isDone ? 'done' : 'unfinished',
    low: isDone && (extracted === null || lastScore(tail) < LOW_SCORE),
  };
}

/** The same of a search: its answer is the chosen one, and stands after its tree. */
export function summarizeSearch(head: string, tail: string): TraceSummary | null {
  const question = stringAfter(head, /"question"\s*:\s*\{\s*"text"\s*:\s*/);
  const complete = /"complete"\s*:\s*(true|false)/.exec(tail)?.[1];
  if (question === null || complete === undefined) return null;
  const answer = stringAfter(tail, /"choice"\s*:\s*\{\s*"select"\s*:\s*"[\w-]+"\s*,\s*"answer"\s*:\s*/);
  const isDone = complete === 'true';
  return { question, answer, state: isDone ? 'done' : 'unfinished', low: isDone && answer === null };
}

/** Score of the last step that has one; 1 where none has. */
function lastScore(tail: string): number {
  const scores = tail.matchAll(
    /\{\s*"start"\s*:\s*\d+\s*,\s*"end"\s*:\s*\d+\s*,\s*"score"\s*:\s*([\d.eE+-]+)/g,
  );
  return Number([...scores].at(-1)?.[1] ?? 1);
}

/**
 * The JSON string right after `key`, as far as `text` holds it, or null. Quotes inside strings are escaped, so that
 * no text in a trace can look like a key.
 */
function stringAfter(text: string, key: RegExp): string | null {
  const found = key.exec(text);
  if (!found) return null;
  const literal = /^"(?:[^"\\]|\\u[\da-fA-F]{4}|\\[^u])*/.exec(text.slice(found.index + found[0].length));
  if (!literal) return null;
  try {
    return JSON.parse(`${literal[0]}"`) as string;
  } catch {
    return null;
  }
}
