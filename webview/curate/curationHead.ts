/** The head of the curation view: what is curated, how far its pool is read, and what can be done with the whole. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CurationNews } from '../../src/core/curate/shownCuration';
import type { CurationHostApi, CurationState } from '../../src/protocol/curationView';
import { button } from '../components/button';
import { cssVariables } from '../components/cssVariables';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { formatCount, plural } from '../trace/format';
import { oneLine } from '../tree/traceWords';

/** Files of a pool that are named; the others are counted. */
const MOST_NAMED = 3;

export interface CurationHead {
  readonly state: CurationState;
  readonly news: CurationNews | null;
  /** What went wrong in the view; null: nothing. */
  readonly failure: string | null;
  /** Asks the host, and shows what it rejects with. */
  readonly ask: (work: (host: CurationHostApi) => Promise<unknown>) => void;
}

export function curationHead({ state, news, failure, ask }: CurationHead): TemplateResult {
  const { kept, task, written, canUndo, isChanged } = state;
  const { configFile } = kept;
  const rows = news ? ` · ${plural(news.funnel.counts.rows, 'row')}` : '';
  const selected = news?.funnel.counts.left.diversity ?? 0;
  const config =
    configFile === null
      ? l10n.t('configuration not saved')
      : isChanged
        ? l10n.t('{0}, changed', baseName(configFile))
        : baseName(configFile);
  return html`<div class="bar">
      <h1>${l10n.t('Curation of {0}', named(kept.paths))}</h1>
      <span class="facts"
        >${rows.replace(' · ', '')}${news ? l10n.t(' · {0} of {1} selected', formatCount(selected), formatCount(kept.config.select)) : ''}
        · ${oneLine(config)}</span
      >
      <span class="bar-actions">
        ${button({ label: l10n.t('Pool…'), name: 'pool', onClick: () => ask((host) => host.browsePool()) })}
        ${button({ label: l10n.t('Open Configuration…'), name: 'open-config', onClick: () => ask((host) => host.openConfig()) })}
        ${button({
          label: configFile === null ? l10n.t('Save Configuration…') : l10n.t('Save Configuration'),
          name: 'save-config',
          disabled: !isChanged,
          onClick: () => ask((host) => host.saveConfig()),
        })}
        ${button({ label: l10n.t('Undo'), name: 'undo', icon: 'undo', disabled: !canUndo, title: l10n.t('Take back the last change of the rules (Ctrl+Z)'), onClick: () => ask((host) => host.undo()) })}
        ${button({
          label: l10n.t('Write…'),
          name: 'write',
          appearance: 'primary',
          disabled: task !== null || !news || news.reading !== null,
          title: l10n.t('selection.jsonl, dropped.jsonl and manifest.json, as waitpoint curate writes them'),
          onClick: () => ask((host) => host.write()),
        })}
      </span>
    </div>
    ${reading(news, ask)}
    ${
      task
        ? progress(task.label, task.done, task.total, 'rows', () =>
            task.canCancel
              ? button({
                  label: l10n.t('Cancel'),
                  name: 'cancel-task',
                  onClick: () => ask((host) => host.cancelTask()),
                })
              : nothing,
          )
        : nothing
    }
    ${problems(state, news, failure, ask)}
    ${
      written
        ? html`<p class="message written" role="status">
            ${icon('check')}<span
              >${l10n.t('{0} in {1}.', plural(written.rows, 'row'), oneLine(written.out))}${written.warnings.map((warning) => html` ${oneLine(warning)}`)}</span
            >
            ${button({ label: l10n.t('Open Manifest'), name: 'open-manifest', onClick: () => ask((host) => host.openManifest()) })}
          </p>`
        : nothing
    }`;
}

function reading(news: CurationNews | null, ask: CurationHead['ask']): TemplateResult | typeof nothing {
  if (!news || news.reading === null) return nothing;
  const { rows, bytes, totalBytes } = news.reading;
  const percent = totalBytes === 0 ? 0 : Math.floor((100 * bytes) / totalBytes);
  return progress(
    l10n.t('Reading the pool: {0}, {1} %', plural(rows, 'row'), percent),
    bytes,
    totalBytes,
    null,
    () =>
      button({
        label: l10n.t('Stop'),
        name: 'stop-reading',
        icon: 'stop',
        onClick: () => ask((host) => host.stopReading()),
      }),
  );
}

function progress(
  label: string,
  done: number,
  total: number | null,
  unit: string | null,
  action: () => unknown,
): TemplateResult {
  const share = total === null || total === 0 ? 0 : Math.min(1, done / total);
  const counted =
    unit === null || (done === 0 && total === null)
      ? ''
      : total === null
        ? `: ${formatCount(done)}`
        : l10n.t(': {0} of {1}', formatCount(done), plural(total, 'row'));
  return html`<div class="progress-row">
    <div
      class="progress"
      role="progressbar"
      aria-label=${label}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(100 * share)}
      ${cssVariables({ '--share': `${100 * share}%` })}
    ></div>
    <span class="progress-words">${oneLine(label)}${counted}</span>
    ${action()}
  </div>`;
}

function problems(
  { problem, refusal }: CurationState,
  news: CurationNews | null,
  failure: string | null,
  ask: CurationHead['ask'],
): unknown {
  const changed = news?.changed ?? [];
  const again = button({
    label: l10n.t('Read Again'),
    name: 'read-again',
    onClick: () => ask((host) => host.readAgain()),
  });
  const said = [failure, problem, news?.failure ?? null].filter((one) => one !== null);
  return html`${said.map(
    (one) =>
      html`<p class="message" role="alert">
        ${icon('warning')}<span>${oneLine(one)}</span>${one === failure ? nothing : again}
      </p>`,
  )}
  ${
    changed.length === 0
      ? nothing
      : html`<p class="message changed" role="status">
          ${icon('warning')}<span>${
            changed.length === 1
              ? l10n.t('{0} is not what was read any more.', named(changed))
              : l10n.t('{0} are not what was read any more.', named(changed))
          }</span>${again}
        </p>`
  }
  ${refusal === null ? nothing : html`<p class="message">${icon('info')}<span>${oneLine(refusal)}</span></p>`}`;
}

function named(paths: readonly string[]): string {
  const names = paths.slice(0, MOST_NAMED).map((path) => oneLine(baseName(path)));
  const more = paths.length - names.length;
  return names.join(', ') + (more > 0 ? l10n.t(' and {0} more', formatCount(more)) : '');
}

const baseName = (path: string): string => path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
