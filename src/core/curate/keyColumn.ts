import { Growing } from './growing';

const NONE = -1;

/**
 * Keys of rows (16 hex digits, eight bytes each), and which row has each of them first: a table of row numbers, open
 * addressing, at most half full. A million texts in a map would take ten times the memory.
 */
export class KeyColumn {
  private readonly high = new Growing((length) => new Uint32Array(length));
  private readonly low = new Growing((length) => new Uint32Array(length));
  private table = new Int32Array(2048).fill(NONE);
  private distinct = 0;

  /** @returns the first row with this key: its own number where it is new */
  push(key: string): number {
    const high = parseInt(key.slice(0, 8), 16);
    const low = parseInt(key.slice(8), 16);
    const row = this.high.length;
    this.high.push(high);
    this.low.push(low);
    const place = this.place(high, low);
    const first = this.table[place] ?? NONE;
    if (first !== NONE) return first;
    this.table[place] = row;
    if (2 * ++this.distinct > this.table.length) this.grow();
    return row;
  }

  /** A row without a key. */
  pushNone(): void {
    this.high.push(0);
    this.low.push(0);
  }

  /** @returns -1 where no row has it, or it is no key at all */
  firstRowOf(key: string): number {
    if (!/^[0-9a-f]{16}$/.test(key)) return NONE;
    return this.table[this.place(parseInt(key.slice(0, 8), 16), parseInt(key.slice(8), 16))] ?? NONE;
  }

  at(row: number): string {
    const hex = (value: number): string => value.toString(16).padStart(8, '0');
    return hex(this.high.at(row)) + hex(this.low.at(row));
  }

  /** Where a key stands in the table, or where it would be put. Keys are hashes already. */
  private place(high: number, low: number): number {
    const mask = this.table.length - 1;
    for (let at = low & mask; ; at = (at + 1) & mask) {
      const row = this.table[at] ?? NONE;
      if (row === NONE || (this.high.at(row) === high && this.low.at(row) === low)) return at;
    }
  }

  private grow(): void {
    const rows = this.table.filter((row) => row !== NONE);
    this.table = new Int32Array(2 * this.table.length).fill(NONE);
    for (const row of rows) this.table[this.place(this.high.at(row), this.low.at(row))] = row;
  }
}
