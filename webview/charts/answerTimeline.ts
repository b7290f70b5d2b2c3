import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { cssVariables } from '../components/cssVariables';
import { l10n } from '../components/l10n';
import { focusStyles } from '../components/styles';
import type { AnswerStretch, TimelineData, TimelineWait } from './timelineData';
import {
  answerWords,
  EFFECT_SIGNS,
  EFFECTS,
  FLIPS,
  gradeSign,
  stretchSentence,
  timelineSummary,
} from './timelineWords';
import { formatCount } from '../trace/format';

/** Shares of the width: below the first a stretch has no room for an answer, from the second on for its flip. */
const NARROW = 0.02;
const WIDE = 0.15;

/**
 * What the model would have answered along its thinking, over the same axis as the score chart: a block a stretch of
 * equal answers, full where they are right and low where they are wrong; the waits above, what came after the answer
 * had settled below. One stop in the tab order; arrows move along it.
 * Fires `wp-place` with a number of thinking tokens.
 */
@customElement('wp-answer-timeline')
export class AnswerTimeline extends LitElement {
  static override styles = [
    focusStyles,
    css`
      :host {
        display: block;
        position: relative;
        font-size: 0.92em;
        font-variant-numeric: tabular-nums;
        /* The score chart's margins. */
        --left: 30px;
        --width: calc(100% - 44px);
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
        position: relative;
      }
      .waits {
        height: 18px;
      }
      .track {
        height: 24px;
        border-bottom: 1px solid var(--wp-line);
        margin-inline: var(--left) 14px;
      }
      .after {
        position: relative;
        height: 17px;
      }
      button {
        position: absolute;
        font: inherit;
        color: inherit;
        background: none;
        border: none;
        padding: 0;
        cursor: pointer;
        white-space: nowrap;
        box-sizing: border-box;
      }
      .wait {
        left: calc(var(--left) + var(--width) * var(--at));
        translate: -50%;
        height: 18px;
        color: var(--wp-wait);
      }
      .wait::after {
        content: '';
        position: absolute;
        left: 50%;
        top: 17px;
        height: 25px;
        border-left: 1px dashed var(--wp-wait);
      }
      .stretch {
        --edge: var(--wp-score-middle);
        left: calc(100% * var(--from));
        width: max(3px, calc(100% * (var(--to) - var(--from)) - 1px));
        height: 22px;
        bottom: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        text-align: start;
        padding-inline: 5px 2px;
        border: none;
        border-inline-start: 3px solid var(--edge);
        /* Low as well as red where it is wrong: told apart where there is no room for words. */
        background: linear-gradient(
          to top,
          color-mix(in srgb, var(--edge) var(--tint, 22%), transparent) var(--height, 100%),
          transparent 0
        );
        font-family: var(--wp-mono);
      }
      .stretch.narrow {
        padding-inline: 0;
      }
      .stretch.right {
        --edge: var(--wp-score-high);
      }
      .stretch.wrong {
        --edge: var(--wp-score-low);
        --height: 55%;
      }
      .stretch:hover {
        --tint: 38%;
      }
      .sign {
        font-weight: 600;
      }
      .flip {
        color: var(--wp-muted);
        font-family: var(--vscode-font-family, inherit);
      }
      .asked {
        position: absolute;
        left: var(--left);
        width: var(--width);
        top: 38px;
        height: 4px;
      }
      .asked path {
        stroke: var(--wp-foreground);
        stroke-width: 1px;
        vector-effect: non-scaling-stroke;
      }
      .settled {
        position: absolute;
        left: calc(var(--left) + var(--width) * var(--at));
        width: calc(var(--width) * (1 - var(--at)));
        border-top: 2px solid var(--wp-muted);
        border-inline-start: 2px solid var(--wp-muted);
        box-sizing: border-box;
        height: 6px;
        top: 2px;
      }
      .tokens {
        position: absolute;
        right: 14px;
        top: 5px;
        padding-inline-start: 6px;
        color: var(--wp-muted);
        background: var(--wp-panel);
      }
    `,
  ];

  @property({ attribute: false }) data: TimelineData | null = null;

