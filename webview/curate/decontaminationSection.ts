/** Decontamination: evaluation sets, and how many words in a row are too many to share. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { CurationConfig } from '../../src/core/curate/curationConfig';
import type { CurationNews } from '../../src/core/curate/shownCuration';
import { button } from '../components/button';
import '../components/commitField';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { segmented } from '../components/segmented';
import { plural } from '../trace/format';
import { oneLine } from '../tree/traceWords';
import { wholeNumber } from './wholeNumber';

type Decontamination = CurationConfig['decontamination'];

export interface DecontaminationSectionOptions {
  readonly news: CurationNews;
  readonly settings: Decontamination;
  readonly change: (change: Partial<Decontamination>) => void;
  readonly addSets: () => void;
}

const MOST_WORDS = 64;

export function decontaminationSection(options: DecontaminationSectionOptions): TemplateResult {
  const { news, settings, change, addSets } = options;
  const { against, words, text } = settings;
  return html`<p class="facts">
      ${
        against.length === 0
          ? l10n.t('No evaluation set is given: nothing is checked.')
          : news.funnel.sharedNgrams === 1
            ? l10n.t(
                '{0} shares {1} in a row with a question of these:',
                ...[plural(1, 'row'), plural(words, 'word')],
              )
            : l10n.t(
                '{0} share {1} in a row with a question of these:',
                ...[plural(news.funnel.sharedNgrams, 'row'), plural(words, 'word')],
              )
      }
    </p>
    <ul class="sets">
      ${against.map(
        (set) =>
          html`<li>
            <span class="named" title=${oneLine(set)}>${oneLine(set)}</span>
            ${button({
              label: l10n.t('Remove {0}', oneLine(set)),
              icon: 'close',
              appearance: 'icon',
              onClick: () => change({ against: against.filter((other) => other !== set) }),
            })}
          </li>`,
      )}
    </ul>
    <div class="settings">
      ${button({ label: l10n.t('Add Evaluation Sets…'), name: 'add-sets', onClick: addSets })}
      <span class="label" id="words-label">${l10n.t('Words')}</span>
      <wp-commit-field
        class="words"
        label=${l10n.t('Words of an n-gram')}
        numeric
        .value=${String(words)}
        .check=${wholeNumber(1, MOST_WORDS)}
        @wp-commit=${(event: CustomEvent<string>) => change({ words: Number(event.detail) })}
      ></wp-commit-field>
      ${segmented({
        label: l10n.t('What is checked'),
        name: 'ngram-text',
        value: text,
        choices: [
          { value: 'question', label: l10n.t('question') },
          { value: 'trace', label: l10n.t('with trace') },
        ],
        onChange: (value) => change({ text: value }),
      })}
    </div>
    ${
      news.warnings.length === 0
        ? nothing
        : html`<ul class="warnings">
            ${news.warnings.map((warning) => html`<li>${icon('warning')}<span>${oneLine(warning)}</span></li>`)}
          </ul>`
    }`;
}

export const decontaminationSectionStyles = css`
  .sets,
  .warnings {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .sets li,
  .warnings li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 6px;
  }
  .warnings li {
    grid-template-columns: auto minmax(0, 1fr);
    padding-top: 4px;
  }
  .settings {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
  }
  .words {
    width: 8ch;
  }
`;
