/** Chromium for the harness, and the page in it. */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import type {} from './fakeHost';
import type { AnyPanelState } from './fakePanels';
import type { ScenarioName } from './scenarios';
import { serveHarness, type HarnessServer } from './server';
import type { ThemeName } from './themes';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

export interface OpenOptions {
  readonly scenario?: ScenarioName;
  /** `draft`: nothing has run; `live`: running, nothing sent yet; `end`: the finished trace. Default draft. */
  readonly at?: 'draft' | 'live' | 'end';
  readonly theme?: ThemeName;
  readonly question?: string;
  /** Default English. */
  readonly language?: 'ko';
  readonly width?: number;
  readonly height?: number;
}

export class HarnessBrowser {
  private constructor(
    readonly server: HarnessServer,
    readonly browser: Browser,
  ) {}

  /** @throws when Chromium is missing, saying what to install: these tests never skip. */
  static async start(): Promise<HarnessBrowser> {
    if (!existsSync(CHROMIUM)) {
      throw new Error(
        `The webview's tests need Chromium at ${CHROMIUM}: run "apt-get install chromium", ` +
          `or set CHROMIUM_PATH to a Chromium or Chrome you have.`,
      );
    }
    const server = await serveHarness();
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    return new HarnessBrowser(server, browser);
  }

  /** A page of its own, drawn; anything it complains of on the console fails the test that asks `complaints`. */
  async open(options: OpenOptions = {}): Promise<{ page: Page; complaints: string[] }> {
    const { scenario, at, theme, question, language } = options;
    const { page, complaints } = await this.#page(options);
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries({ scenario, at, theme, question, language }))
      if (value) query.set(key, value);
    await page.goto(`${this.server.url}?${query.toString()}`);
    await page.locator('wp-run-bar').waitFor();
    return { page, complaints };
  }

  /** The fork tree, the comparison, the sweep, the search, the evaluation, the curation or the tuning of this state, drawn. */
  async openPanel(
    panel:
      'tree' | 'compare' | 'labels' | 'sweep' | 'search' | 'evaluation' | 'curation' | 'tuning' | 'models',
    state: AnyPanelState,
    options: Pick<OpenOptions, 'width' | 'height' | 'theme' | 'language'> = {},
    until = {
      tree: '[role=treeitem]',
      search: '[role=treeitem]',
      labels: 'wp-label-report h1',
      tuning: 'wp-tune-report h1',
      models: 'wp-model-list [role=option]',
      curation: 'wp-row-table [role=gridcell]',
    }[panel as string] ?? '[role=table]',
  ): Promise<{ page: Page; complaints: string[] }> {
    const { page, complaints } = await this.#page(options);
    await page.addInitScript((given) => void (globalThis.panelState = given), state);
    await page.goto(
      `${this.server.url}${panel}?theme=${options.theme ?? 'dark'}&language=${options.language ?? ''}`,
    );
    await page.locator(until).first().waitFor();
    return { page, complaints };
  }

  async #page({ width = 1200, height = 800 }: OpenOptions): Promise<{ page: Page; complaints: string[] }> {
    const context = await this.browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    return { page, complaints };
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.close();
  }
}
