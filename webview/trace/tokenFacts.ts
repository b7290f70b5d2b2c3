/** What is known of one token, in words and numbers. */
import { alternativesOf } from '../../src/core/trace/tokenColumns';
import type { Provenance, Trace } from '../../src/core/trace/trace';
import { displayText } from './displayText';
import { formatCount, formatMs, formatProbability } from './format';
import { visibleToken } from './visibleToken';

const ORIGIN: Readonly<Record<Provenance, string>> = {
  model: 'picked by the model',
  forced: 'forced by the budget',
  user: 'written by hand',
};

const NOT_KNOWN = 'not known';

const provenanceOf = (trace: Trace, token: number): Provenance => trace.tokens.provenance[token] ?? 'model';

const quoted = (text: string): string => `“${visibleToken(text)}”`;

/** "Token 131": from 1, as tokens are counted elsewhere in the view. Tokens of imported traces are words. */
export function tokenName(trace: Trace, token: number): string {
  const noun = trace.imported === null ? 'Token' : 'Word';
  return `${noun} ${formatCount(token - trace.thinking.start + 1)}`;
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
    name: 'index',
    value: formatCount(token),
    hint: 'Its place in the file’s columns, from 0',
  };
  const provenance: Fact = {
    name: 'provenance',
    value: trace.imported === null ? ORIGIN[provenanceOf(trace, token)] : 'imported',
    hint: 'Who put it there',
  };
  if (trace.imported !== null) return [index, provenance];
  return [
    {
      name: 'probability',
      value: probability === null ? NOT_KNOWN : formatProbability(probability),
      hint: 'Under the model’s raw distribution, before any sampler setting',
    },
    {
      name: 'entropy',
      value: nats === null ? NOT_KNOWN : `${nats.toFixed(2)} nats`,
      hint: 'Of the raw distribution: how torn the model was',
    },
    provenance,
    { name: 'time', value: timeOf(trace, token), hint: 'Since the run began, and since the token before' },
    index,
    { name: 'id', value: String(id[token] ?? ''), hint: 'Its number in the model’s vocabulary' },
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
  return { model: 'picked', forced: 'forced', user: 'by hand' }[provenanceOf(trace, token)];
}

/** Where the model did not choose: what it would have chosen. Else null. */
export function wouldHavePicked(trace: Trace, token: number): string | null {
  if (provenanceOf(trace, token) === 'model') return null;
  const [first] = alternativesOf(trace.tokens, token);
  if (!first) return null;
  const { temperature, repeatPenalty } = trace.request.sampler;
  // With a sampler in between, the most probable is not what is picked each time.
  const certain = temperature === 0 && repeatPenalty === 1;
  const would = certain ? 'would have picked' : 'would most likely have picked';
  if (first.id === trace.tokens.id[token]) return `The model ${would} it too.`;
  return `The model ${would} ${quoted(first.text)}, p = ${formatProbability(first.probability)}.`;
}

/** Why there is less to see than for other tokens; null where there is not. */
export function missingSentence(trace: Trace, token: number): string | null {
  if (trace.imported !== null) {
    return `This trace was imported (${displayText(trace.imported.format)}): it is made of words that no model has read here, without probabilities, alternatives or times.`;
  }
  if (alternativesOf(trace.tokens, token).length === 0) return 'No alternatives were recorded.';
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
    ...(nats === null ? [] : [`entropy ${nats.toFixed(2)} nats`]),
    ...(origin === 'model' ? [] : [ORIGIN[origin]]),
  ].join(', ');
  const instead = wouldHavePicked(trace, token);
  return instead === null ? facts : `${facts}. ${instead}`;
}
