import { Growing } from '../core/curate/growing';

/** Where the rows of a pool stand: file and line, by their number. */
export class PoolPlaces {
  private readonly lines = new Growing((length) => new Uint32Array(length));
  /** First row of each file, in order. */
  private readonly files: { readonly name: string; readonly from: number }[] = [];

  get rows(): number {
    return this.lines.length;
  }

  /** The rows that follow stand in this file. */
  begin(name: string): void {
    this.files.push({ name, from: this.rows });
  }

  push(line: number): void {
    this.lines.push(line);
  }

  lineOf(row: number): number {
    return this.lines.at(row);
  }

  /** Number of its file, in the order in which they were read. */
  fileOf(row: number): number {
    let low = 0;
    let high = this.files.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.files[middle]?.from ?? 0) <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** "pool.jsonl:17". */
  of(row: number): string {
    return `${this.files[this.fileOf(row)]?.name ?? ''}:${this.lineOf(row)}`;
  }
}
