/** Where a parser of mathematics stands. */
import type { MathToken } from './mathToken';
import { MAX_DEPTH, TooMuchWork } from './work';

/** It is no mathematics that is known here. */
export class UnreadAnswer extends Error {}

export class MathCursor {
  at = 0;
  /** Inside `|…|` a bar closes; inside `{… | …}` it divides. */
  barCloses = false;
  inSet = false;
  readonly tokens: MathToken[];
  #depth = 0;

  constructor(tokens: readonly MathToken[]) {
    this.tokens = [...tokens];
  }

  get next(): MathToken | undefined {
    return this.tokens[this.at];
  }

  isMark(...texts: string[]): boolean {
    const { next } = this;
    return next?.type === 'mark' && texts.includes(next.text);
  }

  /** @returns the mark here, which is passed over; null where it is none of these */
  takeMark(...texts: string[]): string | null {
    if (!this.isMark(...texts)) return null;
    return this.tokens[this.at++]?.text ?? null;
  }

  /** @throws UnreadAnswer */
  expect(text: string): void {
    if (this.takeMark(text) === null) throw new UnreadAnswer();
  }

  takeWord(): string | null {
    return this.next?.type === 'word' ? (this.tokens[this.at++]?.text ?? null) : null;
  }

  /** Runs `read` one level deeper. @throws TooMuchWork */
  nested<T>(read: () => T, within: { barCloses?: boolean; inSet?: boolean } = {}): T {
    const before = [this.barCloses, this.inSet] as const;
    this.barCloses = within.barCloses ?? false;
    this.inSet = within.inSet ?? false;
    if (++this.#depth > MAX_DEPTH) throw new TooMuchWork();
    const result = read();
    this.#depth--;
    [this.barCloses, this.inSet] = before;
    return result;
  }

  isListEnd(): boolean {
    return this.isEnd() || this.isMark(',', ';', 'and', 'or');
  }

  /** Of everything that a bracket, a brace or a bar encloses. */
  isEnd(): boolean {
    if (this.next === undefined) return true;
    if (this.inSet && this.isMark('|', ':')) return true;
    if (this.barCloses && this.isMark('|', '‖')) return true;
    return this.isMark('group)', ')', ']', '}', '⟩', '⌋', '⌉', '\\\\', '&');
  }
}
