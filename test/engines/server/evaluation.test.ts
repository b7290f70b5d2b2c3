import { afterEach, expect, test } from 'vitest';
import { openServerEngine } from '../../../src/engines/server/serverEngine';
import type { ScriptedModel } from '../../../src/engines/scripted/scriptedEngine';
import { evaluateToy, questions, settings } from '../../core/evaluation/support';
import { startStub, type StubServer } from '../../support/stubServer';
import { randomModel, TOY } from '../../support/toyModel';

const model: ScriptedModel = randomModel(3, { endOfGeneration: [TOY.eos, TOY.turnEnd] });
const options = { settings: settings(), rows: questions('a', 'b', 'ab', 'ba', 'aa', 'bb') };

let stubs: StubServer[] = [];
afterEach(async () => {
  await Promise.all(stubs.map((stub) => stub.close()));
});

test('a dataset spreads over servers, and one that dies on the way leaves its work to the other', async () => {
  stubs = await Promise.all([0, 1].map(() => startStub({ kind: 'vllm', model })));
  const [first, second] = stubs as [StubServer, StubServer];
  const warnings: string[] = [];
  const engine = await openServerEngine({
    ...{ addresses: stubs.map(({ address }) => address), model: null, keyOf: () => null },
    log: (_, message) => warnings.push(message),
    patience: { sleep: async () => undefined, random: () => 0.5 },
  });
  const here = await evaluateToy(model, options);
  const spread = await evaluateToy(model, { ...options, engine, concurrency: 4 });
  expect(spread.rows.map(({ answer }) => answer)).toEqual(here.rows.map(({ answer }) => answer));
  expect(spread.rows.map(({ thinkingTokens }) => thinkingTokens)).toEqual(
    here.rows.map(({ thinkingTokens }) => thinkingTokens),
  );
  expect(Math.min(first.asked.length, second.asked.length)).toBeGreaterThan(3);
  expect(Math.max(first.most(), second.most())).toBeGreaterThan(1);

  let rows = 0;
  const lamed = await evaluateToy(model, {
    ...{ ...options, engine, concurrency: 4 },
    emit: (event) => {
      if (event.type === 'row' && ++rows === 2) void first.close();
    },
  });
  expect(lamed.complete).toBe(true);
  expect(lamed.rows.map(({ answer }) => answer)).toEqual(here.rows.map(({ answer }) => answer));
  expect(warnings.join()).toMatch(/goes to the other servers/);
});
