import { mixSeed } from '../decode/random';

/** A row that may be drawn. */
export interface Candidate {
  /** Any number that tells rows apart: place in the pool. */
  readonly row: number;
  readonly domain: number;
  /** Length of the trace, in any one unit. */
  readonly length: number;
}

/**
 * Algorithm 1 of s1 (arXiv 2501.19393): a domain uniformly among those that are left, in it one row with weight 2^−rank
 * (the longest trace has rank 0; of two as long, the first), without replacement, until `count` are drawn or none is
 * left. The random numbers depend on (seed, draw) alone.
 * @param candidates in the order of the pool
 * @returns rows in the order in which they were drawn, at most `count`
 */
export function drawDiverse(candidates: readonly Candidate[], count: number, seed: number): number[] {
  const domains = [...byDomain(candidates).values()].map((rows) => new RankedRows(rows));
  const drawn: number[] = [];
  while (drawn.length < count && domains.length > 0) {
    const at = Math.floor(uniform(seed, 2 * drawn.length) * domains.length);
    const domain = domains[at];
    if (!domain) break;
    drawn.push(domain.take(uniform(seed, 2 * drawn.length + 1)));
    if (domain.isEmpty) domains.splice(at, 1);
  }
  return drawn;
}

function byDomain(candidates: readonly Candidate[]): Map<number, Candidate[]> {
  const domains = new Map<number, Candidate[]>();
  for (const candidate of candidates) {
    const same = domains.get(candidate.domain);
    if (same) same.push(candidate);
    else domains.set(candidate.domain, [candidate]);
  }
  return domains;
}

/** Rows of a domain, the longest first. Those that are drawn stand near the beginning: what is before them moves up. */
class RankedRows {
  private readonly rows: number[];
  private first = 0;

  constructor(candidates: readonly Candidate[]) {
    // The sort is stable: of two as long, the first of the pool stays first.
    this.rows = candidates.toSorted((a, b) => b.length - a.length).map(({ row }) => row);
  }

  get isEmpty(): boolean {
    return this.first >= this.rows.length;
  }

  /** @param u uniform in [0, 1) */
  take(u: number): number {
    const left = this.rows.length - this.first;
    // P(rank ≤ r) = (1 − 2^−(r+1)) / (1 − 2^−left)
    const rank = Math.min(left - 1, Math.floor(-Math.log2(1 - u * (1 - 2 ** -left))));
    const at = this.first + rank;
    const row = this.rows[at] ?? 0;
    this.rows.copyWithin(this.first + 1, this.first, at);
    this.first++;
    return row;
  }
}

/** @returns a number in [0, 1) with 53 random bits */
function uniform(seed: number, index: number): number {
  const high = mixSeed(seed, 2 * index) >>> 5;
  const low = mixSeed(seed, 2 * index + 1) >>> 6;
  return (high * 2 ** 26 + low) / 2 ** 53;
}
