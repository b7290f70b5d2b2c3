import type { MathNode } from './mathNode';
import * as fractions from './rational';
import type { Rational } from './rational';
import type { Work } from './work';

/** Values of variables. What has none is not a number. */
export type Point = ReadonlyMap<string, Rational>;

/** Largest number whose factorial is worked out: it has as many bits as a number may have. */
const MAX_FACTORIAL = 1_500n;

/** The value as a fraction; null where it is none, or none that is short enough to work with. */
export function exactValue(node: MathNode, point: Point, work: Work): Rational | null {
  work.spend();
  switch (node.kind) {
    case 'number':
      return node.value;
    case 'symbol':
      return point.get(node.name) ?? null;
    case 'quantity':
      return exactValue(node.value, point, work);
    case 'apply': {
      const values: Rational[] = [];
      for (const arg of node.args) {
        const value = exactValue(arg, point, work);
        if (value === null) return null;
        values.push(value);
      }
      return applied(node.name, values, work);
    }
    case 'words':
    case 'brackets':
    case 'set':
    case 'list':
    case 'matrix':
    case 'relation':
      return null;
    default:
      return node satisfies never;
  }
}

function applied(name: string, values: readonly Rational[], work: Work): Rational | null {
  const [a, b] = values;
  if (!a) return null;
  switch (name) {
    case '+':
      return folded(values, fractions.add, work);
    case '*':
      return folded(values, fractions.multiply, work);
    case 'neg':
      return fractions.negate(a);
    case '%':
      return fractions.divide(a, fractions.fromInteger(100), work);
    case 'abs':
      return a.numerator < 0n ? fractions.negate(a) : a;
    case 'floor':
      return { numerator: floorOf(a), denominator: 1n };
    case 'ceil':
      return { numerator: -floorOf(fractions.negate(a)), denominator: 1n };
    case '!':
      return a.denominator === 1n ? product(1n, a.numerator, work) : null;
    default:
      if (!b) return null;
  }
  switch (name) {
    case '/':
      return fractions.divide(a, b, work);
    case '^':
      return fractions.power(a, b, work);
    case 'root':
      return b.denominator === 1n ? fractions.rootOf(a, b.numerator, work) : null;
    case 'binom':
      return binomial(a, b, work);
    default:
      return null;
  }
}

function folded(
  values: readonly Rational[],
  fold: (a: Rational, b: Rational, work: Work) => Rational | null,
  work: Work,
): Rational | null {
  let result: Rational | null = values[0] ?? null;
  for (const value of values.slice(1)) result = result && fold(result, value, work);
  return result;
}

function floorOf({ numerator, denominator }: Rational): bigint {
  const quotient = numerator / denominator;
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient;
}

/** The product of `from` to `to`; 1 where there is nothing between. */
function product(from: bigint, to: bigint, work: Work): Rational | null {
  if (to < 0n || to > MAX_FACTORIAL) return null;
  let result = 1n;
  for (let factor = from; factor <= to; factor++) {
    work.spend(1 + Math.ceil(fractions.bitsOf(result) / 1024));
    result *= factor;
  }
  return { numerator: result, denominator: 1n };
}

function binomial(n: Rational, k: Rational, work: Work): Rational | null {
  if (n.denominator !== 1n || k.denominator !== 1n) return null;
  const fewer = 2n * k.numerator > n.numerator ? n.numerator - k.numerator : k.numerator;
  if (fewer < 0n) return null;
  const top = product(n.numerator - fewer + 1n, n.numerator, work);
  const bottom = product(1n, fewer, work);
  return top && bottom && fractions.divide(top, bottom, work);
}
