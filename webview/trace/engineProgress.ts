import { html, nothing, type TemplateResult } from 'lit';
import type { EngineStatus } from '../../src/protocol/webview';
import { l10n } from '../components/l10n';
import { displayText } from './displayText';

/** A bar while the engine loads; nothing otherwise: that it failed is a notice. */
export function engineProgress(engine: EngineStatus): TemplateResult | typeof nothing {
  if (engine.state !== 'loading') return nothing;
  const percent = Math.round(Math.min(1, Math.max(0, engine.progress)) * 100);
  return html`<div class="loading">
    <progress
      max="100"
      .value=${percent}
      aria-label=${l10n.t('Loading {0}', displayText(engine.what))}
    ></progress>
    <span>${l10n.t('Loading {0}', displayText(engine.what))} · ${percent} %</span>
  </div>`;
}
