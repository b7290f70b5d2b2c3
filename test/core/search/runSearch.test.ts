import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathTrace } from '../../../src/core/search/pathTrace';
import { parseSearch, stringifySearch } from '../../../src/core/search/searchFile';
import { searchSettings, validateSearch } from '../../../src/core/search/settings';
import { STRATEGIES, needsScores, SELECTIONS } from '../../../src/core/search/words';
import { decide } from '../../../src/core/search/decide';
import { findInconsistency } from '../../../src/core/trace/traceFile';
import { openScorer } from '../../../src/core/score/openScorer';
import { scriptedEngine } from '../../../src/engines/scripted/scriptedEngine';
import { drawTree, scriptedPaths, scriptedScorer, searchToy } from '../../support/searchToy';
import { randomModel, TOY } from '../../support/toyModel';

const { a, b, newline: n, endThink: end, seven } = TOY;

describe('a search', () => {
  it('repeats for any model and strategy, keeps to its budgets, and is what its events add up to', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1e6 }),
        fc.constantFrom(...STRATEGIES),
        fc.constantFrom([1, 1], [2, 1], [4, 2], [6, 3], [8, 4]),
        fc.integer({ min: 0, max: 2 }),
        fc.boolean(),
        async (salt, strategy, [paths = 1, width = 1], waits, unique) => {
          const search = () =>
            searchToy(
              randomModel(salt, speaking(salt)),
              { strategy, n: paths, width, unique, rounds: 6, lookahead: strategy === 'lookahead' ? 2 : 0 },
              { scorer: scriptedScorer({ a: 0.9, b: 0.2 }), budget: { waits, maxThinkingTokens: 24 } },
            );
          const [one, again] = [await search(), await search()];
          expect(drawTree(again.record)).toEqual(drawTree(one.record));
          const { record } = one;
          expect(record.failure).toBeNull();
          expect(one.folded).toEqual(record);
          expect(record.nodes.length).toBeGreaterThan(0);
          for (const node of record.nodes) {
            const trace = pathTrace(record, node.id);
            expect(findInconsistency(trace)).toBeNull();
            expect(trace.usage.thinkingTokens).toBeLessThanOrEqual(24);
            expect(trace.interventions.filter(({ kind }) => kind === 'wait').length).toBeLessThanOrEqual(
              waits,
            );
          }
          expect(record.nodes.some(({ state }) => state === 'leaf')).toBe(true);
          expect(parseSearch(new TextEncoder().encode(stringifySearch(record))).record).toEqual(record);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('costs at most what its paths cost apart, and tells all that it evaluated', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1e6 }),
        fc.constantFrom(...STRATEGIES),
        fc.constantFrom(null, 1, 3),
        async (salt, strategy, atOnce) => {
          const { record, engine } = await searchToy(
            randomModel(salt, speaking(salt)),
            { strategy, n: 4, width: 2, rounds: 5, atOnce },
            { scorer: scriptedScorer({}), budget: { maxThinkingTokens: 20 } },
          );
          const evaluated = engine.batches.reduce((sum, ids) => sum + ids.length, 0);
          const { policy } = record.ledger;
          expect(policy.prefillTokens + policy.decodeTokens).toBe(evaluated);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('keeps what there is when it is stopped, and chooses among its leaves', async () => {
    const stop = new AbortController();
    const paths = [
      [end, seven],
      [b, n],
      [b, n],
      [b, n],
    ];
    const { record } = await searchToy(
      scriptedPaths({ paths: [...paths, ...paths] }),
      { strategy: 'beam', n: 4, width: 2 },
      {
        scorer: scriptedScorer({}),
        budget: { maxThinkingTokens: 10 },
        signal: stop.signal,
        emit: (event) => {
          if (event.type === 'ledger' && event.ledger.thinkingTokens > 0) stop.abort();
        },
      },
    );
    expect(record.complete).toBe(false);
    expect(record.failure).toBeNull();
    expect(record.nodes.length).toBeGreaterThan(0);
    expect(pathTrace(record, 1).tokens.id).toEqual([b, n]);
  });

  it('says so where no answer can be read, and where the engine fails it keeps what it has', async () => {
    const silent = await searchToy(
      scriptedPaths({
        paths: [
          [a, n, end],
          [b, n, end],
        ],
      }),
      {
        strategy: 'majority',
        n: 2,
      },
    );
    expect(silent.record.choice).toMatchObject({ answer: null, leaf: null, votes: [] });
    expect(silent.record.warnings).toEqual(['None of the 2 leaves has an answer that could be read.']);

    let calls = 0;
    const failing = await searchToy(
      scriptedPaths(
        {
          paths: [
            [a, n, a, n, a, n],
            [b, n, a, n, a, n],
            [a, n],
            [a, n],
          ],
        },
        {
          onEvaluate: () => {
            if (++calls > 10) throw new Error('the device is gone');
          },
        },
      ),
      { strategy: 'beam', n: 2, width: 1 },
      { scorer: scriptedScorer({}) },
    );
    expect(failing.record.failure?.message).toBe('the device is gone');
    expect(failing.record.complete).toBe(false);
    expect(failing.record.nodes.length).toBeGreaterThan(0);
  });

  it.each([
    [{ strategy: 'beam', n: 0 }, /N, the number of paths, is "0"/],
    [
      { strategy: 'beam', n: 10, width: 4 },
      /The width 4 does not divide N = 10\. Choose 5 as the width, or 12 as N/,
    ],
    [{ strategy: 'beam', n: 4, width: 8 }, /The width is "8", but it must be a whole number from 1 to 4/],
    [{ strategy: 'majority', n: 300 }, /decodes 300 paths at once, and a context holds 256/],
    [
      { strategy: 'majority', n: 8, treeTokens: 4 },
      /The budget of the tree is "4", but it must be 8 or more/,
    ],
    [{ strategy: 'majority', n: 4, select: 'prm-min-max' }, /needs a scorer/],
    [{ strategy: 'rebase', n: 4, select: 'majority' }, /rebase ranks steps by a scorer/],
  ] as const)('refuses %j', async (settings, message) => {
    await expect(searchToy(scriptedPaths({ paths: [] }), settings)).rejects.toThrow(message);
  });

  it('refuses more paths than the context holds with the numbers, or lets them wait', async () => {
    const paths = Array.from({ length: 8 }, () => [a, n, end, seven]);
    const run = (atOnce: number | null) =>
      searchToy(scriptedPaths({ paths }), { strategy: 'majority', n: 8, atOnce }, { contextSize: 200 });
    // Prompt 4, thinking 40, delimiters 3, answer 8: 55 a path.
    await expect(run(null)).rejects.toThrow(
      /8 paths of 55 tokens need a context of 440, but it may hold 200\. Let 3 run/,
    );
    expect((await run(3)).record.choice?.votes).toMatchObject([{ answer: '7', weight: 8 }]);
  });

  it('refuses a temperature of 0, where all paths would be the same', () => {
    const settings = searchSettings({ strategy: 'majority', n: 4 });
    expect(() => validateSearch(settings, 0, false)).toThrow(
      /At temperature 0 all 4 paths would be the same/,
    );
    expect(() => validateSearch({ ...settings, n: 1 }, 0, false)).not.toThrow();
  });

  it('decides again offline by every selection', async () => {
    const paths = [
      [a, n, end, seven],
      [b, n, b, n, end, seven, seven],
      [a, n, b, n, end, seven],
    ];
    const scorer = scriptedScorer({ a: 0.3, b: 0.1, 'b b': 0.8, 'a b': 0.4 });
    const { record } = await searchToy(scriptedPaths({ paths }), { strategy: 'best-of-n', n: 3 }, { scorer });
    const answers = Object.fromEntries(
      SELECTIONS.map((select) => [select, decide(record.nodes, select, 'min').answer]),
    );
    // Leaves: 7 (.3), 77 (.1 .8), 7 (.3 .4).
    expect(answers).toEqual({
      majority: '7',
      'prm-min-max': '7',
      'prm-last-max': '77',
      'prm-avg-max': '77',
      'prm-min-vote': '7',
      // .8 against .3 + .4.
      'prm-last-vote': '77',
      // .45 against .3 + .35.
      'prm-avg-vote': '7',
      // By the worst step here.
      weighted: '7',
      longest: '77',
    });
    expect(SELECTIONS.filter((one) => !needsScores(one))).toEqual(['majority', 'longest']);
  });

  it('gives ties to the first leaf, and drops invalid answers', async () => {
    const paths = [
      [a, n, end],
      [b, n, end, seven, seven],
      [a, n, end, seven],
      [b, n, end, seven],
    ];
    const { record } = await searchToy(
      scriptedPaths({ paths }),
      { strategy: 'best-of-n', n: 4 },
      { scorer: scriptedScorer({ a: 0.9, b: 0.9 }) },
    );
    expect(decide(record.nodes, 'prm-last-max', 'last')).toMatchObject({ answer: '77', leaf: 1 });
    expect(decide(record.nodes, 'majority', 'last')).toMatchObject({ answer: '7', leaf: 2 });
  });
});

