import { adoptStyles } from 'lit';
import type { Trace } from '../../src/core/trace/trace';
import { l10n } from '../components/l10n';
import { focusStyles, iconStyles } from '../components/styles';
import { saidStyles } from '../annotate/saidRows';
import { stepNoteStyles } from '../debug/stepNoteStyles';
import { findStyles } from './findHighlights';
import { GapRow } from './gapRow';
import { gapsOf, type Gap } from './hiddenRows';
import { exactOffset, mathsStyles, unrender } from './mathsText';
import { firstBelow, RowGroups } from './rowGroups';
import { rowsOf, type Row } from './rows';
import { rowView, type RowView } from './stepRows';
import { stepStyles } from './stepStyles';
import { highlightStyles } from './tokenHighlights';
import { rangeStyles } from './tokenRange';

/** Rows drawn with the first frame of a list, more than any window shows; the rest come with the next ones. */
const FIRST_ROWS = 80;

/** Milliseconds a frame may spend on rows that nobody sees yet. */
const FRAME_MS = 8;

/** Rows between two looks at the clock. */
const CHUNK_ROWS = 50;

/** What heights of rows out of sight are estimated by, for the scroll bar: the editor's default font, in pixels. */
const ROW_PX = 26;
const LINE_PX = 19;
const CHARACTER_PX = 8;
/** Beside the text: number, score, count, and space between. */
const MARGINS_PX = 230;
const MIN_COLUMNS = 20;

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
  readonly #list = document.createElement('div');
  readonly #groups = new RowGroups(this.#list);
  readonly #views: RowView[] = [];
  readonly #byElement = new WeakMap<Element, RowView>();
  /** Rows that came, or were folded or hidden, since heights were estimated. */
  readonly #moved = new Set<Element>();
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
    adoptStyles(root, [
      focusStyles,
      iconStyles,
      highlightStyles,
      rangeStyles,
      findStyles,
      mathsStyles,
      ...stepStyles,
      stepNoteStyles,
      saidStyles,
    ]);
    this.#list.setAttribute('role', 'list');
    this.#list.setAttribute('aria-label', l10n.t('Steps'));
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
        if (view) this.#remove(i);
        view = this.#make(row.kind);
        this.#groups.place(view.element, this.#views[i]?.element ?? null);
        this.#views.splice(i, 0, view);
      }
      this.#update(view, row, trace);
    }
    while (this.#views.length > count) this.#remove(this.#views.length - 1);
    this.#drawGaps(rows.slice(0, count));
    this.#estimate();
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
      for (const row of more) {
        const view = this.#make(row.kind);
        this.#views.push(view);
        this.#groups.place(view.element, null);
        this.#update(view, row, trace);
      }
      this.#limit += more.length;
    }
    if (this.#limit >= all.length) {
      this.#limit = Infinity;
      this.draw(trace, selected);
    } else {
      if (this.#isShown) this.#drawGaps(all.slice(0, this.#limit));
      this.#estimate();
      requestAnimationFrame(() => this.#grow());
    }
  }

  #make(kind: Row['kind']): RowView {
    const view = rowView(kind);
    this.#byElement.set(view.element, view);
    this.#moved.add(view.element);
    return view;
  }

  #update(view: RowView, row: Row, trace: Trace): void {
    view.update(row, trace);
    const folded = row.kind === 'step' && row.index !== null && this.#folded.has(row.index);
    if (view.setFolded(folded)) this.#moved.add(view.element);
  }

  #estimate(): void {
    if (this.#moved.size === 0) return;
    const columns = Math.max(MIN_COLUMNS, (window.innerWidth - MARGINS_PX) / CHARACTER_PX);
    this.#groups.estimate(this.#moved, (element) => {
      if (element.hasAttribute('hidden')) return 0;
      const text = element.classList.contains('folded') ? null : this.#byElement.get(element)?.text;
      return ROW_PX + LINE_PX * ((text ? lineCount(text.element.textContent ?? '', columns) : 1) - 1);
    });
    this.#moved.clear();
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
      if (hidden === element.hasAttribute('hidden')) return;
      if (hidden) element.setAttribute('hidden', 'until-found');
      else element.removeAttribute('hidden');
      this.#moved.add(element);
    });
    gaps.forEach((gap, i) => {
      const row = (this.#gaps[i] ??= new GapRow());
      row.update(gap);
      const before = this.#views[gap.first]?.element ?? null;
      if (row.element.nextElementSibling !== before || !row.element.isConnected)
        this.#groups.place(row.element, before);
    });
    for (const { element } of this.#gaps.splice(gaps.length)) this.#groups.remove(element);
  }

  /** The drawn rows between two heights of the window, pixels. */
  rowsBetween(top: number, bottom: number): readonly RowView[] {
    return this.#views.slice(firstBelow(this.#views, top), firstBelow(this.#views, bottom) + 1);
  }

  /** Draws the rows up to the one that holds a token, and those around it. */
  completeToToken(token: number): void {
    const rows = this.#drawn ? rowsOf(this.#drawn.trace) : [];
    const row = rows.findIndex((one) => one.kind === 'step' && token < one.end);
    this.complete(row < 0 ? Infinity : row + FIRST_ROWS);
  }

  /** Shows the exact text of all rows. */
  unrenderAll(): void {
    for (const { text } of this.#views) if (text) unrender(text.element);
  }

  /** As many as are drawn, in order. */
  get rows(): readonly RowView[] {
    return this.#views;
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

  /** First token of the row that has or had the focus; null for a mark, or where there is no row. */
  get currentStart(): number | null {
    return this.#viewOf(this.#current)?.text?.range.start ?? null;
  }

  /** The step that keys and commands act on. */
  get currentStep(): number | null {
    const row = this.#viewOf(this.#current)?.row;
    return row?.kind === 'step' ? row.index : null;
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
    const token = this.tokenAt(event);
    if (token === null) return;
    if (event.shiftKey) this.#tell('wp-extend', token);
    else this.#pick(token);
  }

  /** The token under the mouse; null where there is none. */
  tokenAt(event: MouseEvent): number | null {
    const { shadowRoot } = this;
    const caret = document.caretPositionFromPoint(event.clientX, event.clientY, {
      shadowRoots: shadowRoot ? [shadowRoot] : [],
    });
    const [target] = event.composedPath();
    const text = target instanceof Element ? this.#viewOf(rowAround(target))?.text : null;
    if (!caret || !text) return null;
    const offset = text.holds(caret.offsetNode)
      ? caret.offset
      : (exactOffset(target as Node, 0) ?? exactOffset(caret.offsetNode, caret.offset));
    return offset === null ? null : text.tokenAt(offset);
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
    return element ? this.#byElement.get(element) : undefined;
  }

  /** What up and down move over. */
  #stops(): HTMLElement[] {
    return [...this.#list.querySelectorAll('li')].filter((one) => !one.hidden);
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
    if (view) this.#groups.remove(view.element);
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
      if (event.target instanceof HTMLButtonElement) return;
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

/** Lines that a text takes, blank ones at its edges left out. */
function lineCount(text: string, columns: number): number {
  return text
    .trim()
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), 0);
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
