import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { evaluationRatio, searchFlops } from '../../src/core/search/ledger';
import type { SearchLedger } from '../../src/core/search/searchRecord';
import { l10n } from '../components/l10n';
import { fieldStyles, focusStyles } from '../components/styles';
import { problemText, textField } from '../components/textField';
import { formatCount, formatMs } from '../trace/format';
import { exchange, PROPOSED, type ExchangeTexts } from './exchangeWords';

const FIELDS: readonly (readonly [keyof ExchangeTexts, label: string, spoken: string])[] = [
  ['scale', l10n.t('Times larger, M'), l10n.t('M, how many times larger the other model is')],
  ['pretraining', l10n.t('Pretraining tokens, D_pre'), l10n.t('D pre, tokens that both were pretrained on')],
  [
    'inference',
    l10n.t('Tokens over its life, D_inf'),
    l10n.t('D inf, tokens that are asked of a model over its life'),
  ],
];

/** What a search cost, and what else could have been had for it. */
@customElement('wp-search-ledger')
export class SearchLedgerTable extends LitElement {
  static override styles = [
    focusStyles,
    fieldStyles,
    css`
      :host {
        display: block;
        padding: 8px 14px 14px;
        font-variant-numeric: tabular-nums;
      }
      h2,
      h3 {
        margin: 0 0 6px;
        font-size: 1em;
        font-weight: 600;
      }
      h3 {
        margin-top: 16px;
      }
      p {
        margin: 6px 0;
        line-height: 1.45;
        overflow-wrap: anywhere;
      }
      table {
        border-collapse: collapse;
        width: 100%;
      }
      caption {
        text-align: start;
        padding-bottom: 2px;
      }
      th,
      td {
        padding: 3px 8px;
        text-align: right;
        border-bottom: 1px solid var(--wp-line);
        font-weight: normal;
      }
      th:first-child {
        text-align: left;
        padding-inline-start: 0;
      }
      thead th {
        color: var(--wp-muted);
      }
      .total th,
      .total td {
        font-weight: 600;
      }
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(150px, 100%), 1fr));
        gap: 6px 14px;
      }
      .field {
        display: flex;
        flex-direction: column;
        gap: 2px;
        min-width: 0;
      }
      .told {
        color: var(--wp-muted);
      }
    `,
  ];

  @property({ attribute: false }) ledger: SearchLedger | null = null;
  /** Tokens of the chosen path, prompt included; null: nothing is chosen. */
  @property({ attribute: false }) path: number | null = null;
  @state() private texts: ExchangeTexts = PROPOSED;

  override render() {
    const { ledger } = this;
    if (!ledger) return nothing;
    const { policy, scorer } = ledger;
    const flops = searchFlops(ledger);
    const ratio = evaluationRatio(ledger);
    return html`<table>
        <caption class="told">
          ${l10n.t('Tokens, time and compute')}
        </caption>
        <thead>
          <tr>
            <td></td>
            <th scope="col" title=${l10n.t('Evaluated to begin or to go on')}>${l10n.t('prefill')}</th>
            <th scope="col" title=${l10n.t('Generated, rollouts included')}>${l10n.t('decode')}</th>
            <th scope="col" title=${l10n.t('Taken over from another path without evaluating them')}>
              ${l10n.t('reused')}
            </th>
            <th scope="col">${l10n.t('time')}</th>
            <th scope="col" title=${l10n.t('2 × parameters × evaluated tokens')}>FLOPs</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">${l10n.t('policy')}</th>
            <td>${formatCount(policy.prefillTokens)}</td>
            <td>${formatCount(policy.decodeTokens)}</td>
            <td>${formatCount(policy.reusedTokens)}</td>
            <td>${formatMs(ledger.policyMs)}</td>
            <td>${flopsWords(flops.policy)}</td>
          </tr>
          <tr>
            <th scope="row">${l10n.t('scorer')}</th>
            <td>${formatCount(scorer.prefillTokens)}</td>
            <td>–</td>
            <td>${formatCount(scorer.reusedTokens)}</td>
            <td>${formatMs(ledger.scorerMs)}</td>
            <td>${flopsWords(flops.scorer)}</td>
          </tr>
          <tr class="total">
            <th scope="row">${l10n.t('all')}</th>
            <td>${formatCount(policy.prefillTokens + scorer.prefillTokens)}</td>
            <td>${formatCount(policy.decodeTokens)}</td>
            <td>${formatCount(policy.reusedTokens + scorer.reusedTokens)}</td>
            <td>${formatMs(ledger.totalMs)}</td>
            <td>${flopsWords(flops.total)}</td>
          </tr>
        </tbody>
      </table>
      <p class="told">
        ${l10n.t(
          'Parameters: policy {0}, scorer {1}. FLOPs are 2 × parameters × evaluated tokens.',
          ...[parameterWords(ledger.policyParameters), parameterWords(ledger.scorerParameters)],
        )}
        ${
          ratio === null
            ? nothing
            : l10n.t(
                'The policy evaluated {0} tokens for each of the {1} that the tree holds; 1 is least.',
                ...[ratio.toFixed(2), formatCount(ledger.uniqueTokens)],
              )
        }
        ${l10n.t(
          'Thinking: {0} tokens, each token of the tree once, rollouts counted.',
          formatCount(ledger.thinkingTokens),
        )}
      </p>
      ${this.#exchange(ledger)}`;
  }

  #exchange(ledger: SearchLedger) {
    const { problems, sentences } = exchange(this.texts, ledger, this.path);
    return html`<h3>${l10n.t('What could a larger model have done for this?')}</h3>
      <div class="fields">
        ${FIELDS.map(
          ([name, label, spoken]) =>
            html`<div class="field">
              <span class="label">${label}</span>
              ${textField({
                label: spoken,
                name,
                value: this.texts[name],
                problem: problems[name],
                onInput: (value) => (this.texts = { ...this.texts, [name]: value }),
              })}
              ${problemText(problems[name])}
            </div>`,
        )}
      </div>
      <div role="status">${sentences.map((one) => html`<p>${one}</p>`)}</div>
      <p class="told">
        ${l10n.t('Pretraining costs 6·N·D_pre and inference 2·N·D_inf; both cost the same where the smaller model spends M + 3·(D_pre ÷ D_inf)·(M − 1) times its inference compute (Snell et al., arXiv 2408.03314). Whether the larger model would be right more often is another question.')}
      </p>`;
  }
}

function flopsWords(flops: number | null): string {
  return flops === null ? l10n.t('not known') : flops === 0 ? '0' : flops.toExponential(2).replace('e+', 'e');
}

function parameterWords(count: number | null): string {
  return count === null ? l10n.t('not known') : formatCount(count);
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-search-ledger': SearchLedgerTable;
  }
}
