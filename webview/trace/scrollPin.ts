/** Keeps a scroller at its end while its content grows, until its user scrolls up. */
import { firstBelow } from './rowGroups';
import type { RowView } from './stepRows';
import type { ScrollPlace } from './viewMemory';

/** Pixels from the end that still count as the end. */
const NEAR = 8;

export class ScrollPin {
  #pinned = false;
  #lastTop = 0;

  /** @param changed called when the pin, or the place, changed by its user */
  constructor(
    readonly scroller: HTMLElement,
    content: HTMLElement,
    readonly changed: () => void,
  ) {
    scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    // A wheel that turns up moves the content frames later: following until then would swallow the turn.
    scroller.addEventListener('wheel', (event) => this.#wheeled(event), { passive: true });
    // Rows off the screen have estimated heights; when real ones come in, the end moves.
    new ResizeObserver(() => this.follow()).observe(content);
  }

  get pinned(): boolean {
    return this.#pinned;
  }

  /** Whether the end is out of sight. */
  get away(): boolean {
    const { scrollHeight, clientHeight, scrollTop } = this.scroller;
    return scrollHeight - clientHeight - scrollTop > NEAR;
  }

  /** To the end, if pinned: after every change of the content. */
  follow(): void {
    if (!this.#pinned) return;
    // Its user has just gone up, and the event that says so is on its way.
    if (this.away && this.scroller.scrollTop < this.#lastTop - 1) return this.#set(false);
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#lastTop = this.scroller.scrollTop;
  }

  pin(): void {
    this.#set(true);
    this.follow();
    this.changed();
  }

  release(): void {
    this.#set(false);
    this.changed();
  }

  #wheeled({ deltaY, ctrlKey }: WheelEvent): void {
    if (ctrlKey || deltaY === 0) return;
    if (deltaY < 0) this.release();
    else if (!this.away) this.pin();
  }

  /** Only going up lets go: content that grows also leaves the end behind, but does not move. */
  #scrolled(): void {
    const { scrollTop } = this.scroller;
    if (!this.away && scrollTop > this.#lastTop) this.#set(true);
    else if (scrollTop < this.#lastTop - 1) this.#set(false);
    this.#lastTop = scrollTop;
    this.changed();
  }

  /** The browser holds what is in sight in its place while rows get their real heights, unless the end is followed. */
  #set(pinned: boolean): void {
    this.#pinned = pinned;
    this.scroller.style.overflowAnchor = pinned ? 'none' : 'auto';
  }

  /** The first row in sight, and how far it is scrolled out. */
  place(rows: readonly RowView[]): ScrollPlace {
    if (this.#pinned) return 'end';
    const top = this.scroller.getBoundingClientRect().top;
    const row = firstBelow(rows, top);
    return {
      row,
      offset: row < rows.length ? top - (rows[row]?.element.getBoundingClientRect().top ?? top) : 0,
    };
  }

  restore(place: ScrollPlace, rows: readonly RowView[]): void {
    if (place === 'end') return this.pin();
    this.#set(false);
    const row = rows[place.row]?.element;
    if (!row || (place.row === 0 && place.offset === 0)) return;
    const go = (): void => {
      row.scrollIntoView({ block: 'start' });
      this.scroller.scrollTop += place.offset;
      this.#lastTop = this.scroller.scrollTop;
    };
    go();
    // Once more when the rows around it have been laid out, and are no longer estimates.
    requestAnimationFrame(() => requestAnimationFrame(go));
  }
}
