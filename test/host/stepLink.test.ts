import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatLink, readLink } from '../../src/host/stepLink';

/** As VS Code parses a link: path and query, each decoded once. */
const parse = (link: string): ReturnType<typeof readLink> => {
  const { pathname, search } = new URL(link);
  return readLink(pathname, decodeURIComponent(search.slice(1)));
};

test('a link counts steps as the view does', () => {
  expect(formatLink('vscode://waitpoint.waitpoint', { file: 'file:///a/b.trace.json', step: 2 })).toBe(
    'vscode://waitpoint.waitpoint/open?file=file%3A%2F%2F%2Fa%2Fb.trace.json&step=3',
  );
});

const anyPath = fc
  .array(fc.constantFrom('/', 'a', '+', '%20', '%25', 'é', '&step=9'), { maxLength: 8 })
  .map((parts) => parts.join(''));

test('a link leads back to any file and step', () => {
  fc.assert(
    fc.property(anyPath, fc.nat(1e6), (path, step) => {
      const file = `file:///${path}%23.trace.json`;
      expect(parse(formatLink('vscode://waitpoint.waitpoint', { file, step }))).toEqual({ file, step });
    }),
  );
});

test.each([
  ['/open', 'file=file:///a/b.json&step=1'],
  ['/open', 'file=file:///a/b.exe?c.trace.json&step=1'],
  ['/open', 'file=file:///a/b.trace.json&step=0'],
  ['/open', 'file=file:///a/b.trace.json&step=1e9'],
  ['/open', 'file=file:///a/b.trace.json'],
  ['/run', 'file=file:///a/b.trace.json&step=1'],
  ['/open', ''],
])('is no link: %s?%s', (path, query) => {
  expect(readLink(path, query)).toBeNull();
});
