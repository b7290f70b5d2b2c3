/**
 * Tints tokens by the chosen overlay, in rows in sight only: a trace may hold 131,072 tokens in 5,000 steps, a
 * window a few thousand tokens. Changing the overlay then costs what is in sight.
 */
import type { Trace } from '../../src/core/trace/trace';
import type { TokenOverlay } from '../../src/protocol/tokenOverlay';
import { displayText } from './displayText';
import { isUncertain, tintOf } from './overlayScale';
import { erase, paint, type TokenKind } from './tokenHighlights';

/** Tokens in one text node, which only grows until it is begun anew. */
export interface TokenSource {
  readonly node: Text;
  readonly trace: Trace | null;
  /** Token range. */
  readonly range: { readonly start: number; readonly end: number };
}

interface Painted {
  readonly ranges: { kind: TokenKind; range: StaticRange }[];
  /** The first token, and the offset in the text, that are yet to be painted. */
  token: number;
  offset: number;
}

/** A run of tokens that look alike, as offsets in the text. */
interface Run {
  readonly kind: TokenKind;
  readonly start: number;
  end: number;
}

class OverlayPainter {
  #overlay: TokenOverlay = 'none';
  readonly #near = new Map<TokenSource, Painted>();

  show(overlay: TokenOverlay): void {
    if (overlay === this.#overlay) return;
    this.#overlay = overlay;
    for (const source of this.#near.keys()) this.renew(source);
  }

  /** Paints what came in sight, and erases what left it. @param sources all that are in sight */
  look(sources: readonly TokenSource[]): void {
    const inSight = new Set(sources);
    for (const [source, painted] of this.#near) {
      if (inSight.has(source)) continue;
      eraseAll(painted);
      this.#near.delete(source);
    }
    for (const source of inSight) {
      if (this.#near.has(source)) continue;
      const fresh = unpainted(source);
      this.#near.set(source, fresh);
      this.#paint(source, fresh);
    }
  }

  /** Tokens were appended to a source. */
  grown(source: TokenSource): void {
    const painted = this.#near.get(source);
    if (painted) this.#paint(source, painted);
  }

  /** A source is begun anew. */
  renew(source: TokenSource): void {
    const painted = this.#near.get(source);
    if (!painted) return;
    eraseAll(painted);
    const fresh = unpainted(source);
    this.#near.set(source, fresh);
    this.#paint(source, fresh);
  }

  #paint({ node, trace, range: { end } }: TokenSource, painted: Painted): void {
    if (!trace || this.#overlay === 'none') return;
    const runs: Run[] = [];
    const last = new Map<boolean, Run>();
    const extend = (kind: TokenKind | null, isLine: boolean, start: number, to: number): void => {
      if (kind === null || start === to) return;
      const run = last.get(isLine);
      if (run?.kind === kind && run.end === start) return void (run.end = to);
      const fresh: Run = { kind, start, end: to };
      last.set(isLine, fresh);
      runs.push(fresh);
    };
    for (; painted.token < end; painted.token++) {
      const { token, offset } = painted;
      painted.offset += displayText(trace.tokens.text[token] ?? '').length;
      extend(tintOf(this.#overlay, trace, token), false, offset, painted.offset);
      extend(isUncertain(this.#overlay, trace, token) ? 'uncertain' : null, true, offset, painted.offset);
    }
    for (const { kind, start, end: to } of runs) {
      painted.ranges.push({ kind, range: paint(kind, node, start, to) });
    }
  }
}

function unpainted({ range }: TokenSource): Painted {
  return { ranges: [], token: range.start, offset: 0 };
}

function eraseAll({ ranges }: Painted): void {
  for (const { kind, range } of ranges) erase(kind, range);
}

/** One for the page, as its highlights are. */
export const overlayPainter = new OverlayPainter();
