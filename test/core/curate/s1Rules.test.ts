/** Against what s1's rules say in Python (golden/s1Rules.py). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NgramIndex } from '../../../src/core/curate/ngramIndex';
import { countWords } from '../../../src/core/curate/pythonText';
import type { RuleModes } from '../../../src/core/curate/qualityRules';
import { qualityHit } from '../../support/qualityHit';

const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'golden/s1Rules.json'), 'utf8')) as {
  readonly quality: readonly (readonly [question: string, source: string, kept: boolean])[];
  readonly shared: readonly (readonly [a: string, b: string, ngram: string | null])[];
  readonly words: readonly (readonly [text: string, count: number])[];
};
const PAPER: RuleModes = {
  nullFields: 'paper',
  asy: 'paper',
  image: 'paper',
  numbering: 'paper',
  boldDigits: 'paper',
};

test('the quality rules keep what those of s1 keep, false hits included', () => {
  const wrong = golden.quality.filter(
    ([question, source, kept]) =>
      (qualityHit({ question, source, nullField: null }, PAPER) === null) !== kept,
  );
  expect(golden.quality.length).toBeGreaterThan(1500);
  expect(wrong).toEqual([]);
});

test('the first n-gram that two texts share is that of s1', () => {
  const found = golden.shared.map(([a, b]) => {
    const index = new NgramIndex(2);
    index.add(a);
    return index.find(b)?.ngram ?? null;
  });
  expect(found.filter((ngram) => ngram !== null).length).toBeGreaterThan(50);
  expect(found).toEqual(golden.shared.map(([, , ngram]) => ngram));
});

test('words are those of Python', () => {
  for (const [text, count] of golden.words) expect(countWords(text), JSON.stringify(text)).toBe(count);
});
