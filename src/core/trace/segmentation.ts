/** Divides thinking into steps, token by token. A step is a run of whole tokens. */
import { errors, messageOf, quote } from '../errors';
import type { Segmentation } from './trace';

/** A step ends with every match. */
const BOUNDARY: Record<Exclude<Segmentation['by'], 'regex'>, RegExp> = {
  'blank-line': /\n[ \t\r]*\n/g,
  line: /\n/g,
  label: /\n(?=[ \t]*Step \d+[:.])/g,
};

/**
 * Characters of a growing step in which a boundary is looked for, and as many before them for a pattern that
 * looks behind: a token costs the same however long its step has grown.
 */
const WINDOW = 256;

export interface StepRange {
  readonly start: number;
  readonly end: number;
}

export class StepSegmenter {
  private readonly boundary: RegExp;
  /** Texts of the tokens of the step that is growing. */
  private pieces: string[] = [];
  /** The end of the growing step's text: from where its first words, or the last boundary, stand. */
  private text = '';
  /** Where in `text` a match may begin: its beginning may have been cut off. */
  private searchFrom = 0;

  /** @param start index of the first token */
  constructor(
    segmentation: Segmentation,
    private start: number,
  ) {
    this.boundary =
      segmentation.by === 'regex' ? compileStepPattern(segmentation.pattern) : BOUNDARY[segmentation.by];
  }

  /**
   * Takes the next token.
   * @param begins the token begins a step whatever came before: a wait does
   * @returns the steps that are complete now, oldest first
   */
  push(text: string, begins: boolean): StepRange[] {
    const done = begins ? this.flush() : [];
    this.pieces.push(text);
    // White space alone is no step: it belongs to the words that follow.
    if (this.text !== '' || text.trim() !== '') this.text += text;
    for (let end = this.findEnd(); end !== null; end = this.findEnd()) {
      done.push(this.closeAt(this.text.length - end));
      const left = this.pieces.reduce((length, piece) => length + piece.length, 0);
      this.text = this.text.slice(Math.max(end, this.text.length - left));
      this.searchFrom = 0;
    }
    if (this.text.length > 4 * WINDOW) {
      this.text = this.text.slice(-2 * WINDOW);
      this.searchFrom = WINDOW;
    }
    return done;
  }

  /** Closes the step that is growing: nothing more belongs to it. */
  flush(): StepRange[] {
    this.text = '';
    this.searchFrom = 0;
    return this.pieces.length > 0 ? [this.close(this.pieces.length)] : [];
  }

  /** Where in `text` the step ends; null while it does not, or holds white space only. */
  private findEnd(): number | null {
    this.boundary.lastIndex = this.searchFrom;
    for (const match of this.text.matchAll(this.boundary)) {
      const end = match.index + match[0].length;
      if (this.text.slice(0, end).trim() !== '') return end;
    }
    return null;
  }

  /**
   * Closes the step `beyond` characters before the end of its last token. A token that goes past the end belongs
   * to the next step, unless only white space follows or the step has no other token.
   */
  private closeAt(beyond: number): StepRange {
    let tokens = this.pieces.length;
    let left = beyond;
    while (left > 0) {
      const piece = this.pieces[tokens - 1] ?? '';
      if (tokens === 1 || (left < piece.length && piece.slice(-left).trim() === '')) break;
      left -= piece.length;
      tokens--;
    }
    return this.close(tokens);
  }

  private close(tokens: number): StepRange {
    const range = { start: this.start, end: this.start + tokens };
    this.start = range.end;
    this.pieces.splice(0, tokens);
    return range;
  }
}

/** @throws WaitpointError `badInput` when the pattern does not compile or matches the empty text. */
export function compileStepPattern(pattern: string): RegExp {
  let compiled: RegExp;
  try {
    compiled = new RegExp(pattern, 'gu');
  } catch (error) {
    throw errors.badInput(
      `The step pattern ${quote(pattern)} is not a regular expression: ${messageOf(error)}.`,
    );
  }
  if (compiled.test('')) throw errors.badInput(`The step pattern ${quote(pattern)} matches the empty text.`);
  return compiled;
}
