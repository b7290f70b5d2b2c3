/** A stage of the funnel: how many rows it leaves, as a bar, and what belongs to it. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { scaleLinear } from 'd3';
import type { Stage } from '../../src/core/curate/decision';
import { stageFilter, type StateFilter } from '../../src/core/curate/rowOrder';
import type { CurationNews } from '../../src/core/curate/shownCuration';
import { cssVariables } from '../components/cssVariables';
import { l10n } from '../components/l10n';
import { formatCount } from '../trace/format';
import { STAGE_WORDS } from './curationWords';

export interface StageOptions {
  readonly stage: Stage;
  readonly news: CurationNews;
  readonly show: (state: StateFilter) => void;
}

export function funnelStage({ stage, news, show }: StageOptions, content: unknown = nothing): TemplateResult {
  const { rows, left, dropped } = news.funnel.counts;
  const share = scaleLinear([0, Math.max(1, rows)], [0, 100]);
  const isLast = stage === 'diversity';
  return html`<section class="stage" data-stage=${stage} aria-label=${STAGE_WORDS[stage]}>
    <h2>
      <span class="name">${STAGE_WORDS[stage]}</span>
      <span class="dropped">${dropCount(dropped[stage], stageFilter(stage), STAGE_WORDS[stage], show)}</span>
      <span class="left"
        ><b>${formatCount(left[stage])}</b> ${isLast ? l10n.t('selected') : l10n.t('left')}</span
      >
    </h2>
    <div
      class="share-bar"
      aria-hidden="true"
      ${cssVariables({
        '--left': `${share(left[stage])}%`,
        '--before': `${share(left[stage] + dropped[stage])}%`,
      })}
    ></div>
    ${content}
  </section>`;
}

/** "−123", which lists these rows. */
export function dropCount(
  count: number,
  state: StateFilter,
  what: string,
  show: (state: StateFilter) => void,
): TemplateResult {
  if (count === 0) return html`<span class="zero" aria-label=${l10n.t('{0}: 0 dropped', what)}>−0</span>`;
  return html`<a
    href="#"
    aria-label=${l10n.t('{0}: list the {1} rows that it drops', what, formatCount(count))}
    title=${l10n.t('List them')}
    @click=${(event: Event) => {
      event.preventDefault();
      show(state);
    }}
    >−${formatCount(count)}</a
  >`;
}

export const funnelStageStyles = css`
  .stage {
    padding: 6px 14px 8px;
    border-bottom: 1px solid var(--wp-line);
  }
  .stage h2 {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto 15ch;
    gap: 10px;
    align-items: baseline;
    margin: 0;
    font-size: 1em;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .stage .left {
    text-align: end;
    font-weight: normal;
  }
  .dropped a,
  .zero {
    font-weight: normal;
  }
  .zero {
    color: var(--wp-muted);
  }
  .share-bar {
    height: 6px;
    margin: 3px 0 4px;
    box-sizing: border-box;
    border: 1px solid var(--wp-muted);
    background: linear-gradient(
      to right,
      var(--wp-accent) var(--left),
      color-mix(in srgb, var(--wp-wait) 60%, transparent) var(--left) var(--before),
      transparent var(--before)
    );
  }
`;
