/** Joins the minimap to what it gives an overview of: it shows what is in sight, and brings there what it is asked for. */
import type { Trace } from '../../src/core/trace/trace';
import type { Minimap } from '../charts/minimap';
import type { MinimapMark } from '../charts/minimapMarks';
import type { AnswerBox } from './answerBox';
import { heightOfToken, tokenAtHeight, type TokenRow } from './rowTokens';
import type { StepList } from './stepList';

export interface OverviewParts {
  readonly scroller: HTMLElement;
  readonly stepList: StepList;
  readonly answerBox: AnswerBox;
  readonly minimap: Minimap;
  /** Called before it scrolls: the end is then no longer followed. */
  readonly release: () => void;
}

export class Overview {
  #trace: Trace | null = null;
  #marks: readonly MinimapMark[] = [];
  #frame = 0;
  /** Raised when another place is asked for. */
  #asked = 0;

  constructor(readonly parts: OverviewParts) {
    const { scroller, minimap } = parts;
    minimap.addEventListener('wp-go', (event) => this.go((event as CustomEvent<number>).detail));
    scroller.addEventListener('scroll', () => this.#look(), { passive: true });
    // Where rows wrap differently, other tokens are in sight.
    new ResizeObserver(() => this.#look()).observe(scroller);
  }

  /** After every change of the trace. @param marks places to point out: search hits, loops, … */
  draw(trace: Trace, marks: readonly MinimapMark[]): void {
    this.#trace = trace;
    this.#marks = marks;
    this.#look();
  }

  /** Brings a token to the middle of the window. */
  go(token: number): void {
    this.parts.stepList.completeToToken(token);
    this.parts.release();
    this.#center(token);
    // Once more when the rows around it have been laid out, and are no longer estimates.
    const asked = ++this.#asked;
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (asked === this.#asked) this.#center(token);
      }),
    );
  }

  #center(token: number): void {
    const { scroller } = this.parts;
    const { top, height } = scroller.getBoundingClientRect();
    const y = heightOfToken(this.#rows(), token);
    if (y !== null) scroller.scrollTop += y - (top + height / 2);
  }

  #look(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (!this.#trace) return;
      const rows = this.#rows();
      const { top, bottom } = this.parts.scroller.getBoundingClientRect();
      const from = tokenAtHeight(rows, top);
      const to = tokenAtHeight(rows, bottom);
      const viewport = from === null || to === null ? null : { from, to };
      this.parts.minimap.draw({ trace: this.#trace, viewport, marks: this.#marks });
    });
  }

  /** Rows with tokens that are shown, and the answer. */
  #rows(): TokenRow[] {
    const { stepList, answerBox } = this.parts;
    const rows = stepList.rows.flatMap(({ element, text }): TokenRow[] =>
      text && !element.hidden ? [{ element, ...text.range }] : [],
    );
    const answer = this.#trace?.answer;
    if (answer) rows.push({ element: answerBox, start: answer.start, end: answer.end });
    return rows;
  }
}
