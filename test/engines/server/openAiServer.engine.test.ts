/** A real llama-server, asked by `/v1/completions` alone as a server of unknown make, with the tokenizer of a file. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineProcess } from '../../../src/engines/llama/client';
import { openServerEngine, type ServerEngine } from '../../../src/engines/server/serverEngine';
import { load, REASONER, SCORER, startEngine } from '../../support/engine';
import { startLlamaServer, type RunningServer } from '../../support/llamaServer';
import { engineContract } from '../contract';
import { expectSameGreedy } from './sameGreedy';

/** The first run on a machine builds llama-server. */
const BUILD_MS = 3_600_000;

const open = (process: EngineProcess, address: string, tokenizer: string): Promise<ServerEngine> =>
  openServerEngine({
    ...{ addresses: [address], model: null, keyOf: () => null, log: () => {} },
    openTokenizer: () => process.load({ path: tokenizer, gpu: 'off', threads: 0, vocabularyOnly: true }),
  });

engineContract(
  'a server of unknown make',
  async () => {
    const process = startEngine();
    const servers = [await startLlamaServer(REASONER), await startLlamaServer(SCORER)] as const;
    const [engine, scorerEngine] = await Promise.all([
      open(process, servers[0].address, REASONER),
      open(process, servers[1].address, SCORER),
    ]);
    return {
      ...{ engine, scorerEngine },
      dispose: async () => {
        await Promise.all(servers.map((server) => server.stop()));
        await process.dispose();
      },
    };
  },
  { countsCuts: false, openMs: BUILD_MS },
);

describe('/v1/completions and the engine process', () => {
  let process: EngineProcess;
  let server: RunningServer;
  beforeAll(async () => {
    process = startEngine();
    server = await startLlamaServer(REASONER);
  }, BUILD_MS);
  afterAll(async () => {
    await server.stop();
    await process.dispose();
  });

  it('give the same greedy tokens, with the same probabilities', async () => {
    const engine = await open(process, server.address, REASONER);
    const local = await load(process, REASONER);
    await expectSameGreedy(engine, local);
    const { bosId, endOfGenerationIds, vocabularySize, chatTemplate, bosText, eosText } = local.info;
    expect(engine.info).toMatchObject({
      ...{ bosId, endOfGenerationIds, vocabularySize, chatTemplate, bosText, eosText },
      trainContextSize: local.info.trainContextSize,
    });
  });

  it('have the bytes of every token from the file as the engine spells them', async () => {
    for (const file of [REASONER, SCORER]) {
      const tokenizer = await process.load({ path: file, gpu: 'off', threads: 0, vocabularyOnly: true });
      const { bytes, ends } = await tokenizer.pieces();
      expect(ends.length).toBe(tokenizer.info.vocabularySize);
      for (const [id, end] of ends.entries()) {
        const text = await tokenizer.detokenize([id]);
        const piece = Buffer.from(bytes.subarray(ends[id - 1] ?? 0, end)).toString('utf8');
        expect(piece).toBe(text);
      }
      await tokenizer.dispose();
    }
  });
});
