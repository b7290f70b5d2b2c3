/** A real llama-server, asked by `/v1/completions` alone as a server of unknown make, with the tokenizer of a file. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineProcess } from '../../../src/engines/llama/client';
import { openServerEngine, type ServerEngine } from '../../../src/engines/server/serverEngine';
import { load, REASONER, request, SCORER, startEngine } from '../../support/engine';
import { startLlamaServer, type RunningServer } from '../../support/llamaServer';
import { runWith } from '../../support/runWith';
import { engineContract } from '../contract';

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
    for (const of of [request({ waits: 2 }), request({ maxThinkingTokens: 40, waits: 9 })]) {
      const here = await runWith(of, { engine: local });
      const there = await runWith(of, { engine });
      expect(there.failure).toBeNull();
      expect(there.prompt).toEqual(here.prompt);
      expect(there.tokens.id).toEqual(here.tokens.id);
      expect(there.tokens.text).toEqual(here.tokens.text);
      expect(there.interventions.map(({ at, kind }) => [at, kind])).toEqual(
        here.interventions.map(({ at, kind }) => [at, kind]),
      );
      for (const [i, prob] of here.tokens.prob.entries())
        expect(Math.abs((there.tokens.prob[i] ?? NaN) - (prob ?? NaN))).toBeLessThan(0.05);
    }
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
