import fc from 'fast-check';
import { expect, it } from 'vitest';
import { budgetPrefix } from '../../../src/core/decode/budgetPrefix';
import { runToy, toyRequest } from '../../support/runToy';
import { lines, randomModel, TOY, toyModel } from '../../support/toyModel';

const { a, b, endThink, seven } = TOY;
const twoWaits = toyModel(lines([a, endThink, b, endThink, a, endThink], [seven]));

it.each([
  [0, 40, { end: 1, cut: false }],
  [1, 40, { end: 3, cut: false }],
  [2, 40, { end: 5, cut: false }],
  [2, 4, { end: 4, cut: true }],
  [2, 1, { end: 1, cut: true }],
])('finds where %i waits below %i tokens end in a trace of two waits', async (waits, maximum, prefix) => {
  const { trace } = await runToy(twoWaits, toyRequest({ waits: 2 }));
  expect(budgetPrefix(trace, { waits, maxThinkingTokens: maximum })).toEqual(prefix);
});

it('finds what a run of its own under the smaller budget thinks, for any model, budget and continuation', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.nat(8),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(0, 3, 9),
      fc.constantFrom(['Wait'], ['Wait', 'Hmma'], []),
      async (salt, waits, maxThinkingTokens, minThinkingTokens, continuation) => {
        fc.pre(minThinkingTokens <= maxThinkingTokens);
        const run = async (budget: { waits: number; maxThinkingTokens: number }) =>
          (
            await runToy(
              randomModel(salt),
              toyRequest({ minThinkingTokens, ...budget }, { continuation: [...continuation] }),
            )
          ).trace;
        const large = await run({ waits: 8, maxThinkingTokens: 40 });
        const small = await run({ waits, maxThinkingTokens });
        const { end, cut } = budgetPrefix(large, { waits, maxThinkingTokens });
        expect(large.tokens.id.slice(0, end)).toEqual(small.tokens.id.slice(0, small.thinking.end));
        expect(cut).toBe(small.finish.thinking === 'budget');
      },
    ),
    { numRuns: 500 },
  );
});
