/**
 * Whether an answer equals the right one, and how that is seen: as text, after normalising, as numbers to 6 digits, as
 * formulas, as sets and points (shared semantics, section 8; after PRM800K's grader and Math-Verify).
 */
import { compareAnswers } from './compareAnswers';
import { UnreadAnswer } from './mathCursor';
import { parseMath } from './parseMath';
import { readingsOf, tokenizeMath, type MathToken } from './mathToken';
import type { MathNode } from './mathNode';
import { right, shorten, wrong, type Verdict } from './verdict';
import { MAX_ANSWER_LENGTH, TooMuchWork, Work } from './work';

/** What a text can be read as; nothing where it is no mathematics. */
interface Reading {
  readonly nodes: readonly MathNode[];
  /** The text without its style. */
  readonly plain: string;
}

/**
 * Pure and bounded: it counts its own work and gives up. Never runs what it reads, and never throws.
 * @param answer as `extractAnswer` finds it; null where there was none
 * @param expected the right answer
 */
export function grade(answer: string | null, expected: string, work = new Work()): Verdict {
  if (answer === null || answer.trim() === '') return wrong('missing', 'there is no answer');
  const [given, wanted] = [stripped(answer), stripped(expected)];
  if (given === wanted) return right('text', 'equal as text');
  const different = `${shorten(given)} and ${shorten(wanted)}`;
  if (Math.max(given.length, wanted.length) > MAX_ANSWER_LENGTH) {
    return wrong('unread', `different as text, and too long to be read as mathematics: ${different}`);
  }
  try {
    return compareReadings(given, wanted, work);
  } catch (error) {
    if (error instanceof TooMuchWork) return wrong('gaveUp', `too complex to compare: ${different}`);
    // A mistake here must not end an evaluation.
    return wrong('unread', `cannot be compared: ${different}`);
  }
}

function compareReadings(given: string, wanted: string, work: Work): Verdict {
  const [a, e] = [readingOf(given, work), readingOf(wanted, work)];
  const isTime = CLOCK.test(given) && CLOCK.test(wanted);
  if (a.plain === e.plain) return right('normalised', `equal after normalising: ${shorten(wanted)}`);
  if (isTime) return wrong('different', `different: ${given} and ${wanted}`);
  let first: Verdict | null = null;
  for (const node of a.nodes.length > 0 ? a.nodes : proseNodes(given, work)) {
    for (const other of e.nodes) {
      const verdict = compareAnswers(node, other, work);
      if (verdict.correct) return verdict;
      first ??= verdict;
    }
  }
  return (
    first ??
    wrong('unread', `different as text, and not both mathematics: ${shorten(given)} and ${shorten(wanted)}`)
  );
}

/** What a sentence ends with: "The largest n is 34". Only of answers, and only where nothing is denied. */
function proseNodes(text: string, work: Work): readonly MathNode[] {
  const sentence = /^[A-Za-z][A-Za-z]+ [^]* (?:is|are|equals|be)\b:? *([^]+)$/.exec(text);
  const said = sentence?.[1];
  if (said === undefined || /\b(?:not|no|never|isn|aren)\b/i.test(text)) return [];
  return readingOf(stripped(said), work).nodes;
}

/** `12:00` is no ratio. */
const CLOCK = /^\d{1,2}:\d\d$/;

function readingOf(text: string, work: Work): Reading {
  const nodes: MathNode[] = [];
  let plain = '';
  for (const commas of readingsOf(text)) {
    const tokens = tokenizeMath(text, commas, work);
    plain ||= plainText(tokens);
    try {
      nodes.push(parseMath(tokens, work));
    } catch (error) {
      if (!(error instanceof UnreadAnswer)) throw error;
    }
  }
  return { nodes, plain };
}

/** Tokens as text: words in small letters, and what is left of LaTeX without its style. */
function plainText(tokens: readonly MathToken[]): string {
  return tokens.map(({ type, text }) => (type === 'word' ? text.toLowerCase() : text)).join(' ');
}

/**
 * What stands around an answer: dollar signs, a box, Markdown's emphasis, a full stop, and the end of thinking, which
 * models write once more where it was forced.
 */
function stripped(text: string): string {
  let inner = text.replace(/^\s*<\/think>/, '').trim();
  for (let round = 0; round < 8; round++) {
    const before = inner;
    inner = inner
      .replace(/^\*\*([^]*)\*\*$/, '$1')
      .replace(/(?<=[^.])\.$/, '')
      .trim();
    inner = inner
      .replace(/^\$\$([^$]*)\$\$$/, '$1')
      .replace(/^\$([^$]*)\$$/, '$1')
      .replace(/^\\\(([^]*)\\\)$/, '$1')
      .replace(/^\\\[([^]*)\\\]$/, '$1')
      .replace(/^\\f?boxed\s*\{([^{}]*)\}$/, '$1')
      .trim();
    if (inner === before) break;
  }
  return inner;
}
