import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HarnessBrowser } from '../harness/browser';
import { arithmetic } from '../harness/scenarios';
import { command, copied, focusedStep, openFind, painted, shownSteps, spoken } from '../harness/stepActions';
import { highlighted } from '../harness/shown';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

const { trace } = arithmetic();
const textOfStep = (index: number): string =>
  trace.tokens.text.slice(trace.steps[index]?.start, trace.steps[index]?.end).join('');
const open = (options = {}) => browser.open({ scenario: 'arithmetic', at: 'end', ...options });

describe('a step', () => {
  it('folds to its first line by Space, by its number and by command, and is folded after a reload', async () => {
    const { page } = await open({ width: 520 });
    const row = page.locator('li.step').nth(5);
    const height = () => row.locator('.text').evaluate((element) => element.getBoundingClientRect().height);
    const whole = await height();
    await row.focus();
    await page.keyboard.press('Space');
    await expect.poll(height).toBeLessThan(whole * 0.75);
    expect(await row.locator('.number').getAttribute('aria-expanded')).toBe('false');
    expect(await spoken(page)).toBe('Step 6 folded.');
    // All of it is still there, for the browser's find.
    expect(await row.locator('.text').textContent()).toBe(textOfStep(5));

    await page.reload();
    await expect.poll(() => page.locator('li.folded').count()).toBe(1);
    await page.locator('li.step').nth(5).locator('.number').click();
    await expect.poll(() => page.locator('li.folded').count()).toBe(0);
    await command(page, 'foldAll');
    await expect.poll(() => page.locator('li.folded').count()).toBe(13);
    await command(page, 'unfoldAll');
    await expect.poll(() => page.locator('li.folded').count()).toBe(0);
    await page.context().close();
  });

  it('of several lines unfolds when the browser’s find scrolls to one of them', async () => {
    const { page } = await open();
    await page.evaluate(() => {
      const { trace } = harness.state;
      const [first, second] = trace.steps;
      if (first && second) trace.steps.splice(0, 2, { ...first, end: second.end });
      harness.show({ trace });
    });
    const row = page.locator('li.step').first();
    await expect.poll(() => row.locator('.text').textContent()).toBe(textOfStep(0) + textOfStep(1));
    const height = () => row.locator('.text').evaluate((element) => element.getBoundingClientRect().height);
    const whole = await height();
    await command(page, 'foldAll');
    await expect.poll(height).toBeLessThan(whole - 10);
    await row.locator('.text').evaluate((text) => (text.scrollTop = 15));
    await expect.poll(height).toBe(whole);
    expect(await page.locator('li.folded').count()).toBe(11);
    await page.context().close();
  });

  it('is copied as it was written, as are tokens and a link', async () => {
    const { page } = await open();
    await page.locator('li.step').nth(2).focus();
    await command(page, 'copyStep');
    await expect.poll(() => copied(page)).toBe(textOfStep(2));
    await command(page, 'copyLink');
    await expect.poll(() => copied(page)).toBe(2);

    await command(page, 'copyTokens');
    await expect.poll(() => spoken(page)).toBe('No tokens to copy: pick one first.');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(() => painted(page, 'range')).toEqual(['Step 3:']);
    await page.keyboard.press('Shift+ArrowLeft');
    await expect.poll(() => painted(page, 'range')).toEqual(['Step 3']);
    await command(page, 'copyTokens');
    await expect.poll(() => copied(page)).toBe('Step 3');
    // Picking another token begins anew.
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => painted(page, 'range')).toEqual([]);
    await page.context().close();
  });

  it('takes tokens up to a Shift+click, over several steps', async () => {
    const { page } = await open();
    await page.locator('li.step').nth(1).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => highlighted(page, 'selected')).toEqual(['Step']);
    const box = await page.locator('li.step').nth(2).locator('.text').boundingBox();
    await page.mouse.move((box?.x ?? 0) + 12, (box?.y ?? 0) + 8);
    await page.keyboard.down('Shift');
    await page.mouse.down();
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await expect.poll(() => painted(page, 'range')).toEqual([textOfStep(1), 'Step']);
    await command(page, 'copyTokens');
    await expect.poll(() => copied(page)).toBe(`${textOfStep(1)}Step`);
    await page.context().close();
  });

  it('names itself to the context menu', async () => {
    const { page } = await open();
    const context = () =>
      page.evaluate(
        () => document.querySelector<HTMLElement>('wp-trace-view')?.dataset['vscodeContext'] ?? null,
      );
    await page.locator('li.step').nth(3).click({ button: 'right' });
    expect(await context()).toContain('"webviewSection":"token"');
    expect(await focusedStep(page)).toBe('4');
    await page.locator('.counters').click({ button: 'right' });
    expect(await context()).toBeNull();
    await page.context().close();
  });
});

