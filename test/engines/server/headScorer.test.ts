import { afterEach, expect, test } from 'vitest';
import { openScorer } from '../../../src/core/score/openScorer';
import type { Scorer } from '../../../src/core/score/scorer';
import { openServerEngine } from '../../../src/engines/server/serverEngine';
import { scriptedEngine } from '../../../src/engines/scripted/scriptedEngine';
import { startStub, type StubServer } from '../../support/stubServer';
import { randomModel } from '../../support/toyModel';

/** Letters, and what the two models mark their steps with. */
const TAG = 5;
const BREAK = 4;
const vocabulary = ['a', 'b', 'c', ' ', '\n', '<extra_0>', '<|im_start|>', '<|im_end|>', ...'system'];
for (const letter of 'Please reason step by step, and put your final answer within \\boxed{}.userassistant')
  if (!vocabulary.includes(letter)) vocabulary.push(letter);
const model = randomModel(1, { vocabulary, special: [TAG, 6, 7], endOfGeneration: [7] });

let stub: StubServer;
afterEach(() => stub.close());

async function scorerOver(name: string, head: (ids: readonly number[]) => number[][]): Promise<Scorer> {
  stub = await startStub({ kind: 'vllm', model, name, head });
  const engine = await openServerEngine({
    ...{ addresses: [stub.address], model: null, keyOf: () => null, log: () => {} },
  });
  return openScorer(engine);
}

const inputs = (): number[][] => stub.asked.map(({ input }) => input as number[]);

test('Qwen2.5-Math-PRM: class 1 of two at <extra_0> behind each step', async () => {
  const scorer = await scorerOver('Qwen/Qwen2.5-Math-PRM-7B', (ids) =>
    ids.map((id, i) => (id === TAG ? [0, Math.log(ids.slice(0, i).includes(TAG) ? 1 / 3 : 3)] : [9, 9])),
  );
  expect(scorer.identity).toMatchObject({ protocol: 'qwen-prm', sha256: null });
  const session = await scorer.open('ab', 10);
  expect((await session.score('a\n')).score).toBe(0.75);
  const second = await session.score('b');
  expect(second.score).toBe(0.25);
  const last = inputs().at(-1) ?? [];
  expect(second.evaluatedTokens).toBe(last.length);
  const text = last.map((id) => vocabulary[id]).join('');
  expect(text).toBe(
    '<|im_start|>system\nPlease reason step by step, and put your final answer within \\boxed{}.<|im_end|>\n' +
      '<|im_start|>user\nab<|im_end|>\n<|im_start|>assistant\na<extra_0>b<extra_0>',
  );
  // Another second step: the first stays.
  await session.truncate(1);
  expect((await session.score('c')).score).toBe(0.25);
  expect(inputs().at(-1)?.slice(-4)).toEqual([0, TAG, 2, TAG]);
});

test('a server that tells of the tags alone, as probabilities, is understood', async () => {
  const scorer = await scorerOver('Qwen/Qwen2.5-Math-PRM-7B', (ids) =>
    ids.filter((id) => id === TAG).map((_, i) => (i === 0 ? [0.2, 0.8] : [0.9, 0.1])),
  );
  const session = await scorer.open('a', 10);
  expect((await session.score('b')).score).toBe(0.8);
  expect((await session.score('c')).score).toBe(0.1);
});

test('Skywork-o1-Open-PRM: the sigmoid of the value at the last line break of each step', async () => {
  const scorer = await scorerOver('Skywork/Skywork-o1-Open-PRM-Qwen-2.5-7B', (ids) =>
    ids.map((id, i) => [id === BREAK && i === ids.length - 1 ? Math.log(4) : -9]),
  );
  const session = await scorer.open('ab', 10);
  expect((await session.score('c\n')).score).toBe(0.8);
  expect(inputs()).toEqual([[0, 1, BREAK, 2, BREAK]]);
});

test('a head of another shape, and an engine that reads none, are told of', async () => {
  const scorer = await scorerOver('Qwen/Qwen2.5-Math-PRM-7B', (ids) => ids.map(() => [1, 2, 3]));
  const session = await scorer.open('a', 10);
  await expect(session.score('b')).rejects.toThrow(/gave 3 values for a step/);
  await expect(openScorer(scriptedEngine(model), 'qwen-prm')).rejects.toThrow(/only vLLM reads/);
});
