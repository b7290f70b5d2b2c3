import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { broken } from '../harness/axe';
import { HarnessBrowser } from '../harness/browser';
import { THEMES, type ThemeName } from '../harness/themes';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

const themes = Object.keys(THEMES) as ThemeName[];

describe('axe finds nothing serious', () => {
  it.each(themes)('in a finished trace: %s', async (theme) => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end', theme });
    await page.locator('vscode-button.more').click();
    await page.locator('li.step').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('wp-token-inspector table').waitFor();
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });

  it.each(themes)('in a narrow editor: %s', async (theme) => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end', theme, width: 360 });
    await page.evaluate(() => harness.view.command('overlay:provenance'));
    await page.locator('li.step').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('wp-token-inspector table').waitFor();
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });

  it.each(themes)('in an answer of low confidence: %s', async (theme) => {
    const { page } = await browser.open({ scenario: 'unknown', at: 'end', theme });
    const mark = page.locator('wp-answer-box').getByRole('status');
    await expect
      .poll(() => mark.innerText())
      .toMatch(/Low confidence\s*: the scorer gives the last step 0\.03$/);
    expect(await mark.getAttribute('title')).toBe('the scorer gives the last step 0.03');
    expect(await mark.locator('.icon').count()).toBe(1);
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });

  it.each(['dark', 'light'] as const)('in a draft with mistakes and a notice: %s', async (theme) => {
    const { page } = await browser.open({ theme });
    await page.locator('wp-slider.min input[type=text]').fill('600');
    await page.evaluate(async () => {
      await harness.view.notice({ kind: 'warning', message: 'Careful', detail: 'More', canContinue: true });
      await harness.view.engine({ state: 'loading', what: 'reasoner.gguf', progress: 0.4 });
    });
    await page.locator('wp-notice-bar .notice').waitFor();
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });

  it.each(themes)('in a filtered and searched trace with formulas: %s', async (theme) => {
    const { page } = await browser.open({ scenario: 'maths', at: 'end', theme });
    await page.locator('.maths math').first().waitFor();
    await page.evaluate(async () => {
      await harness.view.command('foldAll');
      await harness.view.command('filterSteps');
      await harness.view.command('find');
    });
    await page.locator('.find-text input').fill('draw');
    await page.locator('wp-slider.below input[type=text]').fill('0.75');
    await page.locator('li.gap').first().waitFor();
    await expect.poll(() => page.locator('wp-find-bar .said').textContent()).toBe('1 of 2');
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });

  it('while a run goes on', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'live' });
    await page.evaluate(() => harness.play({ tokens: 4, to: 60 }));
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });
});

describe('names', () => {
  it('of the controls are what stands beside them', async () => {
    const { page } = await browser.open();
    await page.locator('vscode-button.more').click();
    await page.locator('wp-run-settings').waitFor();
    const named = [
      ['textbox', 'Question'],
      ['combobox', 'Model'],
      ['combobox', 'Scorer'],
      ['button', 'Run'],
      ['slider', 'Min'],
      ['textbox', 'Max, thinking tokens'],
      ['slider', 'Waits'],
      ['list', 'Continuation strings'],
      ['button', 'Add a continuation string'],
      ['button', 'More settings'],
      ['combobox', 'Preset'],
      ['combobox', 'Sampler'],
      ['textbox', 'Repeat penalty, 1 is off'],
    ] as const;
    for (const [role, name] of named) {
      expect(await page.getByRole(role, { name, exact: true }).count(), `${role} ${name}`).toBeGreaterThan(0);
    }
    await page.locator('wp-slider.waits input[type=text]').fill('1.5');
    const wrong = page.getByRole('textbox', { name: 'Waits, times. Must be a whole number, not 1.5.' });
    await expect.poll(() => wrong.count()).toBe(1);
    await page.context().close();
  });
});

