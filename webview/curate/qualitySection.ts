/** The rules of quality: a switch each, what it drops and hits, and some texts that it hit. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { QUALITY_RULES, type QualityRule, type RuleMode } from '../../src/core/curate/qualityRules';
import type { StateFilter } from '../../src/core/curate/rowOrder';
import type { CurationNews, HitText } from '../../src/core/curate/shownCuration';
import { l10n } from '../components/l10n';
import { segmented } from '../components/segmented';
import { plural } from '../trace/format';
import { displayText } from '../trace/displayText';
import { QUALITY_WORDS, RULE_WORDS } from './curationWords';
import { dropCount } from './funnelStage';

export interface QualitySectionOptions {
  readonly news: CurationNews;
  readonly setMode: (rule: QualityRule, mode: RuleMode) => void;
  readonly show: (state: StateFilter) => void;
}

const MODE_WORDS: Readonly<Record<RuleMode, string>> = {
  paper: l10n.t('paper'),
  fixed: l10n.t('fixed'),
  off: l10n.t('off'),
};

export function qualitySection({ news, setMode, show }: QualitySectionOptions): TemplateResult {
  const { config, funnel, examples } = news;
  return html`<ul class="rules">
    ${QUALITY_RULES.map((rule) => {
      const mode = config.quality[rule];
      const { about, fixed } = QUALITY_WORDS[rule];
      const modes: RuleMode[] = fixed === '' ? ['paper', 'off'] : ['paper', 'fixed', 'off'];
      const hits = funnel.hits[rule];
      return html`<li class="rule" data-rule=${rule}>
        <div class="rule-head">
          <span class="rule-name" title=${mode === 'fixed' ? fixed : about}>${RULE_WORDS[rule]}</span>
          ${segmented({
            label: `${RULE_WORDS[rule]}: ${about}`,
            name: `mode-${rule}`,
            value: mode,
            choices: modes.map((value) => ({
              value,
              label: fixed === '' && value === 'paper' ? l10n.t('on') : MODE_WORDS[value],
            })),
            onChange: (value) => setMode(rule, value),
          })}
        </div>
        <p class="facts counts">
          ${dropCount(funnel.counts.rules[rule] ?? 0, `rule:${rule}`, RULE_WORDS[rule], show)} ·
          <span class="rule-hits" title=${l10n.t('Rows that it hits, also those that were dropped before')}
            >${mode === 'off' ? l10n.t('would hit {0}', plural(hits, 'row')) : l10n.t('hits {0}', plural(hits, 'row'))}</span
          >
        </p>
        ${
          examples[rule].length === 0
            ? nothing
            : html`<details>
                <summary>
                  ${
                    mode === 'off'
                      ? l10n.t('{0} that it would hit', plural(examples[rule].length, 'text'))
                      : l10n.t('{0} that it hits', plural(examples[rule].length, 'text'))
                  }
                </summary>
                <p class="facts">${mode === 'fixed' ? fixed : about}.</p>
                <ul class="hits">
                  ${examples[rule].map(hitText)}
                </ul>
              </details>`
        }
      </li>`;
    })}
  </ul>`;
}

function hitText({ before, hit, after }: HitText): TemplateResult {
  return html`<li dir="auto">
    ${displayText(before)}<mark>${displayText(hit)}</mark>${displayText(after)}
  </li>`;
}

export const qualitySectionStyles = css`
  .rules,
  .hits {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .rule {
    padding: 2px 0;
  }
  .rule-head {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 10px;
    align-items: center;
  }
  .rule .counts {
    margin: 0;
  }
  .counts a {
    text-decoration: underline;
  }
  summary {
    cursor: pointer;
    color: var(--wp-muted);
  }
  .hits li {
    padding: 2px 0 2px 10px;
    border-inline-start: 2px solid var(--wp-line);
    margin-bottom: 3px;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
    font-family: var(--wp-mono);
    font-size: 0.95em;
  }
  mark {
    color: inherit;
    background: var(--vscode-editor-findMatchHighlightBackground, transparent);
    outline: 1px solid var(--wp-wait);
    border-radius: 2px;
  }
`;
