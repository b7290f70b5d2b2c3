/** Sets of real numbers: intervals, points, and what is made of them. */
import { isVariable, someNode, type MathNode, type Relation } from './mathNode';
import type { Point } from './exactValue';
import { numericValue } from './numericValue';
import type { Work } from './work';

export interface Interval {
  readonly from: number;
  readonly to: number;
  readonly hasFrom: boolean;
  readonly hasTo: boolean;
}

/** Apart from one another, ascending. */
export type RealSet = readonly Interval[];

const ALL: RealSet = [{ from: -Infinity, to: Infinity, hasFrom: false, hasTo: false }];
const NO_POINT: Point = new Map();

/** Ends nearer than this are one. */
const SAME = 0.5e-6;

/** The set that a node describes: `[0, 1)`, `x > 2`, `{1} ∪ (2, ∞)`; null where it is none that is known. */
export function realSet(node: MathNode, work: Work): RealSet | null {
  work.spend();
  switch (node.kind) {
    case 'symbol':
      return node.name === 'ℝ' ? ALL : node.name === '∅' ? [] : null;
    case 'brackets': {
      const [from, to] = node.items.map((item) => realValue(item, work));
      if (node.items.length !== 2 || from == null || to == null || node.open === '⟨') return null;
      return tidied([{ from, to, hasFrom: node.open === '[', hasTo: node.close === ']' }], work);
    }
    case 'set':
      return pointsOf(node.items, work);
    case 'relation':
      return relationSet(node.sides, node.operators, work);
    case 'list': {
      const points = pointsOf(node.items, work);
      if (points) return points;
      const sets = node.items.map((item) => realSet(item, work));
      const [first, ...others] = sets;
      if (!first || others.includes(null)) return null;
      const known = others as RealSet[];
      const common = known.reduce((a, b) => without(a, complementOf(b), work), first);
      // "x < 1 and x > 2" is what people write for either.
      if (node.joined !== 'or' && common.length > 0) return common;
      return tidied([first, ...known].flat(), work);
    }
    case 'apply': {
      if (!['∪', '∩', '∖'].includes(node.name)) return null;
      const [a, b] = node.args.map((arg) => realSet(arg, work));
      if (!a || !b) return null;
      if (node.name === '∪') return tidied([...a, ...b], work);
      return without(a, node.name === '∩' ? complementOf(b) : b, work);
    }
    case 'number':
    case 'words':
    case 'matrix':
    case 'quantity':
      return null;
    default:
      return node satisfies never;
  }
}

export function sameRealSet(a: RealSet, b: RealSet): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i];
      return (
        other !== undefined &&
        one.hasFrom === other.hasFrom &&
        one.hasTo === other.hasTo &&
        isSame(one.from, other.from) &&
        isSame(one.to, other.to)
      );
    })
  );
}

/** `[0, 1) ∪ {3}`. */
export function showRealSet(set: RealSet): string {
  if (set.length === 0) return '∅';
  const number = (value: number): string =>
    Number.isFinite(value) ? String(Number(value.toPrecision(7))) : value < 0 ? '-∞' : '∞';
  return set
    .map(({ from, to, hasFrom, hasTo }) =>
      from === to
        ? `{${number(from)}}`
        : `${hasFrom ? '[' : '('}${number(from)}, ${number(to)}${hasTo ? ']' : ')'}`,
    )
    .join(' ∪ ');
}

const isSame = (a: number, b: number): boolean =>
  a === b || Math.abs(a - b) <= Math.max(SAME, 1e-10 * Math.abs(a));

const pointAt = (at: number): Interval => ({ from: at, to: at, hasFrom: true, hasTo: true });

/** Null where one of them is no real number. */
function pointsOf(items: readonly MathNode[], work: Work): RealSet | null {
  const points = items.map((item) => realValue(item, work));
  if (points.includes(null)) return null;
  return tidied((points as number[]).map(pointAt), work);
}

function realValue(node: MathNode, work: Work): number | null {
  if (someNode(node, isVariable)) return null;
  const { re, im } = numericValue(node, NO_POINT, work);
  return Number.isNaN(re) || Math.abs(im) > 1e-12 ? null : re;
}

const ARITHMETIC: ReadonlySet<string> = new Set(['+', '*', '/', '^', 'neg', 'root']);

