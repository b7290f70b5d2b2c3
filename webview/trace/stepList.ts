import { adoptStyles } from 'lit';
import type { Trace } from '../../src/core/trace/trace';
import { focusStyles } from '../components/styles';
import { findStyles } from './findHighlights';
import { GapRow } from './gapRow';
import { gapsOf, type Gap } from './hiddenRows';
import { exactOffset, mathsStyles, unrender } from './mathsText';
import { rowsOf, type Row } from './rows';
import { firstBelow } from './scrollPin';
import { rowView, type RowView } from './stepRows';
import { stepStyles } from './stepStyles';
import { highlightStyles } from './tokenHighlights';
import { rangeStyles } from './tokenRange';

/** Rows drawn with the first frame of a list, more than any window shows; the rest come with the next ones. */
const FIRST_ROWS = 120;

/** Milliseconds a frame may spend on rows that nobody sees yet. */
const FRAME_MS = 8;

/** Rows between two looks at the clock. */
const CHUNK_ROWS = 50;

export interface Arrangement {
  /** Places of the steps of which only the first line is shown. */
  readonly folded: ReadonlySet<number>;
  /** Of a step by its place, null for thinking that no step covers yet; null: all are shown. */
  readonly isShown: ((step: number | null) => boolean) | null;
}

/**
 * The steps of a trace and the marks between them. Drawn by hand rather than by a template: a frame of a stream
 * must cost the rows it changed, in lists of many hundreds.
 *
 * One stop in the tab order: up, down, Home and End move from row to row, left and right from token to token, Space
 * folds a step, Enter opens a line of hidden steps. Fires `wp-token` with the token that was picked, or null;
 * `wp-extend` with the token that a range was extended to, or 'next' or 'previous'; `wp-fold` with the place of a step to
 * fold or unfold; `wp-open` with the places of hidden steps to show.
 */
