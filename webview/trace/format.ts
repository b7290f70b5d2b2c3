/** Numbers as the view writes them. */
import { l10n } from '../components/l10n';

const whole = new Intl.NumberFormat('en');

/** 32768 → "32,768". */
export const formatCount = (value: number): string => whole.format(value);

/** What is counted somewhere, one and many. */
const COUNTED = {
  annotation: (n, one) => (one ? l10n.t('{0} annotation', n) : l10n.t('{0} annotations', n)),
  'answer token': (n, one) => (one ? l10n.t('{0} answer token', n) : l10n.t('{0} answer tokens', n)),
  cell: (n, one) => (one ? l10n.t('{0} cell', n) : l10n.t('{0} cells', n)),
  chain: (n, one) => (one ? l10n.t('{0} chain', n) : l10n.t('{0} chains', n)),
  change: (n, one) => (one ? l10n.t('{0} change', n) : l10n.t('{0} changes', n)),
  column: (n, one) => (one ? l10n.t('{0} column', n) : l10n.t('{0} columns', n)),
  difference: (n, one) => (one ? l10n.t('{0} difference', n) : l10n.t('{0} differences', n)),
  leaf: (n, one) => (one ? l10n.t('{0} leaf', n) : l10n.t('{0} leaves', n)),
  model: (n, one) => (one ? l10n.t('{0} model', n) : l10n.t('{0} models', n)),
  'more row': (n, one) => (one ? l10n.t('{0} more row', n) : l10n.t('{0} more rows', n)),
  'more step': (n, one) => (one ? l10n.t('{0} more step', n) : l10n.t('{0} more steps', n)),
  node: (n, one) => (one ? l10n.t('{0} node', n) : l10n.t('{0} nodes', n)),
  'other trace': (n, one) => (one ? l10n.t('{0} other trace', n) : l10n.t('{0} other traces', n)),
  path: (n, one) => (one ? l10n.t('{0} path', n) : l10n.t('{0} paths', n)),
  point: (n, one) => (one ? l10n.t('{0} point', n) : l10n.t('{0} points', n)),
  question: (n, one) => (one ? l10n.t('{0} question', n) : l10n.t('{0} questions', n)),
  round: (n, one) => (one ? l10n.t('{0} round', n) : l10n.t('{0} rounds', n)),
  row: (n, one) => (one ? l10n.t('{0} row', n) : l10n.t('{0} rows', n)),
  rule: (n, one) => (one ? l10n.t('{0} rule', n) : l10n.t('{0} rules', n)),
  sample: (n, one) => (one ? l10n.t('{0} sample', n) : l10n.t('{0} samples', n)),
  'smaller domain': (n, one) => (one ? l10n.t('{0} smaller domain', n) : l10n.t('{0} smaller domains', n)),
  step: (n, one) => (one ? l10n.t('{0} step', n) : l10n.t('{0} steps', n)),
  text: (n, one) => (one ? l10n.t('{0} text', n) : l10n.t('{0} texts', n)),
  'thinking token': (n, one) => (one ? l10n.t('{0} thinking token', n) : l10n.t('{0} thinking tokens', n)),
  token: (n, one) => (one ? l10n.t('{0} token', n) : l10n.t('{0} tokens', n)),
  trace: (n, one) => (one ? l10n.t('{0} trace', n) : l10n.t('{0} traces', n)),
  verdict: (n, one) => (one ? l10n.t('{0} verdict', n) : l10n.t('{0} verdicts', n)),
  vote: (n, one) => (one ? l10n.t('{0} vote', n) : l10n.t('{0} votes', n)),
  wait: (n, one) => (one ? l10n.t('{0} wait', n) : l10n.t('{0} waits', n)),
  word: (n, one) => (one ? l10n.t('{0} word', n) : l10n.t('{0} words', n)),
} satisfies Record<string, (count: string, one: boolean) => string>;

/** `plural(1, 'token')` → "1 token"; `plural(2, 'token')` → "2 tokens". */
export const plural = (count: number, noun: keyof typeof COUNTED): string =>
  COUNTED[noun](formatCount(count), count === 1);

/** Two decimals: "0.29". Near the ends as many as it takes not to claim certainty: "0.9996", "0.003". */
export function formatProbability(value: number): string {
  const rest = Math.min(value, 1 - value);
  if (rest <= 0 || rest >= 0.005) return value.toFixed(2);
  if (rest < 1e-6) return value < 0.5 ? '< 0.000001' : '> 0.999999';
  return value.toFixed(-Math.floor(Math.log10(rest)));
}

/** A step's score: always two decimals, so that a column of them lines up. */
export const formatScore = (value: number): string => value.toFixed(2);

/** Tokens a second: "412", "9.3". */
export const formatSpeed = (value: number): string =>
  value >= 10 ? formatCount(Math.round(value)) : value.toFixed(1);

/** A time span: "2.4 ms", "284 ms", "1.28 s", "2 min 5 s". */
export function formatMs(ms: number): string {
  if (ms < 100) return `${ms.toFixed(ms > 0 && ms < 10 ? 1 : 0)} ms`;
  if (ms < 1000) return `${ms.toFixed(0)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1000);
  return `${formatCount(Math.floor(seconds / 60))} min ${seconds % 60} s`;
}
