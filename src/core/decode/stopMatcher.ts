/**
 * Finds stop texts in a stream of tokens, by text, and says which tokens may be shown already: a token that
 * could be the beginning of a stop text is held back until it is decided.
 */
export class StopMatcher {
  private pieces: string[] = [];

  constructor(private readonly stopTexts: readonly string[]) {}

  /**
   * Takes the text of the next token.
   * @returns `release`: how many of the oldest held tokens are no part of a stop; `stop`: how many tokens after
   * those spell one (its first token may carry text before the stop: tokens are never split), or 0.
   */
  push(piece: string): { release: number; stop: number } {
    if (this.stopTexts.length === 0) return { release: 1, stop: 0 };
    this.pieces.push(piece);
    const text = this.pieces.join('');
    const found = this.stopTexts.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
    if (found.length > 0) {
      const release = this.tokensBefore(Math.min(...found));
      const stop = this.pieces.length - release;
      this.pieces = [];
      return { release, stop };
    }
    const release = this.tokensBefore(text.length - this.openLength(text));
    this.pieces.splice(0, release);
    return { release, stop: 0 };
  }

  /** Tokens that end at or before character `at`; a token without text belongs to the one after it. */
  private tokensBefore(at: number): number {
    let end = 0;
    let before = 0;
    for (const [index, piece] of this.pieces.entries()) {
      end += piece.length;
      if (end > at) break;
      if (piece !== '') before = index + 1;
    }
    return before;
  }

  /** Length of the longest end of `text` that begins a stop text. */
  private openLength(text: string): number {
    let longest = 0;
    for (const stop of this.stopTexts) {
      for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
        if (text.endsWith(stop.slice(0, length))) {
          longest = length;
          break;
        }
      }
    }
    return longest;
  }
}
