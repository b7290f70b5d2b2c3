import { chromium, type Browser, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, expect, inject, vi } from 'vitest';
import { browserFlags, findBrowser } from '../../scripts/support/browser.mjs';
import { windowAddress } from '../../scripts/support/codeServer.mjs';
import { inRoot } from '../../scripts/support/paths.mjs';
import { processesUnder } from './processTree';
import { saveWindowState } from './windowState';

/** Longest wait for anything to appear: generous, as a loaded two-core machine is slow, and passing waits end early. */
const PATIENCE_MS = 120_000;

const themes = {
  light: { name: 'Light Modern', base: 'vs' },
  dark: { name: 'Dark Modern', base: 'vs-dark' },
  highContrast: { name: 'Default High Contrast', base: 'hc-black' },
} as const;
export type Theme = keyof typeof themes;

export interface WorkspaceOptions {
  /** Text of files in the new workspace, by path in it. */
  readonly files?: Readonly<Record<string, string>>;
  /** Workspace settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A file to open at once. */
  readonly openFile?: string;
  readonly theme?: Theme;
  /** The editor's display language, as extensions are told. Its own words stay English: that takes a language pack. */
  readonly language?: string;
}

/**
 * One VS Code window on a fresh workspace for all tests of a file. After a failed test its picture is in
 * test/e2e/screenshots/.
 */
export function useWorkbench(options: WorkspaceOptions = {}): () => Workbench {
  let workbench: Workbench | undefined;
  beforeAll(async () => {
    workbench = await Workbench.open(options);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench?.screenshot(`failed ${task.name}`);
  });
  afterAll(async () => {
    await workbench?.close();
  });
  return () => {
    if (!workbench) throw new Error('The window is open only while tests run.');
    return workbench;
  };
}

