/** Whether two expressions have the same value, wherever it is asked. */
import { exactValue, type Point } from './exactValue';
import { childrenOf, isVariable, showNode, someNode, type MathNode } from './mathNode';
import { fractionOf, numericValue, type Complex } from './numericValue';
import * as fractions from './rational';
import type { Rational } from './rational';
import { right, shorten, wrong, type Verdict } from './verdict';
import type { Work } from './work';

/** Half a unit of the sixth digit behind the point. */
const DECIMAL_TOLERANCE = 0.5e-6;
/** Below it six digits are counted from the first that is not 0. */
const SMALL = 1e-3;
/** Of floating numbers that are worked out in two ways: half of the digits that they have. */
const RELATIVE_TOLERANCE = 1e-10;
/** Two polynomials of degree d that differ agree by chance at one of these points with a probability below d/14,959. */
const POINTS = 4;

export function compareExpressions(answer: MathNode, expected: MathNode, work: Work): Verdict {
  const names = new Set([...variablesOf(answer), ...variablesOf(expected)]);
  const isDecimal = [answer, expected].some((node) =>
    someNode(node, (one) => one.kind === 'number' && one.decimal),
  );
  const [given, wanted] = [shorten(showNode(answer)), shorten(showNode(expected))];
  const different = wrong('different', `different: ${given} and ${wanted}`);
  let seen: Verdict | null = null;
  for (const point of pointsOf(names, [answer, expected])) {
    const found = compareAt(answer, expected, point, isDecimal, work);
    if (found === 'different') return different;
    if (found !== null) seen ??= found;
  }
  if (seen === null) {
    // Too large for numbers, or nothing that has a value: then what it is made of decides.
    return sameMake(answer, expected, work)
      ? right('normalised', `equal after normalising: ${wanted}`)
      : different;
  }
  if (names.size === 0) return seen;
  return right('formula', `equal as formulas of ${[...names].sort().join(', ')}`);
}

/** The value at every point; null where there is none. */
function compareAt(
  answer: MathNode,
  expected: MathNode,
  point: Point,
  isDecimal: boolean,
  work: Work,
): Verdict | 'different' | null {
  const [a, e] = [exactValue(answer, point, work), exactValue(expected, point, work)];
  if (a && e) {
    if (fractions.compare(a, e) === 0)
      return right('normalised', `equal after normalising: ${shorten(fractions.showRational(e))}`);
    const difference = fractions.add(a, fractions.negate(e), work);
    if (!isDecimal || difference === null) return 'different';
    const isNear = Math.abs(fractions.toNumber(difference)) <= decimalTolerance(fractions.toNumber(e));
    return isNear
      ? right('number', `equal numbers to 6 digits: ${decimals(fractions.toNumber(e))}`)
      : 'different';
  }
  const [given, wanted] = [complexOf(answer, a, point, work), complexOf(expected, e, point, work)];
  if (!isFinite(given) || !isFinite(wanted)) return null;
  const size = Math.hypot(wanted.re, wanted.im);
  const distance = Math.hypot(given.re - wanted.re, given.im - wanted.im);
  if (!(distance <= toleranceAt(size, isDecimal))) return 'different';
  const digits = isDecimal ? 'equal numbers to 6 digits' : 'equal numbers';
  return right('number', `${digits}: ${showComplex(wanted)}`);
}

function complexOf(node: MathNode, exact: Rational | null, point: Point, work: Work): Complex {
  return exact ? { re: fractions.toNumber(exact), im: 0 } : numericValue(node, point, work);
}

const isFinite = ({ re, im }: Complex): boolean => Number.isFinite(re) && Number.isFinite(im);

function toleranceAt(size: number, isDecimal: boolean): number {
  const exact = Math.max(Math.abs(size), SMALL) * RELATIVE_TOLERANCE;
  return isDecimal ? Math.max(decimalTolerance(size), exact) : exact;
}

function decimalTolerance(size: number): number {
  const absolute = Math.abs(size);
  // What lies just at the tolerance is within it, however it is rounded.
  if (absolute >= SMALL || absolute === 0) return DECIMAL_TOLERANCE * (1 + 1e-9);
  return 0.5 * 10 ** (Math.floor(Math.log10(absolute)) - 5);
}

function decimals(value: number): string {
  return String(Number(value.toPrecision(12)));
}

function showComplex({ re, im }: Complex): string {
  const digits = (value: number): string => String(Number(value.toPrecision(7)));
  return Math.abs(im) < 1e-9 ? digits(re) : `${digits(re)}${im < 0 ? '-' : '+'}${digits(Math.abs(im))}i`;
}

export function variablesOf(node: MathNode): Set<string> {
  const names = new Set<string>();
  const visit = (one: MathNode): void => {
    if (isVariable(one)) names.add(one.name);
    childrenOf(one).forEach(visit);
  };
  visit(node);
  return names;
}

/**
 * Where two formulas are compared. At negative numbers only where nothing there is a root or a logarithm: with
 * `√(ab) = √a √b` people mean numbers for which it holds.
 */
function pointsOf(names: ReadonlySet<string>, nodes: readonly MathNode[]): Point[] {
  if (names.size === 0) return [new Map()];
  const isRooted = nodes.some((node) => someNode(node, isRoot));
  return Array.from({ length: POINTS }, (_, round) =>
    pointOf(names, round, !isRooted && round === POINTS - 1 ? -1n : 1n),
  );
}

/** Values that only depend on the names and the round. */
export function pointOf(names: ReadonlySet<string>, round: number, sign = 1n): Point {
  return new Map([...names].map((name) => [name, valueOf(name, round, sign)]));
}

function isRoot(node: MathNode): boolean {
  if (node.kind !== 'apply') return false;
  const [, exponent] = node.args;
  const isWhole = exponent?.kind === 'number' && exponent.value.denominator === 1n;
  return ['root', 'ln', 'log', 'lg'].includes(node.name) || (node.name === '^' && !isWhole);
}

/** Between 1/2 and 2, with a denominator that nobody writes. */
function valueOf(name: string, round: number, sign: bigint): Rational {
  const denominator = 9973n;
  const numerator = 4987n + BigInt(Math.floor(fractionOf(`${name} ${round}`) * 14_959));
  return { numerator: sign * numerator, denominator };
}

/** Whether two expressions are made of equal parts in the same way: `9^{9^9}` is `9^{387420489}`. */
function sameMake(a: MathNode, b: MathNode, work: Work): boolean {
  work.spend();
  if (a.kind === 'symbol' && b.kind === 'symbol') return a.name === b.name;
  if (a.kind === 'words' && b.kind === 'words') return a.text === b.text;
  if (a.kind !== b.kind || a.kind === 'number' || a.kind === 'symbol') return false;
  if (a.kind === 'apply' && b.kind === 'apply' && a.name !== b.name) return false;
  const [ours, theirs] = [childrenOf(a), childrenOf(b)];
  return (
    ours.length > 0 &&
    ours.length === theirs.length &&
    ours.every((one, i) => theirs[i] !== undefined && compareExpressions(one, theirs[i], work).correct)
  );
}
