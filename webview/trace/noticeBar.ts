import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Notice } from '../../src/protocol/webview';
import { button } from '../components/button';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { focusStyles, iconStyles } from '../components/styles';
import { displayText } from './displayText';

export interface NoticeActions {
  continueRun(): void;
  showLog(): void;
  dismiss(): void;
}

/** Something to tell, with more on demand, and what can be done about it. */
@customElement('wp-notice-bar')
export class NoticeBar extends LitElement {
  static override styles = [
    iconStyles,
    focusStyles,
    css`
      .notice {
        display: grid;
        grid-template-columns: 16px minmax(0, 1fr) auto;
        gap: 4px 10px;
        align-items: center;
        padding: 6px 14px 6px 11px;
        border-top: 1px solid var(--wp-line);
        border-inline-start: 3px solid var(--edge);
        background: color-mix(in srgb, var(--edge) 9%, transparent);
      }
      .notice > .icon {
        color: var(--edge);
      }
      .error {
        --edge: var(--vscode-editorError-foreground, var(--wp-error));
      }
      .warning {
        --edge: var(--vscode-editorWarning-foreground, var(--wp-wait));
      }
      .info {
        --edge: var(--vscode-editorInfo-foreground, var(--wp-accent-text));
      }
      .message {
        overflow-wrap: anywhere;
        unicode-bidi: isolate;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        justify-content: end;
      }
      details {
        grid-column: 2 / -1;
      }
      summary {
        cursor: pointer;
        width: fit-content;
      }
      pre {
        font-family: var(--wp-mono);
        margin: 4px 0 2px;
        max-height: 30vh;
        overflow: auto;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      @container view (max-width: 520px) {
        .actions {
          grid-column: 2 / -1;
          justify-content: start;
        }
      }
    `,
  ];

  @property({ attribute: false }) notice: Notice | null = null;
  @property({ attribute: false }) actions!: NoticeActions;

  override render() {
    const { notice, actions } = this;
    if (!notice) return nothing;
    return html`<div class="notice ${notice.kind}" role=${notice.kind === 'error' ? 'alert' : 'status'}>
      ${icon(notice.kind)}
      <span class="message">${displayText(notice.message)}</span>
      <div class="actions">
        ${
          notice.canContinue
            ? button({
                label: l10n.t('Continue from here'),
                name: 'continue',
                icon: 'continue',
                appearance: 'primary',
                onClick: () => actions.continueRun(),
              })
            : nothing
        }
        ${
          notice.kind === 'error'
            ? button({ label: l10n.t('Show log'), name: 'log', onClick: () => actions.showLog() })
            : nothing
        }
        ${button({
          label: l10n.t('Dismiss'),
          name: 'dismiss',
          icon: 'close',
          appearance: 'icon',
          onClick: () => actions.dismiss(),
        })}
      </div>
      ${
        notice.detail === null
          ? nothing
          : html`<details>
              <summary>${l10n.t('Details')}</summary>
              <pre tabindex="0">${displayText(notice.detail)}</pre>
            </details>`
      }
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-notice-bar': NoticeBar;
  }
}
