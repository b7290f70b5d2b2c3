import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawDiverse as draw } from '../../../src/core/curate/drawDiverse';

interface Candidate {
  readonly row: number;
  readonly domain: number;
  readonly length: number;
}

/** Draws from rows that are given as objects, in the order of the pool. */
function drawDiverse(candidates: readonly Candidate[], count: number, seed: number): number[] {
  const places = candidates.map((_, place) => place);
  const lengthOf = (place: number): number => candidates[place]?.length ?? 0;
  const drawn = draw(
    {
      longestFirst: Int32Array.from(places.toSorted((a, b) => lengthOf(b) - lengthOf(a))),
      domainOf: (place) => candidates[place]?.domain ?? -1,
      isCandidate: () => true,
    },
    count,
    seed,
  );
  return drawn.map((place) => candidates[place]?.row ?? -1);
}

const pool = (...domains: number[][]): Candidate[] =>
  domains.flatMap((lengths, domain) =>
    lengths.map((length, i) => ({ row: domain * 100 + i, domain, length })),
  );

/** How often each row is drawn first, over many seeds. */
function firstDraws(candidates: readonly Candidate[], seeds: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (let seed = 0; seed < seeds; seed++) {
    const [row = -1] = drawDiverse(candidates, 1, seed);
    counts.set(row, (counts.get(row) ?? 0) + 1);
  }
  return counts;
}

test('a domain is drawn uniformly, whatever its size; in it a rank with half the weight of the one before', () => {
  const seeds = 30_000;
  const counts = firstDraws(pool([10, 30, 20], [5]), seeds);
  const share = (row: number): number => (counts.get(row) ?? 0) / seeds;
  // Weights 1, ½, ¼ of the lengths 30, 20, 10, in half of the draws.
  expect(share(1)).toBeCloseTo((0.5 * 4) / 7, 1.8);
  expect(share(2)).toBeCloseTo((0.5 * 2) / 7, 1.8);
  expect(share(0)).toBeCloseTo((0.5 * 1) / 7, 1.8);
  expect(share(100)).toBeCloseTo(0.5, 1.8);
});

test('of two as long the first of the pool has the better rank', () => {
  const counts = firstDraws(pool([7, 7]), 9_000);
  expect((counts.get(0) ?? 0) / 9_000).toBeCloseTo(2 / 3, 1.8);
});

test('ranks are those of the rows that are left', () => {
  // The longest is drawn first in 2 of 3 cases; whichever is left comes next, for certain.
  const orders = new Set(Array.from({ length: 50 }, (_, seed) => drawDiverse(pool([1, 2]), 2, seed).join()));
  expect([...orders].toSorted()).toEqual(['0,1', '1,0']);
});

test('every row is drawn once before none is left, and the same seed draws the same', () => {
  const lengths = fc.array(fc.nat(5), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(lengths, { maxLength: 5 }), fc.nat(50), fc.nat(), (domains, count, seed) => {
      const candidates = pool(...domains);
      const drawn = drawDiverse(candidates, count, seed);
      expect(drawn).toHaveLength(Math.min(count, candidates.length));
      expect(new Set(drawn).size).toBe(drawn.length);
      const rows = new Set(candidates.map(({ row }) => row));
      expect(drawn.every((row) => rows.has(row))).toBe(true);
      expect(drawDiverse(candidates, count, seed)).toEqual(drawn);
      // A larger selection goes on where the smaller one ended.
      expect(drawDiverse(candidates, count + 3, seed).slice(0, drawn.length)).toEqual(drawn);
    }),
  );
});

test('a domain of many rows draws in its order, and all of them', () => {
  const candidates = Array.from({ length: 20_000 }, (_, row) => ({ row, domain: 0, length: row }));
  const drawn = drawDiverse(candidates, 20_000, 1);
  expect(new Set(drawn).size).toBe(20_000);
  expect(Math.min(...drawn.slice(0, 100))).toBeGreaterThan(19_800);
});
