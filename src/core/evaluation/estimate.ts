import { cellName, type Cell } from './cell';
import type { ResultRow } from './resultRow';

/** How long the rest takes: each row as long as its cell took so far, in the mean. */
export class Estimate {
  private readonly byCell = new Map<string, { count: number; ms: number }>();

  /** @param questions that every cell is asked */
  constructor(private readonly questions: number) {}

  add(row: ResultRow): void {
    const name = cellName(row);
    const sum = this.byCell.get(name) ?? { count: 0, ms: 0 };
    this.byCell.set(name, { count: sum.count + 1, ms: sum.ms + row.timeMs });
  }

  /** A cell that has no row yet takes as long as the mean of the others; null: none has. */
  remainingMs(planned: readonly { readonly cell: Cell }[]): number | null {
    const sums = [...this.byCell.values()];
    const count = sums.reduce((all, one) => all + one.count, 0);
    if (count === 0) return null;
    const mean = sums.reduce((all, one) => all + one.ms, 0) / count;
    const rest = planned.reduce((all, { cell }) => {
      const sum = this.byCell.get(cellName(cell));
      return all + (sum ? (this.questions - sum.count) * (sum.ms / sum.count) : this.questions * mean);
    }, 0);
    return Math.round(rest);
  }
}
