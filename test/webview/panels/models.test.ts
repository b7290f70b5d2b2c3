import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ModelsState, ShownDownload } from '../../../src/protocol/modelsView';
import { broken } from '../harness/axe';
import { HarnessBrowser } from '../harness/browser';
import { FACTS, MODEL, MODELS } from '../harness/models';
import { THEMES, type ThemeName } from '../harness/themes';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

const QWEN = 'hf:Qwen/Qwen3-0.6B-GGUF:Q8_0';
const download = (more: Partial<ShownDownload> = {}): ShownDownload => ({
  ...{ address: QWEN, stage: 'running', receivedBytes: 250_000_000, totalBytes: 640_000_000 },
  ...{ note: null, path: null, ...more },
});
const withDownload = (more: Partial<ShownDownload> = {}): ModelsState => ({
  ...MODELS,
  downloads: [download(more)],
});
const HOSTILE = '<img src=x onerror=alert(1)>\u202e';

it('lists the models of this machine, and tells all about the one that is picked, by keys too', async () => {
  const { page, complaints } = await browser.openPanel('models', MODELS);
  const rows = page.getByRole('option');
  expect(await rows.count()).toBe(3);
  expect(await rows.nth(1).innerText()).toMatch(
    /Qwen3-4B-Q4_K_M\s+fits on this GPU\s+model · qwen3 · 4\.0 B · Q4_K_M · 2\.50 GB · LM Studio/,
  );
  expect(await rows.nth(0).innerText()).toContain('in use');
  const detail = page.locator('.detail');
  expect(await detail.innerText()).toContain('demo model: arithmetic');
  await page.getByRole('listbox').focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => detail.innerText()).toContain('It takes 2.91 GB at a context of 1,088 tokens');
  for (const text of [
    'think-tags, by its vocabulary and template',
    '40,960 tokens',
    '151,936 tokens',
    '<think> </think> <|im_start|> <|im_end|>',
    'apache-2.0',
  ])
    expect(await detail.innerText()).toContain(text);
  await page.keyboard.press('End');
  await expect
    .poll(() => detail.getByRole('alert').innerText())
    .toContain('QwQ-32B-Q4_K_M-00002-of-00003.gguf');
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('filters by words, and keeps filter and choice for a reload', async () => {
  const { page } = await browser.openPanel('models', MODELS);
  await page.locator('.filter input').fill('qwen3 studio');
  await expect.poll(() => page.getByRole('option').count()).toBe(1);
  await page.locator('.filter input').fill('nothing like this');
  await page.getByText('None of 3 models matches the filter.').waitFor();
  expect(await page.evaluate(() => panelHarness.kept())).toEqual({
    filter: 'nothing like this',
    selected: null,
  });
  await page.context().close();
});

it('uses a model as what it is for, or as something else', async () => {
  const { page } = await browser.openPanel('models', MODELS);
  await page.getByRole('option').nth(1).click();
  await page.getByRole('button', { name: 'Use as Model' }).click();
  await page.getByRole('button', { name: 'Use as Scorer' }).click();
  await page.getByRole('button', { name: 'Set Its Defaults…' }).click();
  await page.getByRole('button', { name: 'Reveal in File Manager' }).click();
  await page.getByRole('option').nth(1).dblclick();
  await expect
    .poll(() => page.evaluate(() => panelHarness.calls))
    .toEqual([
      ['use', MODEL.path, 'model'],
      ['use', MODEL.path, 'scorer'],
      ['override', MODEL.path],
      ['reveal', MODEL.path],
      ['use', MODEL.path, 'model'],
    ]);
  await page.context().close();
});

it('downloads from the catalogue, and any address by Enter', async () => {
  const { page } = await browser.openPanel('models', MODELS);
  const entries = page.getByRole('list', { name: 'Models to be had' }).getByRole('listitem');
  expect(await entries.count()).toBe(13);
  const unchecked = entries.filter({ hasText: 'address not checked: it may be gone' });
  expect(await unchecked.locator('strong').allTextContents()).toEqual([
    ...['s1.1 7B', 'Math-Shepherd 7B', 'RLHFlow Llama3.1 8B PRM, Mistral data'],
  ]);
  await entries.filter({ hasText: 'Qwen3 0.6B' }).getByRole('button', { name: 'Download' }).click();
  await page.locator('.address input').fill('hf:a/b');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => page.evaluate(() => panelHarness.calls))
    .toEqual([
      ['download', QWEN],
      ['download', 'hf:a/b'],
    ]);
  await expect.poll(() => page.locator('.address input').inputValue()).toBe('');
  await page.context().close();
});

