/** Divides thinking into steps, token by token. A step is a run of whole tokens. */
import { compileStepPattern } from '../decode/validate';
import type { Segmentation } from './trace';

/**
 * Finds where the first step of `text` ends, as a character offset; null while it is not over. The text holds
 * more than white space before that offset.
 */
type FindEnd = (text: string) => number | null;

const FIND_END: Record<Exclude<Segmentation['by'], 'regex'>, FindEnd> = {
  'blank-line': endAfter(/\n[ \t\r]*\n/g),
  line: endAfter(/\n/g),
  label: (text) => {
    const label = /(?:^|\n)[ \t]*Step \d+[:.]/g;
    for (const match of text.matchAll(label)) {
      const at = match.index + (match[0].startsWith('\n') ? 1 : 0);
      if (text.slice(0, at).trim() !== '') return at;
    }
    return null;
  },
};

function endAfter(pattern: RegExp): FindEnd {
  return (text) => {
    for (const match of text.matchAll(pattern)) {
      const end = match.index + match[0].length;
      if (text.slice(0, end).trim() !== '') return end;
    }
    return null;
  };
}

export interface StepRange {
  readonly start: number;
  readonly end: number;
}

export class StepSegmenter {
  private readonly findEnd: FindEnd;
  /** What a token must hold for the step to end with it: long steps are not searched again for every token. */
  private readonly mayEnd: RegExp;
  private pieces: string[] = [];

  /** @param start index of the first token */
  constructor(
    segmentation: Segmentation,
    private start: number,
  ) {
    this.findEnd =
      segmentation.by === 'regex'
        ? endAfter(compileStepPattern(segmentation.pattern))
        : FIND_END[segmentation.by];
    this.mayEnd = { 'blank-line': /\n/, line: /\n/, label: /[:.]/, regex: /(?:)/ }[segmentation.by];
  }

  /**
   * Takes the next token.
   * @param begins the token begins a step whatever came before: a wait does
   * @returns the steps that are complete now, oldest first
   */
  push(text: string, begins: boolean): StepRange[] {
    const done = begins ? this.flush() : [];
    this.pieces.push(text);
    if (!this.mayEnd.test(text)) return done;
    const end = this.findEnd(this.pieces.join(''));
    if (end !== null) done.push(this.close(this.tokensUpTo(end)));
    return done;
  }

  /** Closes the step that is growing: nothing more belongs to it. */
  flush(): StepRange[] {
    return this.pieces.length > 0 ? [this.close(this.pieces.length)] : [];
  }

  /** Tokens of the step: a token that goes past its end belongs to the next one, unless only space follows. */
  private tokensUpTo(end: number): number {
    let at = 0;
    for (const [index, piece] of this.pieces.entries()) {
      at += piece.length;
      if (at <= end) continue;
      const beyond = piece.slice(piece.length - (at - end));
      return index === 0 || beyond.trim() === '' ? index + 1 : index;
    }
    return this.pieces.length;
  }

  private close(tokens: number): StepRange {
    const range = { start: this.start, end: this.start + tokens };
    this.start = range.end;
    this.pieces.splice(0, tokens);
    return range;
  }
}
