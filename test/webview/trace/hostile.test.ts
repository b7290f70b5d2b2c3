import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { displayText } from '../../../webview/trace/displayText';
import { HarnessBrowser } from '../harness/browser';
import { HOSTILE, hostile } from '../harness/scenarios';
import { expectedRows, shownRows } from '../harness/shown';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

describe('a hostile trace', () => {
  it('is shown as text: nothing runs, nothing is loaded, nothing is hidden', async () => {
    const { page, complaints } = await browser.open({ scenario: 'hostile', at: 'end' });
    await expect.poll(() => shownRows(page)).toEqual(expectedRows(hostile().trace));
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(await page.locator('img, b:has-text("Wait")').count()).toBe(0);
    expect(await page.locator('wp-answer-box .extracted').textContent()).toBe(
      displayText(`${HOSTILE[0]}\u202E\u0000`),
    );
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('shows no control or bidirectional character anywhere', async () => {
    const { page } = await browser.open({ scenario: 'hostile', at: 'live' });
    await page.evaluate(async () => {
      harness.show({
        notice: { kind: 'error', message: 'a\u202Eb\u0000', detail: '\u001b[31m\u2067', canContinue: false },
        readOnly: 'because \u202E',
      });
      await harness.play({ tokens: 3 });
    });
    await expect.poll(() => page.locator('.end').count()).toBe(1);
    const text = await page.locator('wp-trace-view').evaluate((view) => {
      const read = (node: Node): string =>
        node instanceof Text
          ? node.data
          : [...((node as Element).shadowRoot?.childNodes ?? []), ...node.childNodes].map(read).join('');
      return read(view);
    });
    expect(text).toContain('<U+202E>');
    // eslint-disable-next-line no-control-regex -- what must not be there
    expect(text.match(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu)).toBeNull();
    await page.context().close();
  });

  it('keeps the bidirectional text of a step inside it', async () => {
    const { page } = await browser.open({ scenario: 'hostile', at: 'end' });
    const isolation = await page
      .locator('li.step .text')
      .evaluateAll((texts) => texts.map((text) => getComputedStyle(text).unicodeBidi));
    expect(new Set(isolation)).toEqual(new Set(['isolate']));
    await page.context().close();
  });
});
