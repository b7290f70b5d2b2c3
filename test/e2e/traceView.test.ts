import { access, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { parseTrace } from '../../src/core/trace/traceFile';
import { draftTrace, textOf, type Budget, type Trace } from '../../src/core/trace/trace';
import { stringifyTrace } from '../../src/core/trace/traceFile';
import { request } from '../support/engine';
import { useWorkbench, type Theme } from './workbench';

/** The model card's question: several steps, so that there is something to wait for. */
const QUESTION = 'What is 83*46 + 57*29 - 118?';
const PATIENCE = { timeout: 60_000, interval: 100 };

function draft(budget: Partial<Budget>): string {
  return stringifyTrace(draftTrace(QUESTION, request(budget), '2026-01-01T00:00:00.000Z'));
}

/** Long enough to see it stream and kill its engine. */
const long: Partial<Budget> = { maxThinkingTokens: 900, waits: 500 };
/** So long that a busy browser's click on Stop still finds it running. */
const endless: Partial<Budget> = { maxThinkingTokens: 30_000, waits: 10_000 };

const hostile = '</script><img src=x onerror=alert(1)>\u001b[31m\u0000\u202eesrever';

const workbench = useWorkbench({
  files: {
    'short.trace.json': draft({}),
    'long.trace.json': draft(endless),
    'killed.trace.json': draft(long),
    'broken.trace.json': '{\n  "schema": 1,\n  "question": ',
    'newer.trace.json': draft({}).replace('"schema": 1', '"schema": 99'),
    'hostile.trace.json': draft({}).replace(QUESTION, JSON.stringify(hostile).slice(1, -1)),
    'notes.md': 'What is 12*13 + 5?\n',
  },
});

const saved = async (name: string): Promise<Trace> =>
  parseTrace(await readFile(path.join(workbench().folder, name))).trace;

const runButton = () => workbench().webview.getByRole('button', { name: 'Run', exact: true });
const stopButton = () => workbench().webview.getByRole('button', { name: 'Stop', exact: true });
const step = (text: string | RegExp) => workbench().webview.locator('li.step').filter({ hasText: text });
const spoken = (text: RegExp) => workbench().webview.getByText(text).first().waitFor({ state: 'attached' });

/** Text of the last step of `short.trace.json`, as soon as it has run. */
let lastStep = '';

async function save(): Promise<void> {
  await workbench().runCommand('File: Save');
}

describe('a trace in its editor', () => {
  test('sliders set the budget, by mouse and by keyboard, and Run shows steps, scores and waits', async () => {
    const { page, webview } = workbench();
    await workbench().openFile('short.trace.json');
    await runButton().waitFor();

    const waits = webview.getByRole('slider', { name: 'Waits' });
    await waits.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    const field = webview.getByRole('textbox', { name: 'Waits, times' });
    await vi.waitFor(async () => expect(await field.inputValue()).toBe('2'), PATIENCE);

    const max = webview.getByRole('slider', { name: 'Max', exact: true });
    const before = Number(await max.inputValue());
    const box = await max.boundingBox();
    if (!box) throw new Error('the slider is not in sight');
    const at = (share: number): [number, number] => [box.x + box.width * share, box.y + box.height / 2];
    await page.mouse.move(...at(before / Number(await max.getAttribute('max'))));
    await page.mouse.down();
    await page.mouse.move(...at(0.95), { steps: 5 });
    await page.mouse.move(...at(0.5), { steps: 5 });
    await page.mouse.up();
    const maximum = Number(await webview.getByRole('textbox', { name: 'Max, thinking tokens' }).inputValue());
    expect(maximum).toBeGreaterThan(200);
    expect(maximum).not.toBe(512);

    await webview.getByRole('textbox', { name: 'Max, thinking tokens' }).fill('600');
    await runButton().click();
    await spoken(/^Finished with the answer -?\d+\. \d+ thinking tokens, 2 waits, natural end\.$/);

    await webview.getByText('Wait 2', { exact: true }).waitFor();
    expect(await webview.getByText(/end suppressed, p = [01]\.\d+ · after \d+ tokens/).count()).toBe(2);
    await step('Wait').first().waitFor();
    await vi.waitFor(async () => {
      const scores = (await webview.locator('li.step .value').allInnerTexts()).map(Number);
      expect(scores.length).toBeGreaterThan(4);
      expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
    }, PATIENCE);
    await webview.getByText(/^p = [01]\.\d+ · last step [01]\.\d\d$/).waitFor();
  });

  test('it is saved whole, and opens again as it was', async () => {
    await save();
    await vi.waitFor(
      async () => expect((await saved('short.trace.json')).finish.answer).toBe('stop'),
      PATIENCE,
    );
    const trace = await saved('short.trace.json');
    expect(trace.request.budget).toMatchObject({ waits: 2, maxThinkingTokens: 600 });
    expect(trace.steps.every(({ score }) => score !== null)).toBe(true);
    const last = trace.steps.at(-1);
    lastStep = textOf(trace, last?.start ?? 0, last?.end ?? 0).trim();
    expect(lastStep).not.toBe('');

    await workbench().runCommand('View: Close Editor');
    await workbench().tab('short.trace.json').waitFor({ state: 'detached' });
    await workbench().openFile('short.trace.json');
    await step(lastStep).last().waitFor();
    await workbench().reload();
    await step(lastStep).last().waitFor();
  });

  test('undo after a run brings the trace before it back', async () => {
    await runButton().click();
    const dirty = workbench().page.locator('.tab.dirty');
    await dirty.waitFor();
    await spoken(/^Finished with the answer/);
    await workbench().runCommand('Undo');
    await dirty.waitFor({ state: 'detached' });
    await step(lastStep).last().waitFor();
  });

  test('tokens stream in, and Stop keeps what came', async () => {
    await workbench().openFile('long.trace.json');
    await runButton().click();
    await step(/\S/).first().waitFor();
    await stopButton().dispatchEvent('click');
    await spoken(/^Stopped\. \d+ thinking tokens?/);
    await workbench().webview.getByRole('button', { name: 'Continue from here' }).waitFor();
    await save();
    await vi.waitFor(
      async () => expect((await saved('long.trace.json')).finish.thinking).toBe('abort'),
      PATIENCE,
    );
    const { tokens } = await saved('long.trace.json');
    expect(tokens.id.length).toBeGreaterThan(0);
  });

  test('when the engine is killed in mid-run nothing is lost, and Continue goes on from the last token', async () => {
    await workbench().openFile('killed.trace.json');
    await runButton().click();
    await step(/\S/).first().waitFor();
    await workbench().killProcess(/engineProcess\.mjs/);
    const { webview } = workbench();
    const alert = webview.getByRole('alert').filter({ hasText: /SIGKILL/ });
    await alert.waitFor();
    await alert.getByText(/All \d+ tokens received are kept/).waitFor();
    await workbench().screenshot('engine killed');
    await save();
    await vi.waitFor(async () => expect((await saved('killed.trace.json')).failure).not.toBeNull(), PATIENCE);
    const broken = await saved('killed.trace.json');

    await webview.getByRole('button', { name: 'Continue from here' }).click();
    await spoken(/^Finished with the answer/);
    await save();
    await vi.waitFor(async () => expect((await saved('killed.trace.json')).failure).toBeNull(), PATIENCE);
    const whole = await saved('killed.trace.json');
    expect(whole.tokens.id.slice(0, broken.tokens.id.length)).toEqual(broken.tokens.id);
    expect(whole.thinking.end).toBe(900);
  });

  test('the status bar shows the engine, and no journal is left behind', async () => {
    await workbench()
      .statusBarItem(/reasoner|Waitpoint/)
      .first()
      .waitFor();
    await expect(access(path.join(workbench().folder, 'killed.trace.json.journal'))).rejects.toThrow();
  });
});

describe('files that are not as they should be', () => {
  test('a broken trace is explained by line, and never written', async () => {
    const file = path.join(workbench().folder, 'broken.trace.json');
    const before = await stat(file);
    await workbench().openFile('broken.trace.json');
    await workbench()
      .webview.getByText(/line 3: the file ends too early/)
      .waitFor();
    await workbench().screenshot('broken trace');
    await save();
    expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
  });

  test('a newer trace opens read-only, with the reason', async () => {
    await workbench().openFile('newer.trace.json');
    await workbench()
      .webview.getByText(/schema 99.*reads up to 1/)
      .first()
      .waitFor();
    expect(await runButton().isDisabled()).toBe(true);
  });

  test('hostile text is text', async () => {
    let dialogs = 0;
    workbench().page.on('dialog', (dialog) => {
      dialogs++;
      void dialog.dismiss();
    });
    await workbench().openFile('hostile.trace.json');
    const question = workbench().webview.getByRole('textbox', { name: 'Question' });
    await question.waitFor();
    expect(await question.inputValue()).toContain('</script><img src=x');
    expect(await workbench().webview.locator('img').count()).toBe(0);
    await runButton().click();
    await spoken(/^(Finished|The run failed)/);
    expect(dialogs).toBe(0);
  });
});

describe('the workbench', () => {
  test('New Trace makes a draft with the bundled models and a question', async () => {
    await workbench().runCommand('Waitpoint: New Trace');
    const question = workbench().webview.getByRole('textbox', { name: 'Question' });
    await question.waitFor();
    expect(await question.inputValue()).not.toBe('');
    await runButton().click();
    await spoken(/^Finished with the answer/);
  });

  test('Run Selection as Question runs what is selected', async () => {
    const { page } = workbench();
    await workbench().openFile('notes.md');
    await page.locator('.editor-instance .view-lines').first().click();
    await page.keyboard.press('Control+A');
    await workbench().runCommand('Waitpoint: Run Selection as Question');
    // So short a run may end before the view is there: nothing is announced then.
    await workbench()
      .webview.getByText(/Final Answer: \d+/)
      .first()
      .waitFor();
    const question = workbench().webview.getByRole('textbox', { name: 'Question' });
    expect(await question.inputValue()).toBe('What is 12*13 + 5?');
  });

  test('the side bar lists the traces of the workspace', async () => {
    await workbench().runCommand('Waitpoint: Focus on Traces View');
    const tree = workbench().page.locator('.pane-body .monaco-list-row');
    await tree
      .filter({ hasText: QUESTION.slice(0, 12) })
      .first()
      .waitFor();
  });
});

describe('how it looks', () => {
  test.each<Theme>(['dark', 'light', 'highContrast'])('axe finds nothing serious in %s', async (theme) => {
    await workbench().setTheme(theme);
    await workbench().openFile('short.trace.json');
    await step(lastStep).last().waitFor();
    await workbench().screenshot(`trace view ${theme}`);
    expect(await workbench().seriousFaults()).toEqual([]);
  });
});
