import { css, html, type TemplateResult } from 'lit';
import { button } from '../components/button';
import { ANNOTATE_ACTIONS, type AnnotateKeys } from '../../src/protocol/annotations';
import { l10n } from '../components/l10n';
import { ACTION_WORDS } from './annotateWords';

/** All keys of annotating. */
export function keyHelp(keys: AnnotateKeys, close: () => void): TemplateResult {
  return html`<div class="key-help" role="group" aria-label=${l10n.t('Keys')}>
    <dl>
      ${ANNOTATE_ACTIONS.map(
        (action) =>
          html`<div>
            <dt><kbd>${keys[action]}</kbd></dt>
            <dd>${ACTION_WORDS[action]}</dd>
          </div>`,
      )}
    </dl>
    <p>${l10n.t('Change them in the settings: waitpoint.annotate.keys.')}</p>
    ${button({ label: l10n.t('Hide keys'), name: 'hide-keys', icon: 'close', appearance: 'icon', onClick: close })}
  </div>`;
}

export const keyHelpStyles = css`
  .key-help {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 4px 12px;
    align-items: start;
    padding: 6px 10px 6px 14px;
    border-bottom: 1px solid var(--wp-line);
    background: var(--wp-panel);
  }
  .key-help dl {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(210px, 1fr));
    gap: 3px 16px;
    margin: 0;
  }
  .key-help dl > div {
    display: flex;
    gap: 8px;
    align-items: baseline;
  }
  .key-help dd {
    margin: 0;
  }
  .key-help p {
    color: var(--wp-muted);
    grid-row: 2;
  }
  kbd {
    display: inline-block;
    min-width: 1.4em;
    box-sizing: border-box;
    text-align: center;
    font-family: var(--wp-mono);
    font-size: 0.92em;
    padding: 0 5px;
    border: 1px solid var(--wp-line);
    border-radius: 3px;
  }
`;
