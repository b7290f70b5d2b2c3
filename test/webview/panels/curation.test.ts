import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { CurationConfig } from '../../../src/core/curate/curationConfig';
import type { CurationNews } from '../../../src/core/curate/shownCuration';
import { WHOLE_POOL } from '../../../src/core/curate/rowOrder';
import { broken } from '../harness/axe';
import { HarnessBrowser } from '../harness/browser';
import { curated, HOSTILE, type CurationScene } from '../harness/curations';
import { THEMES, type ThemeName } from '../harness/themes';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

const opened = (scene: CurationScene, more: { width?: number; theme?: ThemeName } = {}) =>
  browser.openPanel('curation', scene, { width: 1280, ...more });
/** What the view asked of the host, of one name. */
const asked = (page: Page, name: string): Promise<unknown[][]> =>
  page.evaluate((wanted) => panelHarness.calls.filter(([call]) => call === wanted), name);
const lastConfig = async (page: Page): Promise<CurationConfig | undefined> =>
  (await asked(page, 'change')).at(-1)?.[1] as CurationConfig | undefined;
const grid = (page: Page) => page.locator('wp-row-table [role=grid]');
const selectedRow = (page: Page): Promise<string | null> =>
  page.locator('wp-row-table .row[aria-selected=true]').getAttribute('aria-rowindex');
/** Elements of a page, through all shadow roots. */
const countNodes = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const count = (root: ParentNode): number =>
      [...root.querySelectorAll('*')].reduce(
        (sum, { shadowRoot }) => sum + 1 + (shadowRoot ? count(shadowRoot) : 0),
        0,
      );
    return count(document);
  });

