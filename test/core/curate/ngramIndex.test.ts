import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NgramIndex } from '../../../src/core/curate/ngramIndex';

test('eight words in a row are shared, seven are not', () => {
  const index = new NgramIndex();
  expect(index.add('Find the number of ordered pairs of integers')).toBe(1);
  expect(index.find('Now: find the  NUMBER of\nordered pairs of integers such that')).toEqual({
    ngram: 'find the number of ordered pairs of integers',
    source: 0,
  });
  expect(index.find('find the number of ordered pairs of reals')).toBeNull();
});

test('the text that has it first is named, and short texts have none', () => {
  const index = new NgramIndex(2);
  expect(index.add('one')).toBe(0);
  expect(index.add('two three')).toBe(1);
  expect(index.add('two three four')).toBe(2);
  expect(index.find('x two three')?.source).toBe(1);
  expect(index.find('three four')?.source).toBe(2);
  expect(index.find('one')).toBeNull();
  expect(index.length).toBe(3);
});

test('words with the same hash are told apart', () => {
  // Known to collide in 32 bits of FNV-1a.
  const index = new NgramIndex(1);
  index.add('costarring');
  expect(index.find('liquid')).toBeNull();
  index.add('liquid');
  expect(index.find('a liquid')).toEqual({ ngram: 'liquid', source: 1 });
  expect(index.find('costarring')?.source).toBe(0);
});

test('an index finds what a list of n-grams finds', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', 'dd'), { maxLength: 12 })
    .map((words) => words.join(' '));
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(text, { maxLength: 4 }),
      text,
      (size, texts, asked) => {
        const ngrams = (of: string): string[] => {
          const words = of.split(' ').filter(Boolean);
          return words.slice(size - 1).map((_, i) => words.slice(i, i + size).join(' '));
        };
        const index = new NgramIndex(size);
        for (const one of texts) expect(index.add(one)).toBe(ngrams(one).length);
        const shared = ngrams(asked).find((ngram) => texts.some((one) => ngrams(one).includes(ngram)));
        const found = index.find(asked);
        expect(found?.ngram).toBe(shared);
        if (found) expect(found.source).toBe(texts.findIndex((one) => ngrams(one).includes(found.ngram)));
      },
    ),
  );
});
