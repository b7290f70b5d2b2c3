/** The line above the steps: how many are shown, how, and what can be done with them; below it the filter, when open. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { button } from '../components/button';
import { l10n } from '../components/l10n';
import { checkbox } from '../components/checkbox';
import '../components/slider';
import { textField } from '../components/textField';
import { formatCount } from './format';
import { stepCount } from './words';
import { isFiltering, type StepFilter } from './stepFilter';

export interface StepBarState {
  readonly filter: StepFilter;
  readonly isOpen: boolean;
  readonly maths: boolean;
  /** Steps of the trace, and those that the filter lets through. */
  readonly steps: number;
  readonly shown: number;
  /** Whether any step has a score. */
  readonly isScored: boolean;
  /** Whether any step has a label. */
  readonly isAnnotated: boolean;
  readonly isAnyFolded: boolean;
  readonly annotating: boolean;
}

export interface StepBarActions {
  toggleFilter(): void;
  filter(change: Partial<StepFilter>): void;
  clearFilter(): void;
  find(): void;
  foldAll(): void;
  unfoldAll(): void;
  toggleMaths(): void;
  annotate(): void;
}

/** 0, 0.05, … 1; the first stands for any score. */
const SCORE_STOPS = Array.from({ length: 21 }, (_, twentieth) => twentieth / 20);

/** "12 of 80 steps". */
export function stepsSentence({ filter, steps, shown }: StepBarState): string {
  return isFiltering(filter) ? l10n.t('{0} of {1}', formatCount(shown), stepCount(steps)) : stepCount(steps);
}

/** A score to stay below; nothing, 0 and what is no number stand for any. */
export function readBelow(text: string): number | null {
  const value = Number(text.trim().replace(',', '.'));
  return value > 0 && value <= 1 ? value : null;
}

/** @param overlay what tokens are tinted by @param below what stands under it, before the steps */
export function stepBar(
  state: StepBarState,
  overlay: TemplateResult,
  actions: StepBarActions,
  below: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  const { filter, isOpen, maths, isAnyFolded, annotating } = state;
  return html`<section class="steps-head" aria-label=${l10n.t('Steps shown')}>
    <div class="step-bar">
      <span class="steps" role="status">${stepsSentence(state)}</span>
      ${overlay}
      <div class="step-actions" role="toolbar" aria-label=${l10n.t('Steps')}>
        ${button({
          label: l10n.t('Annotate'),
          title: annotating ? l10n.t('Stop annotating') : l10n.t('Annotate: label steps by keys'),
          name: 'annotate',
          icon: 'tag',
          appearance: 'icon',
          pressed: annotating,
          onClick: () => actions.annotate(),
        })}
        ${button({
          label: l10n.t('Filter steps'),
          name: 'toggle-filter',
          icon: isFiltering(filter) ? 'filterFilled' : 'filter',
          appearance: 'icon',
          pressed: isOpen,
          onClick: () => actions.toggleFilter(),
        })}
        ${button({
          label: l10n.t('Find in steps and answer'),
          name: 'open-find',
          icon: 'search',
          appearance: 'icon',
          onClick: () => actions.find(),
        })}
        ${button({
          label: isAnyFolded ? l10n.t('Unfold all steps') : l10n.t('Fold all steps'),
          name: 'fold-all',
          icon: isAnyFolded ? 'expandAll' : 'collapseAll',
          appearance: 'icon',
          onClick: () => (isAnyFolded ? actions.unfoldAll() : actions.foldAll()),
        })}
        ${button({
          label: l10n.t('Rendered maths'),
          title: maths
            ? l10n.t(
                'Formulas are drawn, and have no tokens to pick: click one for its exact text. Press for exact text everywhere',
              )
            : l10n.t('All text is exact. Press to draw formulas'),
          name: 'maths',
          icon: 'maths',
          appearance: 'icon',
          pressed: maths,
          onClick: () => actions.toggleMaths(),
        })}
      </div>
    </div>
    ${isOpen ? filterFields(state, actions) : nothing} ${below}
  </section>`;
}

function filterFields(
  { filter, isScored, isAnnotated }: StepBarState,
  actions: StepBarActions,
): TemplateResult {
  return html`<div class="filter" role="group" aria-label=${l10n.t('Filter')}>
    <wp-slider
      class="below"
      label=${l10n.t('Score below')}
      unit=${l10n.t('0 is any score')}
      hint=${l10n.t('Steps with a lower score')}
      .value=${String(filter.below ?? 0)}
      .stops=${SCORE_STOPS}
      ?disabled=${!isScored}
      @wp-input=${(event: CustomEvent<string>) => actions.filter({ below: readBelow(event.detail) })}
    ></wp-slider>
    ${checkbox({
      label: l10n.t('Has a wait'),
      name: 'waits',
      checked: filter.waits,
      onChange: (waits) => actions.filter({ waits }),
    })}
    ${
      isAnnotated || filter.annotated
        ? checkbox({
            label: l10n.t('Annotated'),
            name: 'annotated',
            checked: filter.annotated,
            onChange: (annotated) => actions.filter({ annotated }),
          })
        : nothing
    }
    ${textField({
      label: l10n.t('Contains text'),
      placeholder: l10n.t('Contains text'),
      name: 'contains',
      value: filter.text,
      onInput: (text) => actions.filter({ text }),
    })}
    ${button({
      label: l10n.t('Clear filter'),
      name: 'clear-filter',
      disabled: !isFiltering(filter),
      onClick: () => actions.clearFilter(),
    })}
  </div>`;
}

export const stepBarStyles = css`
  .step-bar,
  .filter {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    padding-inline: 14px 10px;
    border-bottom: 1px solid var(--wp-line);
  }
  .steps-head {
    grid-area: 2 / 1 / auto / -1;
  }
  .step-bar {
    gap: 2px 18px;
    min-height: 30px;
  }
  .step-actions {
    display: flex;
    gap: 4px;
    margin-inline-start: auto;
  }
  .step-bar .steps {
    min-width: 9ch;
    color: var(--wp-muted);
    font-variant-numeric: tabular-nums;
  }
  .filter {
    display: grid;
    grid-template-columns: auto minmax(70px, 160px) 58px;
    grid-auto-flow: column;
    grid-auto-columns: max-content;
    justify-content: start;
    gap: 6px 12px;
    padding-block: 4px;
    background: var(--wp-panel);
  }
  @container view (max-width: 760px) {
    .filter {
      grid-template-columns: auto minmax(70px, 1fr) 58px;
      grid-auto-flow: row;
      grid-auto-columns: auto;
    }
    .clear-filter {
      grid-column: 1 / -1;
      justify-self: start;
    }
  }
  .find {
    position: absolute;
    top: 0;
    right: 22px;
    max-width: calc(100% - 36px);
    z-index: 1;
  }
`;
