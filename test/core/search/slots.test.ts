import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Slots } from '../../../src/core/search/slots';
import { GREEDY } from '../../../src/core/trace/trace';
import { scriptedEngine } from '../../../src/engines/scripted/scriptedEngine';
import { toyModel, TOY } from '../../support/toyModel';

/** Places paths, evaluates what is missing, and looks what the engine then holds. */
async function placed(slots: number, rounds: readonly (readonly (readonly number[])[])[]) {
  const engine = scriptedEngine(toyModel(() => TOY.a));
  const group = await engine.openGroup(100, slots);
  const held: number[][] = Array.from({ length: slots }, () => []);
  const copies: string[] = [];
  let evaluated = 0;
  const watched = {
    slots,
    copy: async (from: number, to: number, length: number) => {
      copies.push(`${from}>${to}:${length}`);
      held[to] = (held[from] ?? []).slice(0, length);
      await group.copy(from, to, length);
    },
    truncate: async (slot: number, length: number) => {
      held[slot]?.splice(length);
      await group.truncate(slot, length);
    },
    generate: async (...[requests, onFrame]: Parameters<typeof group.generate>) => {
      for (const { slot, request } of requests) held[slot]?.push(...request.append);
      return group.generate(requests, onFrame);
    },
    readLogits: group.readLogits.bind(group),
    dispose: async () => {},
  };
  const places = new Slots(watched, (tokens) => (evaluated += tokens));
  for (const paths of rounds) {
    const found = await places.place(paths, []);
    expect(new Set(found.map(({ slot }) => slot)).size).toBe(paths.length);
    for (const [i, { slot, held: count, rest }] of found.entries()) {
      const path = paths[i] ?? [];
      expect(rest.length).toBeGreaterThan(0);
      expect(held[slot]).toEqual(path.slice(0, count));
      expect(rest).toEqual(path.slice(count));
      held[slot]?.push(...rest);
      places.append(slot, rest);
      evaluated += rest.length;
      const request = {
        append: rest,
        report: 0,
        maxTokens: 0,
        stopIds: [],
        stopTexts: [],
        suppressFirst: [],
      };
      await group.generate([{ slot, request: { ...request, sampler: GREEDY } }], () => {});
    }
  }
  return { evaluated, copies };
}

describe('slots', () => {
  it('evaluate a prompt once, and copy what paths share', async () => {
    const prompt = [1, 2, 3, 4];
    const { evaluated, copies } = await placed(3, [[prompt, prompt, prompt]]);
    // All but its last token once, that one by each.
    expect(evaluated).toBe(3 + 3);
    expect(copies).toEqual(['0>1:3', '0>2:3']);
  });

  it('let children begin where their parents stand, each parent’s slot going to one of them', async () => {
    const parents = [
      [1, 2, 3, 7],
      [1, 2, 3, 8],
    ];
    const children = parents.flatMap((path) => [path, path]);
    const { evaluated, copies } = await placed(4, [parents, children]);
    // 1, 2, 3 once, and a token each; then the last token of its parent for each child.
    expect(evaluated).toBe(3 + 2 + 4);
    expect(copies.slice(1)).toEqual([expect.stringMatching(/^\d>\d:3$/), expect.stringMatching(/^\d>\d:3$/)]);
  });

  it('hold what they say, whatever comes', async () => {
    const path = fc.array(fc.integer({ min: 3, max: 5 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        fc
          .integer({ min: 1, max: 4 })
          .chain((slots) =>
            fc.tuple(
              fc.constant(slots),
              fc.array(fc.array(path, { minLength: 1, maxLength: slots }), { maxLength: 5 }),
            ),
          ),
        async ([slots, rounds]) => {
          const { evaluated } = await placed(slots, rounds);
          const apart = rounds.flat().reduce((sum, ids) => sum + ids.length, 0);
          expect(evaluated).toBeLessThanOrEqual(apart);
        },
      ),
    );
  });
});
