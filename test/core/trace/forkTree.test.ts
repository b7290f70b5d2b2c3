import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  forkForest,
  nodesOf,
  resolvePath,
  type ForkNode,
  type TraceFile,
} from '../../../src/core/trace/forkTree';
import type { TraceHead } from '../../../src/core/trace/traceHead';
import { DEFAULT_REQUEST, type Parent } from '../../../src/core/trace/trace';

const id = (letter: string): string => letter.repeat(64);

function file(
  path: string,
  identity: string,
  parent: Partial<Parent> | null = null,
  createdAt = '2026',
): TraceFile {
  const head: TraceHead = {
    identity: id(identity),
    createdAt,
    parent: parent && { identity: id('f'), file: null, at: 0, change: 'wait', ...parent },
    question: 'Why?',
    expected: null,
    answer: null,
    right: null,
    lastScore: null,
    leastScore: null,
    thinkingTokens: 0,
    waits: 0,
    state: 'done',
    request: DEFAULT_REQUEST,
  };
  return { uri: `file://${path}`, path, head };
}

/** `a(b c(d))`; a missing parent is `?`. */
const drawn = (roots: readonly ForkNode[]): string =>
  roots
    .map(({ file, children }) => {
      const name = file?.path.slice(1) ?? '?';
      return children.length === 0 ? name : `${name}(${drawn(children)})`;
    })
    .join(' ');

describe('a fork stands under its parent', () => {
  test('found by identity, whatever its file is called now', () => {
    const forest = forkForest([file('/b', 'b', { identity: id('a'), file: 'old' }), file('/a', 'a')]);
    expect(drawn(forest)).toBe('a(b)');
    expect(forest[0]?.children[0]?.parentChanged).toBe(false);
  });

  test('found by file where the parent has changed since, which is told', () => {
    const forest = forkForest([file('/x/b', 'b', { identity: id('0'), file: '../a' }), file('/a', 'a')]);
    expect(drawn(forest)).toBe('a(x/b)');
    expect(forest[0]?.children[0]?.parentChanged).toBe(true);
  });

  test('by identity first: the file may hold another trace by now', () => {
    const files = [file('/a', 'a'), file('/b', 'b'), file('/c', 'c', { identity: id('a'), file: 'b' })];
    expect(drawn(forkForest(files))).toBe('a(c) b');
  });

  test('or under a placeholder, which the forks of one missing parent share', () => {
    const missing = { identity: id('0'), file: '../gone/a.trace.json' };
    const forest = forkForest([
      file('/x/b', 'b', missing),
      file('/x/c', 'c', missing),
      file('/x/d', 'd', {}),
    ]);
    expect(drawn(forest)).toBe('?(x/b x/c) ?(x/d)');
    expect(forest.map(({ path }) => path)).toEqual(['/gone/a.trace.json', null]);
  });

  test('in the order of the tokens where forks leave it, then of their age', () => {
    const at = (token: number): Partial<Parent> => ({ identity: id('a'), at: token });
    const files = [
      file('/a', 'a'),
      file('/b', 'b', at(9)),
      file('/c', 'c', at(4), '2027'),
      file('/d', 'd', at(4), '2026'),
      file('/fork-10', '1', at(2)),
      file('/fork-9', '2', at(2)),
    ];
    expect(drawn(forkForest(files))).toBe('a(fork-9 fork-10 d c b)');
  });
});

describe('files of one identity', () => {
  test('stand beside each other, and the named one is the parent', () => {
    const files = [file('/a', 'a'), file('/copy', 'a'), file('/b', 'b', { identity: id('a'), file: 'copy' })];
    const forest = forkForest(files);
    expect(drawn(forest)).toBe('a copy(b)');
    expect(forest.map(({ isCopy }) => isCopy)).toEqual([false, true]);
  });

  test('forks that say what their parent says are under it, not under each other', () => {
    const fork = { identity: id('a'), file: 'p' };
    expect(drawn(forkForest([file('/c', 'a', fork), file('/b', 'a', fork), file('/p', 'a')]))).toBe('p(b c)');
    expect(drawn(forkForest([file('/c', 'a', fork), file('/b', 'a', fork)]))).toBe('?(b c)');
    const grandchild = file('/d', 'a', { identity: id('a'), file: 'c' });
    expect(drawn(forkForest([file('/c', 'a', fork), grandchild, file('/p', 'a')]))).toBe('p(c(d))');
  });
});

test('files that are each other’s parents are a tree that the oldest begins', () => {
  const files = [
    file('/a', 'a', { identity: id('c') }, '2027'),
    file('/b', 'b', { identity: id('a') }, '2026'),
    file('/c', 'c', { identity: id('b') }, '2028'),
    file('/self', 'd', { identity: id('d'), file: 'self' }),
  ];
  expect(drawn(forkForest(files))).toBe('b(c(a)) ?(self)');
});

test('paths are resolved from the folder of the fork', () => {
  expect(resolvePath('/x/y/fork', 'parent')).toBe('/x/y/parent');
  expect(resolvePath('/x/y/fork', './../z/parent')).toBe('/x/z/parent');
  expect(resolvePath('/x/fork', '/parent')).toBe('/parent');
});

test('whatever the parents: a forest with every file once, the same for every order of the files', () => {
  const letters = ['a', 'b', 'c', 'd', 'e'];
  const anyFiles = fc.array(
    fc.record({
      identity: fc.constantFrom(...letters),
      parent: fc.option(fc.record({ identity: fc.constantFrom(...letters), file: fc.nat(9) })),
      at: fc.nat(3),
    }),
    { maxLength: 10 },
  );
  fc.assert(
    fc.property(anyFiles, fc.func(fc.nat()), (facts, orderOf) => {
      const files = facts.map(({ identity, parent, at }, index) =>
        file(`/${index}`, identity, parent && { identity: id(parent.identity), file: `${parent.file}`, at }),
      );
      const forest = forkForest(files);
      const all = [...nodesOf(forest)];
      expect(new Set(all).size).toBe(all.length);
      expect(all.flatMap((node) => node.file?.path ?? []).sort()).toEqual(
        files.map(({ path }) => path).sort(),
      );
      // A placeholder is there for its forks alone.
      expect(all.filter(({ file: none, children }) => none === null && children.length === 0)).toEqual([]);
      const shuffled = [...files].sort((a, b) => orderOf(a.path) - orderOf(b.path));
      expect(drawn(forkForest(shuffled))).toBe(drawn(forest));
    }),
  );
});

test('a chain of 20,000 forks is no trouble', () => {
  const files = Array.from({ length: 20_000 }, (_, index) => {
    const identity = index.toString(16).padStart(64, '0');
    const one = file(
      `/${index}`,
      'a',
      index === 0 ? null : { identity: (index - 1).toString(16).padStart(64, '0') },
    );
    return { ...one, head: { ...one.head, identity } };
  });
  expect([...nodesOf(forkForest(files))].length).toBe(20_000);
});
