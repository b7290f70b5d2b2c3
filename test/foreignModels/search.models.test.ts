import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TokenId } from '../../src/core/engine';
import { grade } from '../../src/core/grade/grade';
import { runSearch } from '../../src/core/search/runSearch';
import { parseSearch, stringifySearch } from '../../src/core/search/searchFile';
import { searchSettings } from '../../src/core/search/settings';
import { openScorer } from '../../src/core/score/openScorer';
import type { EngineProcess, RemoteEngine } from '../../src/engines/llama/client';
import { sampled, startEngine } from '../support/engine';
import { GEMMA3, genericRequest, greedily, load, SMOL_LM2 } from './models';

let process: EngineProcess;
let smolLm2: RemoteEngine;
let gemma3: RemoteEngine;

beforeAll(async () => {
  process = startEngine();
  smolLm2 = await load(process, SMOL_LM2);
  gemma3 = await load(process, GEMMA3);
});
afterAll(() => process.dispose());

describe('a model with sliding-window attention (Gemma 3: 512 tokens)', () => {
  it('goes back by more than its window, and reads the logits of a fresh sequence', async () => {
    const lines = Array.from({ length: 130 }, (_, i) => `Line ${i}: the number is ${(i * 37) % 101}.\n`);
    const ids = [2, ...(await gemma3.tokenize(lines.join(''), { special: false, continues: true }))];
    const back = 600;
    expect(ids.length - back).toBeGreaterThan(512);
    const of = await gemma3.tokenize(' the', { special: false, continues: true });
    const watched: TokenId[] = [...of, ids[back] ?? 0, ids[back + 1] ?? 0];

    const fresh = await gemma3.openSequence(ids.length);
    const expected = (await fresh.readLogits(ids.slice(0, back), [back - 1], watched)).logits;
    await fresh.dispose();

    const group = await gemma3.openGroup(ids.length, 2);
    await group.generate([{ slot: 0, request: greedily(ids, 0) }], () => {});
    await group.copy(0, 1, back - 1);
    const [read] = await group.readLogits([
      { slot: 1, append: ids.slice(back - 1, back), at: [0], of: watched },
    ]);
    await group.dispose();
    // Without the whole cache they are off by one and more.
    for (const [i, logit] of (read?.logits ?? []).entries())
      expect(Math.abs(logit - (expected[i] ?? NaN))).toBeLessThan(0.4);
  });
});

describe.each([
  ['SmolLM2', () => smolLm2],
  ['Gemma 3', () => gemma3],
])('a search with %s', (_, engine) => {
  it('is whole, keeps to its budget and comes back from its file', async () => {
    const scorer = await openScorer(smolLm2, 'rlhflow');
    const request = genericRequest(
      { maxThinkingTokens: 16, maxAnswerTokens: 6 },
      { sampler: sampled(5), segmentation: { by: 'line' } },
    );
    const record = await runSearch({
      engine: engine(),
      scorer,
      question: { text: '3 더하기 4는? 🫨', expected: '7' },
      request,
      settings: searchSettings({ strategy: 'beam', n: 2, width: 2, rounds: 2 }),
      createdAt: '2026-01-01T00:00:00.000Z',
      now: () => performance.now(),
      grade: async (answer, expected) => grade(answer, expected),
      emit: () => {},
    });
    expect(record.failure).toBeNull();
    expect(record.nodes.some(({ state }) => state === 'leaf')).toBe(true);
    for (const node of record.nodes) expect(node.tokens.text.join('')).not.toContain('</think>\n</think>');
    expect(parseSearch(new TextEncoder().encode(stringifySearch(record))).record).toEqual(record);
  });
});
