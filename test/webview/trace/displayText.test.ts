import { describe, expect, it } from 'vitest';
import { blankEdges, displayText } from '../../../webview/trace/displayText';
import { escapeText, unescapeText } from '../../../webview/trace/escapes';

describe('displayText', () => {
  it('shows control characters as their pictures', () => {
    expect(displayText('\u0000\u001b[31m\r\u007f')).toBe('␀␛[31m␍␡');
  });

  it('leaves lines, tabs, markup, emoji and right-to-left letters as they are', () => {
    const text = 'a\n\tb <b>&amp;</script> 👩‍👩‍👧 שלום';
    expect(displayText(text)).toBe(text);
  });

  it('names what would reorder or hide text', () => {
    expect(displayText('a\u202Eb\u200Bc\uFEFF')).toBe('a<U+202E>b<U+200B>c<U+FEFF>');
    expect(displayText('\u0085\u2028\u00ad')).toBe('<U+0085><U+2028><U+00AD>');
    expect(displayText('a\u{e0041}\ud800')).toBe('a<U+E0041><U+D800>');
  });
});

describe('blankEdges', () => {
  it('counts the blank lines around a text, the line break that ends it not included', () => {
    expect(blankEdges('a\n')).toEqual({ before: 0, after: 0 });
    expect(blankEdges('a\n\n')).toEqual({ before: 0, after: 1 });
    expect(blankEdges('\n a\n \n\n')).toEqual({ before: 1, after: 2 });
    expect(blankEdges('a\n ')).toEqual({ before: 0, after: 1 });
  });

  it('leaves a blank text alone', () => {
    expect(blankEdges('\n\n')).toEqual({ before: 0, after: 0 });
  });
});

describe('escapes', () => {
  it('come back as they were', () => {
    for (const text of ['\nWait', 'a\\nb', '\t\\\r\n', '\\', 'Hmm']) {
      expect(unescapeText(escapeText(text))).toBe(text);
    }
    expect(escapeText('\nWait')).toBe('\\nWait');
  });

  it('leaves unknown escapes as they were typed', () => {
    expect(unescapeText('\\d+\\')).toBe('\\d+\\');
  });
});
