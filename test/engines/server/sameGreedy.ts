import { expect } from 'vitest';
import type { Engine } from '../../../src/core/engine';
import { request } from '../../support/engine';
import { runWith } from '../../support/runWith';

/** Greedy runs, ended by the model and by the budget: the same tokens and waits over a server as here, and nearly the same probabilities. */
export async function expectSameGreedy(engine: Engine, local: Engine): Promise<void> {
  for (const of of [request({ waits: 2 }), request({ maxThinkingTokens: 40, waits: 9 })]) {
    const here = await runWith(of, { engine: local });
    const there = await runWith(of, { engine });
    expect(there.failure).toBeNull();
    expect(there.prompt).toEqual(here.prompt);
    expect(there.tokens.id).toEqual(here.tokens.id);
    expect(there.tokens.text).toEqual(here.tokens.text);
    expect(there.interventions.map(({ at, kind }) => [at, kind])).toEqual(
      here.interventions.map(({ at, kind }) => [at, kind]),
    );
    for (const [i, prob] of here.tokens.prob.entries())
      expect(Math.abs((there.tokens.prob[i] ?? NaN) - (prob ?? NaN))).toBeLessThan(0.05);
  }
}
