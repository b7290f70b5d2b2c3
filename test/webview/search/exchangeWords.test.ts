import { describe, expect, it } from 'vitest';
import { emptyLedger } from '../../../src/core/search/ledger';
import { exchange, PROPOSED } from '../../../webview/search/exchangeWords';

/** 2 × 1,000 × 600 = 1.2e6 FLOPs of a model of 1,000 parameters. */
const ledger = {
  ...emptyLedger({ policy: 1_000, scorer: null }),
  policy: { prefillTokens: 100, decodeTokens: 500, reusedTokens: 0 },
};

describe('what a larger model could have done', () => {
  it('is told by the exchange formula, with its inputs', () => {
    const { sentences } = exchange({ scale: '4', pretraining: '3e12', inference: '1.5e12' }, ledger, 100);
    // 4 + 3 × 2 × 3 = 22; 1.2e6 ÷ (2 × 1,000 × 4) = 150 tokens; 1.2e6 ÷ (2 × 1,000 × 100) = 6 paths.
    expect(sentences[0]).toContain('22 times its inference compute: 4 + 3 × (3e12 ÷ 1.5e12) × (4 − 1)');
    expect(sentences[1]).toContain('150 tokens: 1.5 paths as long as the chosen one (100 tokens)');
    expect(sentences[2]).toMatch(/spent 6 times .* searching is the cheaper way/);
  });

  it('is the larger model where little is asked of it and a search spends more', () => {
    // 2 + 3 × 0 × 1 = 2, less than 6.
    const { sentences } = exchange({ scale: '2', pretraining: '0', inference: '1e9' }, ledger, 100);
    expect(sentences[2]).toMatch(/the larger model is the cheaper way/);
  });

  it('says what is not known', () => {
    const unknown = { ...ledger, policyParameters: null };
    expect(exchange(PROPOSED, unknown, 100).sentences.at(-1)).toContain(
      'parameters of a model are not known',
    );
    expect(exchange(PROPOSED, ledger, null).sentences.at(-1)).toContain('it would evaluate 150 tokens');
  });

  it.each([
    ['scale', { scale: '0.5' }],
    ['scale', { scale: 'four' }],
    ['pretraining', { pretraining: '-1' }],
    ['inference', { inference: '0' }],
    ['inference', { inference: '' }],
  ] as const)('tells what is wrong with %s', (field, change) => {
    const { problems, sentences } = exchange({ ...PROPOSED, ...change }, ledger, 100);
    expect(Object.keys(problems)).toEqual([field]);
    expect(sentences).toEqual([]);
  });
});
