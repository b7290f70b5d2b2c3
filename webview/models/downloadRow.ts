/** A download: how far it is, and what can be done with it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ModelsHostApi, ShownDownload } from '../../src/protocol/modelsView';
import { button } from '../components/button';
import { cssVariables } from '../components/cssVariables';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { displayText } from '../trace/displayText';
import { downloadWords } from './modelWords';

export type DownloadActions = Pick<ModelsHostApi, 'download' | 'cancel' | 'dismiss'>;
type Act = (call: (host: DownloadActions) => Promise<unknown>) => void;

/** Without its name, which stands beside it. */
export function downloadState(download: ShownDownload, act: Act, refused: boolean): TemplateResult {
  const { address, stage, receivedBytes, totalBytes } = download;
  const share = totalBytes === 0 ? 0 : receivedBytes / totalBytes;
  return html`<div class="download">
    ${
      stage === 'running'
        ? html`<div
            class="progress"
            role="progressbar"
            aria-label=${l10n.t('Download of {0}', address)}
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=${Math.floor(100 * share)}
            ${cssVariables({ '--share': `${100 * share}%` })}
          ></div>`
        : nothing
    }
    ${stage === 'failed' ? icon('warning') : stage === 'done' ? icon('check') : nothing}
    <span class="words">${displayText(downloadWords(download))}</span>
    ${
      stage === 'running'
        ? button({
            label: l10n.t('Cancel'),
            name: 'cancel',
            onClick: () => act((host) => host.cancel(address)),
          })
        : nothing
    }
    ${
      stage === 'stopped' || stage === 'failed'
        ? html`${button({
            ...{
              label: stage === 'failed' ? l10n.t('Try Again') : l10n.t('Resume'),
              name: 'resume',
              disabled: refused,
            },
            onClick: () => act((host) => host.download(address)),
          })}`
        : nothing
    }
    ${
      stage === 'running'
        ? nothing
        : button({
            ...{ label: l10n.t('Dismiss'), icon: 'close', appearance: 'icon', name: 'dismiss' },
            onClick: () => act((host) => host.dismiss(address)),
          })
    }
  </div>`;
}
