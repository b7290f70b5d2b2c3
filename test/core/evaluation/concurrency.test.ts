import { expect, test } from 'vitest';
import { concurrencyFor } from '../../../src/core/evaluation/concurrency';

test('a server is asked four questions at once, a file one', () => {
  expect(concurrencyFor('/models/a.gguf', 'none')).toBe(1);
  expect(concurrencyFor('http://a:1', 'none')).toBe(4);
  expect(concurrencyFor('http://a:1,http://b:1#m', 'http://c:1')).toBe(8);
  expect(concurrencyFor('http://a:1', 'none', 32)).toBe(32);
  expect(concurrencyFor('http://a:1', '/scorer.gguf')).toBe(1);
});

test('several at once are refused where a file is evaluated', () => {
  expect(concurrencyFor('/models/a.gguf', 'none', 1)).toBe(1);
  expect(() => concurrencyFor('/models/a.gguf', 'none', 2)).toThrow(/need a model on a server/);
  expect(() => concurrencyFor('http://a:1', '/scorer.gguf', 2)).toThrow(/its scorer/);
});
