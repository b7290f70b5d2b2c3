/** Numbers as the view writes them. */

const whole = new Intl.NumberFormat('en');

/** 32768 → "32,768". */
export const formatCount = (value: number): string => whole.format(value);

/** `plural(1, 'token')` → "1 token"; `plural(2, 'token')` → "2 tokens". */
export const plural = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

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
