import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { button } from '../components/button';
import { l10n } from '../components/l10n';
import '../components/slider';
import { countStops } from '../components/stops';
import { focusStyles, iconStyles } from '../components/styles';
import { formatCount, plural } from '../trace/format';

/** Long enough to see what a round changed. */
const ROUND_MS = 900;

/**
 * Goes through the rounds of a search, one by one or by itself. Fires `wp-round` with the round to show, null for the search
 * as it is now. While it plays nothing else moves.
 */
@customElement('wp-round-bar')
export class RoundBar extends LitElement {
  static override styles = [
    focusStyles,
    iconStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
        padding: 4px 14px;
        font-variant-numeric: tabular-nums;
      }
      .slide {
        flex: 1 1 200px;
        display: grid;
        grid-template-columns: auto minmax(60px, 1fr) 60px;
        gap: 8px;
        align-items: center;
      }
      .all {
        color: var(--wp-muted);
      }
    `,
  ];

  @property({ type: Number }) rounds = 0;
  /** From 0; null: as it is now. */
  @property({ attribute: false }) round: number | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#pause();
  }

  get #at(): number {
    return this.round ?? this.rounds - 1;
  }

  override render() {
    const { rounds } = this;
    const last = rounds - 1;
    const plays = this.#timer !== undefined;
    return html`
      ${button({ label: l10n.t('Round before'), name: 'round-before', icon: 'chevronLeft', appearance: 'icon', disabled: this.#at <= 0, onClick: () => this.#go(this.#at - 1) })}
      ${button({ label: plays ? l10n.t('Pause') : l10n.t('Play the rounds'), name: 'play-rounds', icon: plays ? 'pause' : 'play', appearance: 'icon', disabled: rounds < 2, onClick: () => (plays ? this.#pause() : this.#play()) })}
      ${button({ label: l10n.t('Round after'), name: 'round-after', icon: 'chevronRight', appearance: 'icon', disabled: this.round === null || this.#at >= last, onClick: () => this.#go(this.#at + 1) })}
      <div class="slide">
        <wp-slider
          label=${l10n.t('Round')}
          unit=${l10n.t('of {0}', formatCount(rounds))}
          hint=${l10n.t('The tree as this round left it')}
          .value=${String(this.#at + 1)}
          .stops=${countStops(last).map((stop) => stop + 1)}
          @wp-input=${(event: CustomEvent<string>) => {
            const round = Number(event.detail) - 1;
            if (Number.isInteger(round) && round >= 0 && round <= last) this.#go(round);
          }}
        ></wp-slider>
      </div>
      <span class="all">${l10n.t('of {0}', plural(rounds, 'round'))}</span>
      ${button({ label: l10n.t('All rounds'), name: 'all-rounds', appearance: 'quiet', disabled: this.round === null, onClick: () => this.#tell(null) })}
    `;
  }

  /** From the first, where the last is shown. */
  #play(): void {
    this.#tell(this.#at >= this.rounds - 1 ? 0 : this.#at);
    this.#timer = setInterval(() => {
      if (this.#at >= this.rounds - 1) {
        this.#pause();
        this.#tell(null);
      } else this.#tell(this.#at + 1);
    }, ROUND_MS);
    this.requestUpdate();
  }

  #pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.requestUpdate();
  }

  #go(round: number): void {
    this.#pause();
    this.#tell(Math.min(this.rounds - 1, Math.max(0, round)));
  }

  #tell(round: number | null): void {
    this.dispatchEvent(new CustomEvent('wp-round', { detail: round }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-round-bar': RoundBar;
  }
}
