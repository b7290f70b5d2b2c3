/** The beginning of a trace, for a trace that shares it. */
import { truncateTokens } from './resume';
import type { Trace } from './trace';

/**
 * Where what stands at `token` begins: going on from the middle of a forced run would leave it half said, from the
 * middle of a character that several tokens spell would break it.
 */
export function wholeStart({ tokens, thinking, answer, interventions }: Trace, token: number): number {
  if (answer && token > thinking.end && token < answer.start) return thinking.end;
  const begins = new Set(interventions.map(({ at }) => at));
  let start = token;
  while (start > 0 && tokens.text[start - 1] === '' && tokens.provenance[start - 1] === 'model') start--;
  while (start > 0 && tokens.provenance[start] === 'forced' && !begins.has(start)) start--;
  return start;
}

/** The first `at` tokens as a trace that can go on. What was evaluated for them is not counted in it. */
export function tracePrefix(trace: Trace, at: number): Trace {
  const copy = structuredClone(trace);
  // What evaluates the rest may be another machine.
  delete copy.compute;
  truncateTokens(copy, at);
  const { thinking, answer, finish } = copy;
  const inAnswer = answer !== null && at >= answer.start;
  return {
    ...copy,
    thinking: { ...thinking, end: Math.min(thinking.end, at) },
    answer: inAnswer ? { ...answer, end: at, text: '', extracted: null } : null,
    interventions: copy.interventions.filter((one) => one.at < at),
    steps: [],
    probes: copy.probes.filter((probe) => probe.at < at),
    finish: { thinking: inAnswer ? finish.thinking : null, answer: null },
    failure: null,
    warnings: [],
    usage: { ...copy.usage, policyEvaluatedTokens: 0, scorerEvaluatedTokens: 0 },
    timings: { loadMs: null, firstTokenMs: null, totalMs: null },
  };
}
