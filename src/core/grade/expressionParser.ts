/** Reads sums, products, powers, functions, brackets: everything inside one answer. */
import { UnreadAnswer, type MathCursor } from './mathCursor';
import { apply, symbol, type MathNode } from './mathNode';
import { asSet, mixedNumber, negated, numberOf } from './mathParts';
import { add, fromDigits, rational } from './rational';
import { unitOf } from './units';
import type { Work } from './work';

const CLOSING: Readonly<Record<string, string>> = { '|': '|', '‖': '‖', '⌊': '⌋', '⌈': '⌉' };
/** Letters that stand for functions where a bracket follows. */
const FUNCTION_LETTERS: ReadonlySet<string> = new Set(['f', 'g', 'h', 'F', 'G', 'H']);

export abstract class ExpressionParser {
  constructor(
    protected readonly cursor: MathCursor,
    protected readonly work: Work,
  ) {}

  /** What stands between brackets: one item, or several. */
  abstract list(): MathNode;

  /** Unions, intersections and differences of sets. */
  protected operation(): MathNode {
    let node = this.sum();
    for (
      let sign = this.cursor.takeMark('∪', '∩', '∖');
      sign !== null;
      sign = this.cursor.takeMark('∪', '∩', '∖')
    ) {
      node = apply(sign, asSet(node), asSet(this.sum()));
    }
    return node;
  }

