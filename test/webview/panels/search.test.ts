import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SearchRecord } from '../../../src/core/search/searchRecord';
import type { SearchState } from '../../../src/protocol/searchView';
import { BEAM, manyNodes, searchRecord, type NodeScript } from '../../support/searchRecord';
import { broken } from '../harness/axe';
import { HarnessBrowser, type OpenOptions } from '../harness/browser';
import { HOSTILE as HOSTILE_LINES } from '../harness/scenarios';
import { checkOf, searchSetup, shownSearch } from '../harness/searches';
import { THEMES, type ThemeName } from '../harness/themes';

let browser: HarnessBrowser;
beforeAll(async () => {
  browser = await HarnessBrowser.start();
});
afterAll(() => browser?.close());

const HOSTILE = HOSTILE_LINES.join('\n');
const beam = searchRecord(BEAM);
const open = async (
  record: SearchRecord,
  more: Partial<SearchState> = {},
  options: Pick<OpenOptions, 'width' | 'height' | 'theme'> = {},
) => {
  const { state, paths } = await shownSearch(record, more);
  const opened = await browser.openPanel('search', state, options);
  await opened.page.evaluate((given) => void (panelHarness.paths = given), paths);
  return opened;
};
const calls = (page: Page) => page.evaluate(() => panelHarness.calls);
/** By the number that the view gives it. */
const node = (page: Page, number: number) => page.locator(`[data-id="${number - 1}"]`);
const focused = (page: Page) =>
  page.evaluate(() => {
    let at: Element | null = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return Number((at as SVGElement | null)?.dataset['id'] ?? -2) + 1;
  });
const choose = async (page: Page, name: string, value: string): Promise<void> => {
  await page.locator(`vscode-dropdown.${name}`).click();
  await page.locator(`vscode-dropdown.${name} vscode-option[value="${value}"]`).click();
};
const side = (page: Page, name: string) => page.locator('.sides').getByText(name, { exact: true }).click();

