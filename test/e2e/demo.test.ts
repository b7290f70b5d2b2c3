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
/** As `npm start` opens it: the first window of a fresh profile, with the file in its address. */
const workbench = useWorkbench({ files: { [name]: demo }, openFile: name });

test('the demo workspace opens in the trace view with a question filled in', async () => {
  const field = workbench().webview.getByRole('textbox', { name: 'Question' });
  await field.waitFor();
  expect(await field.inputValue()).toBe(question.text);
});

test('Run answers it with the bundled models, waits and all', async () => {
  const { webview } = workbench();
  await webview.getByRole('button', { name: 'Run', exact: true }).click();
  await webview.getByText(`Wait ${request.budget.waits}`, { exact: true }).first().waitFor();
  await webview
    .getByText(/^Final Answer: -?\d+/)
    .first()
    .waitFor();
});
