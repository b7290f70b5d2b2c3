/** What the debugger says of a trace. */
import type { RemedyName, Loop } from '../../src/core/decode/loops';
import type { Disagreement, TraceOverview } from '../../src/core/metrics/traceOverview';
import { FLIPS } from '../charts/timelineWords';
import { l10n } from '../components/l10n';
import { formatCount, plural } from '../trace/format';

export const REMEDIES: Readonly<Record<RemedyName, string>> = {
  cycle: l10n.t('Take other wait words in turn'),
  penalty: l10n.t('Repetition penalty'),
  temperature: l10n.t('Higher temperature'),
  stop: l10n.t('End the thinking here'),
};

export const DISAGREEMENTS: Readonly<Record<Disagreement['kind'], { short: string; long: string }>> = {
  sureButDoubted: {
    short: l10n.t('doubted though sure'),
    long: l10n.t(
      'The model wrote this step without hesitation, and the scorer doubts it: one of them is wrong.',
    ),
  },
  unsureButTrusted: {
    short: l10n.t('trusted though unsure'),
    long: l10n.t(
      'The model hesitated in this step, and the scorer trusts it: a small change may have led elsewhere.',
    ),
  },
};

export const LABELS = {
  1: l10n.t('labelled right'),
  0: l10n.t('labelled neutral'),
  [-1]: l10n.t('labelled wrong'),
} as const;

export const loopWords = ({ cause, repeats }: Loop): string =>
  cause === 'waits' ? l10n.t('These waits added nothing ×{0}', repeats) : l10n.t('Repeats ×{0}', repeats);

/** "2 helped, 1 same"; null where no effect is known. */
export function waitWords({ waits }: TraceOverview): string | null {
  const words = {
    helped: (n: number) => l10n.t('{0} helped', n),
    hurt: (n: number) => l10n.t('{0} hurt', n),
    changed: (n: number) => l10n.t('{0} changed the answer', n),
    same: (n: number) => l10n.t('{0} changed nothing', n),
  };
  const counts = Object.entries(words).flatMap(([effect, word]) => {
    const count = waits.filter((wait) => wait.effect === effect).length;
    return count === 0 ? [] : [word(count)];
  });
  return counts.length === 0 ? null : l10n.t('Waits: {0}', counts.join(', '));
}

/** "Settled after 98 tokens; 45 more followed (31 %)"; null where it is not known. */
export function settledWords({ settled, thinkingTokens }: TraceOverview, start: number): string | null {
  if (!settled) return null;
  const after = plural(settled.at - start, 'token');
  if (settled.tokensAfter === 0) return l10n.t('Settled after {0}, at the end', after);
  const share = Math.round((100 * settled.tokensAfter) / Math.max(1, thinkingTokens));
  return l10n.t(
    'Settled after {0}; {1} more followed ({2} %)',
    after,
    formatCount(settled.tokensAfter),
    share,
  );
}

/** "1 right → wrong, 2 wrong → right"; null where there is none of either. */
export function flipWords({ flips }: TraceOverview): string | null {
  const counts = (['rightToWrong', 'wrongToRight'] as const).flatMap((kind) => {
    const count = flips.filter((flip) => flip.kind === kind).length;
    return count === 0 ? [] : [`${count} ${FLIPS[kind]}`];
  });
  return counts.length === 0 ? null : l10n.t('Flips: {0}', counts.join(', '));
}