describe('the filter', () => {
  it('hides steps, says how many are left, and is kept', async () => {
    const { page, complaints } = await open();
    await page.locator('.toggle-filter').click();
    await page.locator('wp-slider.below input[type=text]').fill('0.2');
    await expect.poll(() => shownSteps(page)).toEqual(['… 2 steps', '3', '4', '5', '… 8 steps']);
    expect(await page.locator('.step-bar .steps').textContent()).toBe('3 of 13 steps');
    // The marks of hidden steps are hidden with them.
    expect(await page.locator('li.mark:not([hidden])').count()).toBe(0);
    await page.locator('.contains input').fill('answer');
    await expect.poll(() => shownSteps(page)).toEqual(['… 4 steps', '5', '… 8 steps']);

    await page.reload();
    await expect.poll(() => shownSteps(page)).toEqual(['… 4 steps', '5', '… 8 steps']);
    expect(complaints).toEqual([]);
    await page.locator('.clear-filter').click();
    await expect.poll(() => shownSteps(page)).toHaveLength(13);
    await page.context().close();
  });

  it('shows steps with waits, and opens a line of hidden ones by key and mouse', async () => {
    const { page } = await open();
    await command(page, 'filterSteps');
    await page.locator('vscode-checkbox.waits').click();
    await expect.poll(() => shownSteps(page)).toEqual(['… 5 steps', '6', '… 3 steps', '10', '… 3 steps']);
    expect(await page.locator('li.mark:not([hidden])').count()).toBe(2);
    await page.locator('li.step:not([hidden])').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => shownSteps(page)).toEqual(['… 5 steps', '6', '7', '8', '9', '10', '… 3 steps']);
    expect(await focusedStep(page)).toBe('7');
    await page.locator('li.gap button').last().click();
    await expect.poll(async () => (await shownSteps(page)).slice(-3)).toEqual(['11', '12', '13']);
    expect(await page.locator('.step-bar .steps').textContent()).toBe('2 of 13 steps');
    await command(page, 'clearFilter');
    await expect.poll(() => shownSteps(page)).toHaveLength(13);
    await page.context().close();
  });

  it('follows a run, and shows the step that is being written', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'live' });
    await page.evaluate(() => harness.play({ tokens: 4, to: 12 }));
    await command(page, 'filterSteps');
    await page.locator('.contains input').fill('answer');
    await page.evaluate(() => harness.play({ tokens: 4, from: 12 }));
    await expect
      .poll(() => shownSteps(page))
      .toEqual(['… 4 steps', '5', '… 3 steps', '9', '… 3 steps', '13']);
    await page.context().close();
  });
});

