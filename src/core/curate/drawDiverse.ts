import { mixSeed } from '../decode/random';

/** Rows of a pool, of which some may be drawn. */
export interface Drawable {
  /** Every row by its number, the longest trace first; of two as long, the first of the pool. */
  readonly longestFirst: Int32Array;
  /** -1, of rows without one, counts as a domain too. */
  readonly domainOf: (row: number) => number;
  readonly isCandidate: (row: number) => boolean;
}

/**
 * Algorithm 1 of s1 (arXiv 2501.19393): a domain uniformly among those that are left, in it one row with weight 2^−rank
 * (the longest trace has rank 0), without replacement, until `count` are drawn or none is left. The random numbers
 * depend on (seed, draw) alone.
 * @returns rows in the order in which they were drawn, at most `count`
 */
export function drawDiverse(pool: Drawable, count: number, seed: number): number[] {
  const domains = byDomain(pool).map((rows) => new RankedRows(rows));
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

/** The candidates of each domain, the longest first; domains in the order in which the pool has them. */
function byDomain({ longestFirst, domainOf, isCandidate }: Drawable): Int32Array[] {
  const sizes = new Map<number, number>();
  for (let row = 0; row < longestFirst.length; row++)
    if (isCandidate(row)) sizes.set(domainOf(row), (sizes.get(domainOf(row)) ?? 0) + 1);
  const domains = new Map(
    [...sizes].map(([domain, size]) => [domain, { rows: new Int32Array(size), used: 0 }]),
  );
  for (const row of longestFirst) {
    const domain = isCandidate(row) ? domains.get(domainOf(row)) : undefined;
    if (domain) domain.rows[domain.used++] = row;
  }
  return [...domains.values()].map(({ rows }) => rows);
}

/** Rows of a domain, the longest first. Those that are drawn stand near the beginning: what is before them moves up. */
class RankedRows {
  private first = 0;

  constructor(private readonly rows: Int32Array) {}

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
