/** What to label next: where a label tells most. */
import { mixSeed } from '../decode/random';
import type { Label } from './vocabulary';

/** Why a trace is in the queue, the first that holds; by default the queue has them in this order. */
export const QUEUE_REASONS = ['trustedButWrong', 'disagreement', 'scorers', 'uncertain'] as const;
export type QueueReason = (typeof QUEUE_REASONS)[number];

/** Of ten items one has gold labels: it tells how well an annotator labels. */
export const GOLD_SHARE = 0.1;
/** Whose labels are taken for true. */
export const GOLD_ANNOTATOR = 'gold';

export interface QueueCandidate {
  readonly identity: string;
  /** Null: the answer is not graded. */
  readonly correct: boolean | null;
  /** Of every step; null: not scored. */
  readonly scores: readonly (number | null)[];
  /** By whom to label, of every step; null: not labelled. */
  readonly labels: readonly (Label | null)[];
  /** Of another scorer, for the same trace; null: there is none. */
  readonly otherScores: readonly (number | null)[] | null;
  /** Has labels of `GOLD_ANNOTATOR`. */
  readonly gold: boolean;
}

export interface QueueItem {
  readonly identity: string;
  /** Step to begin with; null: the beginning. */
  readonly step: number | null;
  /** Null: in the queue for no reason but to be labelled. A gold item shows none of its own. */
  readonly reason: QueueReason | null;
  /** How much there is of the reason, 0..1. */
  readonly weight: number;
}

export interface QueueOptions {
  /** Only these reasons; default all. */
  readonly reasons?: readonly QueueReason[];
  /** A score from it on is trust. */
  readonly threshold?: number;
  readonly seed?: number;
}

/**
 * Traces that are not labelled whole, the most telling first: wrong answers that the scorer trusts, steps where label
 * and score disagree, where two scorers do, and scores near one half. Gold items are mixed in, one in ten, and cannot
 * be told from others.
 */
export function labelQueue(candidates: readonly QueueCandidate[], options: QueueOptions = {}): QueueItem[] {
  const { reasons = QUEUE_REASONS, threshold = 0.5, seed = 0 } = options;
  const open = candidates.filter(({ labels }) => labels.length === 0 || labels.includes(null));
  const ranked = open
    .filter(({ gold }) => !gold)
    .map((candidate) => itemOf(candidate, reasons, threshold))
    .filter((item) => item.reason !== null || reasons.length === QUEUE_REASONS.length)
    .toSorted((a, b) => rankOf(a, reasons) - rankOf(b, reasons) || b.weight - a.weight);
  const gold = open
    .filter((candidate) => candidate.gold)
    .map((candidate, i) => ({ candidate, order: mixSeed(seed, i) }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ candidate }) => itemOf(candidate, reasons, threshold));
  return mixed(ranked, gold, seed);
}

function rankOf({ reason }: QueueItem, reasons: readonly QueueReason[]): number {
  return reason === null ? reasons.length : reasons.indexOf(reason);
}

function itemOf(candidate: QueueCandidate, reasons: readonly QueueReason[], threshold: number): QueueItem {
  for (const reason of reasons) {
    const found = weightOf(candidate, reason, threshold);
    if (found) return { identity: candidate.identity, reason, ...found };
  }
  return { identity: candidate.identity, step: null, reason: null, weight: 0 };
}

/** @returns null where the reason does not hold */
function weightOf(
  { correct, scores, labels, otherScores }: QueueCandidate,
  reason: QueueReason,
  threshold: number,
): { step: number | null; weight: number } | null {
  switch (reason) {
    case 'trustedButWrong': {
      const known = scores.filter((score) => score !== null);
      const least = Math.min(...known);
      return correct === false && known.length > 0 && least >= threshold
        ? { step: null, weight: least }
        : null;
    }
    case 'disagreement':
      return largest(scores, (score, i) => {
        const label = labels[i];
        if (label === 'good') return score < threshold ? 1 - score : null;
        return label === 'bad' && score >= threshold ? score : null;
      });
    case 'scorers':
      return largest(scores, (score, i) => {
        const other = otherScores?.[i] ?? null;
        return other !== null && other < threshold !== score < threshold ? Math.abs(other - score) : null;
      });
    case 'uncertain':
      return largest(scores, (score, i) => (labels[i] == null ? 1 - 2 * Math.abs(score - 0.5) : null));
    default:
      return reason satisfies never;
  }
}

function largest(
  scores: readonly (number | null)[],
  weigh: (score: number, step: number) => number | null,
): { step: number; weight: number } | null {
  let best: { step: number; weight: number } | null = null;
  for (const [step, score] of scores.entries()) {
    const weight = score === null ? null : weigh(score, step);
    if (weight !== null && (best === null || weight > best.weight)) best = { step, weight };
  }
  return best;
}

/** Puts one gold item at a random place of every ten. */
function mixed(items: readonly QueueItem[], gold: readonly QueueItem[], seed: number): QueueItem[] {
  const every = Math.round(1 / GOLD_SHARE);
  const queue: QueueItem[] = [];
  const rest = [...items];
  const left = [...gold];
  for (let block = 0; rest.length > 0 || left.length > 0; block++) {
    const part = rest.splice(0, every - 1);
    const one = left.shift();
    if (one) part.splice(mixSeed(seed + 1, block) % (part.length + 1), 0, one);
    queue.push(...part);
  }
  return queue;
}
