/** What is kept of every row of a pool: some numbers, from which a decision under any rules follows. */
import { Growing } from './growing';
import { KeyColumn } from './keyColumn';

/** Bits above those of `QUALITY_FLAG`. */
export const FLAG = {
  unreadable: 1 << 8,
  droppedElsewhere: 1 << 9,
  notSelectedElsewhere: 1 << 10,
  /** By the first grader of the configuration. */
  solvedByFirst: 1 << 11,
  solvedBySecond: 1 << 12,
  sharedNgram: 1 << 13,
  /** It is known whether the answer is right. */
  graded: 1 << 14,
  right: 1 << 15,
} as const;

/** All bits that there are. */
export const MOST_FLAGS = (1 << 16) - 1;

export const SOLVED = FLAG.solvedByFirst | FLAG.solvedBySecond;

export const NO_DOMAIN = -1;

/** What is known of one row. */
export interface RowSignals {
  /** `questionKey`; null: the row could not be read, and the rest does not matter. */
  readonly key: string | null;
  readonly flags: number;
  /** Null: none. */
  readonly domain: string | null;
  readonly source: string;
  readonly length: number;
}

/** Names that many rows share, by number. */
class Names {
  readonly list: string[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.list.length);
    return this.list.push(name) - 1;
  }
}

/** About 40 bytes a row, whatever its length. Rows are only ever added. */
export class PoolSignals {
  readonly flags = new Growing((length) => new Uint32Array(length));
  /** Number of the domain, or `NO_DOMAIN`. */
  readonly domain = new Growing((length) => new Int32Array(length));
  readonly source = new Growing((length) => new Int32Array(length));
  readonly length = new Growing((length) => new Float64Array(length));
  /** The first row with the same question: its own number where it is that. */
  readonly first = new Growing((length) => new Int32Array(length));
  readonly keys = new KeyColumn();
  readonly #domains = new Names();
  readonly #sources = new Names();
  #longestFirst = new Int32Array(0);

  get rows(): number {
    return this.flags.length;
  }

  get domains(): readonly string[] {
    return this.#domains.list;
  }

  get sources(): readonly string[] {
    return this.#sources.list;
  }

  add({ key, flags, domain, source, length }: RowSignals): void {
    const row = this.rows;
    this.flags.push(flags);
    this.domain.push(domain === null ? NO_DOMAIN : this.#domains.numberOf(domain));
    this.source.push(this.#sources.numberOf(source));
    this.length.push(length);
    if (key === null) this.keys.pushNone();
    this.first.push(key === null ? row : this.keys.push(key));
  }

  isRepeat(row: number): boolean {
    return this.first.at(row) !== row;
  }

  /** Null: it could not be read. */
  keyOf(row: number): string | null {
    return this.flags.at(row) & FLAG.unreadable ? null : this.keys.at(row);
  }

  domainOf(row: number): string | null {
    return this.domains[this.domain.at(row)] ?? null;
  }

  /** All rows, the longest trace first; of two as long, the first of the pool. Only rows that were added are sorted. */
  longestFirst(): Int32Array {
    const before = this.#longestFirst;
    if (before.length === this.rows) return before;
    const compare = (a: number, b: number): number => this.length.at(b) - this.length.at(a) || a - b;
    const added = Int32Array.from({ length: this.rows - before.length }, (_, i) => before.length + i).sort(
      compare,
    );
    const merged = new Int32Array(this.rows);
    for (let i = 0, one = 0, other = 0; i < merged.length; i++) {
      const [a, b] = [before[one], added[other]];
      const isFirst = b === undefined || (a !== undefined && compare(a, b) < 0);
      merged[i] = (isFirst ? a : b) ?? 0;
      if (isFirst) one++;
      else other++;
    }
    this.#longestFirst = merged;
    return merged;
  }
}
