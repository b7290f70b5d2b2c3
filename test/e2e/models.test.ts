/** The view of models in the real editor, with a hub on this machine. */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inRoot } from '../../scripts/support/paths.mjs';
import { useWorkbench, type Theme } from './workbench';

const workbench = useWorkbench({ settings: { 'waitpoint.models': ['found'] } });
const view = () => workbench().webview.locator('wp-models-view');
const model = (name: string) => view().getByRole('option').filter({ hasText: name }).first();

test('the models of this machine are listed, bundled and found, with what they take', async () => {
  const folder = join(workbench().folder, 'found', 'deeper');
  await mkdir(folder, { recursive: true });
  await copyFile(inRoot('models/reasoner.gguf'), join(folder, 'found-model.gguf'));
  await workbench().runCommand('Waitpoint: Models');
  await model('reasoner').getByText('in use').waitFor();
  await model('scorer').waitFor();
  await model('found-model').click();
  const detail = view().locator('.detail');
  await detail.getByText('think-tags, by its vocabulary and template').waitFor();
  await detail.getByText(/^It takes [\d.]+ MB .* at a context of/).waitFor();
});

test('a model is downloaded from the hub, used, and answers', async () => {
  const address = 'hf:waitpoint/reasoner-GGUF/reasoner-copy.gguf';
  await view().locator('.address input').fill(address);
  await view().getByRole('button', { name: 'Download', exact: true }).first().click();
  await view().getByText('whole and checked').waitFor();
  await model('reasoner-copy').click();
  await view().getByRole('button', { name: 'Use as Model' }).click();
  await model('reasoner-copy').getByText('in use').waitFor();
  await workbench().runCommand('Waitpoint: New Trace');
  const { webview } = workbench();
  await webview.getByRole('button', { name: 'Run', exact: true }).click();
  await webview.getByText(/^Finished with the answer -?\d+/).waitFor({ state: 'attached' });
});

test.each<Theme>(['light', 'dark', 'highContrast'])('is legible: %s', async (theme) => {
  await workbench().runCommand('Waitpoint: Models');
  await workbench().setTheme(theme);
  await model('reasoner-copy').waitFor();
  await workbench().screenshot(`models ${theme}`);
  expect(await workbench().seriousFaults()).toEqual([]);
});

test('the bundled model can be taken again', async () => {
  await model('demo').or(model('reasoner')).first().click();
  await view().getByRole('button', { name: 'Use as Model' }).click();
  await model('reasoner').getByText('in use').waitFor();
});
