import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HarnessBrowser } from '../harness/browser';
import { looping, probed } from '../harness/scenarios';
import { THEMES, type ThemeName } from '../harness/themes';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

const themes = Object.keys(THEMES) as ThemeName[];
const step = (page: Page, index: number) => page.locator(`li.step[data-step="${index}"]`);
const calls = (page: Page, name: 'debug' | 'fork') =>
  page.evaluate((of) => harness.calls.filter((call) => call.name === of).map(({ args }) => args), name);
const open = (scenario: 'probed' | 'looping' | 'arithmetic') => browser.open({ scenario, at: 'end' });

describe('the answer timeline', () => {
  it('is there once there are probes, and goes to the step that a block begins with', async () => {
    const { page: none } = await open('arithmetic');
    await none.locator('.summary li').first().waitFor();
    expect(await none.locator('wp-answer-timeline').count()).toBe(0);
    await none.context().close();

    const { page } = await open('probed');
    const blocks = page.locator('wp-answer-timeline .stretch');
    await expect.poll(() => blocks.count()).toBe(6);
    expect(await blocks.nth(1).getAttribute('aria-label')).toMatch(/^5353, right: .*wrong → right$/);
    await blocks.nth(2).click();
    await expect.poll(() => step(page, 2).evaluate((row) => row.matches(':focus'))).toBe(true);
    await page.context().close();
  });

  it('is one stop in the tab order, with arrows along it and to the waits', async () => {
    const { page } = await open('probed');
    const timeline = page.locator('wp-answer-timeline');
    await timeline.locator('.stretch').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    const focused = () => timeline.locator('button:focus').getAttribute('aria-label');
    expect(await focused()).toMatch(/^5331, wrong/);
    expect(await timeline.locator('button[tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe('Wait 1: changed');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('Wait 2: helped');
    await page.keyboard.press('Enter');
    await expect.poll(() => step(page, 6).evaluate((row) => row.matches(':focus'))).toBe(true);
    await page.context().close();
  });

  it('tells right from wrong without colour', async () => {
    const { page } = await open('probed');
    const signs = page.locator('wp-answer-timeline .sign');
    await expect.poll(() => signs.allTextContents()).toEqual(['✗', '✓', '✗', '✗', '✗', '✓']);
    await page.context().close();
  });

  it('grows as probes come in', async () => {
    const { page } = await open('arithmetic');
    const probe = { at: 17, text: '', extracted: '1', confidence: null, finish: 'stop' } as const;
    await page.evaluate((one) => harness.view.events([{ type: 'probe', probe: one }]), probe);
    await expect.poll(() => page.locator('wp-answer-timeline .stretch').count()).toBe(2);
    await page.context().close();
  });
});

describe('the summary', () => {
  it('says where the answer settled, what the waits did and which step is doubted first', async () => {
    const { page } = await open('probed');
    const facts = page.locator('.summary li');
    await expect
      .poll(async () => (await facts.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ')))
      .toEqual([
        'First doubted: step 1',
        'Settled after 192 tokens; 52 more followed (21 %)',
        'Waits: 1 helped, 1 changed the answer',
        'Flips: 1 right → wrong, 2 wrong → right',
      ]);
    await page.getByRole('button', { name: 'step 1', exact: true }).click();
    await expect.poll(() => step(page, 0).evaluate((row) => row.matches(':focus'))).toBe(true);
    await page.context().close();
  });
});

describe('notes on steps', () => {
  it('mark where score and entropy disagree, and say what that means', async () => {
    const { page } = await open('probed');
    const note = step(page, 1).locator('.note');
    await expect.poll(() => note.textContent()).toBe('doubted though sure');
    expect(await note.getAttribute('title')).toContain('without hesitation');
    await page.context().close();
  });

  it('mark a loop on all of its steps, and offer remedies that fork before it', async () => {
    const { page } = await open('looping');
    const loop = page.locator('button.loop');
    await expect
      .poll(() => loop.allInnerTexts())
      .toEqual([
        expect.stringContaining('These waits added nothing ×4'),
        expect.stringContaining('Repeats ×3'),
      ]);
    expect(await page.locator('li[data-loop="waits"]').count()).toBe(4);
    expect(await page.locator('li[data-loop="model"]').count()).toBe(6);
    await loop.nth(1).click();
    expect(await loop.nth(1).getAttribute('aria-expanded')).toBe('true');
    await page.getByRole('button', { name: 'Higher temperature' }).click();
    const again = looping().trace.steps[11]?.start;
    await expect
      .poll(() => calls(page, 'fork'))
      .toEqual([[again, { kind: 'request', request: expect.objectContaining({}) as unknown }]]);
    await page.context().close();
  });

  it('are gone with what they spoke of', async () => {
    const { page } = await open('looping');
    await page.locator('button.loop').first().waitFor();
    await page.evaluate(() => {
      const { trace } = harness.state;
      harness.show({ trace: { ...trace, steps: trace.steps.slice(0, 4) } });
    });
    await expect.poll(() => page.locator('button.loop, li[data-loop]').count()).toBe(0);
    await page.context().close();
  });

  it('show the labels that an imported trace came with', async () => {
    const { page } = await open('arithmetic');
    await page.evaluate(() => {
      const imported = {
        format: 'prm800k',
        source: null,
        line: 1,
        labels: [-1, null, 1] as (1 | -1 | null)[],
      };
      harness.show({ trace: { ...harness.state.trace, imported } });
    });
    await expect
      .poll(() => page.locator('.notes .label').allInnerTexts())
      .toEqual(['labelled wrong', 'labelled right']);
    await page.context().close();
  });
});

describe('commands', () => {
  it('act at the focused step, or at the token that is picked', async () => {
    const { page } = await open('probed');
    await step(page, 2).focus();
    const { steps } = probed().trace;
    const start = steps[2]?.start ?? NaN;
    await expect.poll(() => page.locator('.place').first().innerText()).toBe('Before step 3:');
    await page.locator('vscode-button.forkWait').click();
    await step(page, 2).focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await page.locator('vscode-button.probeHere').click();
    await page.locator('vscode-button.probeSteps').click();
    expect(await calls(page, 'debug')).toEqual([
      ['forkWait', start],
      ['probeHere', start + 2],
      ['probeSteps', start + 2],
    ]);
    expect(await page.evaluate(() => harness.view.place())).toMatchObject({ at: start + 2 });
    await page.context().close();
  });

  it('know the run bar as it stands', async () => {
    const { page } = await open('probed');
    await page.locator('wp-slider.max input[type=text]').fill('77');
    expect(await page.evaluate(() => harness.view.place())).toMatchObject({
      request: { budget: { maxThinkingTokens: 77 } },
    });
    await page.locator('wp-slider.max input[type=text]').fill('x');
    expect(await page.evaluate(() => harness.view.place())).toMatchObject({ request: null });
    await page.context().close();
  });

  it('of the context menu are told the token under the mouse', async () => {
    const { page } = await open('probed');
    await step(page, 1)
      .locator('.text')
      .click({ button: 'right', position: { x: 3, y: 8 } });
    const context = await page.locator('wp-trace-view').getAttribute('data-vscode-context');
    expect(JSON.parse(context ?? '{}')).toEqual({
      webviewSection: 'token',
      at: probed().trace.steps[1]?.start,
    });
    await page.locator('wp-run-bar').click({ button: 'right', position: { x: 5, y: 5 } });
    expect(await page.locator('wp-trace-view').getAttribute('data-vscode-context')).toBeNull();
    await page.context().close();
  });

  it('wait while something is under way, and show how far it is', async () => {
    const { page } = await open('probed');
    await page.evaluate(() => harness.view.running(true, { label: 'Probe', done: 3, total: 12 }));
    await page.getByText('Probe · 3 of 12').waitFor();
    const probe = page.locator('vscode-button.probeSteps');
    await expect.poll(() => probe.evaluate((one) => one.hasAttribute('disabled'))).toBe(true);
    // The trace is not being written: what it says of its end stays.
    expect(await page.locator('.end').innerText()).toContain('chosen by the model');
    await page.evaluate(() => harness.view.running(false, null));
    await expect.poll(() => page.locator('.loading').count()).toBe(0);
    await page.context().close();
  });
});

describe('the editor of a step', () => {
  it('keeps what was typed when the same trace is shown anew, and goes with another', async () => {
    const { page } = await open('probed');
    await step(page, 2).focus();
    await page.evaluate(() => harness.view.editStep(0));
    const field = page.locator('wp-step-editor textarea');
    await field.fill('Half a thought');
    await page.evaluate(() =>
      harness.show({ notice: { kind: 'info', message: 'Shown anew', detail: null, canContinue: false } }),
    );
    await page.getByText('Shown anew').waitFor();
    expect(await field.inputValue()).toBe('Half a thought');
    await page.evaluate(() => {
      const { trace } = harness.state;
      const text = trace.tokens.text.map(() => 'x');
      harness.show({ trace: { ...trace, tokens: { ...trace.tokens, text } } });
    });
    await expect.poll(() => field.count()).toBe(0);
    await page.context().close();
  });

  it('forks at the first token that is changed', async () => {
    const { page } = await open('probed');
    await step(page, 2).focus();
    await page.locator('vscode-button.forkEdit').click();
    const field = page.locator('wp-step-editor textarea');
    expect(await field.inputValue()).toBe('Step 3: 3698+1633=5331.\n');
    await field.fill('Step 3: 3818+1633=5451.\n');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.locator('wp-step-editor').count()).toBe(0);
    const { trace } = probed();
    const [[at, action] = []] = (await calls(page, 'fork')) as [number, { text: string }][];
    expect(action).toEqual({ kind: 'edit', text: '818+1633=5451.\n' });
    const { start } = trace.steps[2] ?? { start: NaN };
    expect(trace.tokens.text.slice(start, at).join('')).toBe('Step 3: 3');
    await page.context().close();
  });

  it('does nothing without a change, and is left by Escape', async () => {
    const { page } = await open('probed');
    await step(page, 2).focus();
    await page.evaluate(() => harness.view.editStep(0));
    await page.locator('wp-step-editor vscode-button.fork').click();
    await page.getByText('Nothing is changed yet.').waitFor();
    await page.locator('wp-step-editor textarea').focus();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('wp-step-editor').count()).toBe(0);
    await expect.poll(() => step(page, 0).evaluate((row) => row.matches(':focus'))).toBe(true);
    expect(await calls(page, 'fork')).toEqual([]);
    await page.context().close();
  });
});

describe('axe finds nothing serious', () => {
  it.each(themes)('in a probed trace with its editor open: %s', async (theme) => {
    const { page, complaints } = await browser.open({ scenario: 'probed', at: 'end', theme });
    await page.locator('wp-answer-timeline .stretch').first().waitFor();
    await page.evaluate(() => harness.view.editStep(0));
    await page.locator('wp-step-editor textarea').waitFor();
    expect(await broken(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each(themes)('in a trace with loops: %s', async (theme) => {
    const { page } = await browser.open({ scenario: 'looping', at: 'end', theme });
    await page.locator('button.loop').first().click();
    await page.locator('.remedy').first().waitFor();
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });
});

/** Rules broken, as "rule (impact): element". */
async function broken(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, impact, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} (${impact}): ${target.join(' ')} ${failureSummary}`),
    );
}
