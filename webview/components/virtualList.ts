import {
  css,
  html,
  LitElement,
  nothing,
  type CSSResultGroup,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { OnResize } from './onResize';
import { cssVariables } from './cssVariables';
import { focusStyles } from './styles';

/** Items drawn above and below those in sight: a scroll finds them there. */
const OVERSCAN = 8;

/**
 * A list of any length, of which only what is in sight is drawn: items of one height, one of them selected, moved by the
 * arrow keys. Fires `wp-select` and `wp-open` with an item's place, the latter for Enter and a double click.
 */
export abstract class VirtualList extends LitElement {
  static override styles: CSSResultGroup = [
    focusStyles,
    css`
      :host {
        display: block;
        min-height: 0;
      }
      .scroller {
        height: 100%;
        overflow: auto;
        overflow-anchor: none;
        outline-offset: -1px;
      }
      .all {
        position: relative;
        height: var(--height);
      }
      .item {
        position: absolute;
        inset-inline: 0;
        top: var(--top);
        height: var(--item);
        box-sizing: border-box;
        overflow: hidden;
        cursor: pointer;
      }
      .item:hover {
        background: var(--vscode-list-hoverBackground, transparent);
      }
      .item[aria-selected='true'] {
        background: var(--vscode-list-inactiveSelectionBackground, transparent);
        color: var(--vscode-list-inactiveSelectionForeground, inherit);
        outline: 1px dotted var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      .scroller:focus-visible .item[aria-selected='true'] {
        background: var(--vscode-list-activeSelectionBackground, transparent);
        color: var(--vscode-list-activeSelectionForeground, inherit);
        outline: 1px solid var(--vscode-focusBorder, Highlight);
      }
    `,
  ];

  /** Place of the selected item; -1: none is. */
  @property({ type: Number }) selected = -1;
  @state() private first = 0;
  @state() private inSight = 0;

  /** Pixels. */
  protected abstract readonly itemHeight: number;
  /** What the list is, for screen readers. */
  protected abstract readonly label: string;
  protected abstract get count(): number;
  protected abstract item(place: number): TemplateResult;

  constructor() {
    super();
    new OnResize(this, () => this.#look());
  }

  override render() {
    const { selected, count } = this;
    const from = Math.max(0, Math.min(this.first, count) - OVERSCAN);
    const to = Math.min(count, this.first + this.inSight + OVERSCAN);
    const places = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
    // The selected one is always there: it is what a screen reader is told of.
    const isSelected = selected >= 0 && selected < count;
    if (isSelected && (selected < from || selected >= to)) places.push(selected);
    const pixels = (value: number): string => `${value * this.itemHeight}px`;
    return html`<div
      class="scroller"
      role="listbox"
      tabindex="0"
      aria-label=${this.label}
      aria-activedescendant=${isSelected ? `item-${selected}` : nothing}
      @scroll=${() => this.#look()}
      @keydown=${(event: KeyboardEvent) => this.#key(event)}
    >
      <div
        class="all"
        role="presentation"
        ${cssVariables({ '--height': pixels(count), '--item': pixels(1) })}
      >
        ${repeat(
          places,
          (place) => place,
          (place) =>
            html`<div
              class="item"
              id="item-${place}"
              role="option"
              aria-selected=${place === selected}
              aria-posinset=${place + 1}
              aria-setsize=${count}
              ${cssVariables({ '--top': pixels(place) })}
              @click=${() => this.#tell('wp-select', place)}
              @dblclick=${() => this.#tell('wp-open', place)}
            >
              ${this.item(place)}
            </div>`,
        )}
      </div>
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('selected')) this.#reveal();
    this.#look();
  }

  get #scroller(): HTMLElement | null {
    return this.renderRoot.querySelector('.scroller');
  }

  #look(): void {
    const { scrollTop = 0, clientHeight = 0 } = this.#scroller ?? {};
    this.first = Math.floor(scrollTop / this.itemHeight);
    this.inSight = Math.ceil(clientHeight / this.itemHeight) + 1;
  }

  #reveal(): void {
    const scroller = this.#scroller;
    if (this.selected < 0 || !scroller) return;
    const top = this.selected * this.itemHeight;
    const over = top + this.itemHeight - scroller.clientHeight;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (over > scroller.scrollTop) scroller.scrollTop = over;
  }

  #key(event: KeyboardEvent): void {
    const { count, selected } = this;
    if (event.ctrlKey || event.altKey || event.metaKey || count === 0) return;
    const page = Math.max(1, Math.floor((this.#scroller?.clientHeight ?? 0) / this.itemHeight) - 1);
    const places: Record<string, number> = {
      ...{ ArrowDown: selected + 1, ArrowUp: selected - 1 },
      ...{ PageDown: selected + page, PageUp: selected - page },
      ...{ Home: 0, End: count - 1 },
    };
    const place = places[event.key];
    if (event.key === 'Enter' && selected >= 0) this.#tell('wp-open', selected);
    else if (place === undefined) return;
    else this.#tell('wp-select', Math.min(count - 1, Math.max(0, place)));
    event.preventDefault();
  }

  #tell(name: string, detail: number): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
