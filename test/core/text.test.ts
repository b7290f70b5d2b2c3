import { expect, test } from 'vitest';
import { visibleText } from '../../src/core/text';

test('plain text, newlines, accents, emoji and joined emoji stay as they are', () => {
  const text = 'Schritt 1: 83*46=3818.\nπ ≈ 3,14 · 中文 · 👩‍💻 · עברית';
  expect(visibleText(text)).toBe(text);
});

test('C0 controls and DEL become control pictures', () => {
  expect(visibleText('\u001b[2J\u0000\r\b\t\u007f')).toBe('␛[2J␀␍␈␉␡');
});

test('tabs stay where they are asked for', () => {
  expect(visibleText('a\tb\u0000', { tabs: true })).toBe('a\tb␀');
});

test('C1 controls are spelled out, since some terminals obey them', () => {
  expect(visibleText('\u009b2J')).toBe('<U+009B>2J');
});

test('bidirectional controls are spelled out', () => {
  expect(visibleText('a\u202eb\u2066c\u200fd')).toBe('a<U+202E>b<U+2066>c<U+200F>d');
});

test('invisible characters, separators and tags are spelled out', () => {
  expect(visibleText('a\u200bb\u2028c\ufeffd\u{e0041}')).toBe('a<U+200B>b<U+2028>c<U+FEFF>d<U+E0041>');
});

test('lone surrogates are spelled out, pairs are kept', () => {
  expect(visibleText('\ud800x😀')).toBe('<U+D800>x😀');
});

test('no unsafe character survives, whatever the input', () => {
  for (let code = 0; code < 0x3000; code++) {
    const shown = visibleText(String.fromCharCode(code));
    if (code === 0x0a) expect(shown).toBe('\n');
    // eslint-disable-next-line no-control-regex -- control characters are what it looks for
    else expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  }
});