  protected sum(): MathNode {
    const terms: MathNode[] = [];
    let sign = this.cursor.takeMark('+', '-', '±', '∓') ?? '+';
    for (;;) {
      const term = this.#product();
      terms.push(sign === '+' ? term : sign === '-' ? negated(term) : apply(sign, term));
      const next = this.cursor.takeMark('+', '-', '±', '∓');
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
      if (this.cursor.takeMark('*') !== null) factors.push(this.#factor());
      else if (this.cursor.takeMark('/') !== null) {
        const divisor = this.#factor();
        const dividend = factors.length === 1 ? factors[0] : undefined;
        factors.splice(0, factors.length, apply('/', dividend ?? apply('*', ...factors), divisor));
      } else if (this.#startsFactor()) {
        if (
          this.cursor.next?.type === 'number' &&
          this.cursor.tokens[this.cursor.at - 1]?.type === 'number'
        ) {
          factors.push(this.#mixedPart(factors.pop()));
        } else factors.push(this.#factor());
      } else break;
    }
    const [first] = factors;
    return factors.length === 1 && first ? first : apply('*', ...factors);
  }

  /** `1/2` of `3 1/2`. */
  #mixedPart(whole: MathNode | undefined): MathNode {
    const [top, slash, bottom] = this.cursor.tokens.slice(this.cursor.at, this.cursor.at + 3);
    const isFraction = top?.type === 'number' && slash?.text === '/' && bottom?.type === 'number';
    if (!isFraction || whole?.kind !== 'number') throw new UnreadAnswer();
    this.cursor.at += 3;
    const mixed = mixedNumber(whole, numberOf(top.text), numberOf(bottom.text), this.work);
    if (!mixed) throw new UnreadAnswer();
    return mixed;
  }

  #startsFactor(): boolean {
    const next = this.cursor.next;
    if (!next) return false;
    if (next.type === 'word') return false;
    if (next.type === 'command') return !next.text.startsWith('end ');
    if (next.type !== 'mark') return true;
    if (next.text === '|' || next.text === '‖') return !this.cursor.barCloses && !this.cursor.inSet;
    return ['(', '[', '{', '⟨', '⌊', '⌈', 'group('].includes(next.text);
  }

  #factor(): MathNode {
    return this.cursor.nested(() => this.#signedFactor(), {
      barCloses: this.cursor.barCloses,
      inSet: this.cursor.inSet,
    });
  }

  #signedFactor(): MathNode {
    if (this.cursor.takeMark('-') !== null) return negated(this.#factor());
    if (this.cursor.takeMark('+') !== null) return this.#factor();
    let node = this.#primary();
    for (;;) {
      if (this.cursor.takeMark('^') !== null) node = this.#raised(node);
      else if (this.cursor.takeMark('!') !== null) node = apply('!', node);
      else if (this.cursor.takeMark('%') !== null) node = apply('%', node);
      else if (this.cursor.takeMark('°') !== null)
        node = { kind: 'quantity', value: node, unit: unitOf(['°']) };
      else if (this.cursor.takeMark('_') !== null) node = this.#indexed(node);
      else if (this.cursor.takeMark('′') !== null) node = apply('′', node);
      else return node;
    }
  }

  #raised(base: MathNode): MathNode {
    const grouped = this.cursor.tokens[this.cursor.at + 1];
    if (this.cursor.takeMark('°') !== null) return { kind: 'quantity', value: base, unit: unitOf(['°']) };
    if (this.cursor.isMark('group(') && grouped?.text === '°') {
      this.cursor.at += 2;
      this.cursor.expect('group)');
      return { kind: 'quantity', value: base, unit: unitOf(['°']) };
    }
    if (this.cursor.takeMark('′') !== null) return apply('′', base);
    return apply('^', base, this.#factor());
  }

  /** `x_1` is a name of its own; `204_5` a number in base 5; `F_{n-1}` nothing that is known. */
  #indexed(node: MathNode): MathNode {
    const start = this.cursor.at;
    const index = this.cursor.isMark('group(') ? this.#primary() : this.#firstDigitOrPrimary();
    const name = this.cursor.tokens
      .slice(start, this.cursor.at)
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
    return this.cursor.next?.type === 'number' ? this.#digits(1) : this.#primary();
  }

  /** A number, or its first `most` digits: `\frac13` is a third. */
  #digits(most: number): MathNode {
    const text = this.cursor.next?.text ?? '';
    this.cursor.at++;
    if (text.length > most && /^\d+$/.test(text)) {
      this.cursor.tokens[--this.cursor.at] = { type: 'number', text: text.slice(most) };
      return numberOf(text.slice(0, most));
    }
    return numberOf(text);
  }

  #primary(): MathNode {
    this.work.spend();
    const next = this.cursor.next;
    if (!next) throw new UnreadAnswer();
    switch (next.type) {
      case 'number':
        this.cursor.at++;
        return this.#afterNumber(numberOf(next.text), next.text);
      case 'letter':
        this.cursor.at++;
        return this.#afterLetter(next.text);
      case 'function':
        this.cursor.at++;
        return this.#call(next.text);
      case 'command':
        this.cursor.at++;
        return this.#command(next.text);
      case 'mark':
        this.cursor.at++;
        return this.#enclosed(next.text);
      case 'word':
        // Only what stands before or behind an expression is read over.
        throw new UnreadAnswer();
      default:
        return next.type satisfies never;
    }
  }

  #afterNumber(value: MathNode, digits: string): MathNode {
    const next = this.cursor.next;
    if (next?.type !== 'command') return value;
    if (next.text === 'overline' && digits.includes('.')) return this.#repeating(digits);
    if (next.text !== 'frac') return value;
    const start = this.cursor.at++;
    const [top, bottom] = [this.#argument(), this.#argument()];
    const mixed = mixedNumber(value, top, bottom, this.work);
    if (mixed) return mixed;
    this.cursor.at = start;
    return value;
  }

  /** `0.1\overline{6}`, exactly. */
  #repeating(digits: string): MathNode {
    this.cursor.at++;
    const start = this.cursor.at;
    this.#argument();
    const period = this.cursor.tokens
      .slice(start, this.cursor.at)
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
    const isCall = FUNCTION_LETTERS.has(name) && this.cursor.isMark('(');
    return isCall ? apply(name, ...this.#callArguments()) : symbol(name);
  }

  #call(name: string): MathNode {
    let base: MathNode | null = null;
    let exponent: MathNode | null = null;
    for (;;) {
      if (base === null && this.cursor.takeMark('_') !== null) base = this.#argument();
      else if (exponent === null && this.cursor.takeMark('^') !== null) exponent = this.#argument();
      else break;
    }
    const args = this.cursor.isMark('(', '{', 'group(') ? this.#callArguments() : [this.#bareArgument()];
    const isInverse = exponent?.kind === 'apply' && exponent.name === 'neg';
    const called = isInverse ? apply(`arc${name}`, ...args) : apply(name, ...args, ...(base ? [base] : []));
    return exponent === null || isInverse ? called : apply('^', called, exponent);
  }

  /** `2x` of `sin 2x cos x`. */
  #bareArgument(): MathNode {
    const factors = [this.#factor()];
    while (this.#startsFactor() && this.cursor.next?.type !== 'function' && !this.cursor.isMark('('))
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
    if (this.cursor.next?.type === 'number') return this.#digits(1);
    return this.cursor.nested(() => this.#primary());
  }

  #command(name: string): MathNode {
    return this.cursor.nested(() => {
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
          const degree =
            this.cursor.takeMark('[') === null ? numberOf('2') : this.cursor.nested(() => this.sum());
          if (this.cursor.tokens[this.cursor.at]?.text === ']') this.cursor.at++;
          // `\sqrt12` is written for the root of 12, although LaTeX draws it otherwise.
          const of = this.cursor.next?.type === 'number' ? this.#digits(Infinity) : this.#argument();
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
    while (this.cursor.takeMark('_', '^') !== null) scripts.push(this.#argument());
    return apply(name, ...scripts, this.#product());
  }

  #matrix(environment: string): MathNode {
    const rows: MathNode[][] = [[]];
    for (;;) {
      if (this.cursor.takeMark('&') !== null) continue;
      if (this.cursor.takeMark('\\\\') !== null) {
        rows.push([]);
        continue;
      }
      if (this.cursor.next?.type === 'command' && this.cursor.next.text.startsWith('end ')) {
        this.cursor.at++;
        break;
      }
      rows.at(-1)?.push(this.operation());
      if (this.cursor.next === undefined) throw new UnreadAnswer();
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
        const inner = this.cursor.nested(() => this.list());
        this.cursor.expect('group)');
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
        const inner = this.cursor.nested(() => this.list(), { barCloses: true });
        this.cursor.expect(CLOSING[open] ?? '');
        return apply(open === '|' ? 'abs' : open === '‖' ? 'norm' : open === '⌊' ? 'floor' : 'ceil', inner);
      }
      case '…':
        return symbol('…');
      default:
        throw new UnreadAnswer();
    }
  }

  #brackets(open: '(' | '[' | '⟨'): MathNode {
    const inner = this.cursor.nested(() => this.list());
    const close = this.cursor.takeMark(')', ']', '⟩') as ')' | ']' | '⟩' | null;
    if (close === null) throw new UnreadAnswer();
    const matches = { '(': ')', '[': ']', '⟨': '⟩' }[open] === close;
    if (inner.kind === 'list' && (inner.joined === ',' || inner.joined === ';')) {
      return { kind: 'brackets', open, close, items: inner.items };
    }
    if (!matches) throw new UnreadAnswer();
    return inner;
  }

  #set(): MathNode {
    if (this.cursor.takeMark('}') !== null) return symbol('∅');
    const inner = this.cursor.nested(() => this.list(), { inSet: true });
    if (this.cursor.takeMark('|', ':') !== null) {
      const condition = this.cursor.nested(() => this.list());
      this.cursor.expect('}');
      return condition.kind === 'relation' ? condition : apply('builder', inner, condition);
    }
    this.cursor.expect('}');
    return { kind: 'set', items: inner.kind === 'list' ? inner.items : [inner] };
  }
}
