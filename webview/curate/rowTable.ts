import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { RowLook, SortColumn } from '../../src/core/curate/rowOrder';
import type { ShownRow } from '../../src/core/curate/shownCuration';
import { l10n } from '../components/l10n';
import { OnResize } from '../components/onResize';
import { cssVariables } from '../components/cssVariables';
import { focusStyles } from '../components/styles';
import { formatCount } from '../trace/format';
import { oneLine } from '../tree/traceWords';
import { stateSign, stateWords } from './curationWords';
import type { RowPages } from './rowPages';

const ROW_HEIGHT = 24;
/** It stays in sight above them. */
const HEAD_HEIGHT = 28;
/** Drawn above and below those in sight. */
const OVERSCAN = 6;
/** Browsers draw nothing beyond some 33 million pixels: of more rows, each pixel that is scrolled stands for several. */
const MOST_PIXELS = 30_000_000;

interface Column {
  readonly name: string;
  readonly title: string;
  readonly sort: SortColumn | null;
}

const COLUMNS: readonly Column[] = [
  { name: 'state', title: l10n.t('State'), sort: 'state' },
  { name: 'question', title: l10n.t('Question'), sort: null },
  { name: 'reason', title: l10n.t('Reason'), sort: null },
  { name: 'domain', title: l10n.t('Domain'), sort: 'domain' },
  { name: 'length', title: l10n.t('Length'), sort: 'length' },
  { name: 'place', title: l10n.t('Place'), sort: 'place' },
];

/**
 * All rows of a pool, of which only what is in sight is drawn. Fires `wp-select` and `wp-open` with a place, `wp-say` with
 * `keep`, `drop` or null for the selected row, and `wp-sort` with an order.
 */
@customElement('wp-row-table')
export class RowTable extends LitElement {
  static override styles = [
    focusStyles,
    css`
      :host {
        display: block;
        position: relative;
        min-height: 0;
        min-width: 0;
        container: table / inline-size;
      }
      .grid {
        height: 100%;
        overflow-y: scroll;
        overflow-x: hidden;
        overflow-anchor: none;
        contain: strict;
        outline-offset: -1px;
      }
      .all {
        position: relative;
        height: var(--height);
      }
      .row,
      .columns {
        display: grid;
        grid-template-columns: 19ch minmax(0, 5fr) minmax(0, 4fr) 14ch 9ch 18ch;
        gap: 10px;
        padding-inline: 14px;
        align-items: center;
        white-space: nowrap;
      }
      .head {
        position: sticky;
        top: 0;
        z-index: 1;
        height: ${HEAD_HEIGHT}px;
        box-sizing: border-box;
        background: var(--wp-panel);
        border-bottom: 1px solid var(--wp-line);
      }
      .columns {
        height: 100%;
      }
      .head .length button {
        float: inline-end;
      }
      .head button {
        font: inherit;
        font-weight: 600;
        color: inherit;
        background: none;
        border: none;
        padding: 1px 2px;
        cursor: pointer;
      }
      .head .plain {
        font-weight: 600;
      }
      .row {
        position: absolute;
        inset-inline: 0;
        height: ${ROW_HEIGHT}px;
        top: 0;
        /* A row that changes lays out itself alone. */
        contain: strict;
        transform: translateY(var(--top));
        cursor: pointer;
      }
      .row:hover {
        background: var(--vscode-list-hoverBackground, transparent);
      }
      .row[aria-selected='true'] {
        background: var(--vscode-list-inactiveSelectionBackground, transparent);
        outline: 1px dotted var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      .grid:focus-visible .row[aria-selected='true'] {
        background: var(--vscode-list-activeSelectionBackground, transparent);
        color: var(--vscode-list-activeSelectionForeground, inherit);
        outline: 1px solid var(--vscode-focusBorder, Highlight);
      }
      .row > * {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .question,
      .domain {
        unicode-bidi: isolate;
      }
      .length {
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
      .row .reason,
      .row .place,
      .unread,
      .dropped .state {
        color: var(--wp-muted);
      }
      .row[aria-selected='true'] > * {
        color: inherit;
      }
      .kept .state {
        font-weight: 600;
      }
      .none {
        position: absolute;
        top: ${HEAD_HEIGHT}px;
        padding: 0 14px;
        color: var(--wp-muted);
      }
      @container table (max-width: 820px) {
        .row,
        .columns {
          grid-template-columns: 19ch minmax(0, 5fr) minmax(0, 3fr) 8ch;
        }
        .domain,
        .place {
          display: none;
        }
      }
      @container table (max-width: 460px) {
        .row,
        .columns {
          grid-template-columns: 13ch minmax(0, 1fr);
        }
        .reason,
        .length {
          display: none;
        }
      }
    `,
  ];

