import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contrast, type Rgb } from '../../../webview/components/contrast';
import type { TraceView } from '../../../webview/trace/traceView';
import { HarnessBrowser } from '../harness/browser';
import { arithmetic } from '../harness/scenarios';
import { highlighted } from '../harness/shown';
import { THEMES, type ThemeName } from '../harness/themes';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

const LEVELS = ['level-1', 'level-2', 'level-3', 'level-4', 'level-5'] as const;

/** Texts of all tints, those of one level together. */
const tinted = async (page: Page): Promise<string[]> =>
  (await Promise.all(LEVELS.map((level) => highlighted(page, level)))).flat();

/** Rows are painted as they come near, in no order. */
const sorted = (texts: readonly string[]): string => [...texts.join('')].sort().join('');

const chosen = (page: Page) => page.locator('.overlays input:checked').getAttribute('value');

describe('an overlay', () => {
  it('tints each token by what is recorded of it, and underlines the uncertain ones', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    expect(await chosen(page)).toBe('probability');
    const { trace } = arithmetic();
    const { text, prob } = trace.tokens;
    const shown = text.map((_, token) => token).filter((token) => token !== trace.thinking.end);
    const below = (least: number, most: number): string =>
      sorted(
        shown
          .filter((token) => (prob[token] ?? 1) >= least && (prob[token] ?? 1) < most)
          .map((token) => text[token] ?? ''),
      );
    const joined = async (kind: (typeof LEVELS)[number] | 'uncertain') =>
      sorted(await highlighted(page, kind));
    await expect.poll(() => joined('level-1')).toBe(below(0.7, 0.9));
    expect(below(0.7, 0.9)).not.toBe('');
    expect(await joined('level-3')).toBe(below(0.3, 0.5));
    expect(await joined('level-5')).toBe(below(0, 0.1));
    const uncertain = shown.filter((token) => (prob[token] ?? 1) < 0.5 && text[token]?.trim() !== '');
    expect(await joined('uncertain')).toBe(sorted(uncertain.map((token) => text[token] ?? '')));

    await page.locator('.overlays').getByText('Provenance').click();
    await expect.poll(() => highlighted(page, 'fill-forced')).toEqual(['Wait', 'Wait']);
    expect(await tinted(page)).toEqual([]);
    expect(await highlighted(page, 'uncertain')).toEqual([]);
    await page.locator('.overlays').getByText('None').click();
    await expect.poll(() => highlighted(page, 'fill-forced')).toEqual([]);
    // What the budget wrote never passes for the model's.
    expect(await highlighted(page, 'forced')).toEqual(['Wait', 'Wait']);
    await page.context().close();
  });

  it('grows with the run, as it would be of the finished trace', async () => {
    // High enough for all of it: only what is in sight is tinted.
    const height = 1400;
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'live', height });
    await page.evaluate(() => harness.play({ tokens: 1 }));
    const { page: opened } = await browser.open({ scenario: 'arithmetic', at: 'end', height });
    const covered = async (which: Page) =>
      Promise.all(LEVELS.map(async (level) => sorted(await highlighted(which, level))));
    await expect.poll(() => tinted(opened)).not.toEqual([]);
    await expect.poll(() => covered(page)).toEqual(await covered(opened));
    await page.context().close();
    await opened.context().close();
  });

  it('is chosen by arrows, by command, and stays chosen', async () => {
    const { page, complaints } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    await page.locator('.overlays input:checked').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => chosen(page)).toBe('entropy');
    expect(await page.locator('.legend').textContent()).toContain('nats');
    await page.evaluate(() => harness.view.command('cycleOverlay'));
    await expect.poll(() => chosen(page)).toBe('provenance');
    await page.evaluate(() => harness.view.command('cycleOverlay'));
    await expect.poll(() => chosen(page)).toBe('none');
    await page.evaluate(() => harness.view.command('overlay:entropy'));
    await expect.poll(() => chosen(page)).toBe('entropy');
    await expect
      .poll(() => page.locator('wp-trace-view [aria-live]').textContent())
      .toBe('Token overlay: Entropy.');
    await page.reload();
    await page.locator('wp-run-bar').waitFor();
    expect(await chosen(page)).toBe('entropy');
    await expect.poll(() => tinted(page)).not.toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each([
    [false, 'none'],
    [true, 'probability'],
  ])('follows from whether uncertain tokens were underlined: %s', async (uncertain, overlay) => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    await page.evaluate((kept) => {
      const memory = { draft: null, more: false, uncertain: kept, scroll: { row: 0, offset: 0 } };
      sessionStorage.setItem('vscode-state', JSON.stringify({ version: 1, memory }));
    }, uncertain);
    await page.reload();
    await page.locator('wp-run-bar').waitFor();
    expect(await chosen(page)).toBe(overlay);
    await page.context().close();
  });

  it('says that an imported trace has nothing to tint by', async () => {
    const { page } = await browser.open({ scenario: 'imported', at: 'end' });
    expect(await page.locator('.legend').textContent()).toBe(
      'An imported trace has words without probabilities.',
    );
    expect(await tinted(page)).toEqual([]);
    await page.context().close();
  });
});

