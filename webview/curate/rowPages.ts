import type { RowPage, ShownRow } from '../../src/core/curate/shownCuration';

/** Rows that are asked for together. */
export const PAGE_ROWS = 100;
/** Pages kept: some screens above and below. */
const MOST_PAGES = 24;
/** Pages that are asked for and not there: what is scrolled past meanwhile is not asked for at all. */
const MOST_ASKED = 2;

/** Rows of a table by their place, as far as they were looked at. Older ones are shown until the newer are there. */
export class RowPages {
  readonly #pages = new Map<number, { version: number; rows: readonly ShownRow[] }>();
  readonly #asked = new Set<number>();
  #version = -1;
  #inSight: readonly [from: number, to: number] = [0, 0];

  /** @param changed there is more to show */
  constructor(
    private readonly fetchRows: (from: number, count: number) => Promise<RowPage>,
    private readonly changed: () => void,
  ) {}

  /** @returns undefined: it is not there yet */
  at(place: number): ShownRow | undefined {
    return this.#pages.get(Math.floor(place / PAGE_ROWS))?.rows[place % PAGE_ROWS];
  }

  /** The table is another one by now. @param isOther its rows are others: the old ones say nothing of it */
  renew(version: number, isOther: boolean): void {
    if (version === this.#version) return;
    this.#version = version;
    if (isOther) this.#pages.clear();
    this.#askFor();
  }

  /** Places from `from` to before `to` are in sight. */
  look(from: number, to: number): void {
    this.#inSight = [from, to];
    this.#askFor();
  }

  #askFor(): void {
    const [from, to] = this.#inSight;
    const last = Math.floor(Math.max(from, to - 1) / PAGE_ROWS);
    for (let page = Math.floor(from / PAGE_ROWS); page <= last && this.#asked.size < MOST_ASKED; page++)
      if (this.#pages.get(page)?.version !== this.#version && !this.#asked.has(page)) void this.#ask(page);
  }

  async #ask(page: number): Promise<void> {
    this.#asked.add(page);
    try {
      const { version, rows } = await this.fetchRows(page * PAGE_ROWS, PAGE_ROWS);
      this.#pages.delete(page);
      this.#pages.set(page, { version, rows });
      const [oldest] = this.#pages.keys();
      if (this.#pages.size > MOST_PAGES && oldest !== undefined) this.#pages.delete(oldest);
    } catch {
      // Whoever answers has ended, and says so by itself; the next look asks again.
      return;
    } finally {
      this.#asked.delete(page);
    }
    this.changed();
    this.#askFor();
  }
}
