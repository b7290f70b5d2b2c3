/** Reads an answer as mathematics. */
import { ExpressionParser } from './expressionParser';
import { MathCursor, UnreadAnswer } from './mathCursor';
import type { MathNode, Relation } from './mathNode';
import { listOf, ratioOf } from './mathParts';
import type { MathToken } from './mathToken';
import { unitOf, type Unit } from './units';
import type { Work } from './work';

const RELATIONS: ReadonlySet<string> = new Set(['=', '<', '>', '≤', '≥', '≠', '∈', '≈']);
const CURRENCIES: ReadonlySet<string> = new Set(['$', '€', '£', '¥', '¢']);
const NEGATIONS: ReadonlySet<string> = new Set(['not', 'no', 'never', 'none']);

/** @throws UnreadAnswer, or TooMuchWork for one that is nested too deep or too long */
export function parseMath(tokens: readonly MathToken[], work: Work): MathNode {
  const cursor = new MathCursor(tokens);
  const node = new AnswerParser(cursor, work).list();
  if (cursor.next !== undefined) throw new UnreadAnswer();
  return node;
}

/** Lists of answers, relations, units, and the words around them. */
class AnswerParser extends ExpressionParser {
  list(): MathNode {
    const groups: MathNode[][] = [[]];
    const joints = new Set<string>();
    for (;;) {
      const joint = this.cursor.takeMark(',', ';', 'and', 'or');
      if (joint !== null) {
        joints.add(joint);
        if (joint === ';') groups.push([]);
        continue;
      }
      if (this.cursor.isEnd()) break;
      const before = this.cursor.at;
      groups.at(-1)?.push(this.#item());
      if (this.cursor.at === before) throw new UnreadAnswer();
      if (this.cursor.isListEnd()) continue;
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

  #item(): MathNode {
    this.cursor.takeMark('≈', '=');
    const words = this.#words();
    if (words.length > 0 && this.cursor.isListEnd()) return { kind: 'words', text: words.join(' ') };
    if (words.some((word) => NEGATIONS.has(word.toLowerCase()))) throw new UnreadAnswer();
    const sides: MathNode[] = [];
    const operators: Relation[] = [];
    if (words.length > 0 && this.cursor.isMark(...RELATIONS))
      sides.push({ kind: 'words', text: words.join(' ') });
    else sides.push(this.#side());
    for (
      let sign = this.cursor.takeMark(...RELATIONS);
      sign !== null;
      sign = this.cursor.takeMark(...RELATIONS)
    ) {
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
    for (let word = this.cursor.takeWord(); word !== null; word = this.cursor.takeWord()) {
      words.push(word);
      while (
        this.cursor.isMark('.', ':', '-', '′') &&
        this.cursor.tokens[this.cursor.at + 1]?.type === 'word'
      )
        this.cursor.at++;
      if (this.cursor.isMark(':') && words.length > 0) this.cursor.at++;
    }
    return words;
  }

  #side(): MathNode {
    const currency = this.cursor.takeMark(...CURRENCIES);
    const words = this.#words();
    if (words.length > 0 && (this.cursor.isListEnd() || this.cursor.isMark(...RELATIONS))) {
      return { kind: 'words', text: words.join(' ') };
    }
    let node = this.operation();
    const ratio = [node];
    while (!this.cursor.inSet && this.cursor.takeMark(':') !== null) ratio.push(this.operation());
    if (ratio.length > 1) node = ratioOf(ratio);
    const unit = this.#unit() ?? (currency === null ? null : unitOf([currency]));
    // A second one, as in "100 miles (per hour)", says more than is known here.
    return unit === null || node.kind === 'quantity' ? node : { kind: 'quantity', value: node, unit };
  }

  #unit(): Unit | null {
    const currency = this.cursor.takeMark(...CURRENCIES);
    if (currency !== null) return unitOf([currency]);
    const words = this.#words();
    if (words.length === 0) return null;
    const exponent = this.#unitExponent();
    if (this.cursor.takeMark('/') === null) return unitOf(words, exponent);
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
    if (this.cursor.takeMark('^') === null) return 1;
    const grouped = this.cursor.takeMark('group(') !== null;
    const digits =
      this.cursor.next?.type === 'number' ? (this.cursor.tokens[this.cursor.at++]?.text ?? '') : '';
    if (grouped) this.cursor.expect('group)');
    if (!/^[1-9]$/.test(digits)) throw new UnreadAnswer();
    return Number(digits);
  }
}
