/** Whether two answers say the same: numbers and formulas, sets and intervals, points, equations, words. */
import { compareExpressions, pointOf, variablesOf } from './compareExpressions';
import {
  apply,
  childrenOf,
  isVariable,
  kindOf,
  showNode,
  someNode,
  withChildren,
  type MathNode,
} from './mathNode';
import { matrixValue } from './matrixValue';
import { numericValue } from './numericValue';
import { fromDigits } from './rational';
import { FLIPPED, realSet, sameRealSet, showRealSet, withoutMembership } from './realSet';
import type { Unit } from './units';
import { right, shorten, wrong, type Verdict } from './verdict';
import type { Work } from './work';

type Of<Kind extends MathNode['kind']> = Extract<MathNode, { kind: Kind }>;

/** @throws TooMuchWork */
export function compareAnswers(answer: MathNode, expected: MathNode, work: Work): Verdict {
  work.spend();
  const [a, e] = [answer, expected].map((node) =>
    matrixValue(withoutMembership(withoutSigns(node)), work),
  ) as [MathNode, MathNode];
  const unitless = compareUnits(a, e, work);
  if (unitless) return unitless;
  if (isSetLike(a) || isSetLike(e)) {
    const [given, wanted] = [realSet(a, work), realSet(e, work)];
    if (given && wanted && !isPointForPoint(a, e)) {
      return sameRealSet(given, wanted)
        ? right('parts', `equal as sets of numbers: ${shorten(showRealSet(wanted))}`)
        : different(a, e);
    }
  }
  if (a.kind === 'list' || e.kind === 'list') return compareLists(a, e, work);
  if (a.kind === 'relation' || e.kind === 'relation') return compareRelations(a, e, work);
  if (a.kind === 'set' || e.kind === 'set') return compareSets(a, e, work);
  if (isCompound(a) || isCompound(e)) return compareParts(a, e, work);
  if (a.kind === 'words' || e.kind === 'words' || isChoice(a, e)) return compareWords(a, e);
  return compareExpressions(a, e, work);
}

const different = (a: MathNode, e: MathNode): Verdict =>
  wrong('different', `different: ${shorten(showNode(a))} and ${shorten(showNode(e))}`);

function unlike(a: MathNode, e: MathNode): Verdict {
  const [given, wanted] = [kindOf(a), kindOf(e)];
  return given === wanted
    ? different(a, e)
    : wrong('unlike', `the answer is ${given}, the right one ${wanted}`);
}

// Signs

/** `1 ± x` as `1 + x, 1 - x`; in a list or a set as two of its items. */
function withoutSigns(node: MathNode): MathNode {
  if (!someNode(node, isSign)) return node;
  if (node.kind === 'list' || node.kind === 'set') {
    return { ...node, items: node.items.flatMap((item) => bothSigns(item)) };
  }
  const both = bothSigns(node);
  return { kind: 'list', items: both, joined: ',' };
}

const isSign = (node: MathNode): boolean => node.kind === 'apply' && (node.name === '±' || node.name === '∓');

function bothSigns(node: MathNode): MathNode[] {
  if (!someNode(node, isSign)) return [node];
  return [signed(node, '±'), signed(node, '∓')];
}

/** @param positive which of the signs is a plus */
function signed(node: MathNode, positive: string): MathNode {
  const children = childrenOf(node).map((child) => signed(child, positive));
  const [first] = children;
  if (first && node.kind === 'apply' && isSign(node))
    return node.name === positive ? first : apply('neg', first);
  return withChildren(node, children);
}

// Units

/** Null where neither has a unit or a percent sign. */
function compareUnits(a: MathNode, e: MathNode, work: Work): Verdict | null {
  const [given, wanted] = [unitOf(a), unitOf(e)];
  if (given && wanted && given.dimension !== null && wanted.dimension !== null) {
    if (given.dimension !== wanted.dimension) {
      return wrong('different', `different units: ${given.name} and ${wanted.name}`);
    }
    if (given.factor !== wanted.factor) {
      return compareAnswers(inBaseUnits(a, given), inBaseUnits(e, wanted), work);
    }
  }
  if (given || wanted) return compareAnswers(unitless(a), unitless(e), work);
  const [isShare, isWantedShare] = [isPercent(a), isPercent(e)];
  if (isShare === isWantedShare) return null;
  // "28 %" answers both "what share" (0.28) and "how many percent" (28).
  const plain = compareAnswers(
    isShare ? (childrenOf(a)[0] ?? a) : a,
    isWantedShare ? (childrenOf(e)[0] ?? e) : e,
    work,
  );
  return plain.correct ? plain : compareExpressions(a, e, work);
}

