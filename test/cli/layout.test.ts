import { expect, test } from 'vitest';
import { bar, displayWidth, hang, paint, wrap, type Line } from '../../src/cli/layout';

const text = (lines: readonly Line[]): string[] => lines.map((line) => paint(line, false));

test('lines break at spaces, and inside words that are wider than the line', () => {
  expect(text(wrap([{ text: 'one two three' }], 8))).toEqual(['one two', 'three']);
  expect(text(wrap([{ text: 'abcdefghij kl' }], 4))).toEqual(['abcd', 'efgh', 'ij', 'kl']);
  expect(text(wrap([{ text: 'abcd efgh' }], 4))).toEqual(['abcd', 'efgh']);
});

test('newlines are kept, blank lines too', () => {
  expect(text(wrap([{ text: 'a\n\nb' }], 10))).toEqual(['a', '', 'b']);
});

test('infinite width never wraps', () => {
  expect(wrap([{ text: 'x '.repeat(5000) }], Infinity)).toHaveLength(1);
});

test('wide characters take two cells, marks none', () => {
  expect(displayWidth('abc')).toBe(3);
  expect(displayWidth('中文')).toBe(4);
  expect(displayWidth('e\u0301')).toBe(1);
  expect(displayWidth('👩‍💻')).toBe(2);
  expect(text(wrap([{ text: '中文字' }], 4))).toEqual(['中文', '字']);
});

test('a character wider than the line gets a line of its own', () => {
  expect(text(wrap([{ text: '中文' }], 1))).toEqual(['中', '文']);
});

test('styles survive wrapping, and are left out without colour', () => {
  const lines = wrap([{ text: 'Wait', style: 'reverse' }, { text: ', now' }], 5);
  expect(lines.map((line) => paint(line, true))).toEqual(['\u001b[7mWait\u001b[0m,', 'now']);
  expect(text(lines)).toEqual(['Wait,', 'now']);
});

test('hanging lines align under the first', () => {
  expect(text(hang([{ text: '中: ' }], wrap([{ text: 'ab cd' }], 2)))).toEqual(['中: ab', '    cd']);
});

test('a bar fills by eighths of a cell and keeps its width', () => {
  expect(bar(0, 4)).toBe('    ');
  expect(bar(1, 4)).toBe('████');
  expect(bar(0.5, 4)).toBe('██  ');
  // 0.29 × 32 eighths = 9.28, so 9: one cell and an eighth.
  expect(bar(0.29, 4)).toBe('█▏  ');
  // 7 eighths.
  expect(bar(7 / 8, 1)).toBe('▉');
  expect(bar(2, 1)).toBe('█');
});
