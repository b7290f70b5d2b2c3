/** Reads an answer as mathematics. */
import { apply, symbol, type MathNode, type Relation } from './mathNode';
import type { MathToken } from './mathToken';
import { add, fromDigits, multiply, ONE, rational, type Rational } from './rational';
import { unitOf, type Unit } from './units';
import { MAX_DEPTH, TooMuchWork, type Work } from './work';

/** It is no mathematics that is known here. */
export class UnreadAnswer extends Error {}

const RELATIONS: ReadonlySet<string> = new Set(['=', '<', '>', '≤', '≥', '≠', '∈', '≈']);
const CURRENCIES: ReadonlySet<string> = new Set(['$', '€', '£', '¥', '¢']);
const CLOSING: Readonly<Record<string, string>> = { '|': '|', '‖': '‖', '⌊': '⌋', '⌈': '⌉' };
/** Letters that stand for functions where a bracket follows. */
const FUNCTION_LETTERS: ReadonlySet<string> = new Set(['f', 'g', 'h', 'F', 'G', 'H']);
const NEGATIONS: ReadonlySet<string> = new Set(['not', 'no', 'never', 'none']);

/** @throws UnreadAnswer, or TooMuchWork for one that is nested too deep or too long */
export function parseMath(tokens: readonly MathToken[], work: Work): MathNode {
  const parser = new Parser(tokens, work);
  const node = parser.list();
  parser.end();
  return node;
}

class Parser {
  #at = 0;
  #depth = 0;
  /** Inside `|…|` a bar closes; inside `{… | …}` it divides. */
  #barCloses = false;
  #inSet = false;
  readonly #tokens: MathToken[];

  constructor(
    tokens: readonly MathToken[],
    private readonly work: Work,
  ) {
    this.#tokens = [...tokens];
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw new UnreadAnswer();
  }

  // Tokens