describe('find', () => {
  const count = (page: Awaited<ReturnType<typeof open>>['page']) =>
    page.locator('wp-find-bar .said').textContent();

  it('counts, paints and walks through what it finds, and gives the focus back', async () => {
    const { page, complaints } = await open();
    await page.locator('li.step').nth(1).focus();
    await openFind(page);
    await page.keyboard.type('Step 3');
    await expect.poll(() => count(page)).toBe('1 of 3');
    expect(await painted(page, 'find-current')).toEqual(['Step 3']);
    expect(await painted(page, 'find')).toEqual(['Step 3', 'Step 3']);
    await page.keyboard.press('Enter');
    expect(await count(page)).toBe('2 of 3');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.press('Shift+Enter');
    await expect.poll(() => count(page)).toBe('3 of 3');
    await command(page, 'findNext');
    await expect.poll(() => count(page)).toBe('1 of 3');
    await page.keyboard.press('Escape');
    await expect.poll(() => painted(page, 'find-current')).toEqual([]);
    expect(await focusedStep(page)).toBe('3');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('makes room above the first step, and moves nothing further down', async () => {
    const { page } = await open({ height: 500 });
    const first = page.locator('li.step').first();
    const topOf = async (row: Locator): Promise<number> => (await row.boundingBox())?.y ?? NaN;
    const before = await topOf(first);
    await openFind(page);
    const bar = async () => {
      const box = await page.locator('wp-find-bar').boundingBox();
      return (box?.y ?? NaN) + (box?.height ?? NaN);
    };
    await expect.poll(async () => (await topOf(first)) >= (await bar())).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => topOf(first)).toBe(before);

    const scroller = page.locator('.scroller');
    await scroller.evaluate((element) => (element.scrollTop = 150));
    const later = page.locator('li.step').nth(8);
    const there = await topOf(later);
    await openFind(page);
    await expect.poll(() => scroller.evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(150);
    expect(await topOf(later)).toBe(there);
    await page.keyboard.press('Escape');
    await expect.poll(() => scroller.evaluate(({ scrollTop }) => scrollTop)).toBe(150);
    expect(await topOf(later)).toBe(there);
    await page.context().close();
  });

  it('knows case, words and expressions, and says what is wrong with one', async () => {
    const { page } = await open();
    await openFind(page);
    await page.keyboard.type('step');
    await expect.poll(() => count(page)).toBe('1 of 12');
    await page.keyboard.press('Alt+c');
    await expect.poll(() => count(page)).toBe('1 of 4');
    await page.keyboard.press('Alt+r');
    await page.locator('.find-text input').fill('53\\d3');
    await expect.poll(() => count(page)).toBe('1 of 5');
    await page.locator('.find-text input').fill('53(');
    await expect.poll(() => count(page)).toBe('Not a regular expression: unterminated group.');
    await page.locator('.find-text input').fill('nowhere');
    await expect.poll(() => count(page)).toBe('No results');
    await page.context().close();
  });

  it('opens what hides a hit: folds and filters', async () => {
    const { page } = await open({ width: 520 });
    await command(page, 'foldAll');
    await command(page, 'filterSteps');
    await page.locator('.contains input').fill('answer');
    await expect.poll(() => shownSteps(page)).toContain('… 4 steps');
    await openFind(page);
    await page.locator('.find-text input').fill('Step 1:');
    await expect.poll(() => shownSteps(page)).toContain('1');
    // What was only passed on the way is hidden again.
    await page.locator('.find-text input').fill('498=3818');
    await expect.poll(() => count(page)).toBe('1 of 1');
    const shown = ['… 4 steps', '5', '6', '… 2 steps', '9', '… 3 steps', '13'];
    await expect.poll(() => shownSteps(page)).toEqual(shown);
    await page.keyboard.press('Escape');
    await expect.poll(() => focusedStep(page)).toBe('6');
    expect(await shownSteps(page)).toEqual(shown);
    expect(await page.locator('li.step').nth(5).getAttribute('class')).not.toContain('folded');
    expect(await page.locator('li.step').nth(4).getAttribute('class')).toContain('folded');
    await page.context().close();
  });

  it('finds in the answer, and follows a run that goes on', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'live' });
    await page.evaluate(() => harness.play({ tokens: 4, to: 40 }));
    await openFind(page);
    await page.keyboard.type('5353');
    await expect.poll(() => count(page)).toBe('No results');
    await page.evaluate(() => harness.play({ tokens: 4, from: 40 }));
    await expect.poll(() => count(page)).toMatch(/ of 3$/);
    await page.keyboard.press('Shift+Enter');
    await expect.poll(() => painted(page, 'find-current')).toEqual(['5353']);
    await page.context().close();
  });

  it('gives an endless expression up, and the view stays alive meanwhile', async () => {
    const { page } = await open();
    await openFind(page);
    await page.keyboard.press('Alt+r');
    await page.locator('.find-text input').fill('(.+)+§');
    // The page answers while the worker is at it.
    expect(await page.evaluate(() => 1 + 1)).toBe(2);
    await expect.poll(() => count(page)).toBe('This takes too long to find: try a simpler expression.');
    await page.locator('.find-text input').fill('5353');
    await expect.poll(() => count(page)).toBe('1 of 3');
    await page.context().close();
  });
});

describe('a link', () => {
  it('opens the view at its step', async () => {
    const { page } = await browser.open({ scenario: 'long', at: 'end' });
    await page.evaluate(() => void harness.view.goToStep(700));
    await expect.poll(() => focusedStep(page)).toBe('701');
    await page.evaluate(() => void harness.view.goToStep(9_000));
    await expect.poll(() => spoken(page)).toBe('There is no step 9001: the trace has 820.');
    await page.context().close();
  });
});
