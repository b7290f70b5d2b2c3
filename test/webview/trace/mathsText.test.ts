import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HarnessBrowser } from '../harness/browser';
import { maths } from '../harness/scenarios';
import { command, copied, openFind, painted } from '../harness/stepActions';
import { expectedRows, highlighted, shownRows } from '../harness/shown';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

const drawn = (page: Page, step: number) => page.locator('li.step').nth(step).locator('.maths math');
const chunks = (page: Page) =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => /katex/.test(name))
      .map(({ name }) => name),
  );

describe('formulas', () => {
  it('are drawn in steps and in the answer, and nothing that only looks like one', async () => {
    const { page, complaints } = await browser.open({ scenario: 'maths', at: 'end', height: 1200 });
    await expect.poll(() => drawn(page, 0).count()).toBe(2);
    expect(await drawn(page, 1).getAttribute('display')).toBe('block');
    const first = page.locator('li.step').first().locator('.maths');
    expect(await first.innerText()).toContain('It costs $5 or $6.');
    await expect.poll(() => page.locator('wp-answer-box .maths menclose').count()).toBe(1);
    // Wrong, endless or too deep ones stay text, and those beside them are drawn.
    await expect.poll(() => drawn(page, 2).count()).toBe(1);
    expect(await page.locator('li.step').nth(2).locator('.maths').innerText()).toContain(
      '\\(\\undefinedmacro{x}\\)',
    );
    await expect
      .poll(() => page.locator('li.step').nth(4).locator('.maths').innerText())
      .toContain('\\def\\a');
    expect(await page.locator('li.step').nth(4).locator('.maths').innerText()).toContain('{{{{');
    const untrusted = await page.locator('li.step').nth(5).locator('.maths').innerText();
    expect(untrusted).toContain('$\\href{javascript:alert(1)}{h}$ $\\includegraphics{http://x/y.png}$ <b>');
    expect(await page.locator('li.step').nth(3).locator('.maths').count()).toBe(0);
    // Nothing of the text acts.
    expect(await page.locator('.maths :is(a, img, b, script, iframe, [style], [href], [src])').count()).toBe(
      0,
    );
    expect(await shownRows(page)).toEqual(expectedRows(maths().trace));
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('cost a trace without any nothing', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    // Whatever would be drawn has been asked for by then.
    await page.waitForLoadState('networkidle');
    expect(await chunks(page)).toEqual([]);
    await page.goto(page.url().replace('arithmetic', 'maths'));
    await expect.poll(() => drawn(page, 0).count()).toBe(2);
    expect(await chunks(page)).toHaveLength(1);
    await page.context().close();
  });

  it('give way to the exact text by a switch that is kept, for a picked token, and for what is found', async () => {
    const { page } = await browser.open({ scenario: 'maths', at: 'end' });
    await expect.poll(() => drawn(page, 0).count()).toBe(2);
    await drawn(page, 0).first().click();
    await expect.poll(() => highlighted(page, 'selected')).toEqual(['$']);
    expect(await page.locator('li.step').first().locator('.text').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => drawn(page, 0).count()).toBe(2);

    await openFind(page);
    await page.keyboard.type('\\frac{8}');
    await expect.poll(() => painted(page, 'find-current')).toEqual(['\\frac{8}']);
    expect(await page.locator('li.step').first().locator('.text').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => drawn(page, 0).count()).toBe(2);
    await command(page, 'copyStep');
    await expect.poll(() => copied(page)).toContain('\\frac{8}{4}');

    await page.locator('.step-bar .maths').click();
    await expect.poll(() => page.locator('.rendered').count()).toBe(0);
    await page.reload();
    await page.locator('li.step').first().waitFor();
    // Whatever would be drawn has been asked for by then.
    await page.waitForLoadState('networkidle');
    expect(await page.locator('.rendered').count()).toBe(0);
    await command(page, 'toggleMaths');
    await expect.poll(() => drawn(page, 0).count()).toBe(2);
    await page.context().close();
  });

  it('are drawn once their step is complete', async () => {
    const { page, complaints } = await browser.open({ scenario: 'maths', at: 'live' });
    await page.evaluate(() => harness.play({ tokens: 1 }));
    await expect.poll(() => drawn(page, 0).count()).toBe(2);
    await expect.poll(() => shownRows(page)).toEqual(expectedRows(maths().trace));
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
