import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { scoreScale } from '../charts/scoreScale';
import { button } from '../components/button';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { focusStyles, hiddenStyles, iconStyles, pageStyles, verdictStyles } from '../components/styles';
import { oneLine } from '../tree/traceWords';
import { branchCellStyles } from './branchCellStyles';

/**
 * A panel of rows that may differ: the way from difference to difference (F7, Shift+F7), what is said aloud, and what
 * went wrong. Its rows are elements with their number as `data-row`, and can have the focus.
 */
export abstract class DifferencePanel extends LitElement {
  @state() protected problem: string | null = null;
  /** Row of the difference gone to last; null: none yet. */
  @state() protected current: number | null = null;
  @state() protected spoken = '';

  /** Rows that differ, ascending. */
  protected abstract differences(): readonly number[];

  failed(message: string): void {
    this.problem = message;
  }

  protected async ask(call: () => Promise<unknown>): Promise<void> {
    try {
      await call();
    } catch (error) {
      this.failed(error instanceof Error ? error.message : String(error));
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.#key);
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'F7' || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.#goToDifference(event.shiftKey ? -1 : 1);
  };

  protected problemLine(): TemplateResult | typeof nothing {
    if (this.problem === null) return nothing;
    return html`<p class="message" role="alert">${icon('warning')}<span>${oneLine(this.problem)}</span></p>`;
  }

  protected spokenLine(): TemplateResult {
    return html`<div class="hidden" role="status" aria-live="polite">${this.spoken}</div>`;
  }

  /** Buttons and where one is. @param countWords "2 differences", of their count */
  protected differenceBar(countWords: (count: number) => string): TemplateResult {
    const places = this.differences();
    const at = this.current === null ? -1 : places.indexOf(this.current);
    const none = places.length === 0;
    const count =
      at < 0 ? countWords(places.length) : l10n.t('{0} of {1}', at + 1, countWords(places.length));
    return html`<span class="differences">
      ${button({ label: l10n.t('Previous difference'), name: 'previous', icon: 'arrowUp', appearance: 'icon', title: l10n.t('Previous difference (Shift+F7)'), disabled: none, onClick: () => this.#goToDifference(-1) })}
      ${button({ label: l10n.t('Next difference'), name: 'next', icon: 'arrowDown', appearance: 'icon', title: l10n.t('Next difference (F7)'), disabled: none, onClick: () => this.#goToDifference(1) })}
      <span class="count">${none ? l10n.t('No difference') : count}</span>
    </span>`;
  }

  /** From the last one gone to; around at both ends, as VS Code does. */
  #goToDifference(direction: 1 | -1): void {
    const places = this.differences();
    if (places.length === 0) {
      this.spoken = this.nothingSpoken;
      return;
    }
    const at = this.current === null ? -1 : places.indexOf(this.current);
    const from = at < 0 && direction === -1 ? 0 : at;
    const next = (from + direction + places.length) % places.length;
    const row = places[next];
    if (row === undefined) return;
    this.current = row;
    this.spoken = l10n.t('Difference {0} of {1}.', next + 1, places.length);
    const element = this.renderRoot.querySelector<HTMLElement>(`[data-row="${row}"]`);
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: 'center', inline: 'nearest' });
  }

  /** Said where there is none to go to. */
  protected get nothingSpoken(): string {
    return l10n.t('No difference.');
  }
}

export const differenceStyles = [
  focusStyles,
  hiddenStyles,
  iconStyles,
  pageStyles,
  scoreScale,
  verdictStyles,
  branchCellStyles,
  css`
    header,
    footer {
      flex: none;
      background: var(--wp-panel);
    }
    header {
      border-bottom: 1px solid var(--wp-line);
    }
    footer {
      border-top: 1px solid var(--wp-line);
    }
    .bar {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 12px;
      align-items: center;
      padding: 6px 14px;
    }
    h1,
    h2,
    p {
      margin: 0;
      font-size: 1em;
      font-weight: 600;
      overflow-wrap: anywhere;
      unicode-bidi: isolate;
    }
    p {
      font-weight: normal;
    }
    h1 {
      flex: 1 1 240px;
      min-width: 0;
      max-height: 4lh;
      overflow: auto;
    }
    .differences {
      display: flex;
      gap: 4px;
      align-items: center;
      font-variant-numeric: tabular-nums;
      white-space: nowrap;
    }
    .message {
      display: flex;
      gap: 8px;
      align-items: center;
      padding: 6px 14px;
    }
    .message .icon {
      color: var(--wp-wait);
    }
    .facts {
      color: var(--wp-muted);
      font-variant-numeric: tabular-nums;
      overflow-wrap: anywhere;
    }
    a {
      color: var(--wp-accent-text);
      cursor: pointer;
      text-decoration: none;
      overflow-wrap: anywhere;
    }
    a:hover {
      text-decoration: underline;
    }
    main {
      flex: 1;
      min-height: 0;
      overflow: auto;
      outline-offset: -1px;
    }
    [role='row'].current {
      box-shadow: inset 3px 0 0 var(--wp-accent);
    }
    [role='cell'],
    [role='columnheader'] {
      min-width: 0;
    }
    .changed .number,
    .changed .end .text {
      color: inherit;
    }
    /* On the tint of what is changed, the colour of waits would be too pale for small text. */
    .changed .words {
      color: var(--wp-foreground);
    }
    .coarse {
      padding: 0 14px 4px;
      color: var(--wp-muted);
      font-size: 0.92em;
    }
    .missing {
      background: repeating-linear-gradient(
        -45deg,
        var(--vscode-diffEditor-diagonalFill, color-mix(in srgb, var(--wp-muted) 25%, transparent)) 0 1px,
        transparent 0 7px
      );
    }
    .result b {
      font-family: var(--wp-mono);
      font-size: 1.08em;
      overflow-wrap: anywhere;
      unicode-bidi: isolate;
    }
    .state {
      font-style: italic;
      color: var(--wp-muted);
    }
  `,
];

/** A cell whose words are too many to be compared. */
export const coarseLine = html`<p class="coarse">
  ${l10n.t('Too much is different to compare it word by word.')}
</p>`;
