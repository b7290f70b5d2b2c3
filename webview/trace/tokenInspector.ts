import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Trace } from '../../src/core/trace/trace';
import { button } from '../components/button';
import { cssVariables } from '../components/cssVariables';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { focusStyles, hiddenStyles, iconStyles } from '../components/styles';
import { formatProbability } from './format';
import {
  alternativeRows,
  missingSentence,
  standingWord,
  tokenFacts,
  tokenName,
  wouldHavePicked,
  type Alternative,
} from './tokenFacts';
import { tokenInspectorStyles } from './tokenInspectorStyles';
import { visibleToken } from './visibleToken';

/**
 * What is known of one token: how sure the model was, and what else it might have written.
 * Fires `wp-close` when its user is done with it. What it shows is announced by the view, not by itself.
 */
@customElement('wp-token-inspector')
export class TokenInspector extends LitElement {
  static override styles = [focusStyles, hiddenStyles, iconStyles, tokenInspectorStyles];

  @property({ attribute: false }) trace: Trace | null = null;
  /** Null: a hint how to pick one. */
  @property({ attribute: false }) token: number | null = null;
  /** Buttons for what can be done at this token, such as to fork there; `nothing` where there is nothing to do. */
  @property({ attribute: false }) actions: TemplateResult | typeof nothing = nothing;

  constructor() {
    super();
    this.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      this.#close();
    });
  }

  override render() {
    const { trace, token } = this;
    if (!trace) return nothing;
    if (token === null) {
      return html`<section aria-label=${l10n.t('Token')}>
        <p class="hint">
          ${l10n.t('Click a token, or press ← → in a step, to see how sure the model was of it.')}
        </p>
      </section>`;
    }
    const missing = missingSentence(trace, token);
    const instead = wouldHavePicked(trace, token);
    return html`<section aria-label=${l10n.t('Token')}>
      <header>
        <h2>${tokenName(trace, token)}</h2>
        ${button({
          label: l10n.t('Close'),
          name: 'close-token',
          icon: 'close',
          appearance: 'icon',
          title: l10n.t('Close (Escape)'),
          onClick: () => this.#close(),
        })}
      </header>
      <div class="facts">
        ${tokenText(trace.tokens.text[token] ?? '')}
        <dl>
          ${tokenFacts(trace, token).map(
            ({ name, value, hint }) =>
              html`<div title=${hint}>
                <dt>${name}</dt>
                <dd>${value}</dd>
              </div>`,
          )}
        </dl>
      </div>
      <div class="others">
        ${instead === null ? nothing : html`<p class="instead">${instead}</p>`}
        ${missing === null ? this.#table(trace, token) : html`<p class="missing">${missing}</p>`}
      </div>
      ${
        this.actions === nothing
          ? nothing
          : html`<div class="actions" role="group" aria-label=${l10n.t('From this token')}>
              ${this.actions}
            </div>`
      }
    </section>`;
  }

  #table(trace: Trace, token: number) {
    const word = standingWord(trace, token);
    return html`<table>
      <caption>
        ${l10n.t('Most probable here')}
      </caption>
      <tbody>
        ${alternativeRows(trace, token).map((row) => alternativeRow(row, word))}
      </tbody>
    </table>`;
  }

  #close(): void {
    this.dispatchEvent(new CustomEvent('wp-close'));
  }
}

function tokenText(text: string): TemplateResult {
  if (text === '') {
    return html`<p
      class="text part"
      title=${l10n.t('It ends inside a character; the token that completes it shows it')}
    >
      ${l10n.t('a part of a character')}
    </p>`;
  }
  return html`<p class="text" dir="ltr">${visibleToken(text)}</p>`;
}

function alternativeRow({ text, probability, stands }: Alternative, word: string): TemplateResult {
  return html`<tr
    class=${stands ? 'stands' : ''}
    ${cssVariables({ '--share': `${(probability ?? 0) * 100}%` })}
  >
    <th scope="row"><span class="token" dir="ltr">${text}</span></th>
    <td class="word">${stands ? html`${icon('check')}<span>${word}</span>` : nothing}</td>
    <td class="bar"></td>
    <td class="number">${probability === null ? l10n.t('not known') : formatProbability(probability)}</td>
  </tr>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-token-inspector': TokenInspector;
  }
}
