/** How long the traces of a pool are, and those of its selection: bars. */
import { css, html, svg, type TemplateResult } from 'lit';
import { max, scaleLinear } from 'd3';
import type { LengthBin } from '../../src/core/curate/funnel';
import type { LengthUnits } from '../../src/core/curate/decision';
import { l10n } from '../components/l10n';
import { formatCount } from '../trace/format';

const SIZE = { width: 340, height: 84 };
const EDGES = { left: 4, right: 4, top: 4, bottom: 16 };

export function lengthChart(bins: readonly LengthBin[], units: Readonly<LengthUnits>): TemplateResult {
  if (bins.length === 0) return html`<p class="facts">${l10n.t('No row has a trace with a length.')}</p>`;
  const unit =
    units.words === 0 ? l10n.t('tokens') : units.tokens === 0 ? l10n.t('words') : l10n.t('tokens or words');
  const x = scaleLinear([0, bins.length], [EDGES.left, SIZE.width - EDGES.right]);
  const y = scaleLinear([0, max(bins, ({ rows }) => rows) ?? 1], [SIZE.height - EDGES.bottom, EDGES.top]);
  const bar = (bin: LengthBin, i: number, count: number, kind: string): TemplateResult =>
    svg`<rect class=${kind} x=${x(i)} y=${y(count)} width=${Math.max(1, x(1) - x(0) - 1)} height=${y(0) - y(count)}
      ><title>${binWords(bin, unit)}</title></rect>`;
  const last = bins.at(-1);
  return html`<figure class="lengths">
    <svg
      viewBox="0 0 ${SIZE.width} ${SIZE.height}"
      role="img"
      aria-label=${l10n.t('Rows by length in {0}: {1}', unit, bins.map((bin) => binWords(bin, unit)).join('; '))}
    >
      ${bins.map((bin, i) => svg`${bar(bin, i, bin.rows, 'all')}${bar(bin, i, bin.selected, 'chosen')}`)}
      <line x1=${EDGES.left} x2=${SIZE.width - EDGES.right} y1=${y(0)} y2=${y(0)}></line>
      <text x=${EDGES.left} y=${SIZE.height - 4}>0</text>
      <text x=${SIZE.width - EDGES.right} y=${SIZE.height - 4} text-anchor="end">
        ${l10n.t('{0} {1} and more', formatCount(last?.from ?? 0), unit)}
      </text>
    </svg>
    <figcaption class="facts">
      <span class="key all"></span>${l10n.t('all')} <span class="key chosen"></span>${l10n.t('selected')}
    </figcaption>
  </figure>`;
}

function binWords({ from, to, rows, selected }: LengthBin, unit: string): string {
  const counts = [formatCount(rows), formatCount(selected)];
  return to === null
    ? l10n.t('{0} and more {1}: {2}, {3} selected', formatCount(from), unit, ...counts)
    : l10n.t('{0} to {1} {2}: {3}, {4} selected', formatCount(from), formatCount(to - 1), unit, ...counts);
}

export const lengthChartStyles = css`
  .lengths {
    margin: 0;
  }
  .lengths svg {
    display: block;
    width: 100%;
    max-width: ${SIZE.width}px;
    fill: var(--wp-muted);
    font-size: 11px;
  }
  .lengths line {
    stroke: var(--wp-muted);
  }
  .lengths rect.all,
  .key.all {
    fill: color-mix(in srgb, var(--wp-foreground) 35%, transparent);
    background: color-mix(in srgb, var(--wp-foreground) 35%, transparent);
  }
  .lengths rect.chosen,
  .key.chosen {
    fill: var(--wp-score-high);
    background: var(--wp-score-high);
  }
  .key {
    display: inline-block;
    width: 9px;
    height: 9px;
    margin-inline: 8px 4px;
  }
`;