  override render() {
    const { data } = this;
    if (!data || data.stretches.length === 0) return nothing;
    const share = (tokens: number): string => String(tokens / Math.max(1, data.thinkingTokens));
    return html`<div
      role="group"
      aria-label=${timelineSummary(data)}
      @keydown=${(event: KeyboardEvent) => this.#key(event)}
    >
      <ol class="waits" aria-label=${l10n.t('Waits')}>
        ${data.waits.map((wait) => html`<li>${this.#wait(wait, share)}</li>`)}
      </ol>
      <ol class="track" aria-label=${l10n.t('Answers')}>
        ${data.stretches.map((stretch, i) => html`<li>${this.#stretch(stretch, i, share)}</li>`)}
      </ol>
      ${this.#asked(data)} ${this.#after(data, share)}
    </div>`;
  }

  #wait({ number, at, effect, hasRoom }: TimelineWait, share: (tokens: number) => string) {
    const words =
      effect === null
        ? l10n.t('Wait {0}: not probed before and after', number)
        : l10n.t('Wait {0}: {1}', number, EFFECTS[effect]);
    const shown = effect === null ? `${number}` : `${number} ${EFFECT_SIGNS[effect]}`;
    return html`<button
      class="wait"
      tabindex="-1"
      aria-label=${words}
      title=${words}
      ${cssVariables({ '--at': share(at) })}
      @click=${() => this.#go(at)}
    >
      ${shown}${hasRoom && effect !== null ? ` ${EFFECTS[effect]}` : nothing}
    </button>`;
  }

  #stretch(stretch: AnswerStretch, index: number, share: (tokens: number) => string) {
    const { from, to, answer, right, flip } = stretch;
    const grade = right === null ? '' : right ? 'right' : 'wrong';
    const width = Number(share(to - from));
    const isNarrow = width < NARROW;
    const sentence = stretchSentence(stretch);
    return html`<button
      class="stretch ${grade} ${isNarrow ? 'narrow' : ''}"
      tabindex=${index === 0 ? '0' : '-1'}
      aria-label=${sentence}
      title=${sentence}
      ${cssVariables({ '--from': share(from), '--to': share(to) })}
      @click=${() => this.#go(from)}
    >
      ${
        isNarrow
          ? nothing
          : html`<span class="sign">${gradeSign(right)}</span> ${answerWords(answer)}
              ${flip === null || flip === 'changed' || width < WIDE ? nothing : html`<span class="flip">${FLIPS[flip]}</span>`}`
      }
    </button>`;
  }

  /** A tick at every place asked at: one path, however many there are. */
  #asked({ asked, thinkingTokens }: TimelineData) {
    const path = asked.map((at) => `M${at} 0V1`).join('');
    return html`<svg
      class="asked"
      aria-hidden="true"
      preserveAspectRatio="none"
      viewBox="0 0 ${Math.max(1, thinkingTokens)} 1"
    >
      <path d=${path}></path>
    </svg>`;
  }

  #after({ settled }: TimelineData, share: (tokens: number) => string) {
    if (!settled || settled.tokensAfter === 0) return nothing;
    return html`<div class="after" aria-hidden="true">
      <span class="settled" ${cssVariables({ '--at': share(settled.at) })}></span>
      <span class="tokens">${l10n.t('settled, {0} tokens more', formatCount(settled.tokensAfter))}</span>
    </div>`;
  }

  #go(tokens: number): void {
    this.dispatchEvent(new CustomEvent('wp-place', { detail: tokens }));
  }

  /** Left and right along the line, up and down between waits and answers. */
  #key(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const cross = event.key === 'ArrowUp' || event.key === 'ArrowDown';
    if ((step === undefined && !cross) || event.altKey || event.ctrlKey || event.metaKey) return;
    const lists = [...this.renderRoot.querySelectorAll('ol')].map((list) => [
      ...list.querySelectorAll('button'),
    ]);
    const from = event.target as HTMLButtonElement;
    const list = lists.find((one) => one.includes(from)) ?? [];
    const to = cross ? lists.find((one) => one !== list)?.[0] : list[list.indexOf(from) + (step ?? 0)];
    if (!to) return;
    event.preventDefault();
    for (const one of lists.flat()) one.tabIndex = one === to ? 0 : -1;
    to.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-answer-timeline': AnswerTimeline;
  }
}
