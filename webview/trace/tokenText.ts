/** The tokens of a range of a trace as one text node, with their highlights; grows without touching what is there. */
import type { Trace } from '../../src/core/trace/trace';
import { blankEdges, displayText } from './displayText';
import { overlayPainter, type TokenSource } from './overlayPainter';
import { erase, paint, type TokenKind } from './tokenHighlights';

export class TokenText implements TokenSource {
  readonly node = document.createTextNode('');
  readonly #painted: { kind: TokenKind; range: StaticRange }[] = [];
  #trace: Trace | null = null;
  #start = 0;
  #end = 0;
  #blank = { before: 0, after: 0 };

  /** @param element holds the text and nothing else; its style folds `--blank-before` and `--blank-after` lines */
  constructor(readonly element: HTMLElement) {
    element.append(this.node);
  }

  get trace(): Trace | null {
    return this.#trace;
  }

  /** @returns whether the text changed */
  show(trace: Trace, start: number, end: number): boolean {
    if (trace !== this.#trace || start !== this.#start || end < this.#end) {
      this.#trace = trace;
      this.#start = start;
      this.clear();
    }
    if (end === this.#end) return false;
    this.#append(trace, this.#end, end);
    this.#end = end;
    overlayPainter.grown(this);
    this.#foldBlankLines();
    return true;
  }

  /** The token that the character at `offset` of the text belongs to; null outside of it. */
  tokenAt(offset: number): number | null {
    return this.#walk((_, end) => offset < end)?.token ?? null;
  }

  /** Highlights one token of this text. @returns how to undo that; null where it holds no such token */
  select(token: number): (() => void) | null {
    const found = token < this.#start ? null : this.#walk((at) => at === token);
    if (!found) return null;
    const range = paint('selected', this.node, found.from, found.to);
    return () => erase('selected', range);
  }

  /** The first token for which `found(token, end of its text)` holds, with its place in the text. */
  #walk(found: (token: number, end: number) => boolean): { token: number; from: number; to: number } | null {
    let from = 0;
    for (let token = this.#start; token < this.#end; token++) {
      const to = from + displayText(this.#trace?.tokens.text[token] ?? '').length;
      if (found(token, to)) return { token, from, to };
      from = to;
    }
    return null;
  }

  /** Whether `node` is the text of these tokens. */
  holds(node: Node): boolean {
    return node === this.node;
  }

  get range(): { readonly start: number; readonly end: number } {
    return { start: this.#start, end: this.#end };
  }

  /** Whether the text ends with a line that is closed. */
  get endsLine(): boolean {
    return this.node.data.endsWith('\n');
  }

  clear(): void {
    for (const { kind, range } of this.#painted) erase(kind, range);
    this.#painted.length = 0;
    this.node.data = '';
    this.#end = this.#start;
    overlayPainter.renew(this);
  }

  #append(trace: Trace, start: number, end: number): void {
    const from = this.node.length;
    let text = '';
    const runs: { kind: TokenKind; start: number; end: number }[] = [];
    for (let token = start; token < end; token++) {
      const at = from + text.length;
      text += displayText(trace.tokens.text[token] ?? '');
      const kind = trace.tokens.provenance[token] ?? 'model';
      const last = runs.at(-1);
      if (kind === 'model' || from + text.length === at) continue;
      if (last?.kind === kind && last.end === at) last.end = from + text.length;
      else runs.push({ kind, start: at, end: from + text.length });
    }
    this.node.appendData(text);
    for (const run of runs) {
      this.#painted.push({ kind: run.kind, range: paint(run.kind, this.node, run.start, run.end) });
    }
  }

  /** White space stays in the text, for copying and finding, but blank lines at its edges take no room. */
  #foldBlankLines(): void {
    const { before, after } = blankEdges(this.node.data);
    if (before !== this.#blank.before) this.element.style.setProperty('--blank-before', String(before));
    if (after !== this.#blank.after) this.element.style.setProperty('--blank-after', String(after));
    this.#blank = { before, after };
  }
}
