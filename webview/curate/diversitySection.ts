/** Diversity: how many are selected, what is taken before any is drawn, and the domains that rows are drawn by. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { CurationConfig } from '../../src/core/curate/curationConfig';
import type { RowLook } from '../../src/core/curate/rowOrder';
import type { CurationNews } from '../../src/core/curate/shownCuration';
import { button } from '../components/button';
import '../components/commitField';
import { l10n } from '../components/l10n';
import { formatCount, plural } from '../trace/format';
import { oneLine } from '../tree/traceWords';
import { wholeNumber } from './wholeNumber';

type Take = CurationConfig['diversity']['take'][number];

export interface DiversitySectionOptions {
  readonly news: CurationNews;
  readonly config: CurationConfig;
  readonly refusal: string | null;
  readonly change: (change: Partial<CurationConfig>) => void;
  readonly show: (look: Partial<RowLook>) => void;
  readonly browseRules: () => void;
  readonly askModel: () => void;
}

const MOST_SELECTED = 100_000_000;
const MOST_SEED = 0xffff_ffff;

export function diversitySection(options: DiversitySectionOptions): TemplateResult {
  const { config, change, news } = options;
  const { kept, taken, drawn } = news.funnel.counts.selected;
  const number = (name: 'select' | 'seed', label: string, least: number, most: number): TemplateResult =>
    html`<span class="label">${label}</span>
      <wp-commit-field
        class=${name}
        label=${label}
        numeric
        .value=${String(config[name])}
        .check=${wholeNumber(least, most)}
        @wp-commit=${(event: CustomEvent<string>) => change({ [name]: Number(event.detail) })}
      ></wp-commit-field>`;
  return html`<div class="settings">
      ${number('select', l10n.t('Select'), 1, MOST_SELECTED)} ${number('seed', l10n.t('Seed'), 0, MOST_SEED)}
      <span class="facts"
        >${l10n.t('{0} kept, {1} taken, {2} drawn', formatCount(kept), formatCount(taken), formatCount(drawn))}</span
      >
    </div>
    <h3>${l10n.t('Taken before any is drawn')}</h3>
    <p class="facts">${l10n.t('Rows with a right answer whose source has one of these in its name.')}</p>
    ${takeRules(config.diversity.take, (take) => change({ diversity: { ...config.diversity, take } }))}
    <h3>${l10n.t('Domains')}</h3>
    ${domains(options)}`;
}

function takeRules(take: readonly Take[], set: (take: Take[]) => void): TemplateResult {
  const replace = (i: number, rule: Take): void => set(take.map((other, at) => (at === i ? rule : other)));
  return html`${take.map(({ sources, longerThan }, i) => {
    const others = longerThan === undefined ? {} : { longerThan };
    return html`<div class="take">
      <wp-commit-field
        label=${l10n.t('Sources of rule {0}, divided by commas', i + 1)}
        .value=${sources.join(', ')}
        .check=${(text: string) => (namesIn(text).length === 0 ? l10n.t('Name at least one source.') : undefined)}
        @wp-commit=${(event: CustomEvent<string>) => replace(i, { ...others, sources: namesIn(event.detail) })}
      ></wp-commit-field>
      <span class="label">${l10n.t('longer than')}</span>
      <wp-commit-field
        class="longer"
        label=${l10n.t('Least length of rule {0}', i + 1)}
        placeholder=${l10n.t('any')}
        numeric
        .value=${longerThan === undefined ? '' : String(longerThan)}
        .check=${(text: string) => (text.trim() === '' ? undefined : wholeNumber(0, MOST_SELECTED)(text))}
        @wp-commit=${(event: CustomEvent<string>) =>
          replace(
            i,
            event.detail.trim() === '' ? { sources } : { sources, longerThan: Number(event.detail) },
          )}
      ></wp-commit-field>
      ${button({
        label: l10n.t('Remove rule {0}', i + 1),
        icon: 'close',
        appearance: 'icon',
        onClick: () => set(take.filter((_, at) => at !== i)),
      })}
    </div>`;
  })}
  ${button({ label: l10n.t('Add Rule'), name: 'add-take', icon: 'add', appearance: 'quiet', onClick: () => set([...take, { sources: ['AIME'] }]) })}`;
}

function domains({
  news,
  config,
  refusal,
  change,
  show,
  browseRules,
  askModel,
}: DiversitySectionOptions): TemplateResult {
  const { domains: listed, domainCount } = news.funnel;
  const { domainRules, domainsFile } = config.diversity;
  const more = domainCount - listed.filter(({ domain }) => domain !== null).length;
  const { domain: column, ...others } = config.columns;
  return html`<div class="settings">
      <span class="label">${l10n.t('Column')}</span>
      <wp-commit-field
        class="domain-column"
        label=${l10n.t('Column of the domain')}
        placeholder=${l10n.t('domain or subject')}
        .value=${column ?? ''}
        @wp-commit=${(event: CustomEvent<string>) =>
          change({
            columns: event.detail.trim() === '' ? others : { ...others, domain: event.detail.trim() },
          })}
      ></wp-commit-field>
      ${button({ label: l10n.t('Rules from File…'), name: 'domain-rules', title: l10n.t('Rows {"domain", "pattern"} for questions without a domain: the first that matches counts'), onClick: browseRules })}
      ${button({
        label: l10n.t('Ask a Model…'),
        name: 'ask-domains',
        disabled: refusal !== null,
        title:
          refusal ??
          l10n.t('For every question without a domain: which of the names a model finds likeliest'),
        onClick: askModel,
      })}
    </div>
    <p class="facts">
      ${[
        domainRules.length === 0 ? '' : plural(domainRules.length, 'rule'),
        domainsFile === undefined ? '' : l10n.t('file {0}', oneLine(domainsFile)),
      ]
        .filter(Boolean)
        .join(' · ')}
      ${
        domainRules.length === 0 && domainsFile === undefined
          ? nothing
          : button({
              label: l10n.t('Only the column'),
              name: 'clear-domains',
              appearance: 'quiet',
              onClick: () => {
                const { take } = config.diversity;
                change({ diversity: { take, domainRules: [] } });
              },
            })
      }
    </p>
    <div class="domains" tabindex="0" role="region" aria-label=${l10n.t('Domains')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${l10n.t('Domain')}</th>
            <th scope="col" class="number">${l10n.t('rows')}</th>
            <th scope="col" class="number" title=${l10n.t('Passed every rule')}>${l10n.t('passed')}</th>
            <th scope="col" class="number">${l10n.t('selected')}</th>
          </tr>
        </thead>
        <tbody>
          ${listed.map(
            ({ domain, rows, left, selected }) =>
              html`<tr>
                <th scope="row">
                  <a
                    href="#"
                    dir="auto"
                    @click=${(event: Event) => {
                      event.preventDefault();
                      show({ domain: domain ?? '' });
                    }}
                    >${domain === null ? l10n.t('without a domain') : oneLine(domain)}</a
                  >
                </th>
                <td class="number">${formatCount(rows)}</td>
                <td class="number">${formatCount(left)}</td>
                <td class="number">${formatCount(selected)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${more > 0 ? html`<p class="facts">${l10n.t('{0} more.', plural(more, 'smaller domain'))}</p>` : nothing}
    </div>`;
}

const namesIn = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

export const diversitySectionStyles = css`
  .select,
  .seed {
    width: 11ch;
  }
  .domain-column {
    width: 18ch;
  }
  .take {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto 9ch auto;
    gap: 6px;
    align-items: center;
    padding: 1px 0;
  }
  .domains {
    max-height: 260px;
    overflow: auto;
    outline-offset: -1px;
  }
  .domains table {
    border-collapse: collapse;
    width: 100%;
    font-variant-numeric: tabular-nums;
  }
  .domains th,
  .domains td {
    padding: 1px 8px 1px 0;
    font-weight: normal;
    text-align: start;
    overflow-wrap: anywhere;
  }
  .domains thead th {
    position: sticky;
    top: 0;
    background: var(--wp-background);
    color: var(--wp-muted);
  }
  .domains .number {
    text-align: end;
  }
`;
