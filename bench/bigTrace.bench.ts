/** What it is like to work with a trace of 131,072 tokens and 5,000 steps. */
import type { CDPSession, Page } from 'playwright-core';
import type { ViewCommand } from '../src/protocol/webview';
import { HarnessBrowser } from '../test/webview/harness/browser';
import type { Benchmark } from './support/benchmark';
import { watchFrames } from './support/frames';
import { spread } from './support/interleave';

const ROUNDS = 5;
/** Pixels of one turn of the wheel, and turns over the whole trace. */
const SCROLL_STEPS = 200;

const ACTIONS: readonly { name: string; act: (page: Page) => Promise<void> }[] = [
  { name: 'scroll through all of it', act: scrollThrough },
  { name: 'find a word (some 11,000 hits)', act: (page) => find(page, 'check') },
  { name: 'go to the next hit, 20 times', act: nextHits },
  { name: 'filter: score below 0.5', act: (page) => filter(page, '0.5') },
  { name: 'clear the filter', act: (page) => command(page, 'clearFilter') },
  { name: 'fold all', act: (page) => command(page, 'foldAll') },
  { name: 'unfold all', act: (page) => command(page, 'unfoldAll') },
  { name: 'jump to the last step', act: (page) => page.evaluate(() => void harness.view.goToStep(4_999)) },
];

export const benchmark: Benchmark = {
  title: 'A trace of 131,072 tokens',
  method:
    'A finished trace of 131,072 thinking tokens in 5,000 steps in Chromium. *First frame*: from the moment the ' +
    'page is handed the data, its decoding included, to the frame after the drawing; the aim is 300 ms. *Longest frame*: the ' +
    'longest time between two frames while it is done and for a second after; the aim is 100 ms. Median over the rounds and ' +
    `(least–most) of ${ROUNDS} rounds, each in a new page. Memory: the JavaScript heap after a garbage collection, and DOM nodes, ` +
    'by the browser’s own count, less those of a page with an empty trace.',
  run: async ({ progress }) => {
    const harness = await HarnessBrowser.start();
    try {
      const seen = new Map<string, number[]>();
      const note = (name: string, value: number): void =>
        void seen.set(name, [...(seen.get(name) ?? []), value]);
      for (let round = 0; round < ROUNDS; round++) {
        progress(`round ${round + 1} of ${ROUNDS}`);
        const empty = await measureEmpty(harness);
        const { page, session } = await open(harness);
        const times = await page.evaluate(() => globalThis.harness.times);
        note('first frame', (times.firstFrame ?? NaN) - (times.received ?? NaN));
        await page.waitForFunction(
          () =>
            document
              .querySelector('wp-trace-view')
              ?.shadowRoot?.querySelector('wp-step-list')
              ?.shadowRoot?.querySelectorAll('li.step').length === 5_000,
        );
        note('all rows drawn', Math.max(...(await page.evaluate(() => window.watch.read().frames.slice(1)))));
        await page.evaluate(() => globalThis.harness.forget());
        const whole = await memory(session);
        note('heap', whole.heap - empty.heap);
        note('nodes', whole.nodes - empty.nodes);
        for (const { name, act } of ACTIONS) {
          await page.evaluate(() => window.watch.reset());
          await act(page);
          await page.waitForTimeout(1_000);
          note(name, Math.max(...(await page.evaluate(() => window.watch.read().frames))));
        }
        note('heap at the end', (await memory(session)).heap - empty.heap);
        await page.context().close();
      }
      const row = (label: string, name: string, unit: string, scale = 1): string[] => {
        const { median, least, most } = spread(seen.get(name) ?? []);
        const show = (value: number): string => (value / scale).toFixed(0);
        return [label, `${show(median)} ${unit}`, `${show(least)}–${show(most)}`];
      };
      return {
        columns: ['what', 'median', 'least–most'],
        rows: [
          row('first frame', 'first frame', 'ms'),
          row('longest frame: drawing the rows behind it', 'all rows drawn', 'ms'),
          ...ACTIONS.map(({ name }) => row(`longest frame: ${name}`, name, 'ms')),
          row('JavaScript heap, opened', 'heap', 'MB', 1e6),
          row('JavaScript heap, after all of the above', 'heap at the end', 'MB', 1e6),
          row('DOM nodes, opened', 'nodes', ''),
        ],
      };
    } finally {
      await harness.close();
    }
  },
};

async function open(harness: HarnessBrowser): Promise<{ page: Page; session: CDPSession }> {
  const { page } = await harness.open({ scenario: 'huge', at: 'end' });
  const session = await page.context().newCDPSession(page);
  await page.evaluate(watchFrames);
  await page.waitForFunction(() => globalThis.harness.times.firstFrame !== null);
  return { page, session };
}

async function measureEmpty(harness: HarnessBrowser): Promise<{ heap: number; nodes: number }> {
  const { page } = await harness.open();
  const session = await page.context().newCDPSession(page);
  const seen = await memory(session);
  await page.context().close();
  return seen;
}

async function memory(session: CDPSession): Promise<{ heap: number; nodes: number }> {
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  const value = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return { heap: value('JSHeapUsedSize'), nodes: value('Nodes') };
}

const command = (page: Page, name: ViewCommand): Promise<void> =>
  page.evaluate((sent) => void harness.view.command(sent), name);

/** A step a frame, from the top to the end and back in one jump. */
async function scrollThrough(page: Page): Promise<void> {
  await page.locator('.scroller').evaluate(async (scroller, steps) => {
    for (let step = 0; step <= steps; step++) {
      scroller.scrollTop = (step / steps) * (scroller.scrollHeight - scroller.clientHeight);
      await new Promise(requestAnimationFrame);
    }
    scroller.scrollTop = 0;
  }, SCROLL_STEPS);
}

async function find(page: Page, text: string): Promise<void> {
  await command(page, 'find');
  await page.locator('.find-text input').fill(text);
  await page.locator('wp-find-bar .said').filter({ hasText: / of / }).waitFor();
}

async function nextHits(page: Page): Promise<void> {
  for (let i = 0; i < 20; i++) {
    await command(page, 'findNext');
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await page.locator('wp-find-bar .close').click();
}

async function filter(page: Page, below: string): Promise<void> {
  await command(page, 'filterSteps');
  await page.locator('wp-slider.below input[type=text]').fill(below);
  await page.locator('li.gap').first().waitFor();
}
