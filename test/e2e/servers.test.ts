/** A model on a real llama-server, added and used in the real editor. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { inRoot } from '../../scripts/support/paths.mjs';
import { DEFAULT_REQUEST, draftTrace } from '../../src/core/trace/trace';
import { parseTrace, stringifyTrace } from '../../src/core/trace/traceFile';
import { startGateway, type Gateway } from '../support/gateway';
import { startLlamaServer, type RunningServer } from '../support/llamaServer';
import { useWorkbench } from './workbench';

/** The first run on a machine builds llama-server. */
const BUILD_MS = 3_600_000;
const KEY = 'sk-only-for-this-test';

let server: RunningServer;
/** The same server, of which nothing but `/v1/completions` can be reached. */
let gateway: Gateway;
beforeAll(async () => {
  server = await startLlamaServer(inRoot('models/reasoner.gguf'), '--api-key', KEY);
  gateway = await startGateway(server.address);
}, BUILD_MS);
afterAll(async () => {
  await gateway.close();
  await server.stop();
});

const NAME = 'run.trace.json';
const OTHER = 'other.trace.json';
const draft = draftTrace('What is 83*46 + 57*29 - 118?', DEFAULT_REQUEST, '2026-01-01T00:00:00.000Z');
const workbench = useWorkbench({ files: { [NAME]: stringifyTrace(draft), [OTHER]: stringifyTrace(draft) } });
const input = () => workbench().page.locator('.quick-input-widget input').first();
const title = (text: string) => workbench().page.locator('.quick-input-titlebar').filter({ hasText: text });

/** Types into the box of this title, and takes it. */
async function answer(box: string, text: string): Promise<void> {
  await title(box).waitFor();
  await input().fill(text);
  await workbench().page.keyboard.press('Enter');
  await title(box).waitFor({ state: 'hidden' });
}

test('a server that wants a key says so, and nothing is added', async () => {
  await workbench().runCommand('Waitpoint: Add a Server…');
  await answer('Add a Server', server.address);
  await workbench()
    .notification(/does not accept the key|wants a key|401/)
    .first()
    .waitFor();
  await workbench().screenshot('server without a key');
});

test('with its key it is added, and says what it serves', async () => {
  await workbench().runCommand('Waitpoint: Set Key for a Server…');
  await answer('Set Key for a Server', server.address);
  await answer('Key for', KEY);
  await workbench().runCommand('Waitpoint: Add a Server…');
  await answer('Add a Server', server.address);
  await workbench()
    .notification(/serves .* with a context of [\d,]+ tokens/)
    .first()
    .waitFor();
});

test('it is chosen in the run bar, and answers token by token', async () => {
  const { webview } = workbench();
  await workbench().openFile(NAME);
  const model = webview.locator('vscode-dropdown.model');
  await model.click();
  await webview.locator('vscode-dropdown.model vscode-option').filter({ hasText: 'reasoner' }).last().click();
  await webview.getByRole('button', { name: 'Run', exact: true }).click();
  await webview.getByText(/^Finished with the answer -?\d+/).waitFor({ state: 'attached' });
  await workbench().screenshot('server trace');
  expect(await workbench().seriousFaults()).toEqual([]);
  await workbench().page.keyboard.press('ControlOrMeta+S');
  const { saved, trace } = await vi.waitFor(
    () => {
      const bytes = readFileSync(path.join(workbench().folder, NAME));
      const { trace: read } = parseTrace(bytes);
      expect(read.finish.answer).toBe('stop');
      return { saved: bytes.toString(), trace: read };
    },
    { timeout: 60_000, interval: 200 },
  );
  expect(trace.model?.sha256).toBeNull();
  expect(trace.tokens.id.length).toBeGreaterThan(10);
  expect(trace.tokens.id.length).toBe(trace.tokens.text.length);
  expect(saved).not.toContain(KEY);
});

test('a server of unknown make is added with a tokenizer, and says the same', async () => {
  const { webview, page } = workbench();
  await workbench().runCommand('Waitpoint: Set Key for a Server…');
  const picker = title('Set Key for a Server');
  await picker.waitFor();
  // One server is there already.
  await input().fill('Another');
  await page.keyboard.press('Enter');
  await answer('Set Key for a Server', gateway.address);
  await answer('Key for', KEY);
  await workbench().runCommand('Waitpoint: Add a Server…');
  await answer('Add a Server', gateway.address);
  await title('Tokenizer for').waitFor();
  await workbench().screenshot('server tokenizer');
  await answer('Tokenizer for', 'reasoner (demo)');
  await workbench()
    .notification(/OpenAI-compatible server at .* serves/)
    .first()
    .waitFor();
  expect(gateway.asked).toContain('/props');
  const before = gateway.asked.length;
  await workbench().openFile(OTHER);
  await webview.locator('vscode-dropdown.model').click();
  await webview.locator('vscode-dropdown.model vscode-option').filter({ hasText: 'reasoner' }).last().click();
  await webview.getByRole('button', { name: 'Run', exact: true }).click();
  await webview.getByText(/^Finished with the answer -?\d+/).waitFor({ state: 'attached' });
  await workbench().screenshot('server with a tokenizer');
  // With a tokenizer, nothing else is asked for.
  expect(new Set(gateway.asked.slice(before))).toEqual(new Set(['/v1/models', '/v1/completions']));
  await page.keyboard.press('ControlOrMeta+S');
  const read = (name: string) => parseTrace(readFileSync(path.join(workbench().folder, name))).trace;
  await vi.waitFor(() => expect(read(OTHER).finish.answer).toBe('stop'), { timeout: 60_000, interval: 200 });
  expect(read(OTHER).tokens.id).toEqual(read(NAME).tokens.id);
});
