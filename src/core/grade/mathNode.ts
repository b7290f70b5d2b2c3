/** What an answer says, as a tree. */
import { showRational, type Rational } from './rational';
import type { Unit } from './units';

export type Relation = '=' | '<' | '>' | '≤' | '≥' | '≠' | '∈' | '≈';

export type MathNode =
  /** `decimal`: written with a point, so that its last digits may be rounded. */
  | { readonly kind: 'number'; readonly value: Rational; readonly decimal: boolean }
  /** Variables, and the constants `π`, `e`, `i`, `∞`, `ℝ` and `∅`. */
  | { readonly kind: 'symbol'; readonly name: string }
  | { readonly kind: 'words'; readonly text: string }
  /** Operations (`+`, `*`, `/`, `^`, `neg`, `±`, `∓`, `!`, `%`), functions, and what only equals itself. */
  | { readonly kind: 'apply'; readonly name: string; readonly args: readonly MathNode[] }
  /** Two items or more in brackets: a point, or an interval. */
  | {
      readonly kind: 'brackets';
      readonly open: '(' | '[' | '⟨';
      readonly close: ')' | ']' | '⟩';
      readonly items: readonly MathNode[];
    }
  | { readonly kind: 'set'; readonly items: readonly MathNode[] }
  /** Several answers, as `1, 2` or `x = 1 or x = 2`; `joined` by the last word between them. */
  | { readonly kind: 'list'; readonly items: readonly MathNode[]; readonly joined: ',' | ';' | 'and' | 'or' }
  | { readonly kind: 'matrix'; readonly rows: readonly (readonly MathNode[])[] }
  /** `sides` is one longer than `operators`. */
  | {
      readonly kind: 'relation';
      readonly sides: readonly MathNode[];
      readonly operators: readonly Relation[];
    }
  | { readonly kind: 'quantity'; readonly value: MathNode; readonly unit: Unit };

export const apply = (name: string, ...args: MathNode[]): MathNode => ({ kind: 'apply', name, args });
export const symbol = (name: string): MathNode => ({ kind: 'symbol', name });

export function childrenOf(node: MathNode): readonly MathNode[] {
  switch (node.kind) {
    case 'number':
    case 'symbol':
    case 'words':
      return [];
    case 'apply':
      return node.args;
    case 'brackets':
    case 'set':
    case 'list':
      return node.items;
    case 'matrix':
      return node.rows.flat();
    case 'relation':
      return node.sides;
    case 'quantity':
      return [node.value];
    default:
      return node satisfies never;
  }
}

/** The same node with other children, in the order of `childrenOf`. */
export function withChildren(node: MathNode, children: readonly MathNode[]): MathNode {
  switch (node.kind) {
    case 'number':
    case 'symbol':
    case 'words':
      return node;
    case 'apply':
      return { ...node, args: children };
    case 'brackets':
    case 'set':
    case 'list':
      return { ...node, items: children };
    case 'matrix': {
      let at = 0;
      return { ...node, rows: node.rows.map((row) => children.slice(at, (at += row.length))) };
    }
    case 'relation':
      return { ...node, sides: children };
    case 'quantity':
      return { ...node, value: children[0] ?? node.value };
    default:
      return node satisfies never;
  }
}

/** Whether it, or anything in it, is such a node. */
export function someNode(node: MathNode, wanted: (node: MathNode) => boolean): boolean {
  return wanted(node) || childrenOf(node).some((child) => someNode(child, wanted));
}

/** Symbols that have a value of their own. */
export const CONSTANTS: ReadonlySet<string> = new Set(['π', 'e', 'i', '∞', 'ℝ', '∅']);

export const isVariable = (node: MathNode): node is Extract<MathNode, { kind: 'symbol' }> =>
  node.kind === 'symbol' && !CONSTANTS.has(node.name);

/** What kind of answer it is, for a user. */
export function kindOf(node: MathNode): string {
  switch (node.kind) {
    case 'number':
      return 'a number';
    case 'symbol':
      return node.name === 'ℝ' || node.name === '∅' ? 'a set' : 'an expression';
    case 'words':
      return 'words';
    case 'apply':
      return ['∪', '∩', '∖'].includes(node.name) ? 'a set' : 'an expression';
    case 'brackets':
      if (node.open === '[' || node.close === ']') return node.items.length === 2 ? 'an interval' : 'a list';
      return node.items.length === 2 && node.open === '(' ? 'an interval or a point' : 'a tuple';
    case 'set':
      return 'a set';
    case 'list':
      return 'several answers';
    case 'matrix':
      return 'a matrix';
    case 'relation':
      return node.operators.every((operator) => operator === '=') ? 'an equation' : 'an inequality';
    case 'quantity':
      return 'a quantity';
    default:
      return node satisfies never;
  }
}

/** As text, for a reason: `(1/2, √(3))`. */
export function showNode(node: MathNode): string {
  const list = (items: readonly MathNode[]): string => items.map(showNode).join(', ');
  switch (node.kind) {
    case 'number':
      return showRational(node.value);
    case 'symbol':
      return node.name;
    case 'words':
      return node.text;
    case 'apply':
      return showApply(node.name, node.args);
    case 'brackets':
      return `${node.open}${list(node.items)}${node.close}`;
    case 'set':
      return `{${list(node.items)}}`;
    case 'list':
      return list(node.items);
    case 'matrix':
      return `[${node.rows.map((row) => list(row)).join('; ')}]`;
    case 'relation':
      return node.sides
        .map((side, i) => `${i === 0 ? '' : ` ${node.operators[i - 1]} `}${showNode(side)}`)
        .join('');
    case 'quantity':
      return `${showNode(node.value)} ${node.unit.name}`;
    default:
      return node satisfies never;
  }
}

function showApply(name: string, args: readonly MathNode[]): string {
  const inner = args.map((arg) => {
    const text = showNode(arg);
    return arg.kind === 'apply' && arg.args.length > 1 && !/^[\w√]+\(/.test(text) ? `(${text})` : text;
  });
  switch (name) {
    case 'neg':
      return `-${inner[0] ?? ''}`;
    case '!':
    case '%':
      return `${inner[0] ?? ''}${name}`;
    case '+':
    case '/':
    case '*':
    case '^':
    case '±':
    case '∓':
    case '∪':
    case '∩':
    case '∖':
      return inner.length === 1
        ? `${name}${inner[0] ?? ''}`
        : inner.join(name === '^' || name === '/' ? name : ` ${name} `);
    default:
      return `${name}(${args.map(showNode).join(', ')})`;
  }
}
