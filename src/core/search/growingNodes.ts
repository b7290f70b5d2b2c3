import type { StepRange } from '../trace/segmentation';

/**
 * Steps of several paths become nodes in an order that does not depend on who was faster: the first steps of all, by
 * path, then the second ones. A thinking that ends at once becomes a node without a step.
 */
export class GrowingNodes {
  private readonly queues: { readonly ranges: (StepRange | null)[]; ended: boolean }[];
  private step = 0;
  private path = 0;

  constructor(
    paths: number,
    private readonly add: (path: number, range: StepRange | null, index: number) => void,
  ) {
    this.queues = Array.from({ length: paths }, () => ({ ranges: [], ended: false }));
  }

  push(path: number, range: StepRange): void {
    this.queues[path]?.ranges.push(range);
    this.flush();
  }

  /** @param isOver its thinking has ended */
  end(path: number, isOver: boolean): void {
    const queue = this.queues[path];
    if (queue) queue.ended = true;
    if (isOver && queue?.ranges.length === 0) queue.ranges.push(null);
    this.flush();
  }

  private flush(): void {
    while (this.queues.some(({ ranges, ended }) => !ended || ranges.length > this.step)) {
      const queue = this.queues[this.path];
      const range = queue?.ranges[this.step];
      if (range !== undefined) this.add(this.path, range, this.step);
      else if (!queue?.ended) return;
      this.path++;
      if (this.path < this.queues.length) continue;
      this.path = 0;
      this.step++;
    }
  }
}
