/** Pieces that a parser of mathematics puts together. */
import { UnreadAnswer } from './mathCursor';
import { apply, type MathNode } from './mathNode';
import { add, fromDigits, rational, type Rational } from './rational';
import type { Work } from './work';

/** `{1, 3}` whose braces LaTeX does not show. */
export function asSet(node: MathNode): MathNode {
  return node.kind === 'list' && node.joined === ',' ? { kind: 'set', items: node.items } : node;
}

export function listOf(items: readonly MathNode[], joined: ',' | ';' | 'and' | 'or'): MathNode {
  const [first] = items;
  return items.length === 1 && first ? first : { kind: 'list', items, joined };
}

export function numberOf(digits: string): MathNode {
  return { kind: 'number', value: fromDigits(digits), decimal: digits.includes('.') };
}

export function negated(node: MathNode): MathNode {
  if (node.kind === 'quantity') return { ...node, value: negated(node.value) };
  return apply('neg', node);
}

/** `1:2:3` as its parts over the first, so that `2:4:6` is the same. */
export function ratioOf(parts: readonly MathNode[]): MathNode {
  const [first, second] = parts;
  if (!first || !second) throw new UnreadAnswer();
  if (parts.length === 2) return apply('/', first, second);
  return { kind: 'brackets', open: '⟨', close: '⟩', items: parts.map((part) => apply('/', part, first)) };
}

/** Three and a half; null where the parts make no mixed number, but a product. */
export function mixedNumber(whole: MathNode, top: MathNode, bottom: MathNode, work: Work): MathNode | null {
  if (!isInteger(whole) || !isInteger(top) || !isInteger(bottom)) return null;
  if (top.value.numerator >= bottom.value.numerator) return null;
  const fraction = rational(top.value.numerator, bottom.value.numerator, work);
  const value = fraction && add(whole.value, fraction, work);
  return value && { kind: 'number', value, decimal: false };
}

function isInteger(node: MathNode): node is MathNode & { kind: 'number'; value: Rational } {
  return node.kind === 'number' && !node.decimal && node.value.denominator === 1n;
}
