/** The result of `waitpoint tune` in the real editor. */
import { describe, expect, test } from 'vitest';
import { tuneToy } from '../support/tuneToy';
import { useWorkbench, type Theme } from './workbench';

const FILE = 'waitpoint.tune.json';
const report = tuneToy();
const text = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const workbench = useWorkbench({ files: { [FILE]: text(report) } });
const view = () => workbench().webview.locator('wp-tune-report');

describe('the file of a tuning', () => {
  test('opens as a chart, a panel for each bin, and changes with the file', async () => {
    await workbench().openFile(FILE);
    await view().locator('wp-compute-panel').nth(5).waitFor();
    expect(await view().locator('h1').innerText()).toBe(
      'Which search pays, by difficulty: tuned on 60 questions',
    );
    await workbench().writeFile(FILE, text({ ...report, questions: 61 }));
    await view().getByText('tuned on 61 questions').waitFor();
    await workbench().writeFile(FILE, '{');
    await view().getByRole('alert').filter({ hasText: 'no result of waitpoint tune' }).waitFor();
    // What was there stays.
    expect(await view().locator('wp-compute-panel').count()).toBe(6);
    await workbench().writeFile(FILE, text(report));
    await view().getByText('tuned on 60 questions').waitFor();
    await view().getByRole('alert').waitFor({ state: 'detached' });
  });

  test('keeps the bins that were chosen when the window is loaded anew', async () => {
    await view().getByText('Easy, medium, hard').click();
    await expect.poll(() => view().locator('wp-compute-panel').count()).toBe(4);
    await workbench().reload('absolute');
    await expect.poll(() => view().locator('wp-compute-panel').count(), { timeout: 60_000 }).toBe(4);
  });

  test.each<Theme>(['light', 'dark', 'highContrast'])('is legible: %s', async (theme) => {
    await workbench().setTheme(theme);
    const point = view().locator('wp-compute-panel').first().locator('.point[tabindex="0"]');
    await point.focus();
    await expect
      .poll(() => view().locator('.readout').first().innerText())
      .toContain((await point.getAttribute('aria-label')) ?? '-');
    await workbench().screenshot(`tuning ${theme}`);
    expect(await workbench().seriousFaults()).toEqual([]);
  });

  test('that is broken says what is wrong, and appears once it is mended', async () => {
    await workbench().runCommand('View: Close All Editors');
    await workbench().tab(FILE).waitFor({ state: 'detached' });
    await workbench().writeFile(FILE, text({ ...report, unit: 'hours' }));
    await workbench().openFile(FILE);
    const alert = workbench().webview.getByRole('alert');
    await alert.getByText(`${FILE} cannot be shown`).waitFor();
    expect(await alert.innerText()).toMatch(/This is no result of waitpoint tune: unit: .* left as it is\./);
    await alert.getByRole('link', { name: 'Open as Text' }).waitFor();
    await workbench().writeFile(FILE, text(report));
    await view().locator('wp-compute-panel').first().waitFor();
  });
});
