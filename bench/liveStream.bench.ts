/** Whether the view stays responsive while a fast run streams into it. */
import { HarnessBrowser } from '../test/webview/harness/browser';
import type { Benchmark } from './support/benchmark';
import { quantile, watchFrames } from './support/frames';

const SECONDS = 20;
const TOKENS_PER_SECOND = 1_000;
/** As the engine sends them. */
const FRAME_MS = 33;
/** Milliseconds of which the longest task counts. */
const SLOT_MS = 100;
/** Category of the browser's trace that holds its tasks. */
const TASKS = 'disabled-by-default-devtools.timeline';

export const benchmark: Benchmark = {
  title: 'A live stream',
  method:
    `A run of ${TOKENS_PER_SECOND} tokens a second for ${SECONDS} s, in frames of ${FRAME_MS} ms, into the view in Chromium: the first time ` +
    'into an empty trace, the second time behind 100,000 tokens in 3,900 steps. *Task*: the longest task of the page’s main ' +
    'thread in each 100 ms, by the browser’s own trace. The aim is 50 ms at the 95th percentile.',
  run: async ({ progress }) => {
    const harness = await HarnessBrowser.start();
    try {
      const rows: string[][] = [];
      for (const [label, before] of [
        ['from the beginning', 0],
        ['behind 100,000 tokens', 100_000],
      ] as const) {
        progress(label);
        const { tasks, frames, late } = await stream(harness, before);
        rows.push([
          label,
          `${quantile(tasks, 0.5).toFixed(0)} ms`,
          `${quantile(tasks, 0.95).toFixed(0)} ms`,
          `${Math.max(...tasks).toFixed(0)} ms`,
          `${quantile(frames, 0.95).toFixed(0)} ms`,
          `${late.toFixed(1)} s`,
        ]);
      }
      return {
        columns: [
          'stream',
          'task, median',
          'task, 95 %',
          'task, longest',
          'between frames, 95 %',
          'behind at the end',
        ],
        rows,
      };
    } finally {
      await harness.close();
    }
  },
};

/** @param before tokens that are there already */
async function stream(
  harness: HarnessBrowser,
  before: number,
): Promise<{ tasks: number[]; frames: number[]; late: number }> {
  const { page } = await harness.open({ scenario: 'huge', at: 'live' });
  try {
    const perFrame = Math.round((TOKENS_PER_SECOND * FRAME_MS) / 1_000);
    await page.evaluate(
      async ([tokens, size]) => {
        const events = globalThis.harness.frames(size);
        let sent = 0;
        let to = 0;
        for (; to < events.length && sent < tokens; to++) {
          const event = events[to];
          if (event?.type === 'tokens') sent += event.tokens.id.length;
        }
        await globalThis.harness.view.running(true, null);
        await globalThis.harness.view.events(events.slice(0, Math.max(1, to)));
        Object.assign(window, { streamed: events.slice(Math.max(1, to)) });
      },
      [before, perFrame] as const,
    );
    await page.waitForTimeout(3_000);
    await page.evaluate(watchFrames);
    await harness.browser.startTracing(page, { categories: [TASKS] });
    const seen = await page.evaluate(
      async ([seconds, tokensPerSecond, frameMs]) => {
        const events = (window as unknown as { streamed: ReturnType<typeof globalThis.harness.frames> })
          .streamed;
        const start = performance.now();
        let next = 0;
        let sent = 0;
        while (sent < seconds * tokensPerSecond && next < events.length) {
          const due = ((performance.now() - start) / 1_000) * tokensPerSecond;
          const batch = [];
          while (sent < due && next < events.length) {
            const event = events[next++];
            if (event?.type === 'tokens') sent += event.tokens.id.length;
            if (event) batch.push(event);
          }
          if (batch.length > 0) void globalThis.harness.view.events(batch);
          await new Promise((resolve) => setTimeout(resolve, frameMs));
        }
        const late = (performance.now() - start) / 1_000 - seconds;
        return { frames: window.watch.read().frames, late };
      },
      [SECONDS, TOKENS_PER_SECOND, FRAME_MS] as const,
    );
    const tasks = longestTasks((await harness.browser.stopTracing()).toString('utf8'));
    return { ...seen, tasks };
  } finally {
    await page.context().close();
  }
}

interface TraceEvents {
  readonly traceEvents: readonly {
    readonly name: string;
    readonly pid: number;
    readonly tid: number;
    /** Microseconds. */
    readonly ts: number;
    readonly dur?: number;
    readonly args: { readonly name?: string };
  }[];
}

/** Milliseconds of the longest task in each slot; of the busiest main thread, which is the page's. */
function longestTasks(json: string): number[] {
  const { traceEvents } = JSON.parse(json) as TraceEvents;
  const threads = traceEvents.filter(
    ({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain',
  );
  const perThread = threads.map(({ pid, tid }) =>
    traceEvents.filter((event) => event.name === 'RunTask' && event.pid === pid && event.tid === tid),
  );
  const busiest = perThread.reduce((a, b) => (b.length > a.length ? b : a), []);
  const slots = new Map<number, number>();
  for (const { ts, dur = 0 } of busiest) {
    const slot = Math.floor(ts / 1_000 / SLOT_MS);
    slots.set(slot, Math.max(slots.get(slot) ?? 0, dur / 1_000));
  }
  return [...slots.values()];
}
