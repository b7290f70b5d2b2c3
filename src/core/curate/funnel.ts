/** What a curation comes to, in numbers: for people who change its rules. */
import type { CurationConfig } from './curationConfig';
import {
  countDecision,
  isSelected,
  RESULTS,
  stageOf,
  type CurationCounts,
  type Decision,
  type ReadCounts,
} from './decision';
import { FLAG, NO_DOMAIN } from './poolSignals';
import { flagOf, QUALITY_RULES, type QualityRule } from './qualityRules';

/** A list of more is not read; all are counted. */
const MOST_DOMAINS = 200;
/** Bars of the lengths. */
const LENGTH_BINS = 32;
/** The longest one in a hundred would press all others together: they share the last bar. */
const LONG_SHARE = 0.01;

export interface DomainCounts {
  /** Null: rows without one. */
  readonly domain: string | null;
  /** Rows that could be read. */
  readonly rows: number;
  /** Rows that passed every rule. */
  readonly left: number;
  readonly selected: number;
}

export interface LengthBin {
  readonly from: number;
  /** Exclusive; null: no end. */
  readonly to: number | null;
  readonly rows: number;
  readonly selected: number;
}

export interface Funnel {
  readonly counts: CurationCounts;
  /** Rows that a rule of quality hits as it is set, also those that were dropped before; as it would, where it is off. */
  readonly hits: Readonly<Record<QualityRule, number>>;
  /** Rows that each grader solved, in all. */
  readonly solved: readonly number[];
  /** Rows that share an n-gram, in all. */
  readonly sharedNgrams: number;
  /** The largest, then rows without one. */
  readonly domains: readonly DomainCounts[];
  readonly domainCount: number;
  readonly lengths: readonly LengthBin[];
}

export function funnelOf(decision: Decision, read: ReadCounts, config: CurationConfig): Funnel {
  const { signals } = read;
  const flagOfRule = QUALITY_RULES.map((rule) => {
    const mode = config.quality[rule];
    return flagOf(rule, mode === 'off' ? 'paper' : mode);
  });
  // By the code of a result: looked up for every row.
  const isChosen = RESULTS.map((result) => isSelected(result));
  const isLeft = RESULTS.map((result) => isSelected(result) || stageOf(result) === 'diversity');
  const hits = QUALITY_RULES.map(() => 0);
  const solved = [0, 0];
  let sharedNgrams = 0;
  // The last one counts rows without a domain.
  const domains = Array.from({ length: signals.domains.length + 1 }, () => ({
    rows: 0,
    left: 0,
    selected: 0,
  }));
  for (let row = 0; row < decision.rows; row++) {
    const flags = signals.flags.at(row);
    if (flags & FLAG.unreadable) continue;
    for (let i = 0; i < flagOfRule.length; i++)
      if (flags & (flagOfRule[i] ?? 0)) hits[i] = (hits[i] ?? 0) + 1;
    if (flags & FLAG.solvedByFirst) solved[0] = (solved[0] ?? 0) + 1;
    if (flags & FLAG.solvedBySecond) solved[1] = (solved[1] ?? 0) + 1;
    if (flags & FLAG.sharedNgram) sharedNgrams++;
    const domain = signals.domain.at(row);
    const counts = domains.at(domain === NO_DOMAIN ? -1 : domain);
    if (!counts) continue;
    counts.rows++;
    const code = decision.codeOf(row);
    if (isChosen[code]) counts.selected++;
    if (isLeft[code]) counts.left++;
  }
  return {
    counts: countDecision(decision, read),
    hits: Object.fromEntries(QUALITY_RULES.map((rule, i) => [rule, hits[i] ?? 0])) as Funnel['hits'],
    solved: config.difficulty.graders.map((_, i) => solved[i] ?? 0),
    sharedNgrams,
    domains: largestDomains(domains, signals.domains),
    domainCount: signals.domains.length,
    lengths: lengthBins(decision, read),
  };
}

function largestDomains(
  counts: readonly Omit<DomainCounts, 'domain'>[],
  names: readonly string[],
): DomainCounts[] {
  const named = names.map((domain, i) => ({ domain, ...(counts[i] ?? { rows: 0, left: 0, selected: 0 }) }));
  const largest = named
    .toSorted((a, b) => b.rows - a.rows || (a.domain < b.domain ? -1 : 1))
    .slice(0, MOST_DOMAINS);
  const without = counts.at(-1);
  return without && without.rows > 0 ? [...largest, { domain: null, ...without }] : largest;
}

function lengthBins(decision: Decision, { signals }: ReadCounts): LengthBin[] {
  const longestFirst = signals.longestFirst();
  const end = signals.length.at(longestFirst[Math.floor(LONG_SHARE * longestFirst.length)] ?? 0);
  if (!(end > 0)) return [];
  // Whole numbers, so that every bar has as many of them.
  const width = Math.max(1, Math.ceil(end / LENGTH_BINS));
  const count = Math.min(LENGTH_BINS, Math.floor(end / width) + 1);
  const bins = Array.from({ length: count }, (_, i) => ({
    from: i * width,
    to: i === count - 1 ? null : (i + 1) * width,
    rows: 0,
    selected: 0,
  }));
  const isChosen = RESULTS.map((result) => isSelected(result));
  for (let row = 0; row < decision.rows; row++) {
    if (signals.flags.at(row) & FLAG.unreadable) continue;
    const bin = bins[Math.min(count - 1, Math.floor(signals.length.at(row) / width))];
    if (!bin) continue;
    bin.rows++;
    if (isChosen[decision.codeOf(row)]) bin.selected++;
  }
  return bins;
}