export class StepList extends HTMLElement {
  readonly #list = document.createElement('ol');
  readonly #views: RowView[] = [];
  /** What was drawn last. */
  #drawn: { readonly trace: Trace; readonly selected: number | null } | null = null;
  /** Rows that may be drawn so far; Infinity once all are. */
  #limit = Infinity;
  #gaps: GapRow[] = [];
  #folded: ReadonlySet<number> = new Set();
  #isShown: Arrangement['isShown'] = null;
  #current: HTMLElement | null = null;
  #selected: number | null = null;
  #unselect: (() => void) | null = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    adoptStyles(root, [focusStyles, highlightStyles, rangeStyles, findStyles, mathsStyles, ...stepStyles]);
    this.#list.setAttribute('role', 'list');
    this.#list.setAttribute('aria-label', 'Steps');
    root.append(this.#list);
    this.#list.addEventListener('keydown', (event) => this.#key(event));
    this.#list.addEventListener('click', (event) => this.#click(event));
    this.#list.addEventListener('focusin', ({ target }) => this.#setCurrent(rowAround(target)));
    this.#list.addEventListener('contextmenu', ({ target }) =>
      rowAround(target)?.focus({ preventScroll: true }),
    );
    // The browser's own find went into what is hidden, or scrolled the text of a folded step.
    this.#list.addEventListener('beforematch', ({ target }) => {
      const index = this.#views.findIndex(({ element }) => element === target);
      const gap = this.#gaps.find((one) => one.gap.first <= index && index < one.gap.end);
      if (gap) this.#open(gap.gap);
    });
    const unfold = ({ target }: Event): void => {
      const view = this.#viewOf(rowAround(target));
      if (view?.element.classList.contains('folded') && (target as Element).scrollTop > 0) this.#fold(view);
    };
    this.#list.addEventListener('scroll', unfold, { capture: true, passive: true });
  }

  /** Brings the rows up to date with the trace. @param selected token to highlight */
  draw(trace: Trace, selected: number | null): void {
    const rows = rowsOf(trace);
    this.#drawn = { trace, selected };
    if (this.#views.length === 0 && rows.length > FIRST_ROWS) {
      this.#limit = FIRST_ROWS;
      requestAnimationFrame(() => requestAnimationFrame(() => this.#grow()));
    }
    const count = Math.min(rows.length, this.#limit);
    for (let i = 0; i < count; i++) {
      const row = rows[i];
      if (row === undefined) continue;
      let view = this.#views[i];
      if (view?.kind !== row.kind) {
        const fresh = rowView(row.kind);
        if (view) this.#remove(i);
        this.#list.insertBefore(fresh.element, this.#views[i]?.element ?? null);
        this.#views.splice(i, 0, fresh);
        view = fresh;
      }
      view.update(row, trace);
      view.setFolded(row.kind === 'step' && row.index !== null && this.#folded.has(row.index));
    }
    while (this.#views.length > count) this.#remove(this.#views.length - 1);
    this.#drawGaps(rows.slice(0, count));
    if (!this.#current?.isConnected || this.#current.hidden) this.#setCurrent(this.#stops()[0] ?? null);
    this.#select(selected);
  }

  /**
   * Draws what is not drawn yet, before its frame. @param rows as many as are needed; default all
   */
  complete(rows = Infinity): void {
    if (this.#limit >= rows || !this.#drawn) return;
    this.#limit = rows;
    this.draw(this.#drawn.trace, this.#drawn.selected);
  }

  /** Draws as many of the rows that are missing as a frame has time for. */
  #grow(): void {
    if (this.#limit === Infinity || !this.#drawn) return;
    const { trace, selected } = this.#drawn;
    const all = rowsOf(trace);
    const until = performance.now() + FRAME_MS;
    while (this.#limit < all.length && performance.now() < until) {
      const more = all.slice(this.#limit, this.#limit + CHUNK_ROWS);
      const fragment = document.createDocumentFragment();
      for (const row of more) {
        const view = rowView(row.kind);
        view.update(row, trace);
        view.setFolded(row.kind === 'step' && row.index !== null && this.#folded.has(row.index));
        this.#views.push(view);
        fragment.append(view.element);
      }
      this.#list.append(fragment);
      this.#limit += more.length;
    }
    if (this.#limit >= all.length) {
      this.#limit = Infinity;
      this.draw(trace, selected);
    } else {
      if (this.#isShown) this.#drawGaps(all.slice(0, this.#limit));
      requestAnimationFrame(() => this.#grow());
    }
  }

  /** How rows are shown from the next drawing on. */
  arrange({ folded, isShown }: Arrangement): void {
    this.#folded = folded;
    this.#isShown = isShown;
  }

  #drawGaps(rows: readonly Row[]): void {
    const gaps = this.#isShown ? gapsOf(rows, this.#isShown) : [];
    if (gaps.length === 0 && this.#gaps.length === 0) return;
    let next = 0;
    this.#views.forEach(({ element }, index) => {
      const gap = gaps[next];
      const hidden = gap !== undefined && index >= gap.first;
      if (hidden && index === gap.end - 1) next++;
      // VS Code's own find still looks into it, and `beforematch` tells.
      if (hidden !== element.hasAttribute('hidden'))
        if (hidden) element.setAttribute('hidden', 'until-found');
        else element.removeAttribute('hidden');
    });
    gaps.forEach((gap, i) => {
      const row = (this.#gaps[i] ??= new GapRow());
      row.update(gap);
      const before = this.#views[gap.first]?.element ?? null;
      if (row.element.nextElementSibling !== before || !row.element.isConnected)
        this.#list.insertBefore(row.element, before);
    });
    for (const { element } of this.#gaps.splice(gaps.length)) element.remove();
  }

  /** The drawn rows between two heights of the window, pixels. */
  rowsBetween(top: number, bottom: number): readonly RowView[] {
    const elements = this.rowElements;
    return this.#views.slice(firstBelow(elements, top), firstBelow(elements, bottom) + 1);
  }

  /** Draws the rows up to the one that holds a token. */
  completeToToken(token: number): void {
    const rows = this.#drawn ? rowsOf(this.#drawn.trace) : [];
    const row = rows.findIndex((one) => one.kind === 'step' && token < one.end);
    this.complete(row + FIRST_ROWS);
  }

  /** Shows the exact text of all rows. */
  unrenderAll(): void {
    for (const { text } of this.#views) if (text) unrender(text.element);
  }

  /** Focuses the row that was focused last. */
  focusCurrent(): void {
    this.#current?.focus({ preventScroll: true });
  }

  /** The row whose text holds a token. */
  viewOfToken(token: number): RowView | null {
    return (
      this.#views.find(({ text }) => text && token >= text.range.start && token < text.range.end) ?? null
    );
  }

  /** The step that keys and commands act on. */
  get currentStep(): number | null {
    const row = this.#viewOf(this.#current)?.row;
    return row?.kind === 'step' ? row.index : null;
  }

  /** As many as are drawn. */
  get rowElements(): readonly HTMLElement[] {
    return this.#views.map((view) => view.element);
  }

  /**
   * Moves to the next or previous mark, from the row that has the focus, else from row `from`.
   * @returns whether there was one
   */
  focusMark(direction: 1 | -1, from: number): boolean {
    this.complete();
    const focused = this.#views.findIndex((view) => view.element === this.shadowRoot?.activeElement);
    const start = focused >= 0 ? focused : direction === 1 ? from - 1 : from;
    for (let i = start + direction; i >= 0 && i < this.#views.length; i += direction) {
      if (this.#views[i]?.kind === 'mark' && !this.#views[i]?.element.hidden) {
        this.focusRow(i);
        return true;
      }
    }
    return false;
  }

  /** Focuses a row and brings it to the middle. */
  focusRow(index: number): void {
    this.complete(index + FIRST_ROWS);
    const row = this.#views[index]?.element;
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'center' });
  }

  /** Row of step `index`, or -1. */
  rowOfStep(trace: Trace, index: number): number {
    return rowsOf(trace).findIndex((row) => row.kind === 'step' && row.index === index);
  }

  #click(event: MouseEvent): void {
    const element = rowAround(event.target);
    const gap = this.#gaps.find((one) => one.element === element)?.gap;
    if (gap) return this.#open(gap);
    if ((event.target as Element).closest('.number')) return this.#fold(this.#viewOf(element));
    // A drag selects text, as everywhere; with Shift the browser has selected from the last place.
    const selection = document.getSelection();
    if (event.shiftKey) selection?.removeAllRanges();
    else if (!selection?.isCollapsed) return;
    const { shadowRoot } = this;
    const caret = document.caretPositionFromPoint(event.clientX, event.clientY, {
      shadowRoots: shadowRoot ? [shadowRoot] : [],
    });
    const text = this.#viewOf(element)?.text;
    if (!caret || !text) return;
    const offset = text.holds(caret.offsetNode)
      ? caret.offset
      : (exactOffset(event.target as Node, 0) ?? exactOffset(caret.offsetNode, caret.offset));
    if (offset === null) return;
    const token = text.tokenAt(offset);
    if (event.shiftKey) this.#tell('wp-extend', token);
    else this.#pick(token);
  }

  /** The token that a key moves to, inside the current row. */
  #neighbour(key: 'ArrowLeft' | 'ArrowRight' | 'Escape'): number | null {
    const text = this.#viewOf(this.#current)?.text;
    if (key === 'Escape' || !text) return null;
    const { start, end } = text.range;
    const at = this.#selected;
    if (at === null || at < start || at >= end) return key === 'ArrowRight' ? start : end - 1;
    return Math.min(end - 1, Math.max(start, key === 'ArrowRight' ? at + 1 : at - 1));
  }

  #pick(token: number | null): void {
    this.#tell('wp-token', token);
  }

  #tell(name: 'wp-token' | 'wp-extend' | 'wp-fold' | 'wp-open', detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #fold(view: RowView | undefined): void {
    if (view?.row?.kind === 'step' && view.row.index !== null) this.#tell('wp-fold', view.row.index);
  }

  /** Shows the steps of a gap, and moves to the first of them. */
  #open({ first, end }: Gap): void {
    const views = this.#views.slice(first, end);
    this.#tell(
      'wp-open',
      views.flatMap(({ row }) => (row?.kind === 'step' ? [row.index] : [])),
    );
    views[0]?.element.focus({ preventScroll: true });
  }

  #viewOf(element: Element | null): RowView | undefined {
    return this.#views.find((view) => view.element === element);
  }

  /** What up and down move over. */
  #stops(): HTMLElement[] {
    return [...this.#list.children].filter((one): one is HTMLElement => !(one as HTMLElement).hidden);
  }

  /** Painted anew every time: the text under it may have been. */
  #select(token: number | null): void {
    this.#unselect?.();
    this.#unselect = null;
    this.#selected = token;
    if (token === null) return;
    for (const { text } of this.#views) {
      if (text && token < text.range.end && (this.#unselect = text.select(token))) return;
    }
  }

  #remove(index: number): void {
    const [view] = this.#views.splice(index, 1);
    view?.dispose();
    view?.element.remove();
  }

  #setCurrent(row: HTMLElement | null): void {
    if (row === this.#current) return;
    if (this.#current) this.#current.tabIndex = -1;
    if (row) row.tabIndex = 0;
    this.#current = row;
  }

  #key(event: KeyboardEvent): void {
    const { key } = event;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.shiftKey) {
      if (key !== 'ArrowLeft' && key !== 'ArrowRight') return;
      event.preventDefault();
      return this.#tell('wp-extend', key === 'ArrowRight' ? 'next' : 'previous');
    }
    if (key === 'ArrowLeft' || key === 'ArrowRight' || key === 'Escape') {
      event.preventDefault();
      return this.#pick(this.#neighbour(key));
    }
    if (key === ' ' || key === 'Enter') {
      const gap = this.#gaps.find((one) => one.element === this.#current)?.gap;
      if (!gap && key === 'Enter') return;
      event.preventDefault();
      return gap ? this.#open(gap) : this.#fold(this.#viewOf(this.#current));
    }
    const stops = this.#stops();
    const at = this.#current ? stops.indexOf(this.#current) : -1;
    const last = stops.length - 1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last }[key];
    if (to === undefined || to < 0 || to > last) return;
    event.preventDefault();
    stops[to]?.focus({ preventScroll: true });
    stops[to]?.scrollIntoView({ block: 'nearest' });
  }
}

/** The row that an event's target lies in. */
function rowAround(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest('li') : null;
}

customElements.define('wp-step-list', StepList);

declare global {
  interface HTMLElementTagNameMap {
    'wp-step-list': StepList;
  }
}
