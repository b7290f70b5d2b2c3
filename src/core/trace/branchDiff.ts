/** Two traces side by side: what they share, and from the fork on what each says otherwise. */
import { alignSegments } from './branchAlignment';
import { branchSegments, type BranchSegment } from './branchSegments';
import { textOf, type Trace } from './trace';
import { diffWords, type TextPart } from './wordDiff';

export interface BranchCell extends BranchSegment {
  /** Together they are the text of its tokens. */
  readonly parts: readonly TextPart[];
}

/** Two segments that stand for each other, or one that the other branch does not have. */
export interface BranchRow {
  /** Its parts are `same` and `removed`. */
  readonly left: BranchCell | null;
  /** Its parts are `same` and `added`. */
  readonly right: BranchCell | null;
  /** The texts differ, or one is missing. */
  readonly changed: boolean;
  /** Too much is different for words: the whole of both is marked. */
  readonly coarse: boolean;
}

export interface BranchDiff {
  /** Tokens at the beginning whose texts are the same. */
  readonly sharedTokens: number;
  /** The shared tokens up to the step in which the traces part, as the left trace divides them. */
  readonly shared: readonly BranchCell[];
  readonly rows: readonly BranchRow[];
  /** Rows that are changed. */
  readonly changes: number;
}

export function branchDiff(left: Trace, right: Trace): BranchDiff {
  const sharedTokens = sharedPrefix(left.tokens.text, right.tokens.text);
  const from = beginningOfStep(left, right, sharedTokens);
  const wholeOf = (trace: Trace, segment: BranchSegment, kind: TextPart['kind']): BranchCell => ({
    ...segment,
    parts: partsOf(kind, textOf(trace, segment.start, segment.end)),
  });
  const pairs = alignSegments(
    { trace: left, segments: branchSegments(left, from) },
    { trace: right, segments: branchSegments(right, from) },
  );
  const rows = pairs.map(([a, b]): BranchRow => {
    if (!a || !b) {
      const changed = { changed: true, coarse: false };
      return {
        ...changed,
        left: a && wholeOf(left, a, 'removed'),
        right: b && wholeOf(right, b, 'added'),
      };
    }
    const texts = [textOf(left, a.start, a.end), textOf(right, b.start, b.end)] as const;
    const words = texts[0] === texts[1] ? partsOf('same', texts[0]) : diffWords(...texts);
    if (words === null) {
      const cells = { left: wholeOf(left, a, 'removed'), right: wholeOf(right, b, 'added') };
      return { ...cells, changed: true, coarse: true };
    }
    return {
      left: { ...a, parts: words.filter(({ kind }) => kind !== 'added') },
      right: { ...b, parts: words.filter(({ kind }) => kind !== 'removed') },
      changed: texts[0] !== texts[1] || a.intervention?.text !== b.intervention?.text,
      coarse: false,
    };
  });
  // Marks where it begins to differ are what the branches do there: they are not shared.
  const shared = branchSegments(left, 0, from)
    .filter(({ intervention }) => intervention === null || intervention.at < from)
    .map((segment) => wholeOf(left, segment, 'same'));
  return { sharedTokens, shared, rows, changes: rows.filter(({ changed }) => changed).length };
}

/** How many texts at the beginning are the same. */
export function sharedPrefix(left: readonly string[], right: readonly string[]): number {
  const length = Math.min(left.length, right.length);
  let shared = 0;
  while (shared < length && left[shared] === right[shared]) shared++;
  return shared;
}

/** A step that both begin alike is compared whole: its end alone would be half a sentence. */
function beginningOfStep(left: Trace, right: Trace, token: number): number {
  const of = ({ steps }: Trace): number | undefined =>
    steps.find(({ start, end }) => start < token && token < end)?.start;
  const start = of(left);
  return start !== undefined && start === of(right) ? start : token;
}

function partsOf(kind: TextPart['kind'], text: string): TextPart[] {
  return text === '' ? [] : [{ kind, text }];
}
