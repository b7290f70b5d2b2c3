import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HarnessBrowser } from '../harness/browser';
import { arithmetic, hostile } from '../harness/scenarios';
import { highlighted } from '../harness/shown';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

describe('a token', () => {
  it('shows its alternatives when it is clicked', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    // The middle of the seventh character, "1" of "Step 1".
    const box = await page
      .locator('li.step .text')
      .first()
      .evaluate((text) => {
        const range = document.createRange();
        range.setStart(text.firstChild ?? text, 5);
        range.setEnd(text.firstChild ?? text, 6);
        const { left, top, width, height } = range.getBoundingClientRect();
        return { x: left + width / 3, y: top + height / 2 };
      });
    await page.mouse.click(box.x, box.y);
    const readout = page.locator('.token');
    await expect.poll(() => highlighted(page, 'selected')).toEqual(['1']);
    expect(await readout.textContent()).toContain('token 3 “1”, p = ');
    expect(await readout.locator('li').count()).toBe(5);
    expect(await readout.locator('li.chosen').textContent()).toContain('“1”');
    await page.context().close();
  });

  it('is reached by arrows inside a step, and left by Escape', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    const wait = page.locator('li.step').nth(5);
    await wait.focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => highlighted(page, 'selected')).toEqual(['\n']);
    for (let i = 0; i < 200; i++) await page.keyboard.press('ArrowLeft');
    await expect.poll(() => highlighted(page, 'selected')).toEqual(['Wait']);
    expect(await page.locator('.token').textContent()).toContain('forced by the budget');
    await page.keyboard.press('Escape');
    await expect.poll(() => highlighted(page, 'selected')).toEqual([]);
    expect(await page.locator('.token.hint').count()).toBe(1);
    await page.context().close();
  });

  it('keeps its place in text whose characters are spelled out', async () => {
    const { page } = await browser.open({ scenario: 'hostile', at: 'end' });
    const { trace } = hostile();
    await page.locator('li.step').nth(2).focus();
    await page.keyboard.press('ArrowRight');
    for (let i = 0; i < 9; i++) await page.keyboard.press('ArrowRight');
    expect(trace.tokens.text[(trace.steps[2]?.start ?? 0) + 9]).toBe('\u202E');
    await expect.poll(() => highlighted(page, 'selected')).toEqual(['<U+202E>']);
    await page.context().close();
  });

  it('stays selected while the run goes on', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'live' });
    await page.evaluate(() => harness.play({ tokens: 4, to: 20 }));
    await page.locator('li.step').first().focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => highlighted(page, 'selected')).toEqual(['Step']);
    await page.evaluate(() => harness.play({ tokens: 4, from: 20 }));
    await expect.poll(() => page.locator('li.step').count()).toBe(arithmetic().trace.steps.length);
    expect(await highlighted(page, 'selected')).toEqual(['Step']);
    await page.context().close();
  });
});
