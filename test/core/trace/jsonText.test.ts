import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findRepeatedKey, isNestedDeeper, lineAt } from '../../../src/core/trace/jsonText';

it('finds no repeated key in what has none', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(findRepeatedKey(JSON.stringify(value))).toBeNull();
    }),
  );
});

it.each<[string, (string | number)[], string]>([
  ['{"a":1,"a":2}', ['a'], '2}'],
  ['{"a":{"b":1},"c":{"b":1,"b":3}}', ['c', 'b'], '3}}'],
  ['[{"a":1},{"a":1,"x":[{"a":1}],"a":4}]', [1, 'a'], '4}]'],
  ['{"a":1,"\\u0061":5}', ['a'], '5}'],
  ['{"__proto__":1,"__proto__":6}', ['__proto__'], '6}'],
  ['{"a":{"a":{"a":1}},"a":7}', ['a'], '7}'],
])('finds the first repeated key of %s', (text, path, rest) => {
  const found = findRepeatedKey(text);
  expect(found?.path).toEqual(path);
  expect(text.slice(found?.position)).toBe(rest);
});

it('counts lines from 1', () => {
  expect([0, 1, 2, 3].map((position) => lineAt('a\n\nb', position))).toEqual([1, 1, 2, 3]);
});

it.each<[string, number]>([
  ['[[[]]]', 3],
  ['[{"a":[1]},[],[]]', 3],
  ['["[[[\\"[[",[]]', 2],
  ['{"\\\\":{}}      ', 2],
  ['[[[[[[', 6],
])('counts the brackets of %s that are open at once', (text, depth) => {
  expect(isNestedDeeper(text, depth)).toBe(false);
  expect(isNestedDeeper(text, depth - 1)).toBe(true);
});
