/** A curation of a million rows in the editor: what a change of rules costs, and whether the table stutters. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { HarnessBrowser } from '../test/webview/harness/browser';
import { curated } from '../test/webview/harness/curations';
import type { Benchmark } from './support/benchmark';
import { quantile } from './support/frames';
import { writeSyntheticPool, type SyntheticPool } from './support/syntheticPool';

const POOL: SyntheticPool = { rows: 1_000_000, words: 40, evaluationQuestions: 2000 };
const FRAMES = 240;
/** Rows a frame: a wheel that is turned fast. */
const ROWS_A_FRAME = 9;

interface Measured {
  readonly rows: number;
  readonly peakBytes: number;
  readonly readMs: number;
  readonly switchMs: number;
  readonly seedMs: number;
  readonly keepMs: number;
  readonly sortMs: number;
  readonly pageMs: number;
  readonly sortedPageMs: number;
  readonly searchMs: number;
}

export const benchmark: Benchmark = {
  title: 'The curation view of a million rows',
  method:
    'A made-up pool in the shape of s1K (1,000,000 rows, 40 words a trace). Its thread reads the pool once; everything else ' +
    'is relative to that: what a change of rules would cost that read the pool anew. *Decided anew* is from the change to ' +
    'all that the view shows (the funnel, the draw, the order of the table). A page is 100 rows. Below: the table in ' +
    `Chromium, ${FRAMES} frames of ${ROWS_A_FRAME} rows each down a million rows, then as many jumps to anywhere; relative to ` +
    'an empty element of the same height that is scrolled in the same way.',
  run: async ({ root, scratch, progress }) => {
    const paths = { pool: join(scratch, 'pool.jsonl'), set: join(scratch, 'set.jsonl') };
    progress(`making up ${POOL.rows} rows`);
    writeSyntheticPool(paths.pool, paths.set, POOL);
    progress('reading and deciding them');
    const child = join(root, 'build/bench/children/curateSession.mjs');
    const output = execFileSync(process.execPath, [child, paths.pool, paths.set], { encoding: 'utf8' });
    const seen = JSON.parse(output) as Measured;
    progress('scrolling them');
    const harness = await HarnessBrowser.start();
    try {
      const { page } = await harness.openPanel('curation', curated({ news: { listed: POOL.rows } }), {
        width: 1360,
      });
      const view = {
        down: await scroll(page, 'wp-row-table', 'down'),
        jumps: await scroll(page, 'wp-row-table', 'jumps'),
      };
      await page.evaluate(drawEmpty);
      const empty = { down: await scroll(page, 'body', 'down'), jumps: await scroll(page, 'body', 'jumps') };
      const row = (what: string, ms: number): string[] => [what, time(ms), (seen.readMs / ms).toFixed(0)];
      const frames = (what: string, mine: Frames, other: Frames): string[][] => [
        [`${what}: median frame`, time(mine.median), (mine.median / other.median).toFixed(2)],
        [`${what}: longest frame`, time(mine.longest), (mine.longest / other.longest).toFixed(2)],
      ];
      return {
        columns: ['what', 'time', 'ratio'],
        rows: [
          ['reading the pool', time(seen.readMs), '1'],
          row('decided anew: a rule is switched', seen.switchMs),
          row('decided anew: another seed', seen.seedMs),
          row('decided anew: a row is taken back', seen.keepMs),
          row('sorted by length', seen.sortMs),
          row('a page', seen.pageMs),
          row('a page of rows sorted by length', seen.sortedPageMs),
          row('a text looked for in all questions', seen.searchMs),
          ['peak memory', `${Math.round(seen.peakBytes / 1e6)} MB`, ''],
          ...frames('scrolled', view.down, empty.down),
          ...frames('jumped', view.jumps, empty.jumps),
        ],
      };
    } finally {
      await harness.close();
    }
  },
};

interface Frames {
  readonly median: number;
  readonly longest: number;
}

/** Milliseconds between frames while an element is scrolled. */
async function scroll(page: Page, selector: string, way: 'down' | 'jumps'): Promise<Frames> {
  const frames = await page.evaluate(
    async ({ of, kind, count, rows }) => {
      const host = document.querySelector('wp-curation-view')?.shadowRoot?.querySelector(of) ?? null;
      const scroller = host?.shadowRoot?.querySelector('[role=grid]') ?? document.querySelector('.empty');
      if (!scroller) throw new Error('There is nothing to scroll.');
      const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
      const times: number[] = [];
      scroller.scrollTop = 0;
      let last = await nextFrame();
      for (let i = 0; i < count; i++) {
        if (kind === 'down') scroller.scrollTop += rows * 24;
        else scroller.scrollTop = (scroller.scrollHeight * ((i * 89) % count)) / count;
        const now = await nextFrame();
        times.push(now - last);
        last = now;
      }
      return times;
    },
    { of: selector, kind: way, count: FRAMES, rows: ROWS_A_FRAME },
  );
  return { median: quantile(frames, 0.5), longest: Math.max(...frames) };
}

/** Runs in the page: puts an element as high as the table in the place of the view. */
function drawEmpty(): void {
  const outer = document.createElement('div');
  const inner = document.createElement('div');
  outer.className = 'empty';
  outer.style.height = '100vh';
  outer.style.overflow = 'auto';
  inner.style.height = '24000000px';
  outer.append(inner);
  document.body.replaceChildren(outer);
}

const time = (ms: number): string =>
  ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
