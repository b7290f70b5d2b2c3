import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { inRoot } from '../../scripts/support/paths.mjs';
import { useWorkbench } from './workbench';

const name = 'demo.trace.json';
const demo = await readFile(inRoot('media/demo', name), 'utf8');
const { question, request } = JSON.parse(demo) as {
  question: { text: string };
  request: { budget: { waits: number } };
};
const unknown = demo.replace(question.text, 'Why is the sky blue?');
const workbench = useWorkbench({ files: { [name]: demo, 'unknown.trace.json': unknown }, openFile: name });

test('the demo workspace opens in the trace view with a question filled in', async () => {
  const field = workbench().webview.getByRole('banner').getByRole('textbox').first();
  await field.waitFor();
  expect(await field.inputValue()).toBe(question.text);
});

test('Run answers it with the bundled models, waits and all', async () => {
  const { webview } = workbench();
  await webview.getByRole('button', { name: 'Run', exact: true }).click();
  // The announcement for screen readers: the run is over, and not by a failure.
  await webview.getByText(/^Finished with the answer -?\d+\./).waitFor({ state: 'attached' });
  await webview.getByText(`Wait ${request.budget.waits}`, { exact: true }).first().waitFor();
});

test('a question the bundled model does not know ends in an answer of low confidence, and says what it is for', async () => {
  await workbench().openFile('unknown.trace.json');
  const { webview } = workbench();
  await webview.getByRole('button', { name: 'Run', exact: true }).click();
  await webview.getByText(/^Finished with the answer unknown/).waitFor({ state: 'attached' });
  await webview.getByText('Low confidence').first().waitFor();
  await webview.getByText(/^Demo model: arithmetic and word problems\./).waitFor();
  for (const theme of ['light', 'dark', 'highContrast'] as const) {
    await workbench().setTheme(theme);
    await workbench().screenshot(`unknown question ${theme}`);
  }
});
