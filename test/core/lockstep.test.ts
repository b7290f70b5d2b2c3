import { describe, expect, it } from 'vitest';
import { Lockstep } from '../../src/core/lockstep';

const later = async (turns: number): Promise<void> => {
  for (let i = 0; i < turns; i++) await Promise.resolve();
};

describe('lock-step', () => {
  it('does together what all have asked for, whoever is faster', async () => {
    const turns: number[][] = [];
    const lockstep = new Lockstep<number, number>(async (items) => {
      turns.push([...items]);
      return items.map((item) => item * 10);
    });
    const results = await lockstep.together(
      [5, 0, 9].map((slow, i) => async () => {
        await later(slow);
        const first = await lockstep.ask(i + 1);
        await later(9 - slow);
        return i === 1 ? first : first + (await lockstep.ask(i + 4));
      }),
    );
    expect(turns.map((turn) => turn.toSorted())).toEqual([
      [1, 2, 3],
      [4, 6],
    ]);
    expect(results).toEqual([50, 20, 90]);
  });

  it('does alone what one asks for outside', async () => {
    const lockstep = new Lockstep<number, number>(async (items) => items.map((item) => -item));
    expect(await lockstep.ask(3)).toBe(-3);
  });

  it('leaves what does not fit to the next turn, the oldest first', async () => {
    const turns: number[][] = [];
    const lockstep = new Lockstep<number, number>(
      async (items) => {
        turns.push([...items]);
        return [...items];
      },
      () => 2,
    );
    const asks = [[1, 2], [3], [4]];
    await lockstep.together(
      asks.map((items) => async () => {
        for (const item of items) await lockstep.ask(item);
      }),
    );
    expect(turns).toEqual([
      [1, 3],
      [4, 2],
    ]);
  });

  it('tells an error to all that shared the turn, and goes on', async () => {
    let calls = 0;
    const lockstep = new Lockstep<number, number>(async (items) => {
      if (++calls === 1) throw new Error('gone');
      return [...items];
    });
    await expect(lockstep.together([1, 2].map((item) => () => lockstep.ask(item)))).rejects.toThrow('gone');
    expect(await lockstep.together([1, 2].map((item) => () => lockstep.ask(item)))).toEqual([1, 2]);
  });
});
