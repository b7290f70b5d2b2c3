import { describe, expect, it } from 'vitest';
import type { SearchNodeView } from '../../../src/protocol/searchView';
import { grade } from '../../../src/core/grade/grade';
import { LeafGrades, nodeView } from '../../../src/host/searchState';
import { asOf, COLUMN, neighbour, ROW, searchLayout, visits } from '../../../webview/search/searchLayout';
import { lineWidth } from '../../../webview/search/searchNode';
import { BEAM, manyNodes, searchNodes } from '../../support/searchRecord';

const grades = new LeafGrades(async (answer, expected) => grade(answer, expected));
const views = (scripts: Parameters<typeof searchNodes>[0]): SearchNodeView[] =>
  searchNodes(scripts).map((node) => nodeView(node, grades));
const beam = views(BEAM);

describe('where nodes stand', () => {
  it('is a column for each step from the question, a row for each tip, none above another', () => {
    const { places, levels } = searchLayout(beam);
    const { x } = places[0] ?? { x: NaN };
    expect(places.map((place) => (place.x - x) / COLUMN)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
    for (const level of levels) {
      const heights = level.map((id) => places[id]?.y ?? NaN);
      for (const [i, height] of heights.slice(1).entries())
        expect(height - (heights[i] ?? NaN)).toBeGreaterThan(ROW - 0.001);
    }
    expect(levels).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9, 10, 11],
    ]);
  });

  it('of a thousand nodes, and of a chain of two thousand, is there at once', () => {
    expect(searchLayout(views(manyNodes(1000))).places).toHaveLength(1000);
    const chain = Array.from({ length: 2000 }, (_, id) => ({ id, parent: id === 0 ? null : id - 1 }));
    expect(searchLayout(chain).places.at(-1)?.level).toBe(2000);
  });

  it.each([
    [4, 'ArrowRight', 8],
    [4, 'ArrowLeft', 0],
    [4, 'ArrowDown', 5],
    [5, 'ArrowDown', 6],
    [4, 'ArrowUp', null],
    [0, 'ArrowLeft', null],
    [1, 'ArrowRight', null],
    [9, 'Home', 0],
    [0, 'End', 11],
    [0, 'x', null],
  ])('%i, %s leads to %s', (from, key, to) => {
    expect(neighbour(searchLayout(beam), from, key)).toBe(to);
  });
});

describe('a round', () => {
  it('shows what had come by then, and leaves open what it had not decided', () => {
    expect(asOf(beam, 0).map((node) => node?.state ?? null)).toEqual([
      ...['inner', 'pruned', 'inner', 'pruned'],
      ...[null, null, null, null, null, null, null, null],
    ]);
    const late = beam.map((node) => (node.id === 1 ? { ...node, decidedIn: 2 } : node));
    expect(asOf(late, 1)[1]?.state).toBe('open');
    expect(asOf(late, 2)[1]?.state).toBe('pruned');
    expect(asOf(beam, null)).toEqual(beam);
  });
});

describe('visits', () => {
  it('count the tips that a node leads to', () => {
    expect(visits(beam)).toEqual([3, 1, 3, 1, 2, 1, 2, 1, 1, 1, 1, 1]);
    // By the first round nothing has gone on: each is a tip.
    expect(visits(asOf(beam, 0)).slice(0, 5)).toEqual([1, 1, 1, 1, 0]);
  });

  it('make a line wider, from one path to all', () => {
    expect(lineWidth(8, 8)).toBeGreaterThan(lineWidth(2, 8));
    expect(lineWidth(2, 8)).toBeGreaterThan(lineWidth(1, 8));
    expect(lineWidth(1, 1)).toBe(lineWidth(1, 8));
  });
});
