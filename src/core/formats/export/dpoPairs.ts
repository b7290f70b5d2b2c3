/** Pairs for DPO from a trace and its forks: the same beginning, and of two ways on the better and the worse. */
import { aggregate, type Aggregation } from '../../score/aggregate';
import { headOf } from '../../trace/traceHead';
import { traceIdentity } from '../../trace/identity';
import { textOf, type Trace } from '../../trace/trace';
import { gradeOf } from '../../grade/traceGrade';
import type { ExportOptions, Shape } from './exportFormat';
import { FRAMES, framed, type Frame } from './thinkingTexts';

export interface PairFormat {
  readonly name: 'dpo';
  readonly title: string;
  readonly columns: Readonly<Record<string, Shape>>;
  readonly pairs: true;
}

export const DPO_EXPORT: PairFormat = {
  name: 'dpo',
  title: 'DPO pairs from forks: prompt with the shared beginning, chosen, rejected',
  columns: { prompt: 'STRING', chosen: 'STRING', rejected: 'STRING' },
  pairs: true,
};

export interface NamedTrace {
  /** Told in the report: name of its file, or of its row. */
  readonly id: string;
  readonly trace: Trace;
}

export interface Pair {
  readonly better: NamedTrace;
  readonly worse: NamedTrace;
  readonly row: Readonly<Record<'prompt' | 'chosen' | 'rejected', string>>;
}

/** Two branches, or one trace, of which no pair can be made. */
export interface Unpaired {
  readonly id: string;
  /** In words that end a sentence. */
  readonly reason: string;
}

/**
 * Pairs are made of a trace and each of its forks, and of forks that leave it at the same token. A right answer is
 * better than a wrong one; where grades do not tell, the scores of the steps after the shared beginning do.
 */
export function* dpoPairs(
  traces: readonly NamedTrace[],
  options: Pick<ExportOptions, 'delimiters' | 'score' | 'margin'>,
): Generator<Pair | Unpaired> {
  const paired = new Set<NamedTrace>();
  for (const { at, branches } of branchings(traces)) {
    for (const [i, first] of branches.entries())
      for (const second of branches.slice(i + 1)) {
        paired.add(first).add(second);
        yield pairOf(first, second, at, options);
      }
  }
  for (const one of traces)
    if (!paired.has(one))
      yield { id: one.id, reason: 'no fork of it is here, and no trace that it was forked from' };
}

interface Branching {
  /** Tokens that all share. */
  readonly at: number;
  readonly branches: NamedTrace[];
}

function branchings(traces: readonly NamedTrace[]): Branching[] {
  const byIdentity = new Map<string, NamedTrace>();
  for (const one of traces) {
    const identity = traceIdentity(one.trace);
    // A copy of a file says nothing new.
    if (!byIdentity.has(identity)) byIdentity.set(identity, one);
  }
  const found = new Map<string, Branching>();
  for (const one of byIdentity.values()) {
    const { parent } = one.trace;
    if (parent === null) continue;
    const key = `${parent.identity} ${parent.at}`;
    const trunk = byIdentity.get(parent.identity);
    const known = found.get(key) ?? { at: parent.at, branches: trunk ? [trunk] : [] };
    const [first] = known.branches;
    if (!first || (first !== one && share(first.trace, one.trace, parent.at))) known.branches.push(one);
    found.set(key, known);
  }
  return [...found.values()].filter(({ branches }) => branches.length > 1);
}

function share(a: Trace, b: Trace, at: number): boolean {
  if (a.question.text !== b.question.text || Math.min(a.tokens.id.length, b.tokens.id.length) < at)
    return false;
  for (let i = 0; i < at; i++)
    if (a.tokens.id[i] !== b.tokens.id[i] || a.tokens.text[i] !== b.tokens.text[i]) return false;
  return true;
}

function pairOf(
  first: NamedTrace,
  second: NamedTrace,
  at: number,
  options: Pick<ExportOptions, 'delimiters' | 'score' | 'margin'>,
): Pair | Unpaired {
  const id = `${first.id} and ${second.id}`;
  const unfinished = [first, second].find(({ trace }) => headOf(trace, '').state !== 'done');
  if (unfinished) return { id, reason: `${unfinished.id} did not end with an answer` };
  const frame = FRAMES[options.delimiters];
  const a = splitAt(first.trace, at, frame);
  const b = splitAt(second.trace, at, frame);
  // What divides thinking and answer may differ, where they part right behind it.
  const [left, right] =
    a.head === b.head
      ? [a, b]
      : [first, second].map(({ trace }) => splitAt(trace, trace.thinking.end, frame));
  if (!left || !right || left.head !== right.head) return { id, reason: 'they share no beginning' };
  if (left.tail === right.tail) return { id, reason: 'both say the same' };
  const better = betterOf(first.trace, second.trace, at, options);
  if ('reason' in better) return { id, reason: better.reason };
  const { isFirst } = better;
  const [chosen, rejected] = isFirst ? [left, right] : [right, left];
  return {
    better: isFirst ? first : second,
    worse: isFirst ? second : first,
    row: {
      prompt: `${first.trace.question.text}\n\n${left.head}`,
      chosen: chosen.tail,
      rejected: rejected.tail,
    },
  };
}

/** The text of a trace between delimiters, divided before the token `at`. */
function splitAt(trace: Trace, at: number, frame: Frame): { head: string; tail: string } {
  const { thinking, answer } = trace;
  const text = framed(textOf(trace, thinking.start, thinking.end), answer?.text ?? null, frame);
  const isInAnswer = answer !== null && at > answer.start;
  const length = isInAnswer
    ? text.length - frame.end.length - textOf(trace, at, answer.end).length
    : frame.start.length + textOf(trace, thinking.start, Math.min(at, thinking.end)).length;
  return { head: text.slice(0, length), tail: text.slice(length) };
}

/** Which is better, or why that is not known. */
function betterOf(
  first: Trace,
  second: Trace,
  at: number,
  { score, margin }: Pick<ExportOptions, 'score' | 'margin'>,
): { readonly isFirst: boolean } | { readonly reason: string } {
  const [a, b] = [first, second].map(
    (trace) => gradeOf(trace, trace.answer?.extracted ?? null)?.correct ?? null,
  );
  if (a != null && b != null && a !== b) return { isFirst: a };
  const grades =
    a != null && a === b ? `both answers are ${a ? 'right' : 'wrong'}` : 'their answers are not both graded';
  const [x, y] = [first, second].map((trace) => scoreOf(trace, at, score));
  if (x == null || y == null) return { reason: `${grades}, and their steps have no scores` };
  // Differences of scores are no exact numbers: 0.9 - 0.8 is less than 0.1.
  if (x !== y && Math.abs(x - y) + Number.EPSILON >= margin) return { isFirst: x > y };
  return {
    reason: `${grades}, and their scores (${score} ${x.toFixed(3)} and ${y.toFixed(3)}) are less than ${margin} apart`,
  };
}

/** Of the steps that go beyond the shared beginning; null: none has a score. */
function scoreOf({ steps }: Trace, at: number, by: Aggregation): number | null {
  const own = steps.filter(({ end }) => end > at);
  return aggregate(
    own.flatMap(({ score }) => (score === null ? [] : [score])),
    by,
  );
}