const unitOf = (node: MathNode): Unit | null => (node.kind === 'quantity' ? node.unit : null);
const unitless = (node: MathNode): MathNode => (node.kind === 'quantity' ? node.value : node);
const isPercent = (node: MathNode): boolean => node.kind === 'apply' && node.name === '%';

function inBaseUnits(node: MathNode, { factor }: Unit): MathNode {
  const value = fromDigits(factor.toFixed(12));
  return apply('*', unitless(node), { kind: 'number', value, decimal: false });
}

// Sets

const isSetLike = (node: MathNode): boolean =>
  (node.kind === 'apply' && ['∪', '∩', '∖'].includes(node.name)) ||
  (node.kind === 'symbol' && (node.name === 'ℝ' || node.name === '∅')) ||
  (node.kind === 'relation' && !node.operators.includes('=')) ||
  (node.kind === 'list' && node.items.every(isSetLike));

/** Two relations of different variables, or of formulas, say different things although their sets may be equal. */
function isPointForPoint(a: MathNode, e: MathNode): boolean {
  const [given, wanted] = [[...variablesOf(a)], [...variablesOf(e)]];
  return given.length > 0 && wanted.length > 0 && given.join() !== wanted.join();
}

const isList = (node: MathNode): node is Of<'list'> | Of<'set'> =>
  node.kind === 'list' || node.kind === 'set';
const isCompound = (node: MathNode): node is Of<'brackets'> | Of<'matrix'> =>
  node.kind === 'brackets' || node.kind === 'matrix';

function compareSets(a: MathNode, e: MathNode, work: Work): Verdict {
  if (isCompound(a) || isCompound(e)) return unlike(a, e);
  if (a.kind === 'words' || e.kind === 'words') return unlike(a, e);
  return compareUnordered(itemsOf(a), itemsOf(e), a, e, work);
}

const itemsOf = (node: MathNode): readonly MathNode[] => (isList(node) ? node.items : [node]);

function compareLists(a: MathNode, e: MathNode, work: Work): Verdict {
  const [given, wanted] = [itemsOf(a), itemsOf(e)];
  const [ours, theirs] = [namesOf(given), namesOf(wanted)];
  const plain = (items: readonly MathNode[]): MathNode[] => items.map(valueOf);
  // A point without its brackets.
  if (a.kind === 'brackets') return compareOrdered(a.items, plain(wanted), a, e, work);
  if (e.kind === 'brackets') return compareOrdered(plain(given), e.items, a, e, work);
  if (new Set(ours).size > 1 && new Set(theirs).size > 1) return compareUnordered(given, wanted, a, e, work);
  // "x = 1, y = 2" against "1, 2".
  if (new Set(ours).size > 1 || new Set(theirs).size > 1) {
    return compareOrdered(plain(given), plain(wanted), a, e, work);
  }
  return compareUnordered(plain(given), plain(wanted), a, e, work);
}

/** What the items give values to; none where one of them gives none. */
function namesOf(items: readonly MathNode[]): string[] {
  const names = items.map((item) => {
    const name =
      item.kind === 'relation' && item.operators.length === 1 && item.operators[0] === '=' && item.sides[0];
    return name ? showNode(name) : null;
  });
  return names.includes(null) ? [] : (names as string[]);
}

/** The right side of an equation with a name on its left; of several such, a point; anything else as it is. */
function valueOf(node: MathNode): MathNode {
  if (node.kind === 'list') {
    const items = node.items.map(valueOf);
    return node.joined === ',' ? { kind: 'brackets', open: '(', close: ')', items } : { ...node, items };
  }
  if (node.kind !== 'relation' || node.operators.some((operator) => operator !== '=')) return node;
  return isName(node.sides[0]) ? (node.sides.at(-1) ?? node) : node;
}

/** What an equation may give a value to. */
function isName(node: MathNode | undefined): boolean {
  if (!node) return false;
  if (node.kind === 'words' || isVariable(node)) return true;
  if (node.kind === 'brackets') return node.items.every(isName);
  if (node.kind !== 'apply') return false;
  // `f(x)`, `|AB|`, `A:B`, `V_1/V_2`, `AB`; but not `x + z`.
  return !['+', '^', 'neg'].includes(node.name) && !someNode(node, ({ kind }) => kind === 'relation');
}

