import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServerEngine, type ServerEngine } from '../../../src/engines/server/serverEngine';
import { load, REASONER, request, sampled, SCORER, startEngine } from '../../support/engine';
import { startLlamaServer, type RunningServer } from '../../support/llamaServer';
import { runWith } from '../../support/runWith';
import { engineContract } from '../contract';
import { expectSameGreedy } from './sameGreedy';

/** The first run on a machine builds llama-server. */
const BUILD_MS = 3_600_000;

const open = (address: string): Promise<ServerEngine> =>
  openServerEngine({ addresses: [address], model: null, keyOf: () => null, log: () => {} });

engineContract(
  'llama-server',
  async () => {
    const servers = [await startLlamaServer(REASONER), await startLlamaServer(SCORER)] as const;
    const [engine, scorerEngine] = await Promise.all(servers.map(({ address }) => open(address)));
    return {
      engine: engine as ServerEngine,
      scorerEngine: scorerEngine as ServerEngine,
      dispose: async () => void (await Promise.all(servers.map((server) => server.stop()))),
    };
  },
  { countsCuts: false, openMs: BUILD_MS },
);

describe('llama-server and the engine process', () => {
  let server: RunningServer;
  let engine: ServerEngine;
  beforeAll(async () => {
    server = await startLlamaServer(REASONER);
    engine = await open(server.address);
  }, BUILD_MS);
  afterAll(() => server.stop());

  it('give the same greedy tokens, with the same probabilities', async () => {
    const process = startEngine();
    try {
      const local = await load(process, REASONER);
      await expectSameGreedy(engine, local);
      const { bosId, endOfGenerationIds, vocabularySize, chatTemplate } = local.info;
      expect(engine.info).toMatchObject({ bosId, vocabularySize, chatTemplate });
      for (const id of endOfGenerationIds) expect(engine.info.endOfGenerationIds).toContain(id);
    } finally {
      await process.dispose();
    }
  });

  it('repeats a sampled run, and another seed gives another', async () => {
    const of = (seed: number) =>
      request({ maxThinkingTokens: 60 }, { sampler: sampled(seed, { temperature: 1.5 }) });
    const one = await runWith(of(1), { engine });
    expect((await runWith(of(1), { engine })).tokens.id).toEqual(one.tokens.id);
    expect((await runWith(of(2), { engine })).tokens.id).not.toEqual(one.tokens.id);
  });
});
