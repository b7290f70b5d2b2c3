/** Draws what is said of steps into their rows: a sign in the margin, and a line under the text where there is more. */
import { css, html, nothing, render, type TemplateResult } from 'lit';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { displayText } from '../trace/displayText';
import type { RowView } from '../trace/stepRows';
import { FAILURE_WORDS, LABEL_GLYPHS, LABEL_WORDS } from './annotateWords';
import type { SaidOfStep } from './saidOfSteps';

export interface SaidRowsOptions {
  /** Annotating: what others said is not shown of a step that is not rated yet. */
  readonly annotating: boolean;
  readonly confirm: (step: number) => void;
}

export class SaidRows {
  /** Rows that say something. */
  readonly #said = new Map<HTMLElement, string>();

  draw(rows: readonly RowView[], said: readonly SaidOfStep[], options: SaidRowsOptions): void {
    for (const { element, row } of rows) {
      const index = row?.kind === 'step' && row.count !== null ? row.index : null;
      const one = index === null ? undefined : said[index];
      const now = one && says(one) ? JSON.stringify([one, options.annotating]) : '';
      if ((this.#said.get(element) ?? '') === now) continue;
      if (now === '') this.#said.delete(element);
      else this.#said.set(element, now);
      this.#draw(element, index ?? 0, now === '' ? null : (one ?? null), options);
    }
  }

  #draw(element: HTMLElement, index: number, said: SaidOfStep | null, options: SaidRowsOptions): void {
    if (said?.label) element.dataset['label'] = said.label;
    else delete element.dataset['label'];
    placeOf(element, 'said-label', (place) => render(said?.label ? labelSign(said.label) : nothing, place));
    placeOf(element, 'said', (place) => render(said ? lineOf(said, index, options) : nothing, place));
  }
}

function says({ label, flagged, firstError, note, failure, proposed, others }: SaidOfStep): boolean {
  return (
    label !== null ||
    flagged ||
    firstError ||
    note !== null ||
    (failure ?? proposed) !== null ||
    others.length > 0
  );
}

function labelSign(label: NonNullable<SaidOfStep['label']>): TemplateResult {
  return html`<span
    role="img"
    aria-label=${l10n.t('Labelled {0}', LABEL_WORDS[label])}
    title=${l10n.t('Labelled {0}', LABEL_WORDS[label])}
    >${LABEL_GLYPHS[label]}</span
  >`;
}

function lineOf(said: SaidOfStep, index: number, { annotating, confirm }: SaidRowsOptions): TemplateResult {
  const { label, flagged, firstError, note, failure, proposed, others } = said;
  const shown = annotating && label === null ? [] : others;
  return html`${firstError ? html`<span class="chip">${icon('error')}${l10n.t('first error')}</span>` : nothing}${
    flagged ? html`<span class="chip">${icon('flag')}${l10n.t('flagged')}</span>` : nothing
  }${
    failure === null
      ? nothing
      : html`<span class="chip" title=${l10n.t('Of the scorer: {0}', FAILURE_WORDS[failure].long)}
          >${FAILURE_WORDS[failure].short}</span
        >`
  }${
    proposed === null || !annotating
      ? nothing
      : html`<button
          class="chip proposed"
          tabindex="-1"
          title=${l10n.t('Of the scorer: {0}. Press to confirm', FAILURE_WORDS[proposed].long)}
          @click=${() => confirm(index)}
        >
          ${FAILURE_WORDS[proposed].short}?
        </button>`
  }${shown.map(
    ({ annotator, label: theirs }) =>
      html`<span class="chip other ${label !== null && theirs !== label ? l10n.t('different') : ''}"
        >${annotator}: ${LABEL_WORDS[theirs]}</span
      >`,
  )}${note === null ? nothing : html`<span class="words">${icon('note')}<span>${displayText(note)}</span></span>`}`;
}

function placeOf(row: HTMLElement, name: string, draw: (place: HTMLElement) => void): void {
  let place = row.querySelector<HTMLElement>(`:scope > .${name}`);
  if (!place) {
    place = document.createElement('span');
    place.className = name;
    row.append(place);
  }
  draw(place);
}

export const saidStyles = css`
  .step {
    position: relative;
  }
  .said-label {
    position: absolute;
    inset-inline-start: 3px;
    top: 3px;
    font: normal 14px/1.3 codicon;
    user-select: none;
  }
  [data-label='good'] > .said-label {
    color: var(--wp-score-high);
  }
  [data-label='bad'] > .said-label {
    color: var(--wp-score-low);
  }
  [data-label='neutral'] > .said-label,
  [data-label='unsure'] > .said-label {
    color: var(--wp-muted);
  }
  .said {
    grid-column: 3;
    display: flex;
    flex-wrap: wrap;
    gap: 3px 6px;
    font-size: 0.92em;
  }
  .said:not(:has(*)) {
    display: none;
  }
  .chip {
    display: inline-flex;
    gap: 4px;
    align-items: center;
    font: inherit;
    color: inherit;
    background: none;
    border: 1px solid var(--wp-line);
    border-radius: 9px;
    padding: 0 7px;
    white-space: nowrap;
  }
  .chip .icon {
    font-size: 12px;
  }
  .chip.proposed {
    border-style: dashed;
    cursor: pointer;
  }
  .chip.other {
    color: var(--wp-muted);
  }
  .step:is(:hover, :focus, :focus-within) :is(.chip.other, .said-label) {
    color: inherit;
  }
  .chip.different {
    color: var(--wp-foreground);
    border-color: currentColor;
  }
  .said > .words {
    display: flex;
    gap: 5px;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    font-style: italic;
  }
  /* Labels stay blind: what the scorer says is hidden until the step is rated. */
  :host([blind]) .step:not([data-label]) .score,
  :host([blind]) .step:not([data-label]) .notes {
    visibility: hidden;
  }
`;
