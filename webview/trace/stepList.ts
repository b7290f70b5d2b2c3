import { adoptStyles } from 'lit';
import type { Trace } from '../../src/core/trace/trace';
import { focusStyles, iconStyles } from '../components/styles';
import { stepNoteStyles } from '../debug/stepNoteStyles';
import { rowsOf } from './rows';
import { rowView, type RowView } from './stepRows';
import { stepStyles } from './stepStyles';
import { highlightStyles } from './tokenHighlights';

/** Rows drawn with the first frame of a list, more than any window shows; the rest come with the next. */
const FIRST_ROWS = 120;

/**
 * The steps of a trace and the marks between them. Drawn by hand rather than by a template: a frame of a stream
 * must cost the rows it changed, in lists of many hundreds.
 *
 * One stop in the tab order: up, down, Home and End move from row to row, left and right from token to token.
 * Fires `wp-token` with the token that was picked, or null.
 */
export class StepList extends HTMLElement {
  readonly #list = document.createElement('ol');
  readonly #views: RowView[] = [];
  /** What was drawn last. */
  #drawn: { readonly trace: Trace; readonly selected: number | null } | null = null;
  /** Only the first rows are drawn so far. */
  #partial = false;
  #current = 0;
  #selected: number | null = null;
  #unselect: (() => void) | null = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    adoptStyles(root, [focusStyles, iconStyles, highlightStyles, ...stepStyles, stepNoteStyles]);
    this.#list.setAttribute('role', 'list');
    this.#list.setAttribute('aria-label', 'Steps');
    root.append(this.#list);
    this.#list.addEventListener('keydown', (event) => this.#key(event));
    this.#list.addEventListener('click', (event) => this.#click(event));
    this.#list.addEventListener('focusin', (event) => {
      const index = this.#views.findIndex((view) => view.element === event.target);
      if (index >= 0) this.#setCurrent(index);
    });
  }

  /** Brings the rows up to date with the trace. @param selected token to highlight */
  draw(trace: Trace, selected: number | null): void {
    const rows = rowsOf(trace);
    this.#drawn = { trace, selected };
    if (this.#views.length === 0 && rows.length > FIRST_ROWS) {
      this.#partial = true;
      requestAnimationFrame(() => requestAnimationFrame(() => this.complete()));
    }
    const count = this.#partial ? Math.min(rows.length, FIRST_ROWS) : rows.length;
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
    }
    while (this.#views.length > count) this.#remove(this.#views.length - 1);
    this.#setCurrent(Math.min(this.#current, Math.max(0, this.#views.length - 1)));
    this.#select(selected);
  }

  /** Draws all rows at once, where the first frame is yet to come. */
  complete(): void {
    if (!this.#partial || !this.#drawn) return;
    this.#partial = false;
    this.draw(this.#drawn.trace, this.#drawn.selected);
  }

  /** As many as are drawn, in order. */
  get rows(): readonly RowView[] {
    return this.#views;
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
      if (this.#views[i]?.kind === 'mark') {
        this.focusRow(i);
        return true;
      }
    }
    return false;
  }

  /** Focuses a row and brings it to the middle. */
  focusRow(index: number): void {
    this.complete();
    const row = this.#views[index]?.element;
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'center' });
  }

  /** Row of step `index`, or -1. */
  rowOfStep(trace: Trace, index: number): number {
    return rowsOf(trace).findIndex((row) => row.kind === 'step' && row.index === index);
  }

  #click(event: MouseEvent): void {
    // A drag selects text, as everywhere.
    if (!document.getSelection()?.isCollapsed) return;
    const token = this.tokenAt(event);
    if (token !== null) this.#pick(token);
  }

  /** First token of the row that has or had the focus; null for a mark, or where there is no row. */
  get currentStart(): number | null {
    return this.#views[this.#current]?.text?.range.start ?? null;
  }

  /** The token under the mouse; null where there is none. */
  tokenAt(event: MouseEvent): number | null {
    const { shadowRoot } = this;
    const caret = document.caretPositionFromPoint(event.clientX, event.clientY, {
      shadowRoots: shadowRoot ? [shadowRoot] : [],
    });
    const text = this.#views.find(({ text }) => caret && text?.holds(caret.offsetNode))?.text;
    return caret && text ? text.tokenAt(caret.offset) : null;
  }

  /** The token that a key moves to, inside the current row. */
  #neighbour(key: 'ArrowLeft' | 'ArrowRight' | 'Escape'): number | null {
    const text = this.#views[this.#current]?.text;
    if (key === 'Escape' || !text) return null;
    const { start, end } = text.range;
    const at = this.#selected;
    if (at === null || at < start || at >= end) return key === 'ArrowRight' ? start : end - 1;
    return Math.min(end - 1, Math.max(start, key === 'ArrowRight' ? at + 1 : at - 1));
  }

  #pick(token: number | null): void {
    this.dispatchEvent(new CustomEvent('wp-token', { detail: token }));
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

  #setCurrent(index: number): void {
    const previous = this.#views[this.#current]?.element;
    const current = this.#views[index]?.element;
    if (previous !== current && previous) previous.tabIndex = -1;
    if (current && current.tabIndex !== 0) current.tabIndex = 0;
    this.#current = index;
  }

  #key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight' || event.key === 'Escape') {
      event.preventDefault();
      return this.#pick(this.#neighbour(event.key));
    }
    const last = this.#views.length - 1;
    const to = { ArrowDown: this.#current + 1, ArrowUp: this.#current - 1, Home: 0, End: last }[event.key];
    if (to === undefined || to < 0 || to > last) return;
    event.preventDefault();
    const row = this.#views[to]?.element;
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  }
}

customElements.define('wp-step-list', StepList);

declare global {
  interface HTMLElementTagNameMap {
    'wp-step-list': StepList;
  }
}
