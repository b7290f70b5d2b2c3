/** What is known of one token, in words and numbers. */
import { alternativesOf } from '../../src/core/trace/tokenColumns';
import type { Provenance, Trace } from '../../src/core/trace/trace';
import { l10n } from '../components/l10n';
import { displayText } from './displayText';
import { formatCount, formatMs, formatProbability } from './format';
import { visibleToken } from './visibleToken';

const ORIGIN: Readonly<Record<Provenance, string>> = {
  model: l10n.t('picked by the model'),
  forced: l10n.t('forced by the budget'),
  user: l10n.t('written by hand'),
};

const NOT_KNOWN = l10n.t('not known');

const provenanceOf = (trace: Trace, token: number): Provenance => trace.tokens.provenance[token] ?? 'model';

const quoted = (text: string): string => `“${visibleToken(text)}”`;

/** "Token 131": from 1, as tokens are counted elsewhere in the view. Tokens of imported traces are words. */
export function tokenName(trace: Trace, token: number): string {
  const number = formatCount(token - trace.thinking.start + 1);
  return trace.imported === null ? l10n.t('Token {0}', number) : l10n.t('Word {0}', number);
}

export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly hint: string;
}

export function tokenFacts(trace: Trace, token: number): Fact[] {
  const { id, prob, entropy } = trace.tokens;
  const probability = prob[token] ?? null;
  const nats = entropy[token] ?? null;
  const index: Fact = {
    name: l10n.t('index'),
    value: formatCount(token),
    hint: l10n.t('Its place in the file’s columns, from 0'),
  };
  const provenance: Fact = {
    name: l10n.t('provenance'),
    value: trace.imported === null ? ORIGIN[provenanceOf(trace, token)] : l10n.t('imported'),
    hint: l10n.t('Who put it there'),
  };
  if (trace.imported !== null) return [index, provenance];
  return [
    {
      name: l10n.t('probability'),
      value: probability === null ? NOT_KNOWN : formatProbability(probability),
      hint: l10n.t('Under the model’s raw distribution, before any sampler setting'),
    },
    {
      name: l10n.t('entropy'),
      value: nats === null ? NOT_KNOWN : `${nats.toFixed(2)} nats`,
      hint: l10n.t('Of the raw distribution: how torn the model was'),
    },
    provenance,
    {
      name: l10n.t('time'),
      value: timeOf(trace, token),
      hint: l10n.t('Since the run began, and since the token before'),
    },
    index,
    { name: 'id', value: String(id[token] ?? ''), hint: l10n.t('Its number in the model’s vocabulary') },
  ];
}

function timeOf({ tokens: { timeMs } }: Trace, token: number): string {
  const at = timeMs[token] ?? 0;
  const before = timeMs[token - 1];
  return before === undefined ? formatMs(at) : `${formatMs(at)} (+${formatMs(at - before)})`;
}

export interface Alternative {
  /** Made visible. */
  readonly text: string;
  /** 0..1; null: not known. */
  readonly probability: number | null;
  /** It is the token that stands in the trace. */
  readonly stands: boolean;
}

/** Most probable first; the token that stands comes last where it is not among them. Empty: none are recorded. */
export function alternativeRows(trace: Trace, token: number): Alternative[] {
  const { id, text, prob } = trace.tokens;
  const rows = alternativesOf(trace.tokens, token).map((alternative) => ({
    text: visibleToken(alternative.text),
    probability: alternative.probability,
    stands: alternative.id === id[token],
  }));
  if (rows.length === 0 || rows.some(({ stands }) => stands)) return rows;
  return [...rows, { text: visibleToken(text[token] ?? ''), probability: prob[token] ?? null, stands: true }];
}

/** How the row of the token that stands is marked. */
export function standingWord(trace: Trace, token: number): string {
  return { model: l10n.t('picked'), forced: l10n.t('forced'), user: l10n.t('by hand') }[
    provenanceOf(trace, token)
  ];
}

/** Where the model did not choose: what it would have chosen. Else null. */
export function wouldHavePicked(trace: Trace, token: number): string | null {
  if (provenanceOf(trace, token) === 'model') return null;
  const [first] = alternativesOf(trace.tokens, token);
  if (!first) return null;
  const { temperature, repeatPenalty } = trace.request.sampler;
  // With a sampler in between, the most probable is not what is picked each time.
  const certain = temperature === 0 && repeatPenalty === 1;
  if (first.id === trace.tokens.id[token])
    return certain
      ? l10n.t('The model would have picked it too.')
      : l10n.t('The model would most likely have picked it too.');
  const [what, p] = [quoted(first.text), formatProbability(first.probability)];
  return certain
    ? l10n.t('The model would have picked {0}, p = {1}.', what, p)
    : l10n.t('The model would most likely have picked {0}, p = {1}.', what, p);
}

/** Why there is less to see than for other tokens; null where there is not. */
export function missingSentence(trace: Trace, token: number): string | null {
  if (trace.imported !== null) {
    return l10n.t(
      'This trace was imported ({0}): it is made of words that no model has read here, without probabilities, alternatives or times.',
      displayText(trace.imported.format),
    );
  }
  if (alternativesOf(trace.tokens, token).length === 0) return l10n.t('No alternatives were recorded.');
  return null;
}

/** Announced when it is selected: "Token 131 “3818”, p = 0.91, entropy 0.38 nats, forced by the budget. The model …". */
export function tokenSentence(trace: Trace, token: number): string {
  const { text, prob, entropy } = trace.tokens;
  const probability = prob[token] ?? null;
  const nats = entropy[token] ?? null;
  const origin = provenanceOf(trace, token);
  const facts = [
    `${tokenName(trace, token)} ${quoted(text[token] ?? '')}`,
    ...(probability === null ? [] : [`p = ${formatProbability(probability)}`]),
    ...(nats === null ? [] : [l10n.t('entropy {0} nats', nats.toFixed(2))]),
    ...(origin === 'model' ? [] : [ORIGIN[origin]]),
  ].join(', ');
  const instead = wouldHavePicked(trace, token);
  return instead === null ? facts : `${facts}. ${instead}`;
}
