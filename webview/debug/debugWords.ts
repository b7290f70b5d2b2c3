/** What the debugger says of a trace. */
import type { RemedyName, Loop } from '../../src/core/decode/loops';
import type { Disagreement, TraceOverview } from '../../src/core/metrics/traceOverview';
import { FLIPS } from '../charts/timelineWords';
import { formatCount, plural } from '../trace/format';

export const REMEDIES: Readonly<Record<RemedyName, string>> = {
  cycle: 'Take other wait words in turn',
  penalty: 'Repetition penalty',
  temperature: 'Higher temperature',
  stop: 'End the thinking here',
};

export const DISAGREEMENTS: Readonly<Record<Disagreement['kind'], { short: string; long: string }>> = {
  sureButDoubted: {
    short: 'doubted though sure',
    long: 'The model wrote this step without hesitation, and the scorer doubts it: one of them is wrong.',
  },
  unsureButTrusted: {
    short: 'trusted though unsure',
    long: 'The model hesitated in this step, and the scorer trusts it: a small change may have led elsewhere.',
  },
};

export const LABELS = { 1: 'labelled right', 0: 'labelled neutral', [-1]: 'labelled wrong' } as const;

export const loopWords = ({ cause, repeats }: Loop): string =>
  cause === 'waits' ? `These waits added nothing ×${repeats}` : `Repeats ×${repeats}`;

/** "2 helped, 1 same"; null where no effect is known. */
export function waitWords({ waits }: TraceOverview): string | null {
  const words = { helped: 'helped', hurt: 'hurt', changed: 'changed the answer', same: 'changed nothing' };
  const counts = Object.entries(words).flatMap(([effect, word]) => {
    const count = waits.filter((wait) => wait.effect === effect).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return counts.length === 0 ? null : `Waits: ${counts.join(', ')}`;
}

/** "Settled after 98 tokens; 45 more followed (31 %)"; null where it is not known. */
export function settledWords({ settled, thinkingTokens }: TraceOverview, start: number): string | null {
  if (!settled) return null;
  const after = `Settled after ${plural(settled.at - start, 'token')}`;
  if (settled.tokensAfter === 0) return `${after}, at the end`;
  const share = Math.round((100 * settled.tokensAfter) / Math.max(1, thinkingTokens));
  return `${after}; ${formatCount(settled.tokensAfter)} more followed (${share} %)`;
}

/** "1 right → wrong, 2 wrong → right"; null where there is none of either. */
export function flipWords({ flips }: TraceOverview): string | null {
  const counts = (['rightToWrong', 'wrongToRight'] as const).flatMap((kind) => {
    const count = flips.filter((flip) => flip.kind === kind).length;
    return count === 0 ? [] : [`${count} ${FLIPS[kind]}`];
  });
  return counts.length === 0 ? null : `Flips: ${counts.join(', ')}`;
}
