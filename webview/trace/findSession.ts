import { html, nothing } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { Trace } from '../../src/core/trace/trace';
import { rangeOf, shownCharacters, textNodeOf } from './displayPlaces';
import './findBar';
import type { FindQuery } from './findQuery';
import { StepFinder } from './stepFinder';
import type { StepToolsView } from './stepTools';

/** A run that goes on is searched anew this often, milliseconds: each time costs all of its text. */
const SEARCH_AGAIN_MS = 500;

export interface FindParts {
  /** Shows a step whole, whatever hides it, until the next one is. @param step null: the one that is being written */
  reveal(step: number | null): void;
  /** Find is closed: what it came to stays shown. */
  settle(): void;
  /** Shows the exact text of an element. */
  exact(element: HTMLElement): void;
  /** Paints what is in sight. */
  look(): void;
}

/** The find bar and what it moves to. */
export class FindSession {
  readonly finder = new StepFinder(() => this.#found());
  #isOpen = false;
  /** Pixels above the steps. */
  #room = 0;
  readonly #sized = new ResizeObserver(([entry]) =>
    this.#makeRoom(Math.round(entry?.borderBoxSize[0]?.blockSize ?? 0)),
  );
  #focusBefore: HTMLElement | null = null;
  #again: number | undefined;
  #searched: { readonly trace: Trace; readonly tokens: number } | null = null;
  /** Whether the next news of the finder should be brought into sight. */
  #goal = false;

  constructor(
    private readonly view: StepToolsView,
    private readonly parts: FindParts,
  ) {}

  get marks(): readonly number[] {
    const { trace } = this.view.now();
    return trace ? this.finder.marks(trace) : [];
  }

  render() {
    if (!this.#isOpen) return nothing;
    return html`<wp-find-bar
      ${ref(this.#barIs)}
      class="find"
      .state=${this.finder.state}
      .actions=${this.#actions}
    ></wp-find-bar>`;
  }

  readonly #barIs = (bar: Element | undefined): void => {
    this.#sized.disconnect();
    if (bar) this.#sized.observe(bar, { box: 'border-box' });
    else this.#makeRoom(0);
  };

  /** Room above the steps, as high as the bar: it covers none where they begin. Further down nothing moves by it. */
  #makeRoom(height: number): void {
    const { stepList, scroller } = this.view.now();
    if (!stepList || !scroller) return;
    const more = height - this.#room;
    this.#room = height;
    const { scrollTop } = scroller;
    stepList.style.marginBlockStart = height === 0 ? '' : `${height}px`;
    if (scrollTop > 0) scroller.scrollTop = Math.max(0, scrollTop + more);
  }

  readonly #actions = {
    search: (query: FindQuery) => this.#search(query),
    move: (direction: 1 | -1) => this.move(direction),
    close: () => this.#close(),
  };

  /** After the list drew: a trace that has changed is searched anew, in a while. */
  drawn(): void {
    const { trace } = this.view.now();
    if (!this.#isOpen || !trace) return;
    if (this.#searched?.trace !== trace || this.#searched.tokens !== trace.tokens.id.length)
      this.#again ??= window.setTimeout(() => this.#searchAgain(), SEARCH_AGAIN_MS);
  }

  open(): void {
    const { stepList } = this.view.now();
    const root = stepList?.getRootNode() as ShadowRoot | undefined;
    if (this.#isOpen) return root?.querySelector('wp-find-bar')?.focusField();
    this.#isOpen = true;
    const focused = root?.activeElement;
    this.#focusBefore = focused instanceof HTMLElement ? focused : null;
    const { query } = this.finder.state;
    if (query.text !== '') this.#search(query);
    this.view.requestUpdate();
  }

  #close(): void {
    const { trace, stepList } = this.view.now();
    const token = this.finder.current?.unit.start;
    this.#isOpen = false;
    clearTimeout(this.#again);
    this.#again = undefined;
    this.finder.clear();
    this.parts.settle();
    const row = token === undefined || !trace ? null : stepList?.viewOfToken(token)?.element;
    if (row) row.focus({ preventScroll: true });
    else if (this.#focusBefore?.isConnected && this.#focusBefore !== stepList) this.#focusBefore.focus();
    else stepList?.focusCurrent();
  }

  #search(query: FindQuery): void {
    const { trace } = this.view.now();
    if (!trace) return;
    const from = this.finder.current?.unit.start ?? this.#firstInSight();
    this.#searched = { trace, tokens: trace.tokens.id.length };
    this.#goal = true;
    this.view.ask(this.finder.search(trace, query, from));
    this.view.requestUpdate();
  }

  /** The trace has grown or been replaced: what was found stays current where it can. */
  #searchAgain(): void {
    this.#again = undefined;
    const { trace } = this.view.now();
    if (!trace || !this.#isOpen) return;
    this.#searched = { trace, tokens: trace.tokens.id.length };
    this.view.ask(this.finder.search(trace, this.finder.state.query, null));
  }

  #firstInSight(): number {
    const box = this.view.now().scroller?.getBoundingClientRect();
    const rows = (box && this.view.now().stepList?.rowsBetween(box.top, box.bottom)) ?? [];
    return rows.find(({ text }) => text)?.text?.range.start ?? 0;
  }

  move(direction: 1 | -1): void {
    if (!this.#isOpen) return this.open();
    this.#goal = true;
    this.finder.move(direction);
  }

  #found(): void {
    if (this.#goal && this.finder.current) this.#goToHit();
    this.#goal = false;
    this.view.requestUpdate();
    this.parts.look();
  }

  #goToHit(): void {
    const { trace, stepList, answerBox, scroller } = this.view.now();
    const hit = this.finder.current;
    if (!trace || !stepList || !scroller || !hit) return;
    const { unit, start, end } = hit;
    this.view.release();
    const step = trace.steps.findIndex((one) => unit.start >= one.start && unit.start < one.end);
    const isAnswer = unit.start === trace.answer?.start;
    if (!isAnswer) {
      stepList.completeToToken(unit.start);
      this.parts.reveal(step < 0 ? null : step);
    }
    const row = isAnswer ? null : stepList.viewOfToken(unit.start);
    const element = isAnswer ? answerBox?.text.element : row?.text?.element;
    const node = element && textNodeOf(element);
    if (!element || !node) return;
    // Exact before it is measured, and in sight: what is far away is not laid out.
    this.parts.exact(element);
    (row?.element ?? element).scrollIntoView({ block: 'nearest' });
    const place = rangeOf(node, shownCharacters(trace, unit.start, unit.end, start, end));
    const range = document.createRange();
    range.setStart(place.startContainer, place.startOffset);
    range.setEnd(place.endContainer, place.endOffset);
    const found = range.getBoundingClientRect();
    const seen = scroller.getBoundingClientRect();
    // Below the find bar, and not at the edge.
    const margin = Math.min(60, seen.height / 4);
    if (found.top < seen.top + margin || found.bottom > seen.bottom - margin)
      scroller.scrollTop += (found.top + found.bottom - seen.top - seen.bottom) / 2;
  }
}
