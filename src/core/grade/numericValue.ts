/** Values as floating complex numbers, where they are no fractions. */
import type { Point } from './exactValue';
import { someNode, type MathNode } from './mathNode';
import { toNumber } from './rational';
import type { Work } from './work';

export interface Complex {
  readonly re: number;
  readonly im: number;
}

const real = (re: number): Complex => ({ re, im: 0 });
const UNKNOWN: Complex = { re: NaN, im: NaN };
const TURN_DEGREES = 180;

/** NaN where it has no value. What only equals itself (an unknown function, a sum over something) has a made-up one. */
export function numericValue(node: MathNode, point: Point, work: Work): Complex {
  work.spend();
  switch (node.kind) {
    case 'number':
      return real(toNumber(node.value));
    case 'symbol':
      return symbolValue(node.name, point);
    case 'quantity':
      return numericValue(node.value, point, work);
    case 'words':
      return madeUp(node.text, []);
    case 'apply': {
      const values = node.args.map((arg) => numericValue(arg, point, work));
      const [first] = node.args;
      const isAngle = first !== undefined && someNode(first, isDegrees);
      const [angle = UNKNOWN] = values;
      const args = isAngle && TRIGONOMETRIC.has(node.name) ? [scaled(angle, Math.PI / TURN_DEGREES)] : values;
      return applied(node.name, args);
    }
    case 'relation':
      return madeUp(
        node.operators.join(''),
        node.sides.map((side) => numericValue(side, point, work)),
      );
    case 'brackets':
    case 'set':
    case 'list':
    case 'matrix':
      return UNKNOWN;
    default:
      return node satisfies never;
  }
}

const isDegrees = (node: MathNode): boolean => node.kind === 'quantity' && node.unit.dimension === 'angle';
const TRIGONOMETRIC: ReadonlySet<string> = new Set(['sin', 'cos', 'tan', 'cot', 'sec', 'csc']);

function symbolValue(name: string, point: Point): Complex {
  const value = point.get(name);
  if (value) return real(toNumber(value));
  if (name === 'π') return real(Math.PI);
  if (name === 'e') return real(Math.E);
  if (name === 'i') return { re: 0, im: 1 };
  return name === '∞' ? real(Infinity) : UNKNOWN;
}

function applied(name: string, values: readonly Complex[]): Complex {
  const [a = UNKNOWN, b] = values;
  switch (name) {
    case '+':
      return values.reduce((sum, { re, im }) => ({ re: sum.re + re, im: sum.im + im }));
    case '*':
      return values.reduce(times);
    case '/':
      return over(a, b ?? UNKNOWN);
    case '^':
      return power(a, b ?? UNKNOWN);
    case 'root':
      return root(a, b ?? UNKNOWN);
    case 'neg':
      return scaled(a, -1);
    case '%':
      return scaled(a, 0.01);
    case 'abs':
    case 'norm':
      return real(Math.hypot(a.re, a.im));
    case 'exp':
      return exponential(a);
    case 'ln':
    case 'log':
      return b === undefined ? logarithm(a) : over(logarithm(a), logarithm(b));
    case 'lg':
      return over(logarithm(a), real(Math.LN10));
    case 'sin':
      return { re: Math.sin(a.re) * Math.cosh(a.im), im: Math.cos(a.re) * Math.sinh(a.im) };
    case 'cos':
      return { re: Math.cos(a.re) * Math.cosh(a.im), im: -Math.sin(a.re) * Math.sinh(a.im) };
    case 'tan':
      return over(applied('sin', values), applied('cos', values));
    case 'cot':
      return over(applied('cos', values), applied('sin', values));
    case 'sec':
      return over(real(1), applied('cos', values));
    case 'csc':
      return over(real(1), applied('sin', values));
    default: {
      const plain = REAL_FUNCTIONS[name];
      if (plain) return a.im === 0 ? real(plain(...values.map(({ re }) => re))) : UNKNOWN;
      return madeUp(name, values);
    }
  }
}

const REAL_FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = {
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  '!': (value) => gamma(value + 1),
  floor: Math.floor,
  ceil: Math.ceil,
  max: Math.max,
  min: Math.min,
};

/** Lanczos' approximation (g = 7, n = 9), to 15 digits: formulas with `n!` are compared between whole numbers too. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

function gamma(value: number): number {
  if (value < 0.5) return Math.PI / (Math.sin(Math.PI * value) * gamma(1 - value));
  const below = value - 1;
  const sum = LANCZOS.reduce((total, part, i) => total + (i === 0 ? part : part / (below + i)), 0);
  const base = below + 7.5;
  return Math.sqrt(2 * Math.PI) * base ** (below + 0.5) * Math.exp(-base) * sum;
}

const scaled = ({ re, im }: Complex, by: number): Complex => ({ re: re * by, im: im * by || 0 });

function times(a: Complex, b: Complex): Complex {
  // Infinity times the 0 of an imaginary part is NaN.
  if (a.im === 0 && b.im === 0) return real(a.re * b.re);
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

function over(a: Complex, b: Complex): Complex {
  if (b.im === 0) return b.re === 0 ? UNKNOWN : { re: a.re / b.re, im: a.im / b.re };
  const size = b.re * b.re + b.im * b.im;
  return { re: (a.re * b.re + a.im * b.im) / size, im: (a.im * b.re - a.re * b.im) / size };
}

function exponential({ re, im }: Complex): Complex {
  if (im === 0) return real(Math.exp(re));
  return { re: Math.exp(re) * Math.cos(im), im: Math.exp(re) * Math.sin(im) };
}

function logarithm({ re, im }: Complex): Complex {
  const size = Math.hypot(re, im);
  return size === 0 ? UNKNOWN : { re: Math.log(size), im: re < 0 || im !== 0 ? Math.atan2(im, re) : 0 };
}

function power(base: Complex, exponent: Complex): Complex {
  const isReal = base.im === 0 && exponent.im === 0;
  if (isReal && (base.re >= 0 || Number.isInteger(exponent.re))) return real(base.re ** exponent.re);
  if (base.re === 0 && base.im === 0) return exponent.re > 0 ? real(0) : UNKNOWN;
  return exponential(times(exponent, logarithm(base)));
}

/** The real root where there is one, as people write `∛(-8)`. */
function root(of: Complex, degree: Complex): Complex {
  if (of.im === 0 && degree.im === 0 && Number.isInteger(degree.re)) {
    if (of.re < 0 && Math.abs(degree.re % 2) === 1) return real(-((-of.re) ** (1 / degree.re)));
    if (degree.re === 2 && of.re >= 0) return real(Math.sqrt(of.re));
    if (degree.re === 3) return real(Math.cbrt(of.re));
  }
  return power(of, over(real(1), degree));
}

/** Digits that two ways to the same number share. */
const SHARED_DIGITS = 9;

/**
 * A number for something that is not known but by name: the same for the same values of what it is applied to, so that
 * `f(1 + x)` equals `f(x + 1)`, and no `g(x)`.
 */
function madeUp(name: string, values: readonly Complex[]): Complex {
  const parts = values.map(({ re, im }) => `${rounded(re)},${rounded(im)}`);
  return real(0.5 + fractionOf(`${name}(${parts.join(';')})`));
}

function rounded(value: number): string {
  return Math.abs(value) < 1e-12 ? '0' : value.toPrecision(SHARED_DIGITS);
}

/** FNV-1a: a fraction from 0 to 1 that only depends on the text. */
export function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  // Names of one letter differ in their last bits alone.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