  /** Rows that there are. */
  @property({ type: Number }) count = 0;
  @property({ attribute: false }) pages: RowPages | null = null;
  @property({ attribute: false }) look: Pick<RowLook, 'sort' | 'descending'> = {
    sort: 'place',
    descending: false,
  };
  /** Place of the selected row; -1: none is. */
  @property({ type: Number }) selected = -1;
  /** Place at the top of what is in sight, with its fraction. */
  @state() private top = 0;
  @state() private inSight = 0;

  constructor() {
    super();
    new OnResize(this, () => this.#scrolled());
  }

  /** Rows have come. */
  rowsCame(): void {
    this.requestUpdate();
  }

  override render() {
    const { count, selected } = this;
    const first = Math.floor(this.top);
    const from = Math.max(0, first - OVERSCAN);
    const to = Math.min(count, first + this.inSight + OVERSCAN);
    const places = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
    const isDrawn = selected >= from && selected < to;
    const slots = this.inSight + 2 * OVERSCAN + 1;
    return html`<div
        class="grid"
        role="grid"
        tabindex="0"
        aria-label=${l10n.t('Rows of the pool')}
        aria-rowcount=${count + 1}
        aria-colcount=${COLUMNS.length}
        aria-activedescendant=${isDrawn ? `row-${selected % slots}` : nothing}
        aria-keyshortcuts="K D U Enter"
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
        @scroll=${() => this.#scrolled()}
      >
        ${this.#head()}
        <div
          class="all"
          role="rowgroup"
          aria-owns=${places.map((place) => `row-${place % slots}`).join(' ') || nothing}
          ${cssVariables({ '--height': `${this.#pixels}px` })}
        >
          ${repeat(
            // An element is used again for another row, and stays where it is: nothing is made or moved while it scrolls.
            places.toSorted((a, b) => (a % slots) - (b % slots)),
            (place) => place % slots,
            (place) => this.#row(place, place % slots),
          )}
        </div>
      </div>
      ${count === 0 ? html`<p class="none">${l10n.t('No row is like this.')}</p>` : nothing}`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('selected')) this.#reveal();
    if (changed.has('count')) this.#scrolled();
    const first = Math.floor(this.top);
    this.pages?.look(first, Math.min(this.count, first + this.inSight + 1));
  }

  #head() {
    const { sort, descending } = this.look;
    return html`<div class="head" role="rowgroup">
      <div class="columns" role="row" aria-rowindex="1">
        ${COLUMNS.map(({ name, title, sort: by }) => {
          const own = by !== null && by === sort;
          const direction = own ? (descending ? 'descending' : 'ascending') : 'none';
          return by === null
            ? html`<span class="${name} plain" role="columnheader">${title}</span>`
            : html`<span class=${name} role="columnheader" aria-sort=${direction}
                ><button
                  type="button"
                  class="sort-${name}"
                  @click=${() => this.#tell('wp-sort', { sort: by, descending: own && !descending })}
                >
                  ${title}${own ? html`<span aria-hidden="true"> ${descending ? '▾' : '▴'}</span>` : nothing}
                </button></span
              >`;
        })}
      </div>
    </div>`;
  }

  #row(place: number, slot: number) {
    const row = this.pages?.at(place);
    const kind = row ? (row.selected ?? 'dropped') : 'unread';
    return html`<div
      class="row ${kind}"
      id="row-${slot}"
      role="row"
      aria-rowindex=${place + 2}
      aria-selected=${place === this.selected}
      data-row=${row?.row ?? nothing}
      ${cssVariables({ '--top': `${this.#topOf(place)}px` })}
      @click=${() => this.#tell('wp-select', place)}
      @dblclick=${() => this.#tell('wp-open', place)}
    >
      ${row ? cells(row) : html`<span class="unread" role="gridcell">…</span>`}
    </div>`;
  }

  get #scroller(): HTMLElement | null {
    return this.renderRoot.querySelector('.grid');
  }

  /** Of what is in sight, without the head. */
  get #sightPixels(): number {
    return Math.max(0, (this.#scroller?.clientHeight ?? 0) - HEAD_HEIGHT);
  }

  /** Height of everything. */
  get #pixels(): number {
    return Math.min(MOST_PIXELS, this.count * ROW_HEIGHT);
  }

  /** Rows that a scrolled pixel stands for. */
  get #rowsPerPixel(): number {
    const height = this.#sightPixels;
    const way = this.#pixels - height;
    return way <= 0 ? 1 / ROW_HEIGHT : (this.count - height / ROW_HEIGHT) / way;
  }

  /** Pixels, so that the row at the top of what is in sight stands there. */
  #topOf(place: number): number {
    return (this.#scroller?.scrollTop ?? 0) + (place - this.top) * ROW_HEIGHT;
  }

  #scrolled(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    this.top = Math.max(0, scroller.scrollTop * this.#rowsPerPixel);
    this.inSight = Math.ceil(this.#sightPixels / ROW_HEIGHT);
  }

  #reveal(): void {
    const scroller = this.#scroller;
    if (!scroller || this.selected < 0) return;
    const rows = this.#sightPixels / ROW_HEIGHT;
    if (this.selected < this.top) scroller.scrollTop = this.selected / this.#rowsPerPixel;
    else if (this.selected + 1 > this.top + rows)
      scroller.scrollTop = (this.selected + 1 - rows) / this.#rowsPerPixel;
  }

  #key(event: KeyboardEvent): void {
    const { count, selected } = this;
    const isOnButton = event.composedPath()[0] instanceof HTMLButtonElement;
    if (event.ctrlKey || event.altKey || event.metaKey || count === 0 || isOnButton) return;
    const page = Math.max(1, Math.floor(this.#sightPixels / ROW_HEIGHT) - 1);
    const places: Record<string, number> = {
      ...{ ArrowDown: selected + 1, ArrowUp: selected - 1 },
      ...{ PageDown: selected + page, PageUp: selected - page },
      ...{ Home: 0, End: count - 1 },
    };
    const words: Record<string, 'keep' | 'drop' | null> = { k: 'keep', d: 'drop', u: null };
    const place = places[event.key];
    const word = words[event.key.toLowerCase()];
    if (place !== undefined) this.#tell('wp-select', Math.min(count - 1, Math.max(0, place)));
    else if (selected < 0) return;
    else if (event.key === 'Enter') this.#tell('wp-open', selected);
    else if (word !== undefined) this.#tell('wp-say', word);
    else return;
    event.preventDefault();
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function cells(row: ShownRow) {
  const { question, reason, domain, length, place } = row;
  return html`<span class="state" role="gridcell">${stateSign(row)} ${stateWords(row)}</span>
    <span class="question" role="gridcell" dir="auto">${question === null ? '–' : oneLine(question)}</span>
    <span class="reason" role="gridcell" dir="auto" title=${oneLine(reason)}>${oneLine(reason)}</span>
    <span class="domain" role="gridcell" dir="auto">${domain === null ? '–' : oneLine(domain)}</span>
    <span class="length" role="gridcell">${length === null ? '–' : formatCount(length)}</span>
    <span class="place" role="gridcell" title=${oneLine(place)}>${oneLine(place)}</span>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-row-table': RowTable;
  }
}
