import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScorer } from '../../src/core/score/openScorer';
import { openAdapter } from '../../src/core/score/protocols';
import type { Scorer } from '../../src/core/score/scorer';
import type { EngineProcess, RemoteEngine } from '../../src/engines/llama/client';
import { startEngine } from '../support/engine';
import { GEMMA3, load, SMOL_LM2 } from './models';

const QUESTION = 'What is 12*3 + 4?';
const STEPS = ['12*3 is 36.', '36 + 4 is 40, 그래서 답은 40.', 'So the answer is 40 🫨.'];
/** Batches are cut differently, which moves a logit by up to 0.4 (docs/decisions.md): a tenth of a probability. */
const TOLERANCE = 0.1;

let process: EngineProcess;
let engine: RemoteEngine;
let scorer: Scorer;

beforeAll(async () => {
  process = startEngine();
  engine = await load(process, SMOL_LM2);
  scorer = await openScorer(engine, 'rlhflow');
});
afterAll(() => process.dispose());

describe('a chat model that answers each step with a sign, as the PRMs of RLHFlow do', () => {
  it('is asked in its own chat format, a turn a step, earlier ones answered by +', async () => {
    const adapter = await openAdapter(engine, 'rlhflow');
    const dialogue = adapter.begin(QUESTION);
    const ids = [...(await dialogue.next('First.')), ...(await dialogue.next('Second.'))];
    expect(await engine.detokenize(ids)).toBe(
      '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' +
        `<|im_start|>user\n${QUESTION} First.<|im_end|>\n<|im_start|>assistant\n+<|im_end|>\n` +
        '<|im_start|>user\nSecond.<|im_end|>\n<|im_start|>assistant\n',
    );
    // Their ids in SmolLM2's vocabulary, without a space before.
    expect([adapter.positive, adapter.negative]).toEqual([27, 29]);
  });

  it('scores step by step as in one pass over all, by the softmax over both signs', async () => {
    const session = await scorer.open(QUESTION, 256);
    const scores: number[] = [];
    for (const step of STEPS) scores.push((await session.score(step)).score);
    await session.dispose();

    const adapter = await openAdapter(engine, 'rlhflow');
    const dialogue = adapter.begin(QUESTION);
    const ids: number[] = [];
    const ends: number[] = [];
    for (const step of STEPS) {
      ids.push(...(await dialogue.next(step)));
      ends.push(ids.length - 1);
    }
    const sequence = await engine.openSequence(ids.length);
    const { logits } = await sequence.readLogits(ids, ends, [adapter.positive, adapter.negative]);
    await sequence.dispose();
    for (const [i, score] of scores.entries()) {
      const [plus, minus] = [Math.exp(logits[2 * i] ?? NaN), Math.exp(logits[2 * i + 1] ?? NaN)];
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThan(1);
      expect(Math.abs(score - plus / (plus + minus))).toBeLessThan(TOLERANCE);
    }
  });

  it('takes steps back, and scores a tree as it scores traces', async () => {
    const [first = '', second = '', third = ''] = STEPS;
    const session = await scorer.open(QUESTION, 256);
    const alone = [(await session.score(first)).score, (await session.score(second)).score];
    await session.truncate(1);
    const other = (await session.score(third)).score;
    await session.truncate(1);
    const again = (await session.score(second)).score;
    await session.dispose();
    expect(again).toBeCloseTo(alone[1] ?? NaN, 1);

    const tree = await scorer.openTree?.(QUESTION, 256, 2);
    const scored = await tree?.score([
      { steps: [first, second], from: 0 },
      { steps: [first, third], from: 1 },
    ]);
    await tree?.dispose();
    const expected = [...alone, other];
    for (const [i, score] of (scored?.scores.flat() ?? []).entries())
      expect(Math.abs(score - (expected[i] ?? NaN))).toBeLessThan(TOLERANCE);
    expect(scored?.scores.flat()).toHaveLength(3);
  });

  it('is refused where it has no chat template, and where its protocol is not known', async () => {
    const gemma3 = await load(process, GEMMA3);
    await expect(openScorer(gemma3, 'rlhflow')).rejects.toThrow(
      /"Gemma 3 270m" cannot score steps.*no.*template|template/,
    );
    await expect(openScorer(gemma3)).rejects.toThrow(/protocol is not known. Name one of/);
    await gemma3.dispose();
  });
});