it('shows how far a download is; it can be cancelled, and gone on with', async () => {
  const { page } = await browser.openPanel('models', withDownload());
  const entry = page.getByRole('listitem').filter({ hasText: 'Qwen3 0.6B' });
  expect(await entry.innerText()).toContain('250 MB of 640 MB');
  expect(await entry.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('39');
  await entry.getByRole('button', { name: 'Cancel' }).click();
  await page.evaluate((state) => panelHarness.view.show(state), withDownload({ stage: 'stopped' }));
  await entry.getByText('250 MB of 640 MB · stopped; what was received stays').waitFor();
  await expect.poll(() => page.locator('[role=status]').innerText()).toBe(`${QWEN} stopped.`);
  await entry.getByRole('button', { name: 'Resume' }).click();
  await page.evaluate(
    (state) => panelHarness.view.show(state),
    withDownload({ stage: 'failed', note: 'The disk is full.' }),
  );
  await entry.getByText('The disk is full.').waitFor();
  await entry.getByRole('button', { name: 'Try Again' }).click();
  await entry.getByRole('button', { name: 'Dismiss' }).click();
  expect(await page.evaluate(() => panelHarness.calls)).toEqual([
    ...[
      ['cancel', QWEN],
      ['download', QWEN],
      ['download', QWEN],
      ['dismiss', QWEN],
    ],
  ]);
  await page.context().close();
});

it('shows what files and hubs say as text', async () => {
  const hostile: ModelsState = {
    ...MODELS,
    models: [
      {
        ...MODEL,
        ...{ label: HOSTILE, description: HOSTILE, problem: HOSTILE, delimiters: [HOSTILE] },
        facts: {
          ...FACTS,
          name: HOSTILE,
          architecture: HOSTILE,
          chatTemplate: `<script>alert(1)</script>${HOSTILE}`,
        },
      },
    ],
    downloads: [download({ address: `hf:${HOSTILE}`, stage: 'failed', note: HOSTILE })],
    needs: [{ path: MODEL.path, fit: null, text: HOSTILE }],
  };
  const { page, complaints } = await browser.openPanel('models', hostile);
  await page.locator('summary').click();
  expect(await page.locator('pre').innerText()).toContain('<script>alert(1)</script><img src=x');
  expect(await page.locator('img, pre script').count()).toBe(0);
  expect(await page.locator('wp-models-view').innerText()).not.toContain('\u202e');
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('says why nothing is downloaded in a workspace that is not trusted', async () => {
  const { page } = await browser.openPanel('models', {
    ...MODELS,
    refusal: 'This workspace is not trusted.',
  });
  await page.getByText('This workspace is not trusted.').waitFor();
  expect(await page.locator('.get[disabled]').count()).toBe(13);
  await page.context().close();
});

it.each(Object.keys(THEMES) as ThemeName[])('is legible and accessible: %s', async (theme) => {
  const { page } = await browser.openPanel('models', withDownload(), { theme });
  await page.getByRole('option').nth(1).click();
  await page.locator('summary').click();
  expect(await broken(page)).toEqual([]);
  await page.context().close();
});

it('fits a narrow column', async () => {
  const { page } = await browser.openPanel('models', withDownload(), { width: 380 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  expect(await broken(page)).toEqual([]);
  await page.context().close();
});
