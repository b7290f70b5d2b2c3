import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HarnessBrowser } from '../harness/browser';
import type { Page } from 'playwright-core';
import { arithmetic, failed, forced, frames, unknown } from '../harness/scenarios';
import { expectedRows, highlighted, shownRows } from '../harness/shown';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

/** After whatever was sent has been drawn. */
const settled = (page: Page) =>
  page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );

const scripts = { arithmetic, forced, failed };

describe('a streamed run', () => {
  it.each(['arithmetic', 'forced', 'failed'] as const)(
    'shows what its events add up to: %s',
    async (scenario) => {
      const { page, complaints } = await browser.open({ scenario, at: 'live' });
      await page.evaluate(() => harness.play({ tokens: 1 }));
      const { trace } = scripts[scenario]();
      await expect.poll(() => shownRows(page)).toEqual(expectedRows(trace));

      const { page: opened } = await browser.open({ scenario, at: 'end' });
      const whole = (which: typeof page) =>
        which.locator('main .scroller > .content').evaluate((e) => e.textContent);
      const streamedRows = await page
        .locator('wp-step-list')
        .evaluate((list) => list.shadowRoot?.textContent);
      expect(streamedRows).toBe(
        await opened.locator('wp-step-list').evaluate((list) => list.shadowRoot?.textContent),
      );
      expect(await whole(page)).toBe(await whole(opened));
      expect(complaints).toEqual([]);
      await page.context().close();
      await opened.context().close();
    },
  );

  it('touches only the step that grows', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'live' });
    // Three frames of one step, with more of it before them.
    const kinds = frames(arithmetic().events, 4).map(({ type }) => type);
    const from = kinds.findIndex(
      (_, i) => i > 20 && kinds.slice(i - 1, i + 3).every((type) => type === 'tokens'),
    );
    const to = from + 3;
    await page.evaluate((end) => harness.play({ tokens: 4, to: end }), from);
    await expect.poll(() => page.locator('li.step').count()).toBeGreaterThan(2);
    await settled(page);
    await page.evaluate(() => {
      const touched = new Set<number>();
      const list = document
        .querySelector('wp-trace-view')
        ?.shadowRoot?.querySelector('wp-step-list')?.shadowRoot;
      const rows = [...(list?.querySelectorAll('li') ?? [])];
      const observer = new MutationObserver((changes) => {
        for (const { target } of changes) touched.add(rows.findIndex((row) => row.contains(target)));
      });
      for (const row of rows) {
        observer.observe(row, { subtree: true, childList: true, characterData: true, attributes: true });
      }
      Object.assign(window, { touched, rowCount: rows.length });
    });
    await page.evaluate((range) => harness.play({ tokens: 4, ...range }), { from, to });
    await settled(page);
    const { touched, last } = await page.evaluate(() => {
      const seen = window as unknown as { touched: Set<number>; rowCount: number };
      return { touched: [...seen.touched], last: seen.rowCount - 1 };
    });
    expect(touched).toEqual([last]);
    await page.context().close();
  });

  it('highlights forced tokens from their provenance, not the word', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    expect(await highlighted(page, 'forced')).toEqual(['Wait', 'Wait']);
    await page.context().close();
    const { page: cut } = await browser.open({ scenario: 'forced', at: 'end' });
    expect(await highlighted(cut, 'forced')).toEqual(['\nFinal Answer:']);
    await cut.context().close();
    const { page: edited } = await browser.open({ scenario: 'failed', at: 'end' });
    expect(await highlighted(edited, 'user')).toEqual(['Let me try it the long way.\n']);
    await edited.context().close();
  });

  it('announces its turning points', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'live' });
    const live = page.locator('wp-trace-view [aria-live]');
    const wait = frames(arithmetic().events, 8).findIndex(({ type }) => type === 'intervention');
    await page.evaluate((to) => harness.play({ tokens: 8, to }), wait + 1);
    await expect.poll(() => live.textContent()).toBe('Wait 1 inserted after 86 thinking tokens.');
    await page.evaluate((from) => harness.play({ tokens: 8, from }), wait + 1);
    await expect.poll(() => live.textContent()).toMatch(/^Finished with the answer 5353\./);
    await page.context().close();
  });
});

