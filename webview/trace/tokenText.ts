/** The tokens of a range of a trace as one text node, with their highlights; grows without touching what is there. */
import type { Trace } from '../../src/core/trace/trace';
import { blankEdges, displayText } from './displayText';
import { erase, kindOf, paint, type TokenKind } from './tokenHighlights';

export class TokenText {
  readonly #node = document.createTextNode('');
  readonly #painted: { kind: TokenKind; range: StaticRange }[] = [];
  #trace: Trace | null = null;
  #start = 0;
  #end = 0;
  #blank = { before: 0, after: 0 };

  /** @param element holds the text and nothing else; its style folds `--blank-before` and `--blank-after` lines */
  constructor(readonly element: HTMLElement) {
    element.append(this.#node);
  }

  /** @returns whether the text changed */
  show(trace: Trace, start: number, end: number): boolean {
    if (trace !== this.#trace || start !== this.#start || end < this.#end) {
      this.clear();
      this.#trace = trace;
      this.#start = this.#end = start;
    }
    if (end === this.#end) return false;
    this.#append(trace, this.#end, end);
    this.#end = end;
    this.#foldBlankLines();
    return true;
  }

  /** Whether the text ends with a line that is closed. */
  get endsLine(): boolean {
    return this.#node.data.endsWith('\n');
  }

  clear(): void {
    for (const { kind, range } of this.#painted) erase(kind, range);
    this.#painted.length = 0;
    this.#node.data = '';
    this.#end = this.#start;
  }

  #append(trace: Trace, start: number, end: number): void {
    const from = this.#node.length;
    let text = '';
    const runs: { kind: TokenKind; start: number; end: number }[] = [];
    for (let token = start; token < end; token++) {
      const at = from + text.length;
      text += displayText(trace.tokens.text[token] ?? '');
      const kind = kindOf(trace, token);
      const last = runs.at(-1);
      if (kind === null || from + text.length === at) continue;
      if (last?.kind === kind && last.end === at) last.end = from + text.length;
      else runs.push({ kind, start: at, end: from + text.length });
    }
    this.#node.appendData(text);
    for (const run of runs) {
      this.#painted.push({ kind: run.kind, range: paint(run.kind, this.#node, run.start, run.end) });
    }
  }

  /** White space stays in the text, for copying and finding, but blank lines at its edges take no room. */
  #foldBlankLines(): void {
    const { before, after } = blankEdges(this.#node.data);
    if (before !== this.#blank.before) this.element.style.setProperty('--blank-before', String(before));
    if (after !== this.#blank.after) this.element.style.setProperty('--blank-after', String(after));
    this.#blank = { before, after };
  }
}