describe('colours', () => {
  it.each(themes)('of scores and waits keep 3:1 against the background: %s', async (theme) => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end', theme });
    const ratios = await page
      .locator('li.step .score')
      .first()
      .evaluate((score) => {
        const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
        if (!context) throw new Error('no canvas');
        const luminance = (color: string): number => {
          context.fillStyle = color;
          context.fillRect(0, 0, 1, 1);
          const [red = 0, green = 0, blue = 0] = [...context.getImageData(0, 0, 1, 1).data].map((byte) => {
            const part = byte / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        };
        const probe = document.createElement('span');
        score.append(probe);
        const computed = (value: string): string => {
          probe.style.color = value;
          return getComputedStyle(probe).color;
        };
        const ground = luminance(computed('var(--wp-background)'));
        const contrast = (value: string): number => {
          const front = luminance(computed(value));
          return (Math.max(front, ground) + 0.05) / (Math.min(front, ground) + 0.05);
        };
        const found: Record<string, number> = { wait: contrast('var(--wp-wait)') };
        for (let tenth = 0; tenth <= 10; tenth++) {
          (score as HTMLElement).style.setProperty('--score', String(tenth / 10));
          found[`score ${tenth / 10}`] = contrast('var(--wp-score)');
        }
        return found;
      });
    expect(Object.entries(ratios).filter(([, ratio]) => ratio < 3)).toEqual([]);
    await page.context().close();
  });
});

describe('the keyboard', () => {
  it('reaches every control and the steps in order of reading', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    await page.locator('li.step').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('.close-token').waitFor();
    await page.evaluate(() => harness.view.command('focusQuestion'));
    await page.keyboard.press('Shift+Tab');
    const reached: string[] = [];
    for (let i = 0; i < 26; i++) {
      await page.keyboard.press('Tab');
      reached.push(
        await page.evaluate(() => {
          const path: string[] = [];
          for (let at = document.activeElement; at; at = at.shadowRoot?.activeElement ?? null) {
            path.push(`${at.localName}.${at.className.split(' ')[0] ?? ''}`);
          }
          return (
            path.find((name) => /vscode-|wp-slider|wp-chips|wp-minimap|li\./.test(name)) ?? path.join('>')
          );
        }),
      );
    }
    const order = [...new Set(reached.map((name) => name.replace(/\.$/, '')))];
    expect(order).toEqual(
      expect.arrayContaining([
        'vscode-text-area.question-field',
        'vscode-dropdown.model',
        'vscode-dropdown.scorer',
        'vscode-button.run',
        'wp-slider.min',
        'wp-slider.max',
        'wp-slider.waits',
        'wp-chips',
        'vscode-button.more',
        'li.step',
        'wp-minimap',
        'vscode-button.close-token',
        'wp-trace-view.>input',
      ]),
    );
    expect(order.indexOf('vscode-text-area.question-field')).toBeLessThan(order.indexOf('li.step'));
    await page.context().close();
  });

  it('moves through the steps by arrows, and to waits by command', async () => {
    const { page } = await browser.open({ scenario: 'arithmetic', at: 'end' });
    const focused = () =>
      page.locator('wp-step-list').evaluate((list) => {
        const row = list.shadowRoot?.activeElement;
        return row?.querySelector('.badge, .number')?.textContent ?? null;
      });
    await page.locator('li.step').first().focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('2');
    await page.keyboard.press('End');
    expect(await focused()).toBe('13');
    await page.evaluate(() => harness.view.command('previousWait'));
    await expect.poll(focused).toBe('Wait 2');
    await page.evaluate(() => harness.view.command('previousWait'));
    await expect.poll(focused).toBe('Wait 1');
    await page.evaluate(() => harness.view.command('previousWait'));
    await expect
      .poll(() => page.locator('wp-trace-view [aria-live]').textContent())
      .toBe('No wait before this.');
    await page.evaluate(() => harness.view.command('nextWait'));
    await expect.poll(focused).toBe('Wait 2');
    await page.evaluate(() => harness.view.command('focusQuestion'));
    await expect.poll(() => page.evaluate(() => document.activeElement?.localName)).toBe('wp-trace-view');
    expect(await focused()).toBeNull();
    await page.context().close();
  });
});