describe('the confidence of the answer', () => {
  it('stands beside it once the run is over, and is marked where it is low', async () => {
    const { page } = await browser.open({ scenario: 'unknown', at: 'live' });
    const box = page.locator('wp-answer-box');
    const last = frames(unknown().events, 8).length - 1;
    await page.evaluate((to) => harness.play({ tokens: 8, to }), last);
    await expect.poll(() => box.locator('.text').textContent()).toContain('unknown');
    expect(await box.getByText('Low confidence').count()).toBe(0);
    await page.evaluate((from) => harness.play({ tokens: 8, from }), last);
    await expect.poll(() => box.getByText('Low confidence').count()).toBe(1);
    expect(await box.locator('.confidence').textContent()).toMatch(/^p = [01]\.\d+ · last step 0\.03$/);
    await page.context().close();
  });

  it('has no mark where it is high', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    const box = page.locator('wp-answer-box');
    await expect.poll(() => box.locator('.confidence').textContent()).toMatch(/ · last step 0\.90$/);
    expect(await box.getByText('Low confidence').count()).toBe(0);
    await page.context().close();
  });
});

describe('the end of the steps', () => {
  it('stays in sight while they grow, until its user scrolls up', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'live', height: 420 });
    const scroller = page.locator('.scroller');
    const fromEnd = () => scroller.evaluate((e) => Math.round(e.scrollHeight - e.clientHeight - e.scrollTop));
    const top = () => scroller.evaluate((e) => e.scrollTop);
    await page.evaluate(() => harness.play({ tokens: 4, to: 80 }));
    await expect.poll(top).toBeGreaterThan(20);
    await expect.poll(fromEnd).toBeLessThanOrEqual(1);

    await scroller.hover();
    await page.mouse.wheel(0, -1000);
    await expect.poll(top).toBe(0);
    await page.evaluate(() => harness.play({ tokens: 4, from: 80 }));
    await expect.poll(() => page.locator('.end').count()).toBe(1);
    expect(await top()).toBe(0);

    await page.locator('.jump-to-end').click();
    await expect.poll(fromEnd).toBeLessThanOrEqual(1);
    await expect.poll(() => page.locator('.jump-to-end').count()).toBe(0);
    await page.context().close();
  });

  it('is let go by a wheel that turns up, before anything has moved', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'live', height: 420 });
    const scroller = page.locator('.scroller');
    const fromEnd = () => scroller.evaluate((e) => Math.round(e.scrollHeight - e.clientHeight - e.scrollTop));
    const top = () => scroller.evaluate((e) => e.scrollTop);
    const wheel = (deltaY: number) =>
      scroller.evaluate((e, deltaY) => e.dispatchEvent(new WheelEvent('wheel', { deltaY })), deltaY);
    await page.evaluate(() => harness.play({ tokens: 4, to: 80 }));
    await expect.poll(top).toBeGreaterThan(20);
    await expect.poll(fromEnd).toBeLessThanOrEqual(1);
    await settled(page);

    await wheel(-120);
    const before = await top();
    await page.evaluate(() => harness.play({ tokens: 4, from: 80, to: 120 }));
    await expect.poll(fromEnd).toBeGreaterThan(20);
    expect(await top()).toBe(before);

    await page.locator('.jump-to-end').click();
    await expect.poll(fromEnd).toBeLessThanOrEqual(1);
    await wheel(-120);
    await wheel(120);
    await page.evaluate(() => harness.play({ tokens: 4, from: 120 }));
    await expect.poll(() => page.locator('.end').count()).toBe(1);
    await expect.poll(fromEnd).toBeLessThanOrEqual(1);
    await page.context().close();
  });
});

describe('a long trace', () => {
  it('opens 32,768 tokens with a handful of elements a step', async () => {
    const { page, complaints } = await browser.open({ scenario: 'long', at: 'end' });
    await expect.poll(() => page.locator('li.step').count()).toBe(820);
    const elements = await page
      .locator('wp-step-list')
      .evaluate((list) => list.shadowRoot?.querySelectorAll('*').length);
    expect(elements).toBeLessThan(820 * 8);
    const length = await page.locator('li.step .text').evaluateAll((texts) => {
      if (texts.some((text) => text.childNodes.length !== 1)) throw new Error('not one text node a step');
      return texts.reduce((sum, text) => sum + (text.textContent?.length ?? 0), 0);
    });
    expect(length).toBeGreaterThan(32_768);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
