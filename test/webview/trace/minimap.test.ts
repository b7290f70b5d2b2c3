import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HarnessBrowser } from '../harness/browser';
import { arithmetic, frames } from '../harness/scenarios';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

const minimap = (page: Page) => page.locator('wp-minimap');
const said = async (page: Page) => (await minimap(page).getAttribute('aria-valuetext')) ?? '';
const step = async (page: Page) => Number(/^step ([\d,]+) of/.exec(await said(page))?.[1]?.replace(',', ''));
const scrollTop = (page: Page) => page.locator('.scroller').evaluate((element) => element.scrollTop);

/** What is painted at a share of its width and height, as "r,g,b,a". */
const pixel = (page: Page, x: number, y: number) =>
  minimap(page).evaluate(
    (element, at) => {
      const canvas = element.shadowRoot?.querySelector('canvas');
      const copy = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
      if (!canvas || !copy) throw new Error('no canvas');
      copy.drawImage(canvas, -Math.floor(at.x * canvas.width), -Math.floor(at.y * canvas.height));
      const { data } = copy.getImageData(0, 0, 1, 1);
      return [...data].join(',');
    },
    { x, y },
  );

async function openLong(page: Page): Promise<void> {
  await expect.poll(() => page.locator('li.step').count()).toBe(820);
  await expect.poll(() => said(page)).not.toBe('');
}

describe('the minimap', () => {
  it('goes where it is clicked, and says what is in the middle of the window', async () => {
    const { page, complaints } = await browser.open({ scenario: 'long', at: 'end' });
    await openLong(page);
    expect(await step(page)).toBeLessThan(20);
    const box = await minimap(page).boundingBox();
    if (!box) throw new Error('no minimap');
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    // Half of the tokens are in about half of the steps, all of about the same length.
    await expect.poll(() => step(page)).toBeGreaterThan(400);
    expect(await step(page)).toBeLessThan(420);
    expect(await said(page)).toMatch(/^step 4\d\d of 820, score [01]\.\d\d, mean entropy \d\.\d\d nats$/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('drags the box from where it is held', async () => {
    const { page } = await browser.open({ scenario: 'long', at: 'end' });
    await openLong(page);
    const box = await minimap(page).boundingBox();
    if (!box) throw new Error('no minimap');
    const x = box.x + box.width / 2;
    // At its upper edge: holding it there moves nothing.
    await page.mouse.move(x, box.y + 1);
    await page.mouse.down();
    await page.mouse.move(x, box.y + 1 + box.height / 4, { steps: 4 });
    await expect.poll(() => step(page)).toBeGreaterThan(190);
    expect(await step(page)).toBeLessThan(225);
    await page.mouse.up();
    const rest = await scrollTop(page);
    await page.mouse.move(x, box.y + box.height / 2);
    expect(await scrollTop(page)).toBe(rest);
    await page.context().close();
  });

  it('lets the wheel through', async () => {
    const { page } = await browser.open({ scenario: 'long', at: 'end' });
    await openLong(page);
    await minimap(page).hover();
    await page.mouse.wheel(0, 600);
    await expect.poll(() => scrollTop(page)).toBeGreaterThan(300);
    await page.context().close();
  });

  it('is a slider over the steps, down to the first and the last', async () => {
    const { page } = await browser.open({ scenario: 'long', at: 'end' });
    await openLong(page);
    const slider = page.getByRole('slider', { name: 'Step in sight' });
    await slider.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => step(page)).toBe(1);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => step(page)).toBe(2);
    await page.keyboard.press('End');
    await expect.poll(() => step(page)).toBe(820);
    expect(await slider.getAttribute('aria-valuenow')).toBe('820');
    expect(await slider.getAttribute('aria-valuemax')).toBe('820');
    await expect.poll(() => page.locator('li.step').last().isVisible()).toBe(true);
    await page.keyboard.press('PageUp');
    // A page is as many steps as are in sight.
    await expect.poll(() => step(page)).toBeLessThan(819);
    await page.context().close();
  });

  it('says in passing what it shows of a step', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    await minimap(page).hover();
    await expect.poll(() => minimap(page).getAttribute('title')).toMatch(/^step \d+ of 13, score /);
    await page.context().close();
  });

  it('follows the run, and the theme', async () => {
    const { page, complaints } = await browser.open({ scenario: 'arithmetic', at: 'live' });
    const half = Math.floor(frames(arithmetic().events, 4).length / 2);
    await page.evaluate((to) => harness.play({ tokens: 4, to }), half);
    await expect.poll(() => said(page)).toMatch(/ of [5-8], /);
    await page.evaluate((from) => harness.play({ tokens: 4, from }), half);
    await expect.poll(() => said(page)).toMatch(/ of 13, /);
    // The first bar of scores.
    const first = () => pixel(page, 0.13, 0.02);
    const dark = await first();
    expect(dark).not.toBe('0,0,0,0');
    await page.evaluate(() => harness.theme('light'));
    await expect.poll(first).not.toBe(dark);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('has as many pixels as the screen', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    const sizes = () =>
      minimap(page).evaluate((element) => {
        const canvas = element.shadowRoot?.querySelector('canvas');
        return [canvas?.width, canvas?.clientWidth, canvas?.height, canvas?.clientHeight];
      });
    await expect.poll(async () => (await sizes())[0]).toBe((await sizes())[1]);
    expect((await sizes())[2]).toBe((await sizes())[3]);
    await page.setViewportSize({ width: 1200, height: 640 });
    await expect.poll(async () => (await sizes())[3]).toBeLessThan(400);
    await expect.poll(async () => (await sizes())[2]).toBe((await sizes())[3]);
    await page.context().close();
  });

  it('marks waits across its width', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    const { trace } = arithmetic();
    const at = (trace.interventions[0]?.at ?? 0) / trace.tokens.id.length;
    const height = await minimap(page).evaluate((element) => element.clientHeight);
    // In the gap between scores and entropies, on the row of the wait.
    const row = (Math.round(at * height) + 0.5) / height;
    await expect.poll(() => pixel(page, 0.66, row)).not.toBe('0,0,0,0');
    expect(await pixel(page, 0.66, row)).not.toBe(await pixel(page, 0.66, row + 6 / height));
    await page.context().close();
  });
});
