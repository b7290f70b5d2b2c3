/** Chooses what tokens are tinted by, and says what the tints mean. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Trace } from '../../src/core/trace/trace';
import { overlayLabel, TOKEN_OVERLAYS, type TokenOverlay } from '../../src/protocol/tokenOverlay';
import { l10n } from '../components/l10n';
import { segmented } from '../components/segmented';
import { legendOf, type LegendEntry } from './overlayScale';

const UNITS: Readonly<Record<TokenOverlay, string>> = {
  none: '',
  probability: 'p',
  entropy: 'nats',
  provenance: '',
};

export function overlayBar(
  overlay: TokenOverlay,
  trace: Trace,
  onChange: (overlay: TokenOverlay) => void,
): TemplateResult {
  const choices = TOKEN_OVERLAYS.map((value) => ({ value, label: overlayLabel(value) }));
  return html`<div class="overlay">
    ${segmented({ label: l10n.t('Token overlay'), name: 'overlays', value: overlay, choices, onChange })}
    ${legend(overlay, trace)}
  </div>`;
}

function legend(overlay: TokenOverlay, trace: Trace): TemplateResult {
  const missing = missingSentence(overlay, trace);
  if (missing !== null) return html`<p class="legend">${missing}</p>`;
  const unit = UNITS[overlay];
  return html`<ul class="legend" aria-label=${l10n.t('Legend')}>
    ${[...legendOf(overlay), ...unknown(overlay, trace)].map(
      ({ kind, label }) =>
        html`<li class="swatch ${kind ?? 'plain'}" title=${unitTitle(overlay)}>${label}</li>`,
    )}
    ${unit === '' ? nothing : html`<li>${unit}</li>`}
  </ul>`;
}

/** Said only where there is such a token. */
function unknown(overlay: TokenOverlay, trace: Trace): readonly LegendEntry[] {
  return valuesOf(overlay, trace)?.includes(null) ? [{ kind: 'unknown', label: l10n.t('not known') }] : [];
}

/** What an overlay goes by; null where that is always known. */
function valuesOf(overlay: TokenOverlay, { tokens }: Trace): readonly (number | null)[] | null {
  return overlay === 'probability' ? tokens.prob : overlay === 'entropy' ? tokens.entropy : null;
}

function unitTitle(overlay: TokenOverlay): string | typeof nothing {
  if (overlay === 'probability')
    return l10n.t('Raw probability of the token; a dotted line is under those below 0.5');
  return overlay === 'entropy'
    ? l10n.t('Entropy of the distribution that the token was picked from')
    : nothing;
}

/** Why an overlay shows nothing; null where it can. */
export function missingSentence(overlay: TokenOverlay, trace: Trace): string | null {
  const values = valuesOf(overlay, trace);
  if (values === null || values.length === 0 || values.some((value) => value !== null)) return null;
  if (trace.imported === null)
    return overlay === 'probability'
      ? l10n.t('The engine gave no probabilities.')
      : l10n.t('The engine gave no entropies.');
  return overlay === 'probability'
    ? l10n.t('An imported trace has words without probabilities.')
    : l10n.t('An imported trace has words without entropies.');
}

export const overlayStyles = css`
  .overlay {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 14px;
    align-items: center;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    list-style: none;
    margin: 0;
    padding: 0;
    /* Kept where there is none, so that nothing moves when another overlay is chosen. */
    min-height: 20px;
    color: var(--wp-muted);
    font-variant-numeric: tabular-nums;
  }
  .swatch {
    padding: 0 6px;
    line-height: 18px;
    border: 1px solid var(--wp-line);
    border-radius: 2px;
    color: var(--wp-foreground);
    background: var(--wp-background);
    white-space: nowrap;
    font-size: 0.92em;
  }
  .swatch.unknown {
    color: var(--wp-muted);
  }
  .swatch.level-1 {
    background: var(--wp-level-1);
  }
  .swatch.level-2 {
    background: var(--wp-level-2);
  }
  .swatch.level-3 {
    background: var(--wp-level-3);
  }
  .swatch.level-4 {
    background: var(--wp-level-4);
  }
  .swatch.level-5 {
    background: var(--wp-level-5);
  }
  .swatch.fill-forced {
    background: var(--wp-fill-forced);
    text-decoration: underline 2px var(--wp-wait);
  }
  .swatch.fill-user {
    background: var(--wp-fill-user);
    text-decoration: underline double var(--wp-accent-text);
  }
  @container view (max-width: 520px) {
    .legend {
      flex-basis: 100%;
      gap: 2px;
    }
    .swatch {
      padding-inline: 3px;
    }
    .segmented span {
      padding-inline: 7px;
    }
  }
`;
