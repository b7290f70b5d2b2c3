import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunParameters } from '../../../src/protocol/webview';
import { HarnessBrowser } from '../harness/browser';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

const field = (page: Page, name: 'min' | 'max' | 'waits') =>
  page.locator(`wp-slider.${name} input[type=text]`);
const range = (page: Page, name: 'min' | 'max' | 'waits') =>
  page.locator(`wp-slider.${name} input[type=range]`);
const question = (page: Page) => page.locator('vscode-text-area.question-field textarea');
const chips = (page: Page) => page.locator('wp-chips .text');
const disabled = (page: Page, name: string) =>
  page.locator(`vscode-button.${name}`).evaluate((e) => e.hasAttribute('disabled'));
const lastRun = (page: Page) =>
  page.evaluate(
    () => harness.calls.findLast(({ name }) => name === 'run')?.args[0] as RunParameters | undefined,
  );

describe('the run bar', () => {
  it('sends what it shows', async () => {
    const { page } = await browser.open();
    await question(page).fill('What is 2+2?');
    await field(page, 'min').fill('16');
    await range(page, 'waits').fill('5');
    await page.locator('vscode-button.run').click();
    await expect
      .poll(() => lastRun(page))
      .toMatchObject({
        question: 'What is 2+2?',
        modelPath: '/models/reasoner.gguf',
        request: { budget: { minThinkingTokens: 16, maxThinkingTokens: 512, waits: 5 } },
      });
    await page.context().close();
  });

  it('takes a question of 10,000 characters', async () => {
    const { page } = await browser.open();
    const long = 'Was ist 12*13? '.repeat(667).slice(0, 10_000);
    await question(page).fill(long);
    await page.locator('vscode-button.run').click();
    await expect.poll(async () => (await lastRun(page))?.question).toBe(long);
    // The steps keep their place below it.
    expect((await page.locator('wp-run-bar').boundingBox())?.height).toBeLessThan(500);
    await page.context().close();
  });

  it('says what the demo model knows, as long as that is chosen', async () => {
    const { page } = await browser.open();
    const note = page.getByText('Demo model: arithmetic and word problems.');
    await expect.poll(() => note.isVisible()).toBe(true);
    await page.evaluate(() => harness.show({ modelPath: '/models/other.gguf' }));
    await expect.poll(() => note.count()).toBe(0);
    await page.context().close();
  });

  it('says that a preset is a guess, until another is chosen', async () => {
    const { page } = await browser.open();
    const choose = async (label: string): Promise<void> => {
      await page.locator('vscode-dropdown.preset').click();
      await page.locator('vscode-dropdown.preset vscode-option', { hasText: label }).click();
    };
    const note = page.getByText('The preset generic is a guess for this model. Its file does not tell.');
    const model = { label: 'other', description: '/models', presetNote: 'Its file does not tell.' };
    await page.evaluate((one) => harness.show({ modelPath: '/models/other.gguf', models: [one] }), {
      path: '/models/other.gguf',
      ...model,
    });
    await page.locator('vscode-button.more').click();
    await choose('generic');
    await expect.poll(() => note.isVisible()).toBe(true);
    await choose('s1-eval');
    await expect.poll(() => note.count()).toBe(0);
    await page.context().close();
  });

  it('runs by Ctrl+Enter from the question, and starts a line by Enter', async () => {
    const { page } = await browser.open({ question: 'One' });
    await question(page).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('two');
    expect(await page.evaluate(() => harness.calls.map(({ name }) => name))).not.toContain('run');
    await page.keyboard.press('Control+Enter');
    await expect.poll(async () => (await lastRun(page))?.question).toBe('One\ntwo');
    await page.context().close();
  });

  it('moves its sliders exponentially, by keys as well', async () => {
    const { page } = await browser.open();
    await range(page, 'max').focus();
    await page.keyboard.press('End');
    await expect.poll(() => field(page, 'max').inputValue()).toBe('32768');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => field(page, 'max').inputValue()).toBe('28672');
    await page.keyboard.press('Home');
    await expect.poll(() => field(page, 'max').inputValue()).toBe('16');
    await page.context().close();
  });

  it('says at the field what is wrong, and does not run', async () => {
    const { page } = await browser.open();
    await field(page, 'min').fill('600');
    await expect
      .poll(() => page.locator('wp-slider.min .problem').textContent())
      .toMatch(/^The minimum of 600/);
    expect(await disabled(page, 'run')).toBe(true);
    await question(page).press('Control+Enter');
    expect(await lastRun(page)).toBeUndefined();
    await field(page, 'max').fill('1000');
    await expect.poll(() => disabled(page, 'run')).toBe(false);
    await question(page).fill('  ');
    await expect
      .poll(() => page.locator('wp-run-bar p.note').last().textContent())
      .toContain('Type a question to run.');
    await page.context().close();
  });

  it('adds, edits and removes continuation strings by the keyboard', async () => {
    const { page } = await browser.open();
    await page.locator('wp-chips .add').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('\\nHmm');
    await page.keyboard.press('Enter');
    await expect.poll(() => chips(page).allTextContents()).toEqual(['Wait', '\\nHmm']);
    await chips(page).first().press('Enter');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('Alternatively');
    await page.keyboard.press('Enter');
    await page.locator('vscode-button.run').click();
    await expect
      .poll(async () => (await lastRun(page))?.request.continuation)
      .toEqual(['Alternatively', '\nHmm']);
    await chips(page).first().press('Delete');
    await chips(page).first().press('Delete');
    await expect
      .poll(() => page.locator('wp-run-bar .continuation .note').textContent())
      .toMatch(/^Suppress only/);
    await page.context().close();
  });

  it('gives an edit of a chip up by Escape', async () => {
    const { page } = await browser.open();
    await chips(page).first().click();
    await page.keyboard.type('xyz');
    await page.keyboard.press('Escape');
    await expect.poll(() => chips(page).allTextContents()).toEqual(['Wait']);
    await page.context().close();
  });

  it('takes a model from a dialog, and stays as it is when that is cancelled', async () => {
    const { page } = await browser.open();
    const model = page.locator('vscode-dropdown.model');
    const browse = async (): Promise<void> => {
      await model.click();
      await model.locator('vscode-option', { hasText: 'Browse…' }).click();
    };
    await browse();
    await expect.poll(() => page.evaluate(() => harness.calls.at(-1)?.name)).toBe('browseModel');
    await expect
      .poll(() => model.evaluate((e) => (e as HTMLSelectElement).value))
      .toBe('/models/reasoner.gguf');
    await page.evaluate(() => {
      harness.browse = { path: '/mine/new.gguf', label: 'new', description: '/mine' };
    });
    await browse();
    await expect.poll(() => model.evaluate((e) => (e as HTMLSelectElement).value)).toBe('/mine/new.gguf');
    await page.locator('vscode-button.run').click();
    await expect.poll(async () => (await lastRun(page))?.modelPath).toBe('/mine/new.gguf');
    await page.context().close();
  });

  it('unfolds the sampler, the preset’s delimiters and the steps', async () => {
    const { page } = await browser.open();
    const choose = async (name: string, label: string): Promise<void> => {
      await page.locator(`vscode-dropdown.${name}`).click();
      await page.locator(`vscode-dropdown.${name} vscode-option`, { hasText: label }).click();
    };
    await page.locator('vscode-button.more').click();
    await choose('sampler', 'temperature');
    await choose('preset', 'generic');
    await choose('segmentation', 'at blank lines');
    await page.locator('vscode-text-field[aria-label="Temperature"] input').fill('0.6');
    await page.locator('vscode-text-field[aria-label="Seed"] input').fill('7');
    await page.locator('vscode-button.run').click();
    await expect
      .poll(async () => (await lastRun(page))?.request)
      .toMatchObject({
        preset: 'generic',
        delimiters: { start: '<think>', end: '</think>' },
        sampler: { temperature: 0.6, seed: 7 },
        segmentation: { by: 'blank-line' },
      });
    await page.context().close();
  });

  it('is locked while a run goes on, all but Stop', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'live' });
    expect(await disabled(page, 'run')).toBe(true);
    expect(await field(page, 'max').isDisabled()).toBe(true);
    expect(await question(page).isEditable()).toBe(false);
    await page.locator('vscode-button.stop').click();
    await expect.poll(() => page.evaluate(() => harness.calls.at(-1)?.name)).toBe('stop');
    await page.evaluate(() => harness.view.running(false, null));
    await expect.poll(() => disabled(page, 'run')).toBe(false);
    await page.context().close();
  });

  it('is locked in a read-only view, saying why', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    await page.evaluate(() => harness.show({ readOnly: 'A newer Waitpoint wrote this.' }));
    await expect
      .poll(() => page.locator('.read-only').textContent())
      .toContain('A newer Waitpoint wrote this.');
    expect(await disabled(page, 'run')).toBe(true);
    await page.evaluate(() => harness.view.command('run'));
    expect(await lastRun(page)).toBeUndefined();
    await page.context().close();
  });
});

