import { Growing } from '../core/curate/growing';
import { unspooled, type PoolReading } from './poolReading';

/** Looks for a text in the questions of a pool, block by block, while the pool may still be growing. */
export class TextSearch {
  private readonly found = new Growing((length) => new Uint8Array(length));
  private readonly wanted: string;

  constructor(
    readonly text: string,
    private readonly reading: PoolReading,
  ) {
    this.wanted = text.toLowerCase();
  }

  /** Rows that were looked at. */
  get searched(): number {
    return this.found.length;
  }

  get isBehind(): boolean {
    return this.searched < this.reading.spool.rows;
  }

  hasText(row: number): boolean {
    return this.found.at(row) === 1;
  }

  /** Looks at the next block of rows. */
  async step(): Promise<void> {
    const { spool } = this.reading;
    for (const text of await spool.read(this.searched, spool.blockFrom(this.searched))) {
      const row = unspooled(text);
      const said = 'problem' in row ? row.problem : row.question;
      this.found.push(said.toLowerCase().includes(this.wanted) ? 1 : 0);
    }
  }
}