it('shows what every stage leaves, and of each rule what it drops and what it hits', async () => {
  const { page, complaints } = await opened(curated());
  const text = (stage: string): Promise<string> => page.locator(`.stage[data-stage=${stage}] h2`).innerText();
  expect((await text('unreadable')).split(/\s+/)).toEqual(['Could', 'be', 'read', '−1', '21', 'left']);
  expect((await text('quality')).split(/\s+/)).toEqual(['Quality', '−4', '16', 'left']);
  expect((await text('diversity')).split(/\s+/)).toEqual(['Diversity', '−5', '6', 'selected']);
  const numbering = page.locator('[data-rule=numbering]');
  // p12. is there twice: the second time it is no new question.
  expect(await numbering.locator('.counts').innerText()).toMatch(/−2\s+·\s+hits 3 rows/);
  await numbering.locator('summary').click();
  expect(await numbering.locator('.hits li').nth(1).innerText()).toBe('In step1. of the proof, wha…');
  expect(await numbering.locator('mark').allInnerTexts()).toEqual(['p12.', 'p1.']);
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('switches rules, changes numbers once they stand, and refuses what is none', async () => {
  const { page } = await opened(curated());
  await page.locator('[data-rule=numbering] label', { hasText: 'fixed' }).click();
  await expect.poll(async () => (await lastConfig(page))?.quality.numbering).toBe('fixed');
  const select = page.locator('wp-commit-field.select');
  await select.locator('input').fill('0');
  await select.locator('input').press('Enter');
  await select.locator('p.problem').waitFor();
  await select.locator('input').fill('12');
  await select.locator('input').press('Enter');
  await expect.poll(async () => (await lastConfig(page))?.select).toBe(12);
  expect(await asked(page, 'change')).toHaveLength(2);
  const longer = page.locator('.take').nth(1).locator('.longer input');
  await longer.fill('800');
  await longer.press('Enter');
  await expect
    .poll(async () => (await lastConfig(page))?.diversity.take.map(({ longerThan }) => longerThan))
    .toEqual([undefined, 800]);
  await page.locator('.undo').click({ force: true });
  expect(await asked(page, 'undo')).toEqual([]);
  await page.context().close();
});

it('graders, evaluation sets and domains are asked for', async () => {
  const { page } = await opened(curated());
  const column = page.locator('[data-grader="0"] input');
  await column.fill('solved');
  await column.press('Enter');
  await expect
    .poll(async () => (await lastConfig(page))?.difficulty.graders)
    .toEqual(['solved', 'isqwen32bcorrect']);
  await page.locator('.remove-grader-1').click();
  await expect.poll(async () => (await lastConfig(page))?.difficulty.graders).toEqual(['isqwen7bcorrect']);
  for (const name of ['browse-grader-1', 'run-grader-0', 'add-sets', 'domain-rules', 'ask-domains'])
    await page.locator(`vscode-button.${name}`).click();
  await page.getByTitle('Remove aime24.jsonl').click();
  await expect.poll(async () => (await lastConfig(page))?.decontamination.against).toEqual([]);
  const calls = await page.evaluate(() => panelHarness.calls.map(([name]) => name));
  expect(calls).toEqual(
    expect.arrayContaining(['browseGrader', 'runGrader', 'addSets', 'browseDomainRules', 'askForDomains']),
  );
  await page.context().close();
});

it('rows are gone through, kept, dropped and opened by keys', async () => {
  const { page } = await opened(curated());
  await grid(page).focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => selectedRow(page)).toBe('2');
  await page.keyboard.press('End');
  await expect.poll(() => selectedRow(page)).toBe('23');
  await page.keyboard.press('PageUp');
  await page.keyboard.press('Home');
  for (let i = 0; i < 14; i++) await page.keyboard.press('ArrowDown');
  await expect.poll(() => selectedRow(page)).toBe('16');
  const key = curated().rows[14]?.key;
  await page.keyboard.press('k');
  await page.keyboard.press('d');
  await expect
    .poll(() => asked(page, 'say'))
    .toEqual([
      ['say', [key], 'keep'],
      ['say', [key], 'drop'],
    ]);
  await page.keyboard.press('Enter');
  const detail = page.locator('section.detail');
  await detail.getByText('Take Back').waitFor();
  expect(await detail.locator('.reason').innerText()).toContain('"p12."');
  expect(await detail.locator('.text').nth(1).innerText()).toBe('First\n<b>think</b>.');
  // Whoever stands elsewhere by then is shown.
  await grid(page).focus();
  await page.keyboard.press('ArrowUp');
  await detail.getByText('It is too easy').or(detail.getByText('pool.jsonl:14')).first().waitFor();
  await page.context().close();
});

it('a row that a person named shows it, and pressing again leaves it to the rules', async () => {
  const key = curated().rows[14]?.key ?? '';
  const { page } = await opened(curated({ config: { keep: [key] } }));
  const row = page.locator('wp-row-table .row').nth(14);
  expect(await row.locator('.state').innerText()).toBe('★ kept by hand');
  await row.dblclick();
  const keep = page.locator('vscode-button.keep');
  expect(await keep.getAttribute('aria-pressed')).toBe('true');
  await keep.click();
  await expect.poll(() => asked(page, 'say')).toEqual([['say', [key], null]]);
  await page.context().close();
});

it('a count lists its rows; columns sort; text is looked for once it is typed', async () => {
  const { page } = await opened(curated());
  const looks = async (): Promise<unknown[]> => (await asked(page, 'look')).map(([, look]) => look);
  await page.locator('[data-rule=asy] .counts a').click();
  await page.locator('.sort-length').click();
  await page.locator('.sort-length').click();
  await page.locator('.text-filter input').pressSequentially('fox');
  await expect.poll(looks).toEqual([
    { ...WHOLE_POOL, state: 'rule:asy' },
    { ...WHOLE_POOL, state: 'rule:asy', sort: 'length' },
    { ...WHOLE_POOL, state: 'rule:asy', sort: 'length', descending: true },
    { ...WHOLE_POOL, state: 'rule:asy', sort: 'length', descending: true, text: 'fox' },
  ]);
  await page.context().close();
});

it('a million rows have few elements, and the last of them is reached', async () => {
  const scene = curated({ news: { listed: 1_000_000 } });
  const { page } = await opened(scene);
  const few = await countNodes(page);
  expect(few).toBeLessThan(1_500);
  await grid(page).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await expect.poll(() => selectedRow(page)).toBe('1000001');
  await page.locator('wp-row-table .row').filter({ hasText: 'pool.jsonl:1000000' }).waitFor();
  await grid(page).evaluate(async (element) => {
    for (let i = 0; i < 40; i++) {
      element.scrollTop = (element.scrollHeight * ((i * 7) % 40)) / 40;
      await new Promise(requestAnimationFrame);
    }
  });
  expect(await countNodes(page)).toBeLessThan(few + 50);
  // More than a browser can lay out: the scroll bar stands for all of them, and their ends are there.
  await page.evaluate(
    (more) => {
      Object.assign(panelState, { news: more });
      void panelHarness.curation.news(more);
    },
    { ...(scene.news as CurationNews), version: 2, listed: 5_000_000 },
  );
  await grid(page).focus();
  await page.keyboard.press('End');
  await page.locator('wp-row-table .row').filter({ hasText: 'pool.jsonl:5000000' }).waitFor();
  await page.keyboard.press('Home');
  await page.locator('wp-row-table .row[aria-rowindex="2"]').waitFor();
  await page.context().close();
});

it('says how far it has read, what went wrong, and what has changed', async () => {
  const { page } = await opened(
    curated({
      news: {
        reading: { rows: 1200, bytes: 25, totalBytes: 100 },
        ...{ failure: 'Reading was stopped.', changed: ['pool.jsonl'], warnings: ['2 questions are short.'] },
      },
      state: { problem: 'It went wrong.', refusal: 'Not trusted.' },
    }),
  );
  expect(await page.locator('.progress-words').innerText()).toBe('Reading the pool: 1,200 rows, 25 %');
  expect(await page.locator('[role=alert]').allInnerTexts()).toEqual([
    expect.stringContaining('It went wrong.'),
    expect.stringContaining('Reading was stopped.'),
  ]);
  await page.locator('.changed vscode-button').click();
  await page.locator('.stop-reading').click();
  await expect.poll(async () => (await asked(page, 'readAgain')).length).toBe(1);
  await expect.poll(async () => (await asked(page, 'stopReading')).length).toBe(1);
  await page.getByText('2 questions are short.').waitFor();
  for (const name of ['write', 'run-grader-0', 'ask-domains'])
    expect(await page.locator(`vscode-button.${name}`).getAttribute('disabled')).not.toBeNull();
  await page.context().close();
});

it('keeps what a reload of the window needs', async () => {
  const { page } = await opened(curated());
  expect(await page.evaluate(() => panelHarness.kept())).toEqual(curated().state.kept);
  await page.context().close();
});

it('shows hostile text, and does nothing of what it says', async () => {
  const { page } = await opened(curated());
  await page.locator('[data-rule=boldDigits] summary').click();
  const visible = HOSTILE.replace('\u202e', '');
  expect(await page.locator('wp-row-table .grid').innerText()).toContain(visible.slice(0, 20));
  expect(await page.locator('[data-rule=boldDigits] .hits').innerText()).toContain('<img src=x');
  expect(await page.locator('img, wp-row-table b').count()).toBe(0);
  await page.context().close();
});

it.each(Object.keys(THEMES) as ThemeName[])('has nothing serious for axe: %s', async (theme) => {
  const { page } = await opened(curated({ news: { warnings: ['2 of 3 are short.'] } }), { theme });
  await page.locator('[data-rule=numbering] summary').click();
  await page.locator('wp-row-table .row').nth(14).dblclick();
  await page.locator('.detail .text').first().waitFor();
  expect(await broken(page)).toEqual([]);
  await page.context().close();
});

it('stays within a narrow panel', async () => {
  const { page } = await opened(curated(), { width: 420 });
  expect(await broken(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(420);
  await page.context().close();
});
