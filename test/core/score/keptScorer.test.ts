import { describe, expect, it } from 'vitest';
import { KeptScorer } from '../../../src/core/score/keptScorer';
import { openScorer } from '../../../src/core/score/openScorer';
import type { Scorer } from '../../../src/core/score/scorer';
import { scriptedEngine } from '../../../src/engines/scripted/scriptedEngine';
import { heldScorer } from '../../support/heldScorer';
import { randomModel } from '../../support/toyModel';

/** A scorer whose scores depend on all that it read before. */
async function reading(): Promise<{ scorer: Scorer; evaluated: () => number }> {
  const model = randomModel(3);
  const vocabulary = [...model.vocabulary, '<step>', '+', '-', ' '];
  const predict = (ids: readonly number[]): number[] => {
    const probs = model.predict(ids);
    return vocabulary.map((_, id) => probs[id % probs.length] ?? 0);
  };
  const special = [...model.special, vocabulary.indexOf('<step>')];
  const engine = scriptedEngine({ ...model, vocabulary, special, predict });
  return { scorer: await openScorer(engine), evaluated: () => engine.batches.flat().length };
}

async function scoresOf(scorer: Scorer, steps: readonly string[]): Promise<number[]> {
  const session = await scorer.open('a?', 100);
  const scores: number[] = [];
  for (const step of steps) scores.push((await session.score(step)).score);
  await session.dispose();
  return scores;
}

describe('a scorer that keeps its last session', () => {
  it('gives the scores of a fresh one, wherever the steps part', async () => {
    const { scorer } = await reading();
    const kept = new KeptScorer(scorer, 100);
    const sequences = [
      ['a\n', 'b'],
      ['a\n', 'b\n', 'ab\n'],
      ['a\n', 'b\n', 'ba\n', '7\n'],
      ['b\n'],
      ['b\n', 'a\n'],
      [],
      ['b\n', 'a\n', '7'],
    ];
    for (const steps of sequences) expect(await scoresOf(kept, steps)).toEqual(await scoresOf(scorer, steps));
  });

  it('evaluates only the steps that are new', async () => {
    const { scorer, evaluated } = await reading();
    const kept = new KeptScorer(scorer, 100);
    await scoresOf(kept, ['a\n', 'b\n', 'a']);
    const before = evaluated();
    await scoresOf(kept, ['a\n', 'b\n']);
    expect(evaluated()).toBe(before);
    // b, the newline and the tag.
    await scoresOf(kept, ['a\n', 'b\n', 'b\n']);
    expect(evaluated()).toBe(before + 3);
  });

  it('opens one session, for the longest thinking, and closes it when it is released', async () => {
    const scorer = heldScorer();
    scorer.release();
    const asked: number[] = [];
    const open: Scorer['open'] = (question, expected) => {
      asked.push(expected);
      return scorer.open(question, expected);
    };
    const kept = new KeptScorer({ ...scorer, open }, 1000);
    await scoresOf(kept, ['x']);
    await scoresOf(kept, ['x', 'y']);
    expect([asked, scorer.sessions]).toEqual([[1000], { opened: 1, closed: 0 }]);
    await kept.release();
    expect(scorer.sessions).toEqual({ opened: 1, closed: 1 });
    await scoresOf(kept, ['x']);
    expect(scorer.asked).toEqual(['x', 'y', 'x']);
  });

  it('knows what it knew when it fails, and fails for all else', async () => {
    const scorer = heldScorer({ failAt: 1 });
    scorer.release();
    const kept = new KeptScorer(scorer, 10);
    await expect(scoresOf(kept, ['x', 'y'])).rejects.toThrow('the scorer is gone');
    expect(await scoresOf(kept, ['x'])).toEqual([0.5]);
    await expect(scoresOf(kept, ['x', 'z'])).rejects.toThrow('the scorer is gone');
    expect(scorer.asked).toEqual(['x', 'y']);
  });
});

describe('steps that are taken back', () => {
  it('leave a session as if they had not been scored, to the first step', async () => {
    const { scorer } = await reading();
    const session = await scorer.open('a?', 100);
    for (const step of ['a\n', 'b\n', '7\n']) await session.score(step);
    await session.truncate(5);
    await session.truncate(1);
    expect((await session.score('ab\n')).score).toBe((await scoresOf(scorer, ['a\n', 'ab\n'])).at(-1));
    await session.truncate(0);
    expect((await session.score('7\n')).score).toBe((await scoresOf(scorer, ['7\n'])).at(-1));
  });
});
