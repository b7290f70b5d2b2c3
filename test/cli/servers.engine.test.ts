/** The built command line over a real llama-server of which nothing but `/v1/completions` can be reached. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { traceSchema } from '../../src/core/trace/trace';
import { REASONER, SCORER } from '../support/engine';
import { startGateway, type Gateway } from '../support/gateway';
import { startLlamaServer, type RunningServer } from '../support/llamaServer';
import { runCli } from './cliProcess';

/** The first run on a machine builds llama-server. */
const BUILD_MS = 3_600_000;
const RUN = ['run', 'What is 83*46 + 57*29 - 118?', '--waits', '2', '--json'];

let servers: RunningServer[] = [];
let gateways: Gateway[] = [];
beforeAll(async () => {
  servers = [await startLlamaServer(REASONER), await startLlamaServer(SCORER)];
  gateways = await Promise.all(servers.map(({ address }) => startGateway(address)));
}, BUILD_MS);
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close()));
  await Promise.all(servers.map((server) => server.stop()));
});

const at = (server: number): string => gateways[server]?.address ?? '';

test('a server of unknown make says what to do, and with a tokenizer what the model file says', async () => {
  const refused = await runCli([...RUN, '--model', at(0)]);
  expect(refused.code).toBe(3);
  expect(refused.stderr).toMatch(/needs the tokenizer of its model here: name a GGUF file .*--tokenizer/);
  const there = await runCli([
    ...RUN,
    ...['--model', at(0), '--tokenizer', REASONER, '--scorer', at(1), '--scorer-tokenizer', SCORER],
  ]);
  expect(there.stderr).toBe('');
  expect(there.code).toBe(0);
  const trace = traceSchema.parse(JSON.parse(there.stdout));
  const here = traceSchema.parse(JSON.parse((await runCli([...RUN, '--threads', '1'])).stdout));
  expect(trace.tokens.id).toEqual(here.tokens.id);
  expect(trace.interventions.map(({ kind, at: place }) => [kind, place])).toEqual(
    here.interventions.map(({ kind, at: place }) => [kind, place]),
  );
  expect(trace.steps.length).toBe(here.steps.length);
  for (const [i, { score }] of trace.steps.entries())
    expect(Math.abs((score ?? NaN) - (here.steps[i]?.score ?? NaN))).toBeLessThan(0.1);
});