function compareOrdered(
  given: readonly MathNode[],
  wanted: readonly MathNode[],
  a: MathNode,
  e: MathNode,
  work: Work,
): Verdict {
  if (given.length !== wanted.length) return wrongCount(given.length, wanted.length);
  for (const [i, item] of given.entries()) {
    const other = wanted[i];
    if (other && !compareAnswers(item, other, work).correct) return different(a, e);
  }
  return right('parts', `equal in every part: ${shorten(showNode(e))}`);
}

function compareUnordered(
  given: readonly MathNode[],
  wanted: readonly MathNode[],
  a: MathNode,
  e: MathNode,
  work: Work,
): Verdict {
  const isSet = a.kind === 'set' || e.kind === 'set';
  const left = isSet ? distinct(wanted, work) : [...wanted];
  const ours = isSet ? distinct(given, work) : given;
  if (ours.length !== left.length) return wrongCount(ours.length, left.length);
  for (const item of ours) {
    const at = left.findIndex((other) => compareAnswers(item, other, work).correct);
    if (at < 0) return different(a, e);
    left.splice(at, 1);
  }
  const order = ours.length > 1 ? ', in any order' : '';
  return right('parts', `equal in every part${order}: ${shorten(showNode(e))}`);
}

function distinct(items: readonly MathNode[], work: Work): MathNode[] {
  const kept: MathNode[] = [];
  for (const item of items) {
    if (!kept.some((one) => compareAnswers(one, item, work).correct)) kept.push(item);
  }
  return kept;
}

function wrongCount(given: number, wanted: number): Verdict {
  return wrong('different', `different: ${given} ${given === 1 ? 'part' : 'parts'} and ${wanted}`);
}

// Points, intervals, matrices

function compareParts(a: MathNode, e: MathNode, work: Work): Verdict {
  if (a.kind === 'matrix' && e.kind === 'matrix') {
    if (a.rows.length !== e.rows.length || a.rows[0]?.length !== e.rows[0]?.length) return different(a, e);
    return compareOrdered(a.rows.flat(), e.rows.flat(), a, e, work);
  }
  if (a.kind === 'brackets' && e.kind === 'brackets') {
    if (bracketsOf(a) !== bracketsOf(e)) {
      return wrong('different', `different brackets: ${shorten(showNode(a))} and ${shorten(showNode(e))}`);
    }
    return compareOrdered(a.items, e.items, a, e, work);
  }
  const [given, wanted] = [vectorOf(a), vectorOf(e)];
  return given && wanted ? compareOrdered(given, wanted, a, e, work) : unlike(a, e);
}

/** Angle brackets are another way to write a vector. */
const bracketsOf = ({ open, close }: Of<'brackets'>): string =>
  (open === '⟨' ? '(' : open) + (close === '⟩' ? ')' : close);

function vectorOf(node: MathNode): readonly MathNode[] | null {
  if (node.kind === 'brackets') return bracketsOf(node) === '()' ? node.items : null;
  if (node.kind !== 'matrix') return null;
  return node.rows.length === 1 || node.rows[0]?.length === 1 ? node.rows.flat() : null;
}

// Equations and inequalities

function compareRelations(a: MathNode, e: MathNode, work: Work): Verdict {
  if (a.kind === 'relation' && e.kind === 'relation') return compareBoth(a, e, work);
  const relation = a.kind === 'relation' ? a : (e as Of<'relation'>);
  const other = a.kind === 'relation' ? e : a;
  if (relation.operators.some((operator) => operator !== '=' && operator !== '≈')) {
    const [given, wanted] = [realSet(a, work), realSet(e, work)];
    if (!given || !wanted) return unlike(a, e);
    return sameRealSet(given, wanted)
      ? right('parts', `equal as sets of numbers: ${shorten(showRealSet(wanted))}`)
      : different(a, e);
  }
  const [first] = relation.sides;
  const last = relation.sides.at(-1);
  // An answer may say how it came about; a right answer that is an equation is not answered by a number.
  if (
    !first ||
    !last ||
    (relation === e && relation.operators[0] === '=' && !isName(first) && !isName(last))
  ) {
    return unlike(a, e);
  }
  let verdict: Verdict | null = null;
  for (const side of valuesOf(relation)) {
    const found = relation === a ? compareAnswers(side, other, work) : compareAnswers(other, side, work);
    if (found.correct) return found;
    verdict ??= found;
  }
  return verdict ?? unlike(a, e);
}