/** Drives one VS Code window by what its user sees. */
export class Workbench {
  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
    /** The workspace's folder. */
    readonly folder: string,
    private settings: Record<string, unknown>,
  ) {}

  static async open(options: WorkspaceOptions = {}): Promise<Workbench> {
    const folder = await mkdtemp(path.join(tmpdir(), 'waitpoint workspace '));
    for (const [name, text] of Object.entries(options.files ?? {})) await writeBelow(folder, name, text);
    const settings = { 'workbench.colorTheme': themes[options.theme ?? 'dark'].name, ...options.settings };
    await writeBelow(folder, SETTINGS, JSON.stringify(settings));

    const executablePath = findBrowser();
    if (!executablePath) throw new Error('There is no Chromium: npm run setup installs it or says how.');
    const browser = await chromium.launch({ executablePath, args: browserFlags });
    try {
      const context = await browser.newContext({ viewport: { width: 1360, height: 800 } });
      if (options.language !== undefined)
        await context.addInitScript((value) => {
          // Else set by the file of the editor's own words. Whoever sets it again is not heard.
          Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { get: () => value, set: () => {} });
        }, options.language);
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      await page.goto(windowAddress(inject('server').address, folder));
      const workbench = new Workbench(browser, page, folder, settings);
      await workbench.isReady();
      if (options.openFile) await workbench.openFile(options.openFile);
      return workbench;
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** Runs a command by its title in the command palette, such as `Waitpoint: New Trace`. */
  async runCommand(title: string): Promise<void> {
    await this.fromPalette(title, (rows) =>
      rows
        .filter({ has: this.page.getByText(title, { exact: true }) })
        .first()
        .click({ timeout: 5_000 }),
    );
  }

  /**
   * Types into the command palette and looks at its rows. The palette does not add commands that arrive while it is
   * open, so it is opened again until `look` finds what it wants.
   */
  private fromPalette<T>(text: string, look: (rows: Locator) => Promise<T>): Promise<T> {
    const palette = this.page.locator('.quick-input-widget');
    return vi.waitFor(
      async () => {
        await this.closePalette();
        await this.page.keyboard.press('F1');
        await palette.locator('input').first().fill(`>${text}`, { timeout: 5_000 });
        return look(palette.locator('.quick-input-list .monaco-list-row'));
      },
      { timeout: PATIENCE_MS, interval: 100 },
    );
  }

  /** Titles that the command palette offers for this text, once one of them contains it. */
  async offeredCommands(text: string): Promise<string[]> {
    return this.fromPalette(text, async (rows) => {
      await rows.filter({ hasText: text }).first().waitFor({ timeout: 5_000 });
      return rows.locator('.monaco-icon-label .label-name').allInnerTexts();
    });
  }

  /** Only where one is open: in an editor, Escape would undo its selection. */
  private async closePalette(): Promise<void> {
    if (await this.page.locator('.quick-input-widget').isVisible()) await this.page.keyboard.press('Escape');
  }

  /** Opens a file of the workspace in its default editor. */
  async openFile(name: string): Promise<void> {
    const picker = this.page.locator('.quick-input-widget');
    // A webview that is just loading swallows the keys that open the picker: they are pressed again.
    await vi.waitFor(
      async () => {
        await this.closePalette();
        await this.page.keyboard.press('ControlOrMeta+P');
        await picker.locator('input').first().fill(name, { timeout: 3_000 });
        const row = picker.locator('.monaco-list-row').first();
        await row.getByText(path.basename(name), { exact: true }).waitFor({ timeout: 3_000 });
        await row.click({ timeout: 3_000 });
      },
      { timeout: PATIENCE_MS, interval: 100 },
    );
    // Its tab may have been there before: a command goes to what is active.
    await this.page
      .locator('.tabs-container .tab.active')
      .filter({ hasText: path.basename(name) })
      .first()
      .waitFor();
  }

  /** Writes a file of the workspace, as another program would. */
  writeFile(name: string, text: string): Promise<void> {
    return writeBelow(this.folder, name, text);
  }

  /** The document of the webview in sight: VS Code puts it two frames deep. */
  get webview(): FrameLocator {
    return this.page
      .locator('iframe.webview.ready')
      .filter({ visible: true })
      .contentFrame()
      .frameLocator('#active-frame');
  }

  /** An editor's tab. */
  tab(name: string): Locator {
    return this.page.locator('.tabs-container .tab').filter({ hasText: name });
  }

  /** Status bar items that say, or are labelled with, this text. */
  /** Types a path into the file dialog of this title, and takes it by its button. */
  async answerDialog(title: string, given: string): Promise<void> {
    const widget = this.page.locator('.quick-input-widget');
    const input = widget.locator('input').first();
    const dialog = this.page.locator('.quick-input-titlebar').filter({ hasText: title });
    await dialog.waitFor();
    await vi.waitFor(
      async () => {
        // Emptied first: a text that it has already is no change, and the dialog then waits for one.
        await input.fill('', { timeout: 5_000 });
        await input.fill(given, { timeout: 5_000 });
        await widget.getByRole('button', { name: /^(?:OK|Use|Import)$/ }).click({ timeout: 5_000 });
        // Long: a second text while it looks at the first would be taken in its place.
        await dialog.waitFor({ state: 'hidden', timeout: 20_000 });
      },
      { timeout: PATIENCE_MS, interval: 200 },
    );
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text });
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item').filter({ hasText: text });
  }

  /** Changes the workspace's theme and waits until the window wears it. */
  async setTheme(theme: Theme): Promise<void> {
    const { name, base } = themes[theme];
    this.settings = { ...this.settings, 'workbench.colorTheme': name };
    await this.writeFile(SETTINGS, JSON.stringify(this.settings));
    await this.page.locator(`.monaco-workbench.${base}`).waitFor();
  }

  /** Writes test/e2e/screenshots/NAME.png. */
  async screenshot(name: string): Promise<void> {
    const file = `${name.replace(/\W+/g, '-').toLowerCase()}.png`;
    await this.page.screenshot({ path: inRoot('test/e2e/screenshots', file) });
  }

  /**
   * Loads the window anew, which restores its editors.
   * @param kept what else must be in their state: VS Code stores it a moment after it changed, and a browser's page does
   *   not wait for that
   */
  async reload(...kept: string[]): Promise<void> {
    const open = await this.page.locator('.tabs-container .tab .label-name').allInnerTexts();
    await vi.waitFor(
      async () => {
        // States of webviews are JSON inside JSON.
        const stored = (await saveWindowState(this.page)).replaceAll('\\', '');
        for (const text of [...open, ...kept]) expect(stored).toContain(text);
      },
      { timeout: PATIENCE_MS, interval: 200 },
    );
    await this.page.reload();
    await this.isReady();
  }

  /** Waits for a process below VS Code whose command line matches, and kills it outright. */
  async killProcess(command: RegExp): Promise<void> {
    const pid = await vi.waitFor(
      () => {
        const found = processesUnder(inject('server').pid, command).at(-1);
        if (!found) throw new Error(`No process of VS Code matches ${String(command)}.`);
        return found.pid;
      },
      { timeout: PATIENCE_MS, interval: 50 },
    );
    process.kill(pid, 'SIGKILL');
  }

  /** Processes below VS Code whose command line matches. */
  processes(command: RegExp): number[] {
    return processesUnder(inject('server').pid, command).map(({ pid }) => pid);
  }

  /** What axe finds serious in the webview in sight: rule and first element. */
  async seriousFaults(): Promise<(string | undefined)[][]> {
    const { violations } = await new AxeBuilder({ page: this.page })
      .include({ fromFrames: ['iframe.webview.ready', '#active-frame', 'body'] })
      .analyze();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => [id, nodes[0]?.html]);
  }

  /** Leaves the window, and waits until its extension host is gone with all it started. */
  async close(): Promise<void> {
    await this.page.goto('about:blank');
    await vi.waitFor(() => expect(this.processes(/--type=extensionHost/)).toEqual([]), {
      timeout: PATIENCE_MS,
      interval: 50,
    });
    await this.browser.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The icon is there once the extension is known: a trace opened earlier would be shown as text. */
  private async isReady(): Promise<void> {
    await this.page.getByRole('tab', { name: 'Waitpoint', exact: true }).waitFor();
  }
}

const SETTINGS = '.vscode/settings.json';

async function writeBelow(folder: string, name: string, text: string): Promise<void> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}
