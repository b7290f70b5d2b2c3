import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forkTrace, RESAMPLE_TEMPERATURE, type ForkAction } from '../../src/core/fork';
import { KeptPrefixEngine } from '../../src/core/keptPrefix';
import { runTrace } from '../../src/core/runTrace';
import { traceIdentity } from '../../src/core/trace/identity';
import { draftTrace, type RunRequest, type Trace } from '../../src/core/trace/trace';
import { findInconsistency } from '../../src/core/trace/traceFile';
import {
  scriptedEngine,
  type ScriptedEngine,
  type ScriptedModel,
} from '../../src/engines/scripted/scriptedEngine';
import { CREATED_AT, toyRequest } from '../support/runToy';
import { lines, randomModel, TOY, toyModel } from '../support/toyModel';

const { a, b, newline, endThink, seven, wait, hmm, finalAnswer, eos } = TOY;

/** An engine that keeps prefixes, and what it really evaluates. */
function forkable(model: ScriptedModel) {
  const inner: ScriptedEngine = scriptedEngine(model);
  const engine = new KeptPrefixEngine(inner);
  const run = (trace: Trace, insertions: Parameters<typeof runTrace>[0]['insertions'] = []) =>
    runTrace({ engine, scorer: null, trace, insertions, emit: () => {}, now: () => 0 });
  return {
    engine,
    parent: (request: RunRequest) => run(draftTrace('a', request, CREATED_AT)),
    fork: async (parent: Trace, at: number, action: ForkAction): Promise<Trace> => {
      const before = structuredClone(parent);
      const { trace, insertions } = await forkTrace(engine, parent, at, action, CREATED_AT);
      const forked = await run(trace, insertions);
      expect(parent).toEqual(before);
      expect(findInconsistency(forked)).toBeNull();
      return forked;
    },
  };
}

const twoSteps = toyModel(lines([a, newline, b, endThink, a, endThink], [seven]));