  get #next(): MathToken | undefined {
    return this.#tokens[this.#at];
  }

  #isMark(...texts: string[]): boolean {
    const next = this.#next;
    return next?.type === 'mark' && texts.includes(next.text);
  }

  #takeMark(...texts: string[]): string | null {
    if (!this.#isMark(...texts)) return null;
    return this.#tokens[this.#at++]?.text ?? null;
  }

  #expect(text: string): void {
    if (this.#takeMark(text) === null) throw new UnreadAnswer();
  }

  #takeWord(): string | null {
    return this.#next?.type === 'word' ? (this.#tokens[this.#at++]?.text ?? null) : null;
  }

  /** Runs `read` one level deeper. @throws TooMuchWork */
  #nested<T>(read: () => T, within: { barCloses?: boolean; inSet?: boolean } = {}): T {
    const before = [this.#barCloses, this.#inSet] as const;
    this.#barCloses = within.barCloses ?? false;
    this.#inSet = within.inSet ?? false;
    if (++this.#depth > MAX_DEPTH) throw new TooMuchWork();
    const result = read();
    this.#depth--;
    [this.#barCloses, this.#inSet] = before;
    return result;
  }

  // Several answers

  list(): MathNode {
    const groups: MathNode[][] = [[]];
    const joints = new Set<string>();
    for (;;) {
      const joint = this.#takeMark(',', ';', 'and', 'or');
      if (joint !== null) {
        joints.add(joint);
        if (joint === ';') groups.push([]);
        continue;
      }
      if (this.#isEnd()) break;
      const before = this.#at;
      groups.at(-1)?.push(this.#item());
      if (this.#at === before) throw new UnreadAnswer();
      if (this.#isListEnd()) continue;
      throw new UnreadAnswer();
    }
    const filled = groups.filter((group) => group.length > 0);
    // `p = 5, q = 2; p = 7, q = 2` has two answers of two parts; `1; 2; 3` has three.
    const inParts = filled.length > 1 && filled.some((group) => group.length > 1);
    const items = inParts ? filled.map((group) => listOf(group, ',')) : filled.flat();
    if (items.length === 0) throw new UnreadAnswer();
    const joined = joints.has('or') ? 'or' : joints.has('and') ? 'and' : joints.has(';') ? ';' : ',';
    return listOf(items, joined);
  }

  #isListEnd(): boolean {
    return this.#isEnd() || this.#isMark(',', ';', 'and', 'or');
  }

  /** Of everything that a bracket, a brace or a bar encloses. */
  #isEnd(): boolean {
    if (this.#next === undefined) return true;
    if (this.#inSet && this.#isMark('|', ':')) return true;
    if (this.#barCloses && this.#isMark('|', '‖')) return true;
    return this.#isMark('group)', ')', ']', '}', '⟩', '⌋', '⌉', '\\\\', '&');
  }

  // One answer: sides of a relation, and what stands around them

  #item(): MathNode {
    this.#takeMark('≈', '=');
    const words = this.#words();
    if (words.length > 0 && this.#isListEnd()) return { kind: 'words', text: words.join(' ') };
    if (words.some((word) => NEGATIONS.has(word.toLowerCase()))) throw new UnreadAnswer();
    const sides: MathNode[] = [];
    const operators: Relation[] = [];
    if (words.length > 0 && this.#isMark(...RELATIONS)) sides.push({ kind: 'words', text: words.join(' ') });
    else sides.push(this.#side());
    for (let sign = this.#takeMark(...RELATIONS); sign !== null; sign = this.#takeMark(...RELATIONS)) {
      operators.push(sign as Relation);
      sides.push(this.#side());
    }
    const [first] = sides;
    if (operators.length === 0 && first) return first;
    return { kind: 'relation', sides, operators };
  }

  /** Words that stand here, with the full stops and colons between them. */
  #words(): string[] {
    const words: string[] = [];
    for (let word = this.#takeWord(); word !== null; word = this.#takeWord()) {
      words.push(word);
      while (this.#isMark('.', ':', '-', '′') && this.#tokens[this.#at + 1]?.type === 'word') this.#at++;
      if (this.#isMark(':') && words.length > 0) this.#at++;
    }
    return words;
  }

  #side(): MathNode {
    const currency = this.#takeMark(...CURRENCIES);
    const words = this.#words();
    if (words.length > 0 && (this.#isListEnd() || this.#isMark(...RELATIONS))) {
      return { kind: 'words', text: words.join(' ') };
    }
    let node = this.#operation();
    const ratio = [node];
    while (!this.#inSet && this.#takeMark(':') !== null) ratio.push(this.#operation());
    if (ratio.length > 1) node = ratioOf(ratio);
    const unit = this.#unit() ?? (currency === null ? null : unitOf([currency]));
    // A second one, as in "100 miles (per hour)", says more than is known here.
    return unit === null || node.kind === 'quantity' ? node : { kind: 'quantity', value: node, unit };
  }

  /** Unions, intersections and differences of sets. */
  #operation(): MathNode {
    let node = this.#sum();
    for (let sign = this.#takeMark('∪', '∩', '∖'); sign !== null; sign = this.#takeMark('∪', '∩', '∖')) {
      node = apply(sign, asSet(node), asSet(this.#sum()));
    }
    return node;
  }

  #unit(): Unit | null {
    const currency = this.#takeMark(...CURRENCIES);
    if (currency !== null) return unitOf([currency]);
    const words = this.#words();
    if (words.length === 0) return null;
    const exponent = this.#unitExponent();
    if (this.#takeMark('/') === null) return unitOf(words, exponent);
    const below = this.#words();
    if (below.length === 0) throw new UnreadAnswer();
    const [top, bottom] = [unitOf(words, exponent), unitOf(below, this.#unitExponent())];
    return {
      name: `${top.name}/${bottom.name}`,
      dimension: top.dimension && bottom.dimension && `${top.dimension}/${bottom.dimension}`,
      factor: top.factor / bottom.factor,
    };
  }

  #unitExponent(): number {
    if (this.#takeMark('^') === null) return 1;
    const grouped = this.#takeMark('group(') !== null;
    const digits = this.#next?.type === 'number' ? (this.#tokens[this.#at++]?.text ?? '') : '';
    if (grouped) this.#expect('group)');
    if (!/^[1-9]$/.test(digits)) throw new UnreadAnswer();
    return Number(digits);
  }

  // Expressions

  #sum(): MathNode {
    const terms: MathNode[] = [];
    let sign = this.#takeMark('+', '-', '±', '∓') ?? '+';
    for (;;) {
      const term = this.#product();
      terms.push(sign === '+' ? term : sign === '-' ? negated(term) : apply(sign, term));
      const next = this.#takeMark('+', '-', '±', '∓');
      if (next === null) break;
      sign = next;
    }
    const [first] = terms;
    return terms.length === 1 && first ? first : apply('+', ...terms);
  }

  #product(): MathNode {
    const factors: MathNode[] = [this.#factor()];
    for (;;) {
      this.work.spend();
      if (this.#takeMark('*') !== null) factors.push(this.#factor());
      else if (this.#takeMark('/') !== null) {
        const divisor = this.#factor();
        const dividend = factors.length === 1 ? factors[0] : undefined;
        factors.splice(0, factors.length, apply('/', dividend ?? apply('*', ...factors), divisor));
      } else if (this.#startsFactor()) {
        if (this.#next?.type === 'number' && this.#tokens[this.#at - 1]?.type === 'number') {
          factors.push(this.#mixedPart(factors.pop()));
        } else factors.push(this.#factor());
      } else break;
    }
    const [first] = factors;
    return factors.length === 1 && first ? first : apply('*', ...factors);
  }

  /** `1/2` of `3 1/2`. */
  #mixedPart(whole: MathNode | undefined): MathNode {
    const [top, slash, bottom] = this.#tokens.slice(this.#at, this.#at + 3);
    const isFraction = top?.type === 'number' && slash?.text === '/' && bottom?.type === 'number';
    if (!isFraction || whole?.kind !== 'number') throw new UnreadAnswer();
    this.#at += 3;
    const mixed = mixedNumber(whole, numberOf(top.text), numberOf(bottom.text), this.work);
    if (!mixed) throw new UnreadAnswer();
    return mixed;
  }

  #startsFactor(): boolean {
    const next = this.#next;
    if (!next) return false;
    if (next.type === 'word') return false;
    if (next.type === 'command') return !next.text.startsWith('end ');
    if (next.type !== 'mark') return true;
    if (next.text === '|' || next.text === '‖') return !this.#barCloses && !this.#inSet;
    return ['(', '[', '{', '⟨', '⌊', '⌈', 'group('].includes(next.text);
  }

  #factor(): MathNode {
    return this.#nested(() => this.#signedFactor(), { barCloses: this.#barCloses, inSet: this.#inSet });
  }

  #signedFactor(): MathNode {
    if (this.#takeMark('-') !== null) return negated(this.#factor());
    if (this.#takeMark('+') !== null) return this.#factor();
    let node = this.#primary();
    for (;;) {
      if (this.#takeMark('^') !== null) node = this.#raised(node);
      else if (this.#takeMark('!') !== null) node = apply('!', node);
      else if (this.#takeMark('%') !== null) node = apply('%', node);
      else if (this.#takeMark('°') !== null) node = { kind: 'quantity', value: node, unit: unitOf(['°']) };
      else if (this.#takeMark('_') !== null) node = this.#indexed(node);
      else if (this.#takeMark('′') !== null) node = apply('′', node);
      else return node;
    }
  }

  #raised(base: MathNode): MathNode {
    const grouped = this.#tokens[this.#at + 1];
    if (this.#takeMark('°') !== null) return { kind: 'quantity', value: base, unit: unitOf(['°']) };
    if (this.#isMark('group(') && grouped?.text === '°') {
      this.#at += 2;
      this.#expect('group)');
      return { kind: 'quantity', value: base, unit: unitOf(['°']) };
    }
    if (this.#takeMark('′') !== null) return apply('′', base);
    return apply('^', base, this.#factor());
  }

  /** `x_1` is a name of its own; `204_5` a number in base 5; `F_{n-1}` nothing that is known. */
  #indexed(node: MathNode): MathNode {
    const start = this.#at;
    const index = this.#isMark('group(') ? this.#primary() : this.#firstDigitOrPrimary();
    const name = this.#tokens
      .slice(start, this.#at)
      .map(({ text }) => (text.startsWith('group') ? '' : text))
      .join('');
    if (node.kind === 'symbol' && /^[\w,]+$/.test(name)) return symbol(`${node.name}_${name}`);
    if (node.kind === 'number' && index.kind === 'number') {
      const unit = { name: `in base ${name}`, dimension: `base ${name}`, factor: 1 };
      return { kind: 'quantity', value: node, unit };
    }
    return apply('index', node, index);
  }

  #firstDigitOrPrimary(): MathNode {
    return this.#next?.type === 'number' ? this.#digits(1) : this.#primary();
  }

  /** A number, or its first `most` digits: `\frac13` is a third. */
  #digits(most: number): MathNode {
    const text = this.#next?.text ?? '';
    this.#at++;
    if (text.length > most && /^\d+$/.test(text)) {
      this.#tokens[--this.#at] = { type: 'number', text: text.slice(most) };
      return numberOf(text.slice(0, most));
    }
    return numberOf(text);
  }

  #primary(): MathNode {
    this.work.spend();
    const next = this.#next;
    if (!next) throw new UnreadAnswer();
    switch (next.type) {
      case 'number':
        this.#at++;
        return this.#afterNumber(numberOf(next.text), next.text);
      case 'letter':
        this.#at++;
        return this.#afterLetter(next.text);
      case 'function':
        this.#at++;
        return this.#call(next.text);
      case 'command':
        this.#at++;
        return this.#command(next.text);
      case 'mark':
        this.#at++;
        return this.#enclosed(next.text);
      case 'word':
        // Only what stands before or behind an expression is read over.
        throw new UnreadAnswer();
      default:
        return next.type satisfies never;
    }
  }

  #afterNumber(value: MathNode, digits: string): MathNode {
    const next = this.#next;
    if (next?.type !== 'command') return value;
    if (next.text === 'overline' && digits.includes('.')) return this.#repeating(digits);
    if (next.text !== 'frac') return value;
    const start = this.#at++;
    const [top, bottom] = [this.#argument(), this.#argument()];
    const mixed = mixedNumber(value, top, bottom, this.work);
    if (mixed) return mixed;
    this.#at = start;
    return value;
  }

  /** `0.1\overline{6}`, exactly. */
  #repeating(digits: string): MathNode {
    this.#at++;
    const start = this.#at;
    this.#argument();
    const period = this.#tokens
      .slice(start, this.#at)
      .flatMap(({ type, text }) => (type === 'number' ? [text] : []))
      .join('');
    if (!/^\d+$/.test(period)) throw new UnreadAnswer();
    const places = digits.length - digits.indexOf('.') - 1;
    const nines = 10n ** BigInt(places) * (10n ** BigInt(period.length) - 1n);
    const tail = rational(BigInt(period), nines, this.work);
    const value = tail && add(fromDigits(digits), tail, this.work);
    if (!value) throw new UnreadAnswer();
    return { kind: 'number', value, decimal: false };
  }

  #afterLetter(name: string): MathNode {
    const isCall = FUNCTION_LETTERS.has(name) && this.#isMark('(');
    return isCall ? apply(name, ...this.#callArguments()) : symbol(name);
  }

  #call(name: string): MathNode {
    let base: MathNode | null = null;
    let exponent: MathNode | null = null;
    for (;;) {
      if (base === null && this.#takeMark('_') !== null) base = this.#argument();
      else if (exponent === null && this.#takeMark('^') !== null) exponent = this.#argument();
      else break;
    }
    const args = this.#isMark('(', '{', 'group(') ? this.#callArguments() : [this.#bareArgument()];
    const isInverse = exponent?.kind === 'apply' && exponent.name === 'neg';
    const called = isInverse ? apply(`arc${name}`, ...args) : apply(name, ...args, ...(base ? [base] : []));
    return exponent === null || isInverse ? called : apply('^', called, exponent);
  }

  /** `2x` of `sin 2x cos x`. */
  #bareArgument(): MathNode {
    const factors = [this.#factor()];
    while (this.#startsFactor() && this.#next?.type !== 'function' && !this.#isMark('('))
      factors.push(this.#factor());
    const [first] = factors;
    return factors.length === 1 && first ? first : apply('*', ...factors);
  }

  #callArguments(): readonly MathNode[] {
    const inner = this.#primary();
    return inner.kind === 'brackets' || inner.kind === 'list' ? inner.items : [inner];
  }

  /** Of a command: braces, or a single character. */
  #argument(): MathNode {
    if (this.#next?.type === 'number') return this.#digits(1);
    return this.#nested(() => this.#primary());
  }

  #command(name: string): MathNode {
    return this.#nested(() => {
      switch (name) {
        case 'frac': {
          const top = this.#argument();
          return apply('/', top, this.#argument());
        }
        case 'binom': {
          const top = this.#argument();
          return apply('binom', top, this.#argument());
        }
        case 'sqrt': {
          const degree = this.#takeMark('[') === null ? numberOf('2') : this.#nested(() => this.#sum());
          if (this.#tokens[this.#at]?.text === ']') this.#at++;
          // `\sqrt12` is written for the root of 12, although LaTeX draws it otherwise.
          const of = this.#next?.type === 'number' ? this.#digits(Infinity) : this.#argument();
          return apply('root', of, degree);
        }
        case 'overline':
          return this.#argument();
        case 'sum':
        case 'prod':
        case 'int':
        case 'lim':
          return this.#big(name);
        default:
          if (name.startsWith('begin ')) return this.#matrix(name.slice('begin '.length));
          throw new UnreadAnswer();
      }
    });
  }

  #big(name: string): MathNode {
    const scripts: MathNode[] = [];
    while (this.#takeMark('_', '^') !== null) scripts.push(this.#argument());
    return apply(name, ...scripts, this.#product());
  }

  #matrix(environment: string): MathNode {
    const rows: MathNode[][] = [[]];
    for (;;) {
      if (this.#takeMark('&') !== null) continue;
      if (this.#takeMark('\\\\') !== null) {
        rows.push([]);
        continue;
      }
      if (this.#next?.type === 'command' && this.#next.text.startsWith('end ')) {
        this.#at++;
        break;
      }
      rows.at(-1)?.push(this.#operation());
      if (this.#next === undefined) throw new UnreadAnswer();
    }
    const filled = rows.filter((row) => row.length > 0);
    const [first] = filled;
    if (!first || filled.some((row) => row.length !== first.length)) throw new UnreadAnswer();
    return environment === 'vmatrix'
      ? apply('det', { kind: 'matrix', rows: filled })
      : { kind: 'matrix', rows: filled };
  }

  #enclosed(open: string): MathNode {
    switch (open) {
      case 'group(': {
        const inner = this.#nested(() => this.list());
        this.#expect('group)');
        return inner;
      }
      case '(':
      case '[':
      case '⟨':
        return this.#brackets(open);
      case '{':
        return this.#set();
      case '|':
      case '‖':
      case '⌊':
      case '⌈': {
        const inner = this.#nested(() => this.list(), { barCloses: true });
        this.#expect(CLOSING[open] ?? '');
        return apply(open === '|' ? 'abs' : open === '‖' ? 'norm' : open === '⌊' ? 'floor' : 'ceil', inner);
      }
      case '…':
        return symbol('…');
      default:
        throw new UnreadAnswer();
    }
  }

  #brackets(open: '(' | '[' | '⟨'): MathNode {
    const inner = this.#nested(() => this.list());
    const close = this.#takeMark(')', ']', '⟩') as ')' | ']' | '⟩' | null;
    if (close === null) throw new UnreadAnswer();
    const matches = { '(': ')', '[': ']', '⟨': '⟩' }[open] === close;
    if (inner.kind === 'list' && (inner.joined === ',' || inner.joined === ';')) {
      return { kind: 'brackets', open, close, items: inner.items };
    }
    if (!matches) throw new UnreadAnswer();
    return inner;
  }

  #set(): MathNode {
    if (this.#takeMark('}') !== null) return symbol('∅');
    const inner = this.#nested(() => this.list(), { inSet: true });
    if (this.#takeMark('|', ':') !== null) {
      const condition = this.#nested(() => this.list());
      this.#expect('}');
      return condition.kind === 'relation' ? condition : apply('builder', inner, condition);
    }
    this.#expect('}');
    return { kind: 'set', items: inner.kind === 'list' ? inner.items : [inner] };
  }
}

/** `{1, 3}` whose braces LaTeX does not show. */
function asSet(node: MathNode): MathNode {
  return node.kind === 'list' && node.joined === ',' ? { kind: 'set', items: node.items } : node;
}

function listOf(items: readonly MathNode[], joined: ',' | ';' | 'and' | 'or'): MathNode {
  const [first] = items;
  return items.length === 1 && first ? first : { kind: 'list', items, joined };
}

function numberOf(digits: string): MathNode {
  return { kind: 'number', value: fromDigits(digits), decimal: digits.includes('.') };
}

function negated(node: MathNode): MathNode {
  if (node.kind === 'quantity') return { ...node, value: negated(node.value) };
  return apply('neg', node);
}

/** `1:2:3` as its parts over the first, so that `2:4:6` is the same. */
function ratioOf(parts: readonly MathNode[]): MathNode {
  const [first, second] = parts;
  if (!first || !second) throw new UnreadAnswer();
  if (parts.length === 2) return apply('/', first, second);
  return { kind: 'brackets', open: '⟨', close: '⟩', items: parts.map((part) => apply('/', part, first)) };
}

/** Three and a half; null where the parts make no mixed number, but a product. */
function mixedNumber(whole: MathNode, top: MathNode, bottom: MathNode, work: Work): MathNode | null {
  if (!isInteger(whole) || !isInteger(top) || !isInteger(bottom)) return null;
  if (top.value.numerator >= bottom.value.numerator) return null;
  const fraction = rational(top.value.numerator, bottom.value.numerator, work);
  const value = fraction && add(multiply(whole.value, ONE, work) ?? whole.value, fraction, work);
  return value && { kind: 'number', value, decimal: false };
}

function isInteger(node: MathNode): node is MathNode & { kind: 'number'; value: Rational } {
  return node.kind === 'number' && !node.decimal && node.value.denominator === 1n;
}