describe('131,072 tokens in 5,000 steps', () => {
  it('are tinted near the window alone, and change their overlay within 100 ms', async () => {
    const { page } = await browser.open({ scenario: 'huge', at: 'end' });
    await expect.poll(() => page.locator('li.step').count(), { timeout: 80_000 }).toBe(5000);
    const ranges = () =>
      page.evaluate(
        (names) => names.reduce((sum, name) => sum + (CSS.highlights.get(`wp-${name}`)?.size ?? 0), 0),
        LEVELS,
      );
    await expect.poll(ranges).toBeGreaterThan(0);
    // A window of 130 rows, as much above and below, of 27 tokens each: what they could have at most.
    const most = 130 * 3 * 27;
    expect(await ranges()).toBeLessThan(most);
    const first = () =>
      page.evaluate(
        () =>
          ([...(CSS.highlights.get('wp-level-3') ?? [])] as StaticRange[]).filter((range) =>
            range.startContainer.parentElement?.closest('li')?.matches('[data-step="0"]'),
          ).length,
      );
    const scroller = page.locator('.scroller');
    await scroller.evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
    await expect.poll(first).toBe(0);
    await expect.poll(ranges).toBeGreaterThan(0);
    expect(await ranges()).toBeLessThan(most);

    // Up to the frame with the other tints; the quickest of six, for a busy machine must not count.
    const times = await page.evaluate(async () => {
      const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      const view = document.querySelector<TraceView>('wp-trace-view');
      const found: number[] = [];
      for (let i = 0; i < 6; i++) {
        await frame();
        const before = performance.now();
        view?.command(i % 2 === 0 ? 'overlay:entropy' : 'overlay:probability');
        await frame();
        await new Promise((resolve) => setTimeout(resolve));
        found.push(performance.now() - before);
      }
      return found;
    });
    expect(Math.min(...times)).toBeLessThan(100);
    await page.context().close();
  });
});

describe('tints', () => {
  it.each(Object.keys(THEMES) as ThemeName[])(
    'leave text legible, and are told apart by their lightness: %s',
    async (theme) => {
      const { page } = await browser.open({ scenario: 'arithmetic', at: 'end', theme });
      const names = [...LEVELS, 'fill-forced', 'fill-user'];
      const read = () =>
        page.evaluate(
          (variables) => {
            const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
            const probe = document.createElement('span');
            document.querySelector('wp-trace-view')?.shadowRoot?.append(probe);
            return variables.map((name) => {
              probe.style.color = `var(--wp-${name})`;
              if (!context) throw new Error('no canvas');
              context.fillStyle = getComputedStyle(probe).color;
              context.fillRect(0, 0, 1, 1);
              const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
              return [red, green, blue] as const;
            });
          },
          ['foreground', 'background', ...names],
        );
      const [text, ground, ...tints] = (await read()) as [Rgb, Rgb, ...Rgb[]];
      const faint = names.filter((_, index) => contrast(text, tints[index] ?? text) < 4.5);
      expect(faint).toEqual([]);
      // Each a visible step from the one before, the same way.
      const steps = [ground, ...tints.slice(0, LEVELS.length)].map((color) => contrast(text, color));
      for (let level = 1; level < steps.length; level++) {
        expect((steps[level - 1] ?? 0) / (steps[level] ?? 0), `level ${level}`).toBeGreaterThan(1.07);
      }
      expect(contrast(tints[5] ?? ground, ground)).toBeGreaterThan(1.2);
      expect(contrast(tints[6] ?? ground, ground)).toBeGreaterThan(1.2);
      await page.context().close();
    },
  );

  it('follow the theme', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end', theme: 'dark' });
    const deepest = () =>
      page
        .locator('wp-trace-view')
        .evaluate((view) => getComputedStyle(view).getPropertyValue('--wp-level-5'));
    const dark = await deepest();
    await page.evaluate(() => harness.theme('light'));
    await expect.poll(deepest).not.toBe(dark);
    await page.context().close();
  });
});
