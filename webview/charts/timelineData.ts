/** What the answer timeline shows, in thinking tokens; no DOM. */
import type { Flip, TraceOverview, WaitEffect } from '../../src/core/metrics/traceOverview';

/** Thinking after which the answer was the same at every place asked. */
export interface AnswerStretch {
  /** Thinking tokens: from the place asked before, to the last one that got this answer. */
  readonly from: number;
  readonly to: number;
  readonly answer: string | null;
  readonly right: boolean | null;
  /** Places asked at. */
  readonly asked: number;
  /** How it differs from the answer before; null: it is the first. */
  readonly flip: Flip['kind'] | null;
}

export interface TimelineWait {
  readonly number: number;
  readonly at: number;
  readonly effect: WaitEffect['effect'];
  /** No other wait is so near that its words would be in the way. */
  readonly hasRoom: boolean;
}

export interface TimelineData {
  readonly thinkingTokens: number;
  readonly stretches: readonly AnswerStretch[];
  /** Thinking tokens before each place that was asked at. */
  readonly asked: readonly number[];
  readonly waits: readonly TimelineWait[];
  readonly settled: { readonly at: number; readonly tokensAfter: number } | null;
}

/** Share of the width that the words of a wait take. */
const ROOM = 0.09;

/** @param start first token of the thinking */
export function timelineData(overview: TraceOverview, start: number): TimelineData {
  const { thinkingTokens, answers, flips, waits, settled } = overview;
  const stretches: AnswerStretch[] = [];
  let from = 0;
  for (const { at, answer, right } of answers) {
    const to = at - start;
    const last = stretches.at(-1);
    if (last && last.answer === answer) {
      stretches[stretches.length - 1] = { ...last, to, asked: last.asked + 1 };
    } else {
      const flip = last ? (flips.find((one) => one.at === at)?.kind ?? 'changed') : null;
      stretches.push({ from, to, answer, right, asked: 1, flip });
    }
    from = to;
  }
  return {
    thinkingTokens,
    stretches,
    asked: answers.map(({ at }) => at - start),
    waits: waits.map(({ at, effect }, i) => {
      const gap = Math.min(at - (waits[i - 1]?.at ?? -Infinity), (waits[i + 1]?.at ?? Infinity) - at);
      return { number: i + 1, at: at - start, effect, hasRoom: gap > ROOM * thinkingTokens };
    }),
    settled: settled && { at: settled.at - start, tokensAfter: settled.tokensAfter },
  };
}