/** What an equation says its name is: the right side, the exact one before its approximation; `x` of `5 = x` is none. */
function valuesOf({ sides, operators }: Of<'relation'>): MathNode[] {
  const exact = operators.indexOf('≈');
  const values = exact < 0 ? sides.slice(-1) : [sides[exact], ...sides.slice(exact + 1)];
  const all = values.some((value) => value && isVariable(value)) ? [...values, sides[0]] : values;
  const named = all.filter((value) => value !== undefined && !isVariable(value));
  return (named.length > 0 ? named : all) as MathNode[];
}

function compareBoth(a: Of<'relation'>, e: Of<'relation'>, work: Work): Verdict {
  const areEquations = [...a.operators, ...e.operators].every(
    (operator) => operator === '=' || operator === '≈',
  );
  const [given, wanted] = [ascending(a), ascending(e)];
  if (!areEquations) {
    const isSame =
      given.operators.join() === wanted.operators.join() &&
      compareOrdered(given.sides, wanted.sides, given, wanted, work).correct;
    if (isSame || ratioOf(given, wanted, work) > 0) {
      return right('parts', `equal as inequalities: ${shorten(showNode(e))}`);
    }
    return different(a, e);
  }
  const [name, otherName] = [a.sides[0], e.sides[0]];
  const [[value], [otherValue]] = [valuesOf(a), valuesOf(e)];
  if (!name || !otherName || !value || !otherValue) return unlike(a, e);
  if (ratioOf(a, e, work) !== 0) return right('formula', `equal as equations: ${shorten(showNode(e))}`);
  const isSameName = compareAnswers(name, otherName, work).correct;
  // `f(x) = 2x` and `y = 2x` name the same function; `x = 3` and `y = 3` say different things.
  const mayDiffer = !(isVariable(name) && isVariable(otherName)) || variablesOf(otherValue).size > 0;
  if (!isSameName && !(mayDiffer && isName(name) && isName(otherName))) return different(a, e);
  return compareAnswers(value, otherValue, work);
}

/** `5 > x` as `x < 5`. */
function ascending(relation: Of<'relation'>): Of<'relation'> {
  if (!relation.operators.every((operator) => operator === '>' || operator === '≥')) return relation;
  return {
    kind: 'relation',
    sides: [...relation.sides].reverse(),
    operators: [...relation.operators].reverse().map((operator) => FLIPPED[operator]),
  };
}

const RATIO_POINTS = 4;

/**
 * By what the difference of the sides of one relation is that of the other, everywhere: then they say the same.
 * @returns 0 where there is no such number, or the relations are not of two sides with the same sign
 */
function ratioOf(a: Of<'relation'>, e: Of<'relation'>, work: Work): number {
  if (a.operators.length !== 1 || e.operators.length !== 1 || a.operators[0] !== e.operators[0]) return 0;
  const names = new Set([...variablesOf(a), ...variablesOf(e)]);
  if (names.size === 0) return 0;
  let ratio: number | null = null;
  for (let round = 0; round < RATIO_POINTS; round++) {
    const point = pointOf(names, round);
    const [over, under] = [a, e].map(({ sides }) => {
      const [left, other] = sides.map((side) => numericValue(side, point, work));
      return left && other && Math.abs(left.im) + Math.abs(other.im) < 1e-12 ? left.re - other.re : NaN;
    });
    const here = (over ?? NaN) / (under ?? NaN);
    if (!Number.isFinite(here) || here === 0) return 0;
    if (ratio !== null && Math.abs(here - ratio) > 1e-9 * Math.abs(ratio)) return 0;
    ratio = here;
  }
  return ratio ?? 0;
}

// Words

/** "c" for "C": a choice among a few, rather than a variable. */
function isChoice(a: MathNode, e: MathNode): boolean {
  return a.kind === 'symbol' && e.kind === 'symbol' && /^[a-fA-F]$/.test(a.name) && /^[a-fA-F]$/.test(e.name);
}

function compareWords(a: MathNode, e: MathNode): Verdict {
  const [given, wanted] = [wordsOf(a), wordsOf(e)];
  if (given === null || wanted === null) return unlike(a, e);
  return given === wanted
    ? right('normalised', `equal after normalising: ${shorten(showNode(e))}`)
    : different(a, e);
}

function wordsOf(node: MathNode): string | null {
  if (node.kind === 'symbol') return node.name.toLowerCase();
  return node.kind === 'words' ? node.text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '') : null;
}