describe('the tree of a search', () => {
  it('says of each node in words what its colour, shape and line show', async () => {
    const { page, complaints } = await open(beam);
    expect(await page.getByRole('treeitem').count()).toBe(12);
    const labels = async (number: number) => node(page, number).getAttribute('aria-label');
    expect(await labels(1)).toBe(
      'Node #1, round 1, score 0.91, went on in round 1, 3 paths through it, 83*46=3818',
    );
    expect(await labels(2)).toMatch(/^Node #2, round 1, score 0.12, pruned in round 1/);
    expect(await labels(9)).toMatch(/leaf, answer 5353, right, chosen/);
    expect(await labels(11)).toMatch(/answer 5453, wrong/);
    expect(await labels(12)).toMatch(/leaf without a valid answer/);
    expect(await node(page, 9).getAttribute('aria-level')).toBe('3');
    expect(await node(page, 2).locator('.cross').count()).toBe(1);
    // Three of the four tips that the first step leads to; one of the second's, which has none below it.
    const widths = await page
      .locator('.link')
      .evaluateAll((links) => links.map((link) => link.getAttribute('stroke-width')));
    expect(Number(widths[0])).toBeGreaterThan(Number(widths[1]));
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('is gone through by arrows, with the path beside it; Enter opens, Space marks', async () => {
    const { page } = await open(beam);
    await node(page, 1).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => focused(page)).toBe(5);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toBe(6);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => focused(page)).toBe(9);
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toBe(10);
    await page.locator('wp-step-list').getByText('3818+1653=5471').waitFor();
    expect(await page.locator('wp-step-list .badge').innerText()).toBe('Wait 1');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.locator('vscode-button.compare').click();
    const made = await calls(page);
    expect(made.filter(([name]) => name !== 'path')).toEqual([
      ['open', 9],
      ['compare', 8, 9],
    ]);
    await page.context().close();
  });

  it('tells of a node: how it was ranked, what was drawn beside it, where it looked ahead', async () => {
    const scripts: NodeScript[] = BEAM.map((script, id) =>
      id === 4
        ? { ...script, value: 0.66, rollout: { text: 'then 5471 <b>', tokens: 7, score: 0.66 } }
        : script,
    );
    const { page } = await open(searchRecord(scripts, { strategy: 'lookahead' }));
    await node(page, 5).click();
    const facts = page.locator('.facts-of-node');
    await expect.poll(() => facts.innerText()).toMatch(/Node #5\s+went on in round 2/);
    expect(await facts.innerText()).toMatch(/value\s*0.66/);
    await facts.getByText('Looked ahead 7 tokens, score 0.66 at its end').click();
    expect(await facts.locator('pre').innerText()).toBe('then 5471 <b>');
    expect(await facts.locator('.sibling').allInnerTexts()).toEqual(['0.66', '0.20 ×']);
    await facts.locator('.sibling').nth(1).click();
    await expect.poll(() => facts.innerText()).toMatch(/Node #6\s+pruned in round 2/);
    await page.context().close();
  });

  it('shows what else a token might have been, and tints tokens', async () => {
    const { page } = await open(beam);
    await node(page, 9).click();
    await page.locator('wp-step-list li').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('wp-token-inspector').getByText('Most probable here').waitFor();
    await page.locator('wp-search-path').getByText('Probability', { exact: true }).click();
    await expect
      .poll(() =>
        page.evaluate(() =>
          [...CSS.highlights.keys()].some(
            (name) => name.startsWith('wp-level') && (CSS.highlights.get(name)?.size ?? 0) > 0,
          ),
        ),
      )
      .toBe(true);
    await page.context().close();
  });

  it('stands still under its user while it grows', async () => {
    const first = searchRecord(BEAM.slice(0, 8), {}, { complete: false });
    const { page } = await open(first, { running: true }, { height: 420 });
    await node(page, 7).click();
    const top = async () => (await node(page, 7).boundingBox())?.y ?? 0;
    // Above it and below it: more than the window holds.
    const more: NodeScript[] = Array.from({ length: 30 }, (_, i) => ({
      ...{ parent: i % 2 === 0 ? 4 : 3, round: 2, text: `way ${i}\n`, score: 0.5 },
    }));
    const { state, paths } = await shownSearch(searchRecord([...BEAM.slice(0, 8), ...more]));
    await page.locator('vscode-button.zoom-reset').click();
    const grown = { running: true, failure: null, search: state.search, nodes: state.nodes.slice(8) };
    await page.evaluate((given) => void (panelHarness.paths = given), paths);
    await page.evaluate((growth) => void panelHarness.search.grow(growth as never), grown);
    await expect.poll(() => page.locator('.progress').innerText()).toContain('38 nodes');
    const after = await top();
    const wider: NodeScript[] = Array.from({ length: 20 }, (_, i) => ({
      ...{ parent: 0, round: 2, text: `other way ${i}\n`, score: 0.4 },
    }));
    const last = await shownSearch(searchRecord([...BEAM.slice(0, 8), ...more, ...wider]));
    await page.evaluate((growth) => void panelHarness.search.grow(growth as never), {
      ...{ running: true, failure: null, search: last.state.search },
      nodes: last.state.nodes.slice(38),
    });
    await expect.poll(() => page.locator('.progress').innerText()).toContain('58 nodes');
    await expect.poll(async () => Math.abs((await top()) - after)).toBeLessThan(2);
    await page.context().close();
  });

  it('draws of 1,000 nodes what is in sight, and all of them when they are', async () => {
    const { page, complaints } = await open(searchRecord(manyNodes(1000), { n: 16 }));
    const drawn = () => page.locator('.node').count();
    expect(await drawn()).toBeLessThan(300);
    await node(page, 1).focus();
    await page.keyboard.press('End');
    await expect.poll(() => focused(page)).toBe(1000);
    expect(await drawn()).toBeLessThan(300);
    await page.locator('vscode-button.zoom-fit').click();
    await expect.poll(drawn).toBe(1000);
    expect(await page.locator('text.score, text.answer').count()).toBe(0);
    const over = await page
      .locator('.scroller')
      .first()
      .evaluate((one) => one.scrollHeight - one.clientHeight);
    expect(over).toBeLessThanOrEqual(1);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('the rounds of a search', () => {
  const shown = (page: Page) => page.getByRole('treeitem').count();
  const states = (page: Page, number: number) => node(page, number).getAttribute('class');

  it('are gone back to, with the tree and the vote as they were', async () => {
    const { page } = await open(beam);
    await page.locator('vscode-button.round-before').click();
    await expect.poll(() => shown(page)).toBe(8);
    expect(await states(page, 6)).toContain('pruned');
    expect(await page.locator('.vote .none').innerText()).toContain('No path has come to an answer yet.');
    await page.locator('wp-slider vscode-text-field input').fill('1');
    await expect.poll(() => shown(page)).toBe(4);
    expect(await states(page, 2)).toContain('pruned');
    await page.locator('vscode-button.all-rounds').click();
    await expect.poll(() => shown(page)).toBe(12);
    await page.context().close();
  });

  it('play by themselves to the end, and can be paused', async () => {
    const { page } = await open(beam);
    const play = page.locator('vscode-button.play-rounds');
    await play.click();
    await expect.poll(() => shown(page)).toBe(4);
    await expect.poll(() => shown(page)).toBe(8);
    await play.click();
    expect(await play.getAttribute('aria-label')).toBe('Play the rounds');
    await play.click();
    await expect.poll(() => shown(page)).toBe(12);
    await expect.poll(() => play.getAttribute('aria-label')).toBe('Play the rounds');
    await page.context().close();
  });
});

describe('the vote', () => {
  const bars = (page: Page) => page.locator('.bars li').allInnerTexts();

  it('has a bar an answer with the leaves that gave it, which lead to them', async () => {
    const { page } = await open(beam);
    expect(await bars(page)).toEqual([
      expect.stringMatching(/★ 5353\s+✓ right\s+1.850\s+2 leaves:\s+#9 ★\s+#10/),
      expect.stringMatching(/5453\s+✗ wrong\s+0.400\s+1 leaf:\s+#11/),
    ]);
    await page.locator('.leaves').getByText('#11').click();
    await expect.poll(() => focused(page)).toBe(11);
    await expect.poll(() => page.locator('wp-answer-box .extracted').innerText()).toBe('5453');
    await page.context().close();
  });

  it('is decided anew at once by another selection, and says what the search itself chose', async () => {
    // Two weak leaves say 1, one strong leaf says 2.
    const record = searchRecord(
      [
        { score: 0.3, answer: '1' },
        { score: 0.3, answer: '1' },
        { score: 0.9, answer: '2' },
      ],
      { strategy: 'best-of-n', n: 3, width: 1, select: 'prm-last-max' },
    );
    const { page } = await open(record);
    const winner = () => page.locator('.node.wins').getAttribute('data-id');
    expect(await winner()).toBe('2');
    await choose(page, 'select-by', 'majority');
    await expect
      .poll(() => bars(page))
      .toEqual([
        expect.stringMatching(/★ 1\s+✗ wrong\s+2 votes/),
        expect.stringMatching(/2\s+✗ wrong\s+1 vote/),
      ]);
    expect(await winner()).toBe('0');
    expect(await page.locator('.recorded').innerText()).toContain('The search chose 2 by prm-last-max.');
    await page.locator('vscode-button.show-recorded').click();
    await expect.poll(winner).toBe('2');
    expect(await page.locator('.recorded').count()).toBe(0);
    // Nobody was asked.
    expect(await calls(page)).toEqual([]);
    await page.context().close();
  });

  it('by weight follows the aggregation', async () => {
    // Mean: 0.5 against 0.45; minimum: 0.1 against 0.4.
    const record = searchRecord(
      [
        { score: 0.1, state: 'inner' },
        { parent: 0, score: 0.9, answer: '1' },
        { score: 0.5, state: 'inner' },
        { parent: 2, score: 0.4, answer: '2' },
      ],
      { strategy: 'best-of-n', n: 2, width: 1, select: 'weighted', aggregate: 'mean' },
    );
    const { page } = await open(record);
    expect((await bars(page))[0]).toMatch(/★ 1/);
    await choose(page, 'aggregate-by', 'min');
    await expect.poll(async () => (await bars(page))[0]).toMatch(/★ 2\s+✗ wrong\s+0.400/);
    await page.context().close();
  });

  it('says so where all answers are invalid', async () => {
    const record = searchRecord([
      { score: 0.4, answer: null },
      { score: 0.6, answer: null },
    ]);
    const { page } = await open(record);
    expect(await page.locator('.vote .none').innerText()).toContain(
      'None of the 2 leaves has a valid answer',
    );
    await page.context().close();
  });
});

describe('the cost of a search', () => {
  it('counts both models, and says what a larger one could have done', async () => {
    const { page } = await open(beam);
    await side(page, 'Cost');
    const ledger = page.locator('wp-search-ledger');
    const cells = await ledger.locator('tbody tr').allInnerTexts();
    // 2 × 1,000,000 × (40 + 200), and 2 × 500,000 × 400.
    expect(cells[0]).toMatch(/policy\s+40\s+200\s+200\s+900 ms\s+4.80e8/);
    expect(cells[1]).toMatch(/scorer\s+400\s+–\s+300\s+400 ms\s+4.00e8/);
    expect(await ledger.locator('p').first().innerText()).toContain(
      'evaluated 1.15 tokens for each of the 208',
    );
    // 4 + 3 × 1 × 3 = 13; 8.8e8 ÷ (8 × 1e6) = 110 tokens.
    expect(await ledger.locator('[role=status]').innerText()).toMatch(
      /13 times its inference compute[^]*110 tokens/,
    );
    await ledger.locator('vscode-text-field.scale input').fill('many');
    await expect
      .poll(() => ledger.locator('.problem').innerText())
      .toContain('“many” is not a number from 1 on');
    await page.context().close();
  });
});

describe('a search that is set up', () => {
  const setUp = async (change = {}, refusal: string | null = null) => {
    const setup = searchSetup(change, refusal);
    const { state } = await shownSearch(null, { setup, file: null });
    const opened = await browser.openPanel('search', state, {}, 'vscode-button.run');
    await opened.page.evaluate((check) => void (panelHarness.searchCheck = check), checkOf(setup.form));
    return { ...opened, form: setup.form };
  };

  it('has the fields of its strategy, and says what that does', async () => {
    const { page } = await setUp();
    const fields = () => page.locator('.fields .label').allInnerTexts();
    expect(await fields()).toContain('Width');
    await choose(page, 'strategy', 'rebase');
    await expect.poll(fields).toContain('Balance, T_b');
    expect(await fields()).not.toContain('Width');
    expect(await page.locator('.about').innerText()).toContain('as many ways as its score deserves');
    await page.context().close();
  });

  it('lets a policy choose, whose file is asked for', async () => {
    const { page, form } = await setUp();
    await page.evaluate(
      (check) => void (panelHarness.searchCheck = check),
      checkOf({ ...form, strategy: 'auto' }),
    );
    await choose(page, 'strategy', 'auto');
    const labels = () => page.locator('.fields .label').allInnerTexts();
    await expect.poll(labels).toContain('Compute');
    expect(await labels()).not.toContain('N, paths');
    await page.evaluate(() => void (panelHarness.browsed = '/tuned/policy.json'));
    await page.locator('vscode-button.policy').click();
    await expect.poll(() => page.locator('vscode-button.policy').innerText()).toContain('policy.json');
    await page.locator('vscode-button.run').click();
    await expect
      .poll(async () => (await calls(page)).filter(([name]) => name === 'run'))
      .toMatchObject([['run', { strategy: 'auto', policyPath: '/tuned/policy.json' }]]);
    await page.context().close();
  });

  it('shows what is wrong at its field, and does not run', async () => {
    const { page, form } = await setUp();
    await page.evaluate((check) => void (panelHarness.searchCheck = check), checkOf({ ...form, width: '3' }));
    await page.locator('vscode-text-field.width input').fill('3');
    await expect
      .poll(() => page.locator('.problem').innerText())
      .toContain('The width 3 does not divide N = 8.');
    expect(await page.locator('vscode-button.run').getAttribute('disabled')).not.toBeNull();
    await page.keyboard.press('Enter');
    expect((await calls(page)).filter(([name]) => name === 'run')).toEqual([]);
    await page.context().close();
  });

  it('runs what is typed by Enter, once that is looked at, and keeps it for a reload', async () => {
    const { page, form } = await setUp();
    await page.locator('vscode-text-field.seed input').fill('42');
    await page.keyboard.press('Enter');
    await expect
      .poll(async () => (await calls(page)).filter(([name]) => name === 'run'))
      .toEqual([['run', { ...form, seed: '42' }]]);
    expect(await page.evaluate(() => panelHarness.kept())).toMatchObject({
      parent: 'file:///q.trace.json',
      form: { seed: '42' },
    });
    await page.context().close();
  });

  it('stops while it runs, and tells when it is over', async () => {
    const record = searchRecord(BEAM, {}, { complete: false, choice: null });
    const { page } = await open(record, { setup: searchSetup(), running: true });
    await page.locator('vscode-button.stop-search').click();
    expect(await calls(page)).toEqual([['stop']]);
    const { state } = await shownSearch(beam);
    await page.evaluate((growth) => void panelHarness.search.grow(growth as never), {
      ...{ running: false, failure: null, search: { ...state.search, complete: false }, nodes: [] },
    });
    await expect
      .poll(() => page.locator('header').innerText())
      .toContain('Stopped before its end. What is there can be used.');
    expect(await page.locator('[role=status].hidden').first().innerText()).toContain('It chose 5353.');
    await page.context().close();
  });

  it('says why nothing may run', async () => {
    const { page } = await setUp({}, 'This workspace is not trusted: nothing is run in it.');
    expect(await page.locator('.refusal').innerText()).toContain('not trusted');
    expect(await page.locator('vscode-button.run').getAttribute('disabled')).not.toBeNull();
    await page.context().close();
  });
});

describe('whatever a search holds', () => {
  it('is shown as text', async () => {
    const record = searchRecord(
      BEAM.map((script, id) => ({
        ...script,
        text: `${HOSTILE}\n`,
        warnings: [HOSTILE],
        ...(id === 8 ? { answer: HOSTILE } : {}),
      })),
      {},
      {
        question: { text: HOSTILE, expected: HOSTILE },
        warnings: [HOSTILE],
        failure: { code: 'x', message: HOSTILE },
        complete: false,
      },
    );
    const { page, complaints } = await open(record, { failure: HOSTILE, readOnly: HOSTILE });
    await node(page, 9).click();
    await page.locator('wp-step-list li').first().waitFor();
    expect(await page.locator('img, script[src^="http://evil"], b > i').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each([
    ['a file of a newer Waitpoint', { readOnly: 'This search has schema 2.' }, 'This search has schema 2.'],
    ['a failure', { failure: 'The engine process ended (signal SIGKILL).' }, 'The engine process ended'],
  ])('says of %s', async (_, more, words) => {
    const { page } = await open(beam, more);
    await page.locator('.message').getByText(words).waitFor();
    await page.context().close();
  });

  it('fits into a narrow panel', async () => {
    const { page } = await open(beam, {}, { width: 380 });
    const over = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await over()).toBeLessThanOrEqual(0);
    await node(page, 9).click();
    await page.locator('wp-step-list li').first().waitFor();
    expect(await over()).toBeLessThanOrEqual(0);
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });

  it.each(Object.keys(THEMES) as ThemeName[])('has nothing serious for axe: %s', async (theme) => {
    const { page } = await open(beam, { setup: searchSetup() }, { theme });
    expect(await broken(page)).toEqual([]);
    await page.locator('vscode-button.settings').click();
    await node(page, 10).click();
    await page.locator('wp-step-list li').first().waitFor();
    expect(await broken(page)).toEqual([]);
    await side(page, 'Cost');
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });
});
