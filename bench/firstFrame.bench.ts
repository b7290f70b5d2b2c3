/** How soon a long trace is seen, against the simplest way of colouring tokens. */
import { HarnessBrowser } from '../test/webview/harness/browser';
import type { Benchmark } from './support/benchmark';
import { interleave, showSpread } from './support/interleave';

const ROUNDS = 7;

interface Frame {
  readonly ms: number;
  readonly nodes: number;
}

export const benchmark: Benchmark = {
  title: 'First frame of a long trace',
  method:
    'A finished trace of 32,768 thinking tokens in 820 steps in Chromium, from the moment the page has it to the frame after ' +
    'its drawing: the trace view as it is shipped (run bar, strip, chart, scores, all of it), relative to a bare page with ' +
    'nothing but a coloured span per token. Nodes are counted through all shadow roots.',
  run: async ({ progress }) => {
    progress(`${ROUNDS} rounds`);
    const harness = await HarnessBrowser.start();
    try {
      const nodes = { spans: 0, view: 0 };
      const timed = (name: keyof typeof nodes, frame: () => Promise<Frame>) => async (): Promise<number> => {
        const seen = await frame();
        nodes[name] = seen.nodes;
        return seen.ms;
      };
      const timings = await interleave(ROUNDS, {
        spans: timed('spans', () => drawSpans(harness)),
        view: timed('view', () => openView(harness)),
      });
      const row = (name: string, way: keyof typeof nodes): string[] => [
        name,
        `${timings[way].medianMs.toFixed(0)} ms`,
        showSpread(timings[way].speed),
        String(nodes[way]),
      ];
      const rows = [row('a span per token', 'spans'), row('trace view', 'view')];
      return { columns: ['page', 'median', 'speed', 'nodes'], rows };
    } finally {
      await harness.close();
    }
  },
};

async function openView(harness: HarnessBrowser): Promise<Frame> {
  const { page } = await harness.open({ scenario: 'long', at: 'end' });
  try {
    await page.waitForFunction(() => globalThis.harness.times.firstFrame !== null);
    return await page.evaluate(() => {
      const count = (root: ParentNode): number =>
        [...root.querySelectorAll('*')].reduce(
          (sum, { shadowRoot }) => sum + 1 + (shadowRoot ? count(shadowRoot) : 0),
          0,
        );
      const { ready, firstFrame } = globalThis.harness.times;
      return { ms: (firstFrame ?? NaN) - ready, nodes: count(document) };
    });
  } finally {
    await page.context().close();
  }
}

/** Draws the same trace in the same kind of page, once the view is out of it. */
async function drawSpans(harness: HarnessBrowser): Promise<Frame> {
  const { page } = await harness.open({ scenario: 'long', at: 'end' });
  try {
    await page.waitForFunction(() => globalThis.harness.times.firstFrame !== null);
    return await page.evaluate(async () => {
      const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
      const { trace } = globalThis.harness.state;
      document.body.replaceChildren();
      await nextFrame();
      await nextFrame();
      const startedAt = performance.now();
      const { tokens, steps } = structuredClone(trace);
      for (const { start, end } of steps) {
        const step = document.createElement('p');
        for (let i = start; i < end; i++) {
          const span = document.createElement('span');
          span.textContent = tokens.text[i] ?? '';
          span.style.opacity = String(0.5 + (tokens.prob[i] ?? 0) / 2);
          step.append(span);
        }
        document.body.append(step);
      }
      await nextFrame();
      await nextFrame();
      return { ms: performance.now() - startedAt, nodes: document.querySelectorAll('*').length };
    });
  } finally {
    await page.context().close();
  }
}
