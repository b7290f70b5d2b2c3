import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { checkRow, listOf } from '../../../src/core/formats/checkRow';
import { FORMATS, detectFormat, formatNamed } from '../../../src/core/formats/formats';
import { fixture, fixtureNames, formatOfFixture, itemsOf, readable, tracesOf } from '../../support/importing';

describe.each(fixtureNames)('%s', (name) => {
  it('is read as its golden shows', async () => {
    const stem = name.replace(/\.\w+$/, (ending) => `-${ending.slice(1)}`);
    await expect(readable(await itemsOf(fixture(name)))).toMatchFileSnapshot(`golden/${stem}.txt`);
  });

  it('is read the same when its format is named', async () => {
    const format = formatOfFixture(name);
    if (format === undefined) return;
    const detected = await itemsOf(fixture(name));
    expect(new Set(tracesOf(detected).map(({ imported }) => imported?.format))).toEqual(new Set([format]));
    expect(await itemsOf(fixture(name), format)).toEqual(detected);
  });
});

test('every format has a fixture, and a name of its own', () => {
  const names = FORMATS.map(({ name }) => name);
  expect(new Set(fixtureNames.map(formatOfFixture))).toEqual(new Set([...names, undefined]));
  expect(new Set(names).size).toBe(names.length);
});

test.each<[string, unknown]>([
  ['an object of other fields', { a: 1 }],
  ['a number', 7],
  ['null', null],
  ['an array', []],
  ['an array of numbers', [1, 2]],
  ['a text without delimiters', 'Wait, what?'],
  ['fields that it only inherits', Object.create({ messages: [], thinking_trajectories: [] })],
  ['a field named __proto__', JSON.parse('{"__proto__": {"messages": []}}')],
])('%s is of no format', (_, row) => {
  expect(detectFormat(row)).toBeNull();
});

test('a format that is not known is answered with those that are', () => {
  expect(() => formatNamed('s2')).toThrow(/"s2" is not known\. Choose auto, or one of .*processbench/);
  expect(() => formatNamed('__proto__')).toThrow(/is not known/);
});

test('a list is looked at as far as its first wrong element, however many follow', () => {
  let looked = 0;
  const element = z.object({ a: z.string() }).refine(() => ++looked);
  const row = { list: [{ a: 'x' }, { a: 1 }, ...Array.from({ length: 1000 }, () => ({ a: 'x' }))] };
  expect(() => checkRow(z.object({ list: listOf(element) }), row)).toThrow(
    expect.objectContaining({ path: ['list', 1, 'a'], reason: 'is 1, but it must be a text' }),
  );
  expect(looked).toBe(1);
});
