/** What a page's user waits for: frames that come late, and tasks that let nothing else through. */

/** Installed in a page before anything is done in it; `window.watch` holds what it saw since `reset`. */
export interface FrameWatch {
  reset(): void;
  /** Milliseconds between frames, and of every task longer than 50 ms by the browser's own count. */
  read(): { frames: number[]; longTasks: number[] };
}

declare global {
  interface Window {
    watch: FrameWatch;
  }
}

/** Runs in the page. */
export function watchFrames(): void {
  let frames: number[] = [];
  let longTasks: number[] = [];
  let last = performance.now();
  requestAnimationFrame(function frame(now) {
    frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  });
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  });
  observer.observe({ type: 'longtask' });
  window.watch = {
    reset() {
      frames = [];
      longTasks = [];
      observer.takeRecords();
    },
    read() {
      for (const { duration } of observer.takeRecords()) longTasks.push(duration);
      return { frames, longTasks };
    },
  };
}

/** The value below which a share of all lies; 0 for none. @param share 0..1 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