describe('notices', () => {
  it('show a run that the host refused', async () => {
    const { page } = await browser.open();
    await page.evaluate(() => (harness.failRun = 'No model file at "/models/reasoner.gguf".'));
    await page.locator('vscode-button.run').click();
    await expect
      .poll(() => page.locator('wp-notice-bar [role=alert]').innerText())
      .toContain('No model file');
    await page.context().close();
  });

  it('offer to continue, show details, and go when dismissed', async () => {
    const { page } = await browser.open({ scenario: 'failed', at: 'end' });
    await page.evaluate(() =>
      harness.view.notice({ kind: 'error', message: 'Killed', detail: 'signal: SIGKILL', canContinue: true }),
    );
    await page.locator('wp-notice-bar summary').click();
    expect(await page.locator('wp-notice-bar pre').innerText()).toBe('signal: SIGKILL');
    await page.locator('vscode-button.continue').click();
    await page.locator('vscode-button.log').click();
    await page.locator('vscode-button.dismiss').click();
    await expect.poll(() => page.locator('wp-notice-bar .notice').count()).toBe(0);
    const names = await page.evaluate(() => harness.calls.map(({ name }) => name));
    expect(names.slice(-3)).toEqual(['continueRun', 'showLog', 'dismissNotice']);
    await page.context().close();
  });
});