describe('scoring a tree', () => {
  it('scores a shared step once, side by side, as sessions of their own do', async () => {
    const vocabulary = ['<step>', '+', '-', 'Q?', 'one', 'two', 'three', '\n', '<think>'];
    const model = () =>
      scriptedEngine({
        vocabulary,
        special: [0, 8],
        endOfGeneration: [],
        predict: (ids) => {
          const plus = 1 / (2 + (ids.reduce((sum, id) => sum + id, 0) % 5));
          return vocabulary.map((_, id) => (id === 1 ? plus : id === 2 ? 1 - plus : 0));
        },
      });
    const engine = model();
    const scorer = await openScorer(engine, 'step-tag');
    const tree = await scorer.openTree?.('Q?', 64, 3);
    if (!tree) throw new Error('no tree');
    const traces = [
      { steps: ['one\n', 'two\n'], from: 0 },
      { steps: ['one\n', 'three\n'], from: 0 },
      { steps: ['one\n', 'two\n', 'two\n'], from: 1 },
    ];
    const { scores, evaluatedTokens, reusedTokens } = await tree.score(traces);
    for (const [i, { steps, from }] of traces.entries()) {
      const session = await (await openScorer(model(), 'step-tag')).open('Q?', 64);
      const alone = [];
      for (const step of steps) alone.push((await session.score(step)).score);
      expect(scores[i]).toEqual(alone.slice(from));
    }
    expect(evaluatedTokens).toBe(engine.batches.flat().length);
    // "Q?\n", one, newline, tag; then (newline, tag) of each second step …
    expect(evaluatedTokens).toBeLessThan(traces.reduce((sum, { steps }) => sum + 2 + 3 * steps.length, 0));
    expect(reusedTokens).toBeGreaterThan(0);
    // What is known is not asked again.
    expect(await tree.score(traces)).toEqual({ scores, evaluatedTokens: 0, reusedTokens: 0 });
  });
});

/** Spells what a revision is asked, and says only what the toy says. */
function speaking(salt: number) {
  const base = randomModel(salt);
  const more = ['\uFFFD', ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))];
  const { length } = base.vocabulary;
  return {
    vocabulary: [...base.vocabulary, ...more],
    predict: (ids: readonly number[]) => [
      ...base.predict(ids.map((id) => id % length)).slice(0, length),
      ...more.map(() => 0),
    ],
  };
}
