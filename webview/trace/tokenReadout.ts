/** What is known of one token: how sure the model was, and what else it might have written. */
import { html, nothing, type TemplateResult } from 'lit';
import { alternativesOf } from '../../src/core/trace/tokenColumns';
import type { Trace } from '../../src/core/trace/trace';
import { cssVariables } from '../components/cssVariables';
import { formatCount, formatProbability } from './format';
import { inQuotes } from './words';

const ORIGIN = { model: '', forced: 'forced by the budget', user: 'written by hand' } as const;

/** "token 131 “3818”, p = 0.91, entropy 0.38 nats", as far as it is known. */
export function tokenSentence(trace: Trace, token: number): string {
  const { text, prob, entropy, provenance } = trace.tokens;
  const probability = prob[token] ?? null;
  const nats = entropy[token] ?? null;
  return [
    `token ${formatCount(token - trace.thinking.start + 1)} ${inQuotes(text[token] ?? '')}`,
    probability === null ? '' : `p = ${formatProbability(probability)}`,
    nats === null ? '' : `entropy ${nats.toFixed(2)} nats`,
    ORIGIN[provenance[token] ?? 'model'],
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** @param token null: a hint how to pick one */
export function tokenReadout(trace: Trace, token: number | null): TemplateResult {
  if (token === null || token >= trace.tokens.id.length) {
    return html`<p class="token hint">Click a token, or press ← → in a step, to see its alternatives.</p>`;
  }
  const alternatives = alternativesOf(trace.tokens, token);
  return html`<div class="token" role="status">
    <span>${tokenSentence(trace, token)}</span>
    ${
      alternatives.length === 0
        ? nothing
        : html`<ol aria-label="Alternatives">
            ${alternatives.map(
              ({ id, text, probability }) =>
                html`<li
                  class=${id === trace.tokens.id[token] ? 'chosen' : ''}
                  ${cssVariables({ '--share': `${probability * 100}%` })}
                >
                  <span>${inQuotes(text)}</span> ${formatProbability(probability)}
                </li>`,
            )}
          </ol>`
    }
  </div>`;
}
