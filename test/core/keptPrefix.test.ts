import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeptPrefixEngine } from '../../src/core/keptPrefix';
import { scriptedEngine } from '../../src/engines/scripted/scriptedEngine';
import { GREEDY } from '../../src/core/trace/trace';
import { randomModel, TOY } from '../support/toyModel';

const { question, think, a, b, wait } = TOY;
const generation = (append: number[], report: number, maxTokens: number) => ({
  append,
  report,
  maxTokens,
  stopIds: [],
  stopTexts: [],
  suppressFirst: [],
  sampler: GREEDY,
});

function kept() {
  const inner = scriptedEngine(randomModel(1));
  return { engine: new KeptPrefixEngine(inner), batches: inner.batches };
}

describe('an engine that keeps its last sequence', () => {
  it('evaluates only what a replay does not share with it, and the last batch', async () => {
    const { engine, batches } = kept();
    const first = await engine.openSequence(20);
    expect(await first.replay([question, think, a, b, wait], [0, 2, 3, 4])).toBe(5);
    await first.dispose();
    batches.splice(0);
    const second = await engine.openSequence(20);
    expect(second.length).toBe(0);
    expect(await second.replay([question, think, a, b, a], [0, 2, 3, 4])).toBe(1);
    expect(batches).toEqual([[a]]);
    expect(second.length).toBe(5);
    await second.dispose();
    batches.splice(0);
    const third = await engine.openSequence(20);
    expect(await third.replay([question, think, a], [0, 2])).toBe(1);
    expect(batches).toEqual([[a]]);
  });

  it('gives back what it keeps, and keeps again', async () => {
    const { engine, batches } = kept();
    const evaluated = async (): Promise<number> => {
      const sequence = await engine.openSequence(20);
      const tokens = await sequence.replay([question, think, a], [0, 2]);
      await sequence.dispose();
      return tokens;
    };
    expect([await evaluated(), await evaluated()]).toEqual([3, 1]);
    await engine.release();
    expect([await evaluated(), await evaluated()]).toEqual([3, 1]);
    expect(batches.flat()).toHaveLength(8);
  });

  it('shares no batch that was evaluated in another way', async () => {
    const { engine, batches } = kept();
    const first = await engine.openSequence(20);
    await first.replay([question, think, a, b, a], [0, 2]);
    await first.dispose();
    batches.splice(0);
    const second = await engine.openSequence(20);
    expect(await second.replay([question, think, a, b, a], [0, 2, 3, 4])).toBe(3);
    expect(batches).toEqual([[a], [b], [a]]);
  });

  it('opens a larger one where the kept one is too small, and one of its own for a second user', async () => {
    const { engine, batches } = kept();
    const first = await engine.openSequence(20);
    await first.replay([question, think, a], [0, 2]);
    await first.dispose();
    batches.splice(0);
    const large = await engine.openSequence(21);
    expect(await large.replay([question, think, a], [0, 2])).toBe(3);
    const other = await engine.openSequence(20);
    expect(await other.replay([question, think, b], [0, 2])).toBe(3);
    expect(large.length).toBe(3);
  });

  it('counts a generation as the batches that a replay of it has', async () => {
    const { engine, batches } = kept();
    const first = await engine.openSequence(30);
    await first.replay([question, think], [0]);
    const said: number[] = [];
    await first.generate(generation([], 0, 4), ({ tokens }) => said.push(...tokens.id));
    await first.generate(generation([wait, a], 2, 1), ({ tokens }) => said.push(...tokens.id));
    await first.dispose();
    const ids = [question, think, ...said];
    batches.splice(0);
    const second = await engine.openSequence(30);
    expect(await second.replay(ids, [0, 2, 3, 4, 5, 6, 8])).toBe(1);
    expect(batches).toEqual([ids.slice(-1)]);
  });

  it('does not keep what failed, nor what was read for scores', async () => {
    const { engine } = kept();
    const first = await engine.openSequence(30);
    await first.readLogits([question, think, a], [2], [a]);
    await first.dispose();
    const second = await engine.openSequence(30);
    expect(await second.replay([question, think, a], [0, 2])).toBe(3);
    await second.dispose();

    let fails = true;
    const inner = scriptedEngine({
      ...randomModel(1),
      onEvaluate: () => {
        if (fails) throw new Error('no memory');
      },
    });
    const failing = new KeptPrefixEngine(inner);
    const third = await failing.openSequence(30);
    await expect(third.replay([question, think], [0])).rejects.toThrow('no memory');
    await third.dispose();
    fails = false;
    const fourth = await failing.openSequence(30);
    expect(await fourth.replay([question, think], [0])).toBe(2);
  });

  it('answers as an engine that keeps nothing, whatever is done with it', async () => {
    const ids = fc.array(fc.constantFrom(a, b, wait), { minLength: 1, maxLength: 6 });
    const step = fc.record({ prefix: ids, cuts: fc.array(fc.nat(5)), more: fc.nat(4), erase: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.array(step, { minLength: 1, maxLength: 5 }), async (salt, steps) => {
        const plain = scriptedEngine(randomModel(salt));
        const keeping = new KeptPrefixEngine(scriptedEngine(randomModel(salt)));
        const said = { plain: [] as number[], keeping: [] as number[] };
        for (const { prefix, cuts, more, erase } of steps) {
          const starts = [0, ...new Set(cuts.filter((cut) => cut > 0 && cut < prefix.length).sort())];
          for (const [name, engine] of [
            ['plain', plain],
            ['keeping', keeping],
          ] as const) {
            const sequence = await engine.openSequence(30);
            await sequence.replay([question, think, ...prefix], [0, ...starts.map((start) => start + 2)]);
            await sequence.generate(generation([], 0, more), ({ tokens }) => said[name].push(...tokens.id));
            await sequence.truncate(sequence.length - Math.min(erase, more));
            await sequence.generate(generation([wait], 1, 2), ({ tokens }) => said[name].push(...tokens.id));
            said[name].push(sequence.length);
            await sequence.dispose();
          }
        }
        expect(said.keeping).toEqual(said.plain);
      }),
      { numRuns: 200 },
    );
  });
});
