import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HarnessBrowser } from '../harness/browser';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

const question = (page: Page) => page.locator('vscode-text-area.question-field textarea');
const max = (page: Page) => page.locator('wp-slider.max input[type=text]');
const reload = async (page: Page): Promise<void> => {
  await page.reload();
  await page.locator('wp-run-bar').waitFor();
};

describe('after a reload', () => {
  it('what was typed and could not be sent is still there', async () => {
    const { page } = await browser.open();
    await max(page).fill('1.5');
    await question(page).fill('Half a thought');
    await reload(page);
    expect(await max(page).inputValue()).toBe('1.5');
    expect(await question(page).inputValue()).toBe('Half a thought');
    await page.context().close();
  });

  it('what was typed over another state of the file is dropped', async () => {
    const { page } = await browser.open({ question: 'One' });
    await max(page).fill('1.5');
    await page.goto(page.url().replace('One', 'Two'));
    await page.locator('wp-run-bar').waitFor();
    expect(await max(page).inputValue()).toBe('512');
    expect(await question(page).inputValue()).toBe('Two');
    await page.context().close();
  });

  it('unfolded settings are as they were', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    await page.locator('.more').click();
    await reload(page);
    await page.locator('wp-run-settings').waitFor();
    await page.context().close();
  });

  it('the panel below the steps stays hidden, and its room is the steps’', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    const height = () => page.locator('main').evaluate((main) => main.clientHeight);
    const before = await height();
    await page.locator('vscode-button.toggle-panel').click();
    await expect.poll(() => page.locator('wp-score-chart').count()).toBe(0);
    expect(await height()).toBeGreaterThan(before + 100);
    await reload(page);
    expect(await page.locator('wp-score-chart').count()).toBe(0);
    await page.evaluate(() => harness.view.command('togglePanel'));
    await page.locator('wp-score-chart').waitFor();
    expect(await height()).toBe(before);
    await page.context().close();
  });

  it('the steps stand where they stood', async () => {
    const { page } = await browser.open({ scenario: 'long', at: 'end' });
    const firstInSight = () =>
      page.locator('.scroller').evaluate((scroller) => {
        // Places are kept to the pixel.
        const top = scroller.getBoundingClientRect().top + 1;
        const rows = [...(scroller.querySelector('wp-step-list')?.shadowRoot?.querySelectorAll('li') ?? [])];
        return rows.findIndex((row) => row.getBoundingClientRect().bottom > top);
      });
    const kept = () =>
      page.evaluate(
        () =>
          (
            JSON.parse(sessionStorage.getItem('vscode-state') ?? '{}') as {
              memory?: { scroll?: { row?: number } };
            }
          ).memory?.scroll?.row,
      );
    await page
      .locator('li.step')
      .nth(400)
      .evaluate((row) => row.scrollIntoView({ block: 'start' }));
    await expect.poll(kept).toBeGreaterThan(390);
    const before = await firstInSight();
    await reload(page);
    await expect.poll(firstInSight).toBe(before);
    await page.context().close();
  });
});

describe('an edit of the run bar', () => {
  it('reaches the host once it rests, as one', async () => {
    const { page } = await browser.open();
    await question(page).pressSequentially(' Really?');
    const edits = () =>
      page.evaluate(() => harness.calls.filter(({ name }) => name === 'edit').map(({ args }) => args));
    await expect.poll(edits).toHaveLength(1);
    expect((await edits())[0]?.[0]).toMatchObject({
      question: expect.stringContaining(' Really?') as string,
    });
    await page.context().close();
  });

  it('is replaced by what the host shows, as after an undo', async () => {
    const { page } = await browser.open();
    await max(page).fill('256');
    await expect.poll(() => page.evaluate(() => harness.calls.at(-1)?.name)).toBe('edit');
    await page.evaluate(() => harness.show({}));
    await expect.poll(() => max(page).inputValue()).toBe('512');
    await page.context().close();
  });
});
