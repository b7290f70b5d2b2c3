/** How soon a large sweep is seen, against the plainest table of the same words. */
import type { Page } from 'playwright-core';
import type { Trace } from '../src/core/trace/trace';
import type { SweepState } from '../src/protocol/sweepView';
import { HarnessBrowser } from '../test/webview/harness/browser';
import { long } from '../test/webview/harness/scenarios';
import { swept } from '../test/webview/harness/sweeps';
import type { Benchmark } from './support/benchmark';
import { interleave, showSpread } from './support/interleave';

const ROUNDS = 7;
const COLUMNS = 32;
const STEPS = 500;
const TOKENS = 8_000;

export const benchmark: Benchmark = {
  title: 'A sweep of 32 columns',
  method:
    `${COLUMNS} columns of ${STEPS} steps and ${TOKENS.toLocaleString('en')} thinking tokens, no two cells of a row alike, ` +
    'in Chromium: from the moment the page is handed the state to the second frame after it. The sweep ' +
    'view as it is shipped (heads, scores, waits, answers, both charts), relative to a bare grid in the same kind of page ' +
    'with nothing but the words of every cell. *Pinned*: from pinning a column, which compares every cell word by word, to ' +
    'the second frame. Nodes are counted through all shadow roots.',
  run: async ({ progress }) => {
    const traces = Array.from({ length: COLUMNS }, (_, index) => column(index));
    const state = swept(traces);
    progress(`${ROUNDS} rounds of ${state.rows.length} rows`);
    const harness = await HarnessBrowser.start();
    try {
      const nodes = { grid: 0, view: 0, pinned: 0 };
      const timed =
        (name: keyof typeof nodes, draw: (page: Page, given: SweepState) => Promise<Drawn>) => async () => {
          const { page } = await harness.openPanel('sweep', swept(traces.slice(0, 1)), { width: 1360 });
          try {
            const drawn = await draw(page, state);
            nodes[name] = drawn.nodes;
            return drawn.ms;
          } finally {
            await page.context().close();
          }
        };
      const timings = await interleave(ROUNDS, {
        grid: timed('grid', drawGrid),
        view: timed('view', drawView),
        pinned: timed('pinned', pin),
      });
      const row = (name: string, way: keyof typeof nodes): string[] => [
        name,
        `${timings[way].medianMs.toFixed(0)} ms`,
        showSpread(timings[way].speed),
        String(nodes[way]),
      ];
      const rows = [row('words in a grid', 'grid'), row('sweep view', 'view'), row('pinned', 'pinned')];
      return { columns: ['page', 'median', 'speed', 'nodes'], rows };
    } finally {
      await harness.close();
    }
  },
};

/** Every step of it differs from that of another column in a word. */
function column(index: number): Trace {
  const { trace } = long(STEPS, TOKENS);
  for (const { start } of trace.steps) trace.tokens.text[start] = ` column ${index}`;
  return trace;
}

interface Drawn {
  readonly ms: number;
  readonly nodes: number;
}

/** Two frames: the first draws, the second begins when that is on the screen. */
const FRAMES = `
  globalThis.twoFrames = async () => {
    for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
  };
  globalThis.countNodes = (root) =>
    [...root.querySelectorAll('*')].reduce((sum, { shadowRoot }) => sum + 1 + (shadowRoot ? countNodes(shadowRoot) : 0), 0);
`;

declare global {
  var twoFrames: () => Promise<void>;
  var countNodes: (root: ParentNode) => number;
}

async function drawView(page: Page, state: SweepState): Promise<Drawn> {
  await page.evaluate(FRAMES);
  return page.evaluate(async (given) => {
    const startedAt = performance.now();
    await globalThis.panelHarness.view.show(given);
    await globalThis.twoFrames();
    return { ms: performance.now() - startedAt, nodes: globalThis.countNodes(document) };
  }, state);
}

async function pin(page: Page, state: SweepState): Promise<Drawn> {
  await drawView(page, state);
  return page.evaluate(async () => {
    const startedAt = performance.now();
    await globalThis.panelHarness.view.pin(0);
    await globalThis.twoFrames();
    return { ms: performance.now() - startedAt, nodes: globalThis.countNodes(document) };
  });
}

async function drawGrid(page: Page, state: SweepState): Promise<Drawn> {
  await page.evaluate(FRAMES);
  return page.evaluate(async (given) => {
    document.body.replaceChildren();
    await globalThis.twoFrames();
    const startedAt = performance.now();
    const { rows, columns } = structuredClone(given);
    document.body.style.overflow = 'auto';
    for (const { variants, columns: places } of rows) {
      const row = document.createElement('div');
      row.style.display = 'grid';
      row.style.gridTemplateColumns = `repeat(${columns.length}, 220px)`;
      for (const place of places) {
        const cell = document.createElement('div');
        cell.textContent = variants[place ?? -1]?.text ?? '';
        row.append(cell);
      }
      document.body.append(row);
    }
    await globalThis.twoFrames();
    return { ms: performance.now() - startedAt, nodes: globalThis.countNodes(document) };
  }, state);
}