describe('a fork without a change', () => {
  it('of a greedy run says what its parent said, from any token, and evaluates only what comes after it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.nat(60),
        fc.nat(4),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom(['Wait'], ['Wait', 'Hmma'], []),
        fc.constantFrom('think-tags', 's1-eval', 's1-readme'),
        async (salt, token, waits, maxThinkingTokens, continuation, preset) => {
          const { parent: make, fork } = forkable(randomModel(salt));
          const parent = await make(
            toyRequest({ waits, maxThinkingTokens }, { preset, continuation: [...continuation] }),
          );
          const at = Math.min(token, parent.tokens.id.length);
          const forked = await fork(parent, at, { kind: 'none' });
          expect(forked.tokens).toEqual(parent.tokens);
          expect(forked.interventions).toEqual(parent.interventions);
          expect(forked.steps).toEqual(parent.steps);
          expect(forked.answer).toEqual(parent.answer);
          expect(forked.finish).toEqual(parent.finish);
          expect(forked.request).toEqual(parent.request);
          const shared = forked.parent?.at ?? 0;
          expect(shared).toBeLessThanOrEqual(at);
          // One batch before the fork is evaluated again, for its logits; here no batch has more than five tokens.
          const promptOrRun = shared === 0 ? (parent.prompt?.ids.length ?? 0) : 5;
          expect(forked.usage.policyEvaluatedTokens).toBeLessThanOrEqual(
            parent.tokens.id.length - shared + promptOrRun,
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  it('knows its parent and what they share', async () => {
    const { parent: make, fork } = forkable(twoSteps);
    const parent = await make(toyRequest({ waits: 1 }));
    const forked = await fork(parent, 2, { kind: 'none' });
    expect(forked.parent).toEqual({ identity: traceIdentity(parent), file: null, at: 2, change: 'none' });
    expect(traceIdentity(forked)).toBe(traceIdentity(parent));
  });
});

describe('a fork', () => {
  it('puts in a wait, one more than the budget had, and goes on', async () => {
    const { parent: make, fork } = forkable(twoSteps);
    const parent = await make(toyRequest({ waits: 1 }));
    const forked = await fork(parent, 2, { kind: 'wait' });
    expect(forked.tokens.id.slice(0, 3)).toEqual([a, newline, wait]);
    expect(forked.tokens.provenance[2]).toBe('forced');
    expect(forked.interventions[0]).toEqual({ kind: 'wait', at: 2, text: 'Wait', suppressedProb: null });
    expect(forked.request.budget.waits).toBe(2);
    expect(forked.interventions.filter(({ kind }) => kind === 'wait')).toHaveLength(2);
    // What the model would have said in its place is known.
    expect(forked.tokens.prob[2]).toBeGreaterThan(0);
    const other = await fork(parent, 2, { kind: 'wait', text: 'Hmm' });
    expect(other.tokens.id[2]).toBe(hmm);
  });

  it('ends the thinking as a budget does', async () => {
    const { parent: make, fork } = forkable(twoSteps);
    const parent = await make(toyRequest({ waits: 1, minThinkingTokens: 3 }));
    const forked = await fork(parent, 2, { kind: 'end' });
    expect(forked.thinking).toEqual({ start: 0, end: 2 });
    expect(forked.tokens.id.slice(2, 5)).toEqual([endThink, newline, finalAnswer]);
    expect(forked.finish.thinking).toBe('budget');
    expect(forked.request.budget).toMatchObject({ maxThinkingTokens: 2, minThinkingTokens: 2 });
    await expect(fork(parent, 0, { kind: 'end' })).rejects.toThrow(/no thinking before/);
  });

  it('takes another token, as one of a person', async () => {
    const { parent: make, fork } = forkable(twoSteps);
    const parent = await make(toyRequest({}));
    const forked = await fork(parent, 0, { kind: 'alternative', id: b });
    expect(forked.tokens.id[0]).toBe(b);
    expect(forked.tokens.provenance[0]).toBe('user');
    expect(forked.interventions[0]).toMatchObject({ kind: 'edit', at: 0, text: 'b' });
    const ended = await fork(parent, 2, { kind: 'alternative', id: endThink });
    expect(ended.thinking.end).toBe(2);
    expect(ended.finish.thinking).toBe('end');
    expect(ended.tokens.id.slice(2)).not.toContain(finalAnswer);
    const start = parent.answer?.start ?? 0;
    const answered = await fork(parent, start, { kind: 'alternative', id: a });
    expect(answered.answer).toMatchObject({ start, text: expect.stringMatching(/^a/) as string });
    expect(answered.tokens.provenance[start]).toBe('user');
    await expect(fork(parent, start, { kind: 'alternative', id: eos })).rejects.toThrow(/the answer ends/);
    await expect(fork(parent, 0, { kind: 'alternative', id: 999 })).rejects.toThrow(/no token 999/);
  });

  it('goes on from what a person wrote, which ends no thinking whatever it says', async () => {
    const { parent: make, fork } = forkable(toyModel((ids) => (ids.length < 12 ? a : endThink)));
    const parent = await make(toyRequest({ maxThinkingTokens: 20 }));
    const forked = await fork(parent, 1, { kind: 'edit', text: 'b<end>' });
    expect(forked.tokens.text.slice(0, 5).join('')).toBe('ab<end>');
    expect(forked.tokens.provenance.slice(0, 6)).toEqual(['model', 'user', 'user', 'user', 'user', 'model']);
    expect(forked.interventions[0]).toEqual({ kind: 'edit', at: 1, text: 'b<end>', suppressedProb: null });
    await expect(fork(parent, 1, { kind: 'edit', text: 'b'.repeat(20) })).rejects.toThrow(
      /21 thinking tokens, more than the maximum of 20/,
    );
  });

  it('samples the rest again, each seed in its own way and again the same', async () => {
    const { parent: make, fork } = forkable(randomModel(5));
    const parent = await make(toyRequest({ maxThinkingTokens: 30, waits: 9 }));
    const said = async (seed: number): Promise<string> => {
      const forked = await fork(parent, 3, { kind: 'resample', seed });
      expect(forked.tokens.id.slice(0, 3)).toEqual(parent.tokens.id.slice(0, 3));
      expect(forked.request.sampler).toMatchObject({ seed, temperature: RESAMPLE_TEMPERATURE });
      return forked.tokens.id.join(' ');
    };
    const all = [await said(1), await said(2), await said(3), await said(1)];
    expect(new Set(all).size).toBe(3);
    expect(all[3]).toBe(all[0]);
  });

  it('goes on under another request', async () => {
    const { parent: make, fork } = forkable(twoSteps);
    const parent = await make(toyRequest({ waits: 1 }));
    const request = toyRequest({ waits: 2 }, { continuation: ['Hmm'] });
    const forked = await fork(parent, 2, { kind: 'request', request });
    expect(forked.request).toEqual(request);
    expect(forked.tokens.id).toContain(hmm);
  });

  it.each<[string, number, ForkAction, RegExp]>([
    ['past the end', 99, { kind: 'none' }, /no 99/],
    ['at half a token', 0.5, { kind: 'none' }, /no 0.5/],
    ['with a wait in the answer', 5, { kind: 'wait' }, /thinking is over/],
    ['with an end in the answer', 5, { kind: 'end' }, /thinking is over/],
  ])('cannot begin %s', async (_, at, action, reason) => {
    const { parent: make, fork } = forkable(toyModel(lines([a, newline, b, endThink], [seven])));
    const parent = await make(toyRequest({}));
    await expect(fork(parent, at, action)).rejects.toThrow(reason);
  });

  it('of another model’s trace reads its thinking as text, and sees how likely it was', async () => {
    const { parent: make } = forkable(twoSteps);
    const parent: Trace = { ...(await make(toyRequest({}))), model: null, prompt: null };
    const { fork } = forkable(toyModel((ids) => (ids.length < 8 ? b : endThink)));
    const forked = await fork(parent, 3, { kind: 'wait' });
    expect(forked.tokens.text.slice(0, 4).join('')).toBe('a\nbWait');
    expect(forked.tokens.provenance.slice(0, 4)).toEqual(['user', 'user', 'user', 'forced']);
    expect(forked.tokens.prob[0]).not.toBeNull();
    expect(forked.model).not.toBeNull();
    expect(forked.steps[0]).toMatchObject({ start: 0, end: 2 });
    const start = parent.answer?.start ?? 0;
    await expect(fork(parent, start, { kind: 'none' })).rejects.toThrow(/in its thinking alone/);
  });

  it('is no column of the sweep that its parent is of, and has the texts of its own alternatives alone', async () => {
    const { parent: make, fork } = forkable(randomModel(9));
    const root = await make(toyRequest({ maxThinkingTokens: 12, minThinkingTokens: 12 }));
    const column = { ...root, sweep: { id: '0'.repeat(64), column: 1, columns: 2 } };
    const child = await fork(column, 4, { kind: 'end' });
    expect(child.sweep).toBeNull();
    const { alternativeIds, alternativeTexts } = child.tokens;
    const known = new Set(alternativeIds.filter((id) => id >= 0).map(String));
    expect(new Set(Object.keys(alternativeTexts))).toEqual(known);
  });

  it('forks again, and each of a tree knows where it comes from', async () => {
    const { parent: make, fork } = forkable(randomModel(9));
    const root = await make(toyRequest({ maxThinkingTokens: 20, waits: 5 }));
    const child = await fork(root, 4, { kind: 'wait' });
    const grandchild = await fork(child, 6, { kind: 'edit', text: 'b' });
    expect(child.parent?.identity).toBe(traceIdentity(root));
    expect(grandchild.parent?.identity).toBe(traceIdentity(child));
    expect(grandchild.tokens.id.slice(0, 6)).toEqual(child.tokens.id.slice(0, 6));
  });
});
