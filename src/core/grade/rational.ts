/** Exact fractions. What would have more than `MAX_BITS` is no exact number any more: null. */
import { MAX_BITS, type Work } from './work';

export interface Rational {
  readonly numerator: bigint;
  /** Above 0. The two are without a common factor as long as they are short. */
  readonly denominator: bigint;
}

/** Longer fractions stay as they are: a greatest common divisor takes longer than it saves. */
const REDUCED_BITS = 512;

export const ZERO: Rational = { numerator: 0n, denominator: 1n };
export const ONE: Rational = { numerator: 1n, denominator: 1n };

export function rational(numerator: bigint, denominator: bigint, work: Work): Rational | null {
  if (denominator === 0n) return null;
  const bits = bitsOf(numerator) + bitsOf(denominator);
  work.spend(1 + Math.ceil(bits / 64));
  if (bits > MAX_BITS) return null;
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = bits > REDUCED_BITS ? 1n : gcd(numerator, denominator);
  return { numerator: (sign * numerator) / divisor, denominator: (sign * denominator) / divisor };
}

/** @param digits as `12`, `0.5`, `.5` or `5.` */
export function fromDigits(digits: string): Rational {
  const [whole = '', fraction = ''] = digits.split('.');
  // Not by `rational`, which may refuse: the length of an answer bounds this.
  const numerator = BigInt(`${whole}${fraction}` || '0');
  const denominator = 10n ** BigInt(fraction.length);
  const divisor = gcd(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

export function fromInteger(value: number): Rational {
  return { numerator: BigInt(value), denominator: 1n };
}

export function add(a: Rational, b: Rational, work: Work): Rational | null {
  const numerator = a.numerator * b.denominator + b.numerator * a.denominator;
  return rational(numerator, a.denominator * b.denominator, work);
}

export function multiply(a: Rational, b: Rational, work: Work): Rational | null {
  return rational(a.numerator * b.numerator, a.denominator * b.denominator, work);
}

export function divide(a: Rational, b: Rational, work: Work): Rational | null {
  return rational(a.numerator * b.denominator, a.denominator * b.numerator, work);
}

export function negate({ numerator, denominator }: Rational): Rational {
  return { numerator: -numerator, denominator };
}

/** Null where the power is no fraction, such as `2^{1/2}`, or is too long. */
export function power(base: Rational, exponent: Rational, work: Work): Rational | null {
  const root = exponent.denominator === 1n ? base : rootOf(base, exponent.denominator, work);
  if (root === null) return null;
  const { numerator: times } = exponent;
  const positive = times < 0n ? -times : times;
  const bits = Math.max(bitsOf(root.numerator), bitsOf(root.denominator));
  if (bits > 1 && (positive > MAX_BITS || Number(positive) * bits > MAX_BITS)) return null;
  // Of 0, 1 and -1 any power is short, whatever the exponent.
  const count = bits > 1 || positive === 0n ? positive : 2n - (positive % 2n);
  const raised = rational(root.numerator ** count, root.denominator ** count, work);
  return raised && times < 0n ? divide(ONE, raised, work) : raised;
}

/** Largest root that is looked for: others are compared as floating numbers. */
const MAX_ROOT = 64n;

/** The exact root, or null. */
export function rootOf(value: Rational, degree: bigint, work: Work): Rational | null {
  if (degree < 1n || degree > MAX_ROOT) return null;
  const negative = value.numerator < 0n;
  if (negative && degree % 2n === 0n) return null;
  const numerator = integerRoot(negative ? -value.numerator : value.numerator, degree, work);
  const denominator = integerRoot(value.denominator, degree, work);
  if (numerator === null || denominator === null) return null;
  return rational(negative ? -numerator : numerator, denominator, work);
}

/** Newton's method from above. */
function integerRoot(value: bigint, degree: bigint, work: Work): bigint | null {
  if (value < 2n) return value;
  let root = 1n << BigInt(Math.ceil(bitsOf(value) / Number(degree)));
  for (;;) {
    work.spend(1 + Math.ceil(bitsOf(value) / 16));
    const next = ((degree - 1n) * root + value / root ** (degree - 1n)) / degree;
    if (next >= root) break;
    root = next;
  }
  return root ** degree === value ? root : null;
}

export function compare(a: Rational, b: Rational): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The nearest floating number; infinite beyond its range. */
export function toNumber({ numerator, denominator }: Rational): number {
  const plain = Number(numerator) / Number(denominator);
  const shift = bitsOf(numerator) - bitsOf(denominator);
  if (Number.isFinite(plain) && (plain !== 0 || numerator === 0n)) return plain;
  // One of them is beyond the range alone: 64 bits of the quotient are enough.
  const by = 64 - shift;
  const quotient =
    by >= 0 ? (numerator << BigInt(by)) / denominator : numerator / (denominator << BigInt(-by));
  return Number(quotient) * 2 ** -by;
}

/** `3`, or `1/2`. */
export function showRational({ numerator, denominator }: Rational): string {
  return denominator === 1n ? String(numerator) : `${numerator}/${denominator}`;
}

export function bitsOf(value: bigint): number {
  const positive = value < 0n ? -value : value;
  return positive.toString(16).length * 4;
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}
