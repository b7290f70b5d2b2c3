import { html, LitElement, nothing, svg, type SVGTemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { SearchNodeView } from '../../src/protocol/searchView';
import { pathTo } from '../../src/core/search/treePath';
import { button } from '../components/button';
import { l10n } from '../components/l10n';
import { OnResize } from '../components/onResize';
import { cssVariables } from '../components/cssVariables';
import { ANSWER, MARGIN, neighbour, searchLayout, visits, type SearchLayout } from './searchLayout';
import { lineWidth, linkPath, searchNode } from './searchNode';
import { searchTreeStyles } from './searchTreeStyles';

const ZOOM = { least: 0.02, most: 2, step: 1.25 };
/** Below it nothing can be read, and nothing is written. */
const LEAST_WRITTEN = 0.55;
/** Zoomed out, rows come closer and columns stay as wide as at this zoom, as far as there is room; nodes stay to be seen. */
const COLUMNS_AT = 0.5;
const NODES_AT = 0.35;
const MOST_STRETCHED = 12;
const LEAST_LINE_PX = 0.7;
/** A tree that is shown first is not made smaller than this to fit, nor any tree larger than that. */
const LEAST_FIRST = 0.6;
const MOST_FIT = 1.4;
/** Drawn beyond what is in sight, in pixels: a turn of the wheel shows no gap. */
const BEYOND = 240;
/** A mouse that moves less clicks. */
const DRAG_PX = 4;

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The tree of a search: what is in sight of it, with the score of each node as its colour and the paths through it as the
 * width of its line. Arrows go to parent, child and the next of the same level.
 * Fires `wp-select` with the node that is gone to, `wp-open` and `wp-mark` with one to open or to mark.
 */
@customElement('wp-search-tree')
export class SearchTree extends LitElement {
  static override styles = searchTreeStyles;

  /** By id: all there are, which decides where they stand. */
  @property({ attribute: false }) nodes: readonly SearchNodeView[] = [];
  /** By id: as they are shown; null: not there in the round that is shown. */
  @property({ attribute: false }) shown: readonly (SearchNodeView | null)[] = [];
  @property({ attribute: false }) selected: number | null = null;
  @property({ attribute: false }) winner: number | null = null;
  @property({ attribute: false }) marks: readonly number[] = [];
  @property() label = '';
  @state() private zoom = 1;
  /** As it would stand at zoom 1. */
  #plain: SearchLayout = searchLayout([]);
  #layout: SearchLayout = this.#plain;
  #visits: readonly number[] = [];
  /** A node and where it stood in the window, to stand there again after the tree has grown. */
  #anchor: { readonly id: number; readonly at: Point } | null = null;
  /** To be focused once it is drawn. */
  #goal: number | null = null;
  #isFitted = false;
  /** Somebody has moved in it: it stays where they are, and is not made to fit as it grows. */
  #isTouched = false;
  #hasGrown = false;
  #frame = 0;

  constructor() {
    super();
    new OnResize(this, () => this.requestUpdate());
  }

  get #scroller(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.scroller');
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('nodes')) {
      this.#anchor ??= this.#anchorNow();
      this.#hasGrown = true;
      this.#plain = searchLayout(this.nodes);
    }
    this.#layout = stretched(this.#plain, this.zoom, this.#scroller?.clientWidth ?? 0);
    if (changed.has('shown')) this.#visits = visits(this.shown);
  }

  protected override updated(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    if (!this.#isFitted && scroller.clientHeight > 0 && this.#layout.places.length > 0) {
      this.#isFitted = true;
      this.#hasGrown = false;
      this.#fit(LEAST_FIRST);
      return;
    }
    if (this.#hasGrown && !this.#isTouched) {
      this.#hasGrown = false;
      this.#anchor = null;
      this.#fit(LEAST_FIRST);
      return;
    }
    const place = this.#anchor && this.#layout.places[this.#anchor.id];
    if (this.#anchor && place) {
      const { x, y } = this.#inWindow(place);
      scroller.scrollLeft += x - this.#anchor.at.x;
      scroller.scrollTop += y - this.#anchor.at.y;
      this.#look();
    }
    this.#anchor = null;
    if (this.#goal === null) return;
    const goal = this.renderRoot.querySelector<SVGElement>(`[data-id="${this.#goal}"]`);
    this.#goal = null;
    goal?.focus({ preventScroll: true });
  }

  override render() {
    const { width, height } = this.#layout;
    const { zoom } = this;
    return html`<div class="tools" role="group" aria-label=${l10n.t('Zoom')}>
        ${button({ label: l10n.t('Zoom out'), name: 'zoom-out', icon: 'zoomOut', appearance: 'icon', onClick: () => this.#zoomBy(1 / ZOOM.step) })}
        ${button({ label: `${Math.round(zoom * 100)} %`, name: 'zoom-reset', appearance: 'quiet', title: l10n.t('Zoom to 100 %'), onClick: () => this.#zoomTo(1) })}
        ${button({ label: l10n.t('Zoom in'), name: 'zoom-in', icon: 'zoomIn', appearance: 'icon', onClick: () => this.#zoomBy(ZOOM.step) })}
        ${button({ label: l10n.t('Zoom to fit'), name: 'zoom-fit', icon: 'fit', appearance: 'icon', onClick: () => this.#fitAgain() })}
      </div>
      <div
        class="scroller"
        tabindex="-1"
        @scroll=${() => this.#look()}
        @wheel=${this.#wheel}
        @pointerdown=${this.#drag}
      >
        <svg
          role="tree"
          aria-multiselectable="false"
          aria-label=${this.label}
          ${cssVariables({ '--width': `${width * zoom}px`, '--height': `${height * zoom}px` })}
          @keydown=${this.#key}
          @click=${this.#click}
          @dblclick=${(event: MouseEvent) => this.#tell('wp-open', this.#idOf(event))}
        >
          <g transform="scale(${zoom})">${this.#drawing()}</g>
        </svg>
      </div>`;
  }

  /** What is in sight, lines below nodes. */
  #drawing(): SVGTemplateResult {
    const { zoom, shown, selected, winner, marks } = this;
    const { places, root } = this.#layout;
    const box = this.#box();
    const most = places.reduce(
      (sum, { id, parent }) => sum + (parent === null ? (this.#visits[id] ?? 0) : 0),
      0,
    );
    const onPath = new Set(selected === null ? [] : pathTo(this.nodes, selected).map(({ id }) => id));
    const toWinner = new Set(winner === null ? [] : pathTo(this.nodes, winner).map(({ id }) => id));
    const written = zoom >= LEAST_WRITTEN;
    const current = this.#current;
    const inSight = places.filter(
      ({ id, x, y }) =>
        shown[id] != null &&
        (id === current ||
          id === this.#goal ||
          (x >= box.left - ANSWER && x <= box.right && y >= box.top && y <= box.bottom)),
    );
    const links = places.flatMap((place) => {
      const node = shown[place.id];
      if (!node) return [];
      const from = place.parent === null ? root : places[place.parent];
      if (!from || place.x < box.left || from.x > box.right) return [];
      if (Math.max(place.y, from.y) < box.top || Math.min(place.y, from.y) > box.bottom) return [];
      return [{ place, from, node }];
    });
    return svg`
      ${repeat(
        links,
        ({ place }) => place.id,
        ({ place, from, node }) => svg`<path
          class="link ${node.state} ${onPath.has(place.id) ? 'on-path' : ''} ${toWinner.has(place.id) ? 'to-winner' : ''} ${node.prompt && place.parent !== null ? 'anew' : ''}"
          d=${linkPath(from, place)}
          stroke-width=${Math.max(lineWidth(this.#visits[place.id] ?? 0, most), LEAST_LINE_PX / zoom)}
        ></path>`,
      )}
      ${places.length === 0 ? nothing : svg`<circle class="root" cx=${root.x} cy=${root.y} r="4"></circle>`}
      ${repeat(
        inSight,
        ({ id }) => id,
        (place) => {
          const node = shown[place.id];
          return node
            ? searchNode({
                ...{ node, place, written, visits: this.#visits[place.id] ?? 0 },
                scale: Math.max(1, NODES_AT / zoom),
                selected: place.id === selected,
                wins: place.id === winner,
                marked: marks.includes(place.id),
                tabStop: place.id === current,
              })
            : nothing;
        },
      )}
    `;
  }

  /** The node that Tab leads to. */
  get #current(): number | null {
    const { selected, shown } = this;
    if (selected !== null && shown[selected]) return selected;
    return this.#layout.levels[0]?.find((id) => shown[id]) ?? null;
  }

  /** What is in sight and a little more, in the tree's own pixels. */
  #box(): { left: number; right: number; top: number; bottom: number } {
    const { zoom } = this;
    const { scrollLeft = 0, scrollTop = 0, clientWidth = 0, clientHeight = 0 } = this.#scroller ?? {};
    return {
      left: (scrollLeft - BEYOND) / zoom,
      right: (scrollLeft + clientWidth + BEYOND) / zoom,
      top: (scrollTop - BEYOND) / zoom,
      bottom: (scrollTop + clientHeight + BEYOND) / zoom,
    };
  }

  /** The selected node where it is in sight, else the first that is. */
  #anchorNow(): { id: number; at: Point } | null {
    const scroller = this.#scroller;
    if (!scroller || !this.#isFitted) return null;
    const box = scroller.getBoundingClientRect();
    const places = this.#layout.places.flatMap((place) => {
      const at = this.#inWindow(place);
      const seen = at.x >= box.left && at.y >= box.top && at.x <= box.right && at.y <= box.bottom;
      return seen ? [{ id: place.id, at }] : [];
    });
    return places.find(({ id }) => id === this.selected) ?? places[0] ?? null;
  }

  /** Where a point of the tree stands in the window: a small tree stands in the middle. */
  #inWindow({ x, y }: Point): Point {
    const box = this.renderRoot.querySelector('svg')?.getBoundingClientRect();
    return { x: (box?.left ?? 0) + x * this.zoom, y: (box?.top ?? 0) + y * this.zoom };
  }

  /** Draws what came in sight, with the next frame. */
  #look(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.requestUpdate();
    });
  }

  /** Selects a node, brings it in sight and focuses it. */
  goTo(id: number): void {
    this.#isTouched = true;
    const place = this.#layout.places[id];
    const scroller = this.#scroller;
    if (!place || !scroller) return;
    this.#tell('wp-select', id);
    this.#bringInSight(place, scroller);
    this.#goal = id;
    this.requestUpdate();
  }

  #bringInSight({ x, y }: Point, scroller: HTMLElement): void {
    const room = 60;
    const [left, top] = [x * this.zoom, y * this.zoom];
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = scroller;
    if (left < scrollLeft + room) scroller.scrollLeft = left - room;
    else if (left > scrollLeft + clientWidth - 2 * room) scroller.scrollLeft = left - clientWidth + 2 * room;
    if (top < scrollTop + room) scroller.scrollTop = top - room;
    else if (top > scrollTop + clientHeight - room) scroller.scrollTop = top - clientHeight + room;
  }

  readonly #key = (event: KeyboardEvent): void => {
    const id = this.#idOf(event);
    if (id === null || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Enter') this.#tell('wp-open', id);
    else if (event.key === ' ') this.#tell('wp-mark', id);
    else if (event.key === '+') this.#zoomBy(ZOOM.step);
    else if (event.key === '-') this.#zoomBy(1 / ZOOM.step);
    else if (event.key === '0') this.#zoomTo(1);
    else {
      const next = neighbour(this.#layout, id, event.key);
      if (next === null || !this.shown[next]) return;
      this.goTo(next);
    }
    event.preventDefault();
  };

  readonly #click = (event: MouseEvent): void => {
    const id = this.#idOf(event);
    if (id !== null) this.goTo(id);
  };

  /** Held down beside the nodes, the mouse moves the tree. */
  readonly #drag = (event: PointerEvent): void => {
    this.#isTouched = true;
    const scroller = this.#scroller;
    if (!scroller || event.button !== 0 || event.pointerType !== 'mouse' || this.#idOf(event) !== null)
      return;
    const { scrollLeft, scrollTop } = scroller;
    const [x, y] = [event.clientX, event.clientY];
    // The scroll bars are the browser's.
    const box = scroller.getBoundingClientRect();
    if (x > box.left + scroller.clientWidth || y > box.top + scroller.clientHeight) return;
    const move = (moved: PointerEvent): void => {
      if (Math.hypot(moved.clientX - x, moved.clientY - y) < DRAG_PX) return;
      scroller.classList.add('dragged');
      scroller.scrollLeft = scrollLeft - (moved.clientX - x);
      scroller.scrollTop = scrollTop - (moved.clientY - y);
    };
    const end = (): void => {
      scroller.classList.remove('dragged');
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
  };

  readonly #wheel = (event: WheelEvent): void => {
    this.#isTouched = true;
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.#zoomBy(Math.exp(-event.deltaY / 300), { x: event.clientX, y: event.clientY });
  };

  #idOf(event: Event): number | null {
    const id = (event.target as Element).closest<SVGElement>('.node')?.dataset['id'];
    return id === undefined ? null : Number(id);
  }

  #tell(name: string, id: number | null): void {
    if (id !== null) this.dispatchEvent(new CustomEvent<number>(name, { detail: id }));
  }

  #zoomBy(factor: number, around?: Point): void {
    this.#zoomTo(this.zoom * factor, around);
  }

  /** @param around what stays where it is, in the window; default: the middle of the tree's part of it */
  #zoomTo(zoom: number, around?: Point): void {
    this.#isTouched = true;
    const scroller = this.#scroller;
    const next = Math.min(ZOOM.most, Math.max(ZOOM.least, zoom));
    if (!scroller || next === this.zoom) return;
    const box = scroller.getBoundingClientRect();
    const at = around
      ? { x: around.x - box.left, y: around.y - box.top }
      : { x: scroller.clientWidth / 2, y: scroller.clientHeight / 2 };
    const factor = next / this.zoom;
    const [left, top] = [
      (scroller.scrollLeft + at.x) * factor - at.x,
      (scroller.scrollTop + at.y) * factor - at.y,
    ];
    this.zoom = next;
    void this.updateComplete.then(() => {
      scroller.scrollTo({ left, top });
      this.#look();
    });
  }

  /** And from now on, as it grows. */
  #fitAgain(): void {
    this.#isTouched = false;
    this.#fit(ZOOM.least);
  }

  /** @param least zoom */
  #fit(least: number): void {
    const scroller = this.#scroller;
    const { width, height } = this.#plain;
    if (!scroller) return;
    const zoom = Math.min((scroller.clientWidth - 2) / width, (scroller.clientHeight - 2) / height, MOST_FIT);
    this.zoom = Math.max(least, zoom);
    void this.updateComplete.then(() => {
      scroller.scrollTo({ left: 0, top: this.#layout.root.y * this.zoom - scroller.clientHeight / 2 });
      this.#look();
    });
  }
}

/** The layout with wider columns, where the zoom asks for them and the window has room. */
function stretched(plain: SearchLayout, zoom: number, roomPx: number): SearchLayout {
  const room = roomPx === 0 ? 1 : roomPx / (plain.width * zoom);
  const by = Math.min(COLUMNS_AT / zoom, room, MOST_STRETCHED);
  if (by <= 1) return plain;
  const x = (at: number): number => MARGIN + (at - MARGIN) * by;
  return {
    ...plain,
    places: plain.places.map((place) => ({ ...place, x: x(place.x) })),
    root: { ...plain.root, x: x(plain.root.x) },
    width: x(plain.width),
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-search-tree': SearchTree;
  }
}