/** Of `a < x ≤ b`, whatever stands in the place of `x`. */
function relationSet(sides: readonly MathNode[], operators: readonly Relation[], work: Work): RealSet | null {
  if (operators[0] === '∈' && sides[1]) return realSet(sides[1], work);
  const values = sides.map((side) => realValue(side, work));
  const middle = values.indexOf(null);
  const unknown = sides[middle];
  // `2x > 4` is another way to ask, not an answer; of `f(x)` and `x` any name will do.
  if (!unknown || (unknown.kind === 'apply' && ARITHMETIC.has(unknown.name))) return null;
  if (values.filter((value) => value === null).length !== 1) return null;
  const isSize = unknown.kind === 'apply' && unknown.name === 'abs';
  let set = ALL;
  for (const [i, operator] of operators.entries()) {
    // `5 < x` says of x what `x > 5` does; between two numbers nothing is said of it.
    const isLeft = i === middle;
    const value = isLeft ? values[i + 1] : i + 1 === middle ? values[i] : null;
    if (value == null) return null;
    const half = halfLine(isLeft ? operator : FLIPPED[operator], value);
    if (!half) return null;
    set = without(set, complementOf(half), work);
  }
  if (!isSize) return set;
  const size = without(set, complementOf([{ from: 0, to: Infinity, hasFrom: true, hasTo: false }]), work);
  const mirrored = size.map(({ from, to, hasFrom, hasTo }) => ({
    from: -to,
    to: -from,
    hasFrom: hasTo,
    hasTo: hasFrom,
  }));
  return tidied([...mirrored, ...size], work);
}

export const FLIPPED: Readonly<Record<Relation, Relation>> = {
  '=': '=',
  '<': '>',
  '>': '<',
  '≤': '≥',
  '≥': '≤',
  '≠': '≠',
  '∈': '∈',
  '≈': '≈',
};

function halfLine(operator: Relation, at: number): RealSet | null {
  switch (operator) {
    case '<':
    case '≤':
      return [{ from: -Infinity, to: at, hasFrom: false, hasTo: operator === '≤' }];
    case '>':
    case '≥':
      return [{ from: at, to: Infinity, hasFrom: operator === '≥', hasTo: false }];
    case '=':
      return [pointAt(at)];
    case '≠':
      return complementOf([pointAt(at)]);
    case '∈':
    case '≈':
      return null;
    default:
      return operator satisfies never;
  }
}

/** Sorted and merged, without empty ones. Infinity itself is in no interval. */
function tidied(intervals: readonly Interval[], work: Work): RealSet {
  work.spend(intervals.length);
  const sorted = intervals
    .map((one) => ({
      ...one,
      hasFrom: one.hasFrom && one.from !== -Infinity,
      hasTo: one.hasTo && one.to !== Infinity,
    }))
    .filter(({ from, to, hasFrom, hasTo }) => from < to || (from === to && hasFrom && hasTo))
    .sort((a, b) => a.from - b.from || Number(b.hasFrom) - Number(a.hasFrom));
  const merged: Interval[] = [];
  for (const next of sorted) {
    const last = merged.at(-1);
    const touches = last && (next.from < last.to || (next.from === last.to && (next.hasFrom || last.hasTo)));
    if (!touches) merged.push(next);
    else if (next.to > last.to || (next.to === last.to && next.hasTo)) {
      merged[merged.length - 1] = { ...last, to: next.to, hasTo: next.hasTo };
    }
  }
  return merged;
}

function complementOf(set: RealSet): RealSet {
  const gaps: Interval[] = [];
  let from = -Infinity;
  let hasFrom = false;
  for (const one of set) {
    gaps.push({ from, to: one.from, hasFrom, hasTo: !one.hasFrom });
    from = one.to;
    hasFrom = !one.hasTo;
  }
  gaps.push({ from, to: Infinity, hasFrom, hasTo: false });
  return gaps.filter((gap) => gap.from < gap.to || (gap.from === gap.to && gap.hasFrom && gap.hasTo));
}

function without(a: RealSet, b: RealSet, work: Work): RealSet {
  const rest = complementOf(b);
  work.spend(a.length * rest.length);
  const parts = a.flatMap((one) =>
    rest.map((other) => ({
      from: Math.max(one.from, other.from),
      to: Math.min(one.to, other.to),
      hasFrom: (one.from < other.from || one.hasFrom) && (other.from < one.from || other.hasFrom),
      hasTo: (one.to > other.to || one.hasTo) && (other.to > one.to || other.hasTo),
    })),
  );
  return tidied(parts, work);
}

/** The right side of `x ∈ S`; anything else as it is. */
export function withoutMembership(node: MathNode): MathNode {
  if (node.kind === 'list') return { ...node, items: node.items.map(withoutMembership) };
  if (node.kind !== 'relation' || node.operators.at(-1) !== '∈') return node;
  return node.sides.at(-1) ?? node;
}
