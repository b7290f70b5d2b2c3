import { describe, expect, it } from 'vitest';
import { ScoringQueue } from '../../../src/core/score/scoringQueue';
import { heldScorer } from '../../support/heldScorer';

interface Told {
  readonly events: string[];
  readonly listener: ConstructorParameters<typeof ScoringQueue>[3];
}

function listening(): Told {
  const events: string[] = [];
  return {
    events,
    listener: {
      scored: (index, score) => events.push(`${index}: ${score}`),
      evaluated: (tokens) => events.push(`${tokens} tokens`),
      failed: (error) => events.push(`failed: ${(error as Error).message}`),
    },
  };
}

describe('the queue of steps to score', () => {
  it('scores steps one after the other, in order', async () => {
    const scorer = heldScorer();
    const { events, listener } = listening();
    const queue = new ScoringQueue(scorer, 'Q', 10, listener);
    queue.push(0, 'a');
    queue.push(1, 'bb');
    await scorer.waiting;
    expect(scorer.asked).toEqual(['a']);
    scorer.release();
    await queue.finish(false);
    expect(scorer.asked).toEqual(['a', 'bb']);
    expect(events).toEqual(['1 tokens', '0: 0.5', '2 tokens', '1: 0.5']);
    expect(scorer.sessions).toEqual({ opened: 1, closed: 1 });
  });

  it('gives up those that have not begun, and waits for the one that has', async () => {
    const scorer = heldScorer();
    const { events, listener } = listening();
    const queue = new ScoringQueue(scorer, 'Q', 10, listener);
    queue.push(0, 'a');
    queue.push(1, 'b');
    await scorer.waiting;
    const finished = queue.finish(true);
    scorer.release();
    await finished;
    expect(events).toEqual(['1 tokens', '0: 0.5']);
    queue.push(2, 'c');
    await queue.finish(false);
    expect(scorer.asked).toEqual(['a']);
  });

  it('tells a failure once and scores nothing after it', async () => {
    const scorer = heldScorer({ failAt: 1 });
    const { events, listener } = listening();
    const queue = new ScoringQueue(scorer, 'Q', 10, listener);
    for (const [index, text] of ['a', 'b', 'c', 'd'].entries()) queue.push(index, text);
    scorer.release();
    await queue.finish(false);
    expect(events).toEqual(['1 tokens', '0: 0.5', 'failed: the scorer is gone']);
    expect(scorer.asked).toEqual(['a', 'b']);
    expect(scorer.sessions.closed).toBe(1);
  });

  it('tells a failure to open with the first step, and nothing when there is none', async () => {
    const failing = { ...heldScorer(), open: () => Promise.reject(new Error('no memory')) };
    const { events, listener } = listening();
    const queue = new ScoringQueue(failing, 'Q', 10, listener);
    queue.push(0, 'a');
    queue.push(1, 'b');
    await queue.finish(false);
    expect(events).toEqual(['failed: no memory']);
    await new ScoringQueue(failing, 'Q', 10, listener).finish(false);
    expect(events).toHaveLength(1);
  });
});
