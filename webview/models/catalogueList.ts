/** Models to be had, and the downloads of any address. */
import { html, nothing, type TemplateResult } from 'lit';
import { unverifiedNote } from '../../src/core/models/catalogue';
import type { ModelsState } from '../../src/protocol/modelsView';
import { button } from '../components/button';
import { l10n } from '../components/l10n';
import { displayText } from '../trace/displayText';
import { downloadState, type DownloadActions } from './downloadRow';
import { roleWord } from './modelWords';

type Act = (call: (host: DownloadActions) => Promise<unknown>) => void;

export function catalogueList({ catalogue, downloads, refusal }: ModelsState, act: Act): TemplateResult {
  return html`<ul class="catalogue" aria-label=${l10n.t('Models to be had')}>
    ${catalogue.map(({ name, address, role, preset, protocol, gigabytes, license, goodFor, isVerified }) => {
      const download = downloads.find((one) => one.address === address);
      return html`<li>
        <div class="entry">
          <strong>${name}</strong>
          <span class="facts"
            >${l10n.t('{0} · {1} · about {2} GB · {3}', roleWord(role), preset ?? protocol ?? '', gigabytes, license)}</span
          >
          <span>${goodFor}</span>
          <code>${address}</code>
          ${isVerified ? nothing : html`<span class="facts">${unverifiedNote()}</span>`}
        </div>
        ${
          download
            ? downloadState(download, act, refusal !== null)
            : button({
                ...{ label: l10n.t('Download'), name: 'get', disabled: refusal !== null },
                title: l10n.t('Download {0}', name),
                onClick: () => act((host) => host.download(address)),
              })
        }
      </li>`;
    })}
  </ul>`;
}

/** Those that stand beside no entry of the catalogue. */
export function otherDownloads({ catalogue, downloads, refusal }: ModelsState, act: Act) {
  const others = downloads.filter(({ address }) => !catalogue.some((one) => one.address === address));
  if (others.length === 0) return nothing;
  return html`<ul class="catalogue others" aria-label=${l10n.t('Downloads')}>
    ${others.map(
      (one) =>
        html`<li><code>${displayText(one.address)}</code> ${downloadState(one, act, refusal !== null)}</li>`,
    )}
  </ul>`;
}
