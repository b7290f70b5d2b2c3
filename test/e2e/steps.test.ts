import { describe, expect, test, vi } from 'vitest';
import { draftTrace, type Trace } from '../../src/core/trace/trace';
import { stringifyTrace } from '../../src/core/trace/traceFile';
import { request } from '../support/engine';
import { useWorkbench, type Theme } from './workbench';

const PATIENCE = { timeout: 60_000, interval: 100 };
const LINES = ['We have $x^2 = 4$.\n', 'So \\(x = 2\\) or $x = -2$.\n', 'The positive one is 2.\n'];

/** A finished trace, one token a line. */
function recorded(): Trace {
  const trace = draftTrace('What is x?', request({}), '2026-01-01T00:00:00.000Z');
  const count = LINES.length;
  const each = <T>(value: T): T[] => LINES.map(() => value);
  return {
    ...trace,
    prompt: { text: 'What is x?', ids: [1] },
    tokens: {
      ...trace.tokens,
      id: each(5),
      text: [...LINES],
      prob: each(0.9),
      entropy: each(0.1),
      timeMs: each(1),
      alternativeIds: LINES.flatMap(() => [-1, -1, -1, -1, -1]),
      alternativeProbs: LINES.flatMap(() => [0, 0, 0, 0, 0]),
      provenance: each('model'),
    },
    thinking: { start: 0, end: count },
    steps: LINES.map((_, start) => ({ start, end: start + 1, score: (start + 1) / 10 })),
    finish: { thinking: 'stop', answer: null },
  };
}

const workbench = useWorkbench({
  files: { 'maths.trace.json': stringifyTrace(recorded()), 'other.trace.json': stringifyTrace(recorded()) },
});

const row = (index: number) => workbench().webview.locator('li.step').nth(index);
const said = () => workbench().webview.locator('wp-find-bar .said');

describe('the steps of a trace in VS Code', () => {
  test('draw their formulas, under its content policy', async () => {
    await workbench().openFile('maths.trace.json');
    await row(1).locator('math').nth(1).waitFor();
    await workbench().runCommand('Waitpoint: Switch Between Rendered Maths and Exact Text');
    await row(1).locator('math').first().waitFor({ state: 'detached' });
    await workbench().runCommand('Waitpoint: Switch Between Rendered Maths and Exact Text');
    await row(1).locator('math').first().waitFor();
  });

  test('are searched by Ctrl+F, and by VS Code’s own find by Ctrl+Alt+F', async () => {
    const { page, webview } = workbench();
    await row(0).click();
    await page.keyboard.press('ControlOrMeta+F');
    await webview.locator('.find-text input:focus').waitFor();
    await page.keyboard.type('x =');
    await vi.waitFor(async () => expect(await said().innerText()).toBe('1 of 2'), PATIENCE);
    await page.keyboard.press('F3');
    await vi.waitFor(async () => expect(await said().innerText()).toBe('2 of 2'), PATIENCE);
    await page.keyboard.press('Escape');
    await said().waitFor({ state: 'detached' });

    await row(0).click();
    await page.keyboard.press('ControlOrMeta+Alt+F');
    const own = page.locator('.simple-find-part.visible');
    await own.waitFor();
    await page.keyboard.press('Escape');
  });

  test('are folded, and linked to from the clipboard', async () => {
    const { page, webview } = workbench();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await row(2).click();
    await page.keyboard.press('ArrowDown');
    await workbench().runCommand('Waitpoint: Fold All Steps');
    await vi.waitFor(async () => expect(await webview.locator('li.folded').count()).toBe(3), PATIENCE);
    await workbench().runCommand('Waitpoint: Copy Link to Step');
    await webview.getByText('Link to step 3 copied.').waitFor({ state: 'attached' });
    const link = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(link).toMatch(/:\/\/waitpoint\.waitpoint\/open\?file=.*maths\.trace\.json&step=3$/);

    await workbench().runCommand('Waitpoint: Open Link to a Step…');
    const box = page.locator('.quick-input-widget input').first();
    await box.fill(link.replace('maths.trace.json', 'other.trace.json').replace('step=3', 'step=2'));
    await page.keyboard.press('Enter');
    await workbench().tab('other.trace.json').waitFor();
    await webview.locator('li.step:focus .number').getByText('2', { exact: true }).waitFor();
  });

  test('have a menu of their own', async () => {
    const { page } = workbench();
    await row(0).click({ button: 'right' });
    await page.locator('.monaco-menu').getByText('Copy Step', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
  });

  test('a link to a file outside of the workspace asks first', async () => {
    const { page } = workbench();
    await workbench().runCommand('Waitpoint: Open Link to a Step…');
    await page
      .locator('.quick-input-widget input')
      .first()
      .fill('code-oss://waitpoint.waitpoint/open?file=file%3A%2F%2F%2Ftmp%2Fno.trace.json&step=1');
    await page.keyboard.press('Enter');
    await page.locator('.monaco-dialog-box').getByText('/tmp/no.trace.json').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.monaco-dialog-box').waitFor({ state: 'detached' });
    expect(await workbench().tab('no.trace.json').count()).toBe(0);
  });

  test.each<Theme>(['light', 'highContrast', 'dark'])(
    'axe finds nothing serious in filter, find and maths in %s',
    async (theme) => {
      const { page, webview } = workbench();
      await workbench().setTheme(theme);
      await workbench().openFile('maths.trace.json');
      await webview.locator('.step').first().waitFor();
      await workbench().runCommand('Waitpoint: Unfold All Steps');
      await webview.locator('li.step math').first().waitFor();
      if (!(await webview.locator('.filter').isVisible()))
        await workbench().runCommand('Waitpoint: Filter Steps');
      await webview.locator('.filter').waitFor();
      await row(0).click();
      await page.keyboard.press('ControlOrMeta+F');
      await webview.locator('.find-text input').fill('we');
      await said().waitFor();
      await workbench().screenshot(`steps ${theme}`);
      expect(await workbench().seriousFaults()).toEqual([]);
      await page.keyboard.press('Escape');
    },
  );
});
