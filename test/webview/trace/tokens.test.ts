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
    const inspector = page.locator('wp-token-inspector');
    await expect.poll(() => highlighted(page, 'selected')).toEqual(['1']);
    expect(await inspector.getByRole('heading').textContent()).toBe('Token 3');
    expect(await inspector.locator('tbody tr').count()).toBe(5);
    expect(await inspector.locator('tr.stands').innerText()).toMatch(/^1\s.*picked\s.*[01]\.\d+$/s);
    await expect
      .poll(() => page.locator('wp-trace-view [aria-live]').textContent())
      .toMatch(/^Token 3 “1”, p = /);
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
    const inspector = page.locator('wp-token-inspector');
    expect(await inspector.locator('section').innerText()).toContain('forced by the budget');
    expect(await inspector.locator('section').innerText()).toContain(
      'The model would have picked “\\n”, p = 0.05.',
    );
    await page.keyboard.press('Escape');
    await expect.poll(() => highlighted(page, 'selected')).toEqual([]);
    await expect.poll(() => inspector.locator('section').innerText()).toMatch(/^Click a token/);
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

  it('of an imported trace says that there is nothing more to know', async () => {
    const { page } = await browser.open({ scenario: 'imported', at: 'end' });
    await page.locator('li.step').first().focus();
    await page.keyboard.press('ArrowRight');
    const inspector = page.locator('wp-token-inspector');
    await expect.poll(() => inspector.locator('section').innerText()).toContain('imported (prm800k)');
    expect(await inspector.getByRole('heading').textContent()).toBe('Word 1');
    expect(await inspector.locator('table').count()).toBe(0);
    await page.context().close();
  });
});

describe('the inspector', () => {
  it.each([1200, 600, 360])('comes and goes without moving anything: %s pixels', async (width) => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end', width, height: 800 });
    const boxes = () =>
      page.evaluate(() => {
        const root = document.querySelector('wp-trace-view')?.shadowRoot;
        const rows = root?.querySelector('wp-step-list')?.shadowRoot?.querySelectorAll('li') ?? [];
        const parts = [root?.querySelector('main'), root?.querySelector('footer'), ...[...rows].slice(0, 3)];
        return parts.map((part) => JSON.stringify(part?.getBoundingClientRect()));
      });
    const step = page.locator('li.step').first();
    await step.focus();
    const before = await boxes();
    await page.keyboard.press('ArrowRight');
    const inspector = page.locator('wp-token-inspector');
    await inspector.getByRole('table').waitFor();
    expect(await boxes()).toEqual(before);
    // All of its width is in sight, and it does not scroll sideways.
    const wide = await inspector.evaluate((e) => [e.scrollWidth - e.clientWidth, document.body.scrollWidth]);
    expect(wide).toEqual([0, width]);

    await inspector.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => highlighted(page, 'selected')).toEqual([]);
    expect(await boxes()).toEqual(before);
    await expect.poll(() => step.evaluate((row) => row.matches(':focus'))).toBe(true);
    await page.context().close();
  });

  it('is left by Escape', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    await page.locator('li.step').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('.close-token').focus();
    await page.keyboard.press('Escape');
    await expect.poll(() => highlighted(page, 'selected')).toEqual([]);
    await page.context().close();
  });
});
