import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { branchDiff, type BranchCell, type BranchDiff } from '../../../src/core/trace/branchDiff';
import { textOf, type Trace } from '../../../src/core/trace/trace';
import { diffWords } from '../../../src/core/trace/wordDiff';
import { anyTrace } from '../../support/anyTrace';
import { said } from '../../host/traces';

const drawnCell = (cell: BranchCell | null, mark: string): string => {
  if (cell === null) return '–';
  if (cell.intervention) return `<${cell.kind}>`;
  return cell.parts.map(({ kind, text }) => (kind === 'same' ? text : `${mark}${text}${mark}`)).join('');
};
/** `left | right`, with `-removed-` and `+added+`. */
const drawn = ({ rows }: BranchDiff): string[] =>
  rows.map(({ left, right }) => `${drawnCell(left, '-')} | ${drawnCell(right, '+')}`);

describe('two branches', () => {
  test('share their first tokens, and are compared word by word from there on', () => {
    const left = said(['Step 1: 2*3=6.\n', 'So it is 6.\n'], '6');
    const right = said(['Step 1: 2*3=6.\n', 'So it is 7 now.\n'], '7');
    const diff = branchDiff(left, right);
    expect(diff.sharedTokens).toBe(6);
    expect(diff.shared.map(({ parts }) => parts[0]?.text)).toEqual(['Step 1: 2*3=6.\n']);
    expect(drawn(diff)).toEqual([
      'So it is -6-.\n | So it is +7 now+.\n',
      '</think> | </think>',
      '-6- | +7+',
    ]);
    expect(diff.changes).toBe(2);
  });

  test('have steps that say the same beside each other, and marks in rows of their own', () => {
    const left = said(['One.\n', 'Two is two.\n', 'So it is 6.\n']);
    const right = said(['One.\n', '!Wait, let me check.\n', 'Two is two.\n', 'So it is 8.\n']);
    expect(drawn(branchDiff(left, right))).toEqual([
      '– | <wait>',
      '– | +Wait, let me check.\n+',
      'Two is two.\n | Two is two.\n',
      'So it is -6-.\n | So it is +8+.\n',
    ]);
  });

  test('that have little in common do not stand beside each other', () => {
    expect(drawn(branchDiff(said(['Add the numbers up first.\n']), said(['No way out here.\n'])))).toEqual([
      '-Add the numbers up first.\n- | –',
      '– | +No way out here.\n+',
    ]);
  });

  test('that are the same have no difference', () => {
    const diff = branchDiff(said(['One.\n'], '1'), said(['One.\n'], '1'));
    expect(diff).toMatchObject({ sharedTokens: 3, rows: [], changes: 0 });
  });

  test('a step that is cut by the fork is compared whole', () => {
    const diff = branchDiff(said(['a b c e f\n']), said(['a b d e f\n']));
    expect([diff.sharedTokens, diff.shared]).toEqual([2, []]);
    expect(diff.rows.map(({ left, right }) => [left?.step, left?.score, right?.score])).toEqual([
      [0, 0.5, 0.5],
    ]);
  });
});

describe('words', () => {
  test('white space between two changed words is part of the change', () => {
    expect(diffWords('one two three', 'six seven three')).toEqual([
      { kind: 'removed', text: 'one two' },
      { kind: 'added', text: 'six seven' },
      { kind: 'same', text: ' three' },
    ]);
  });

  test('too many differences are told, not looked for', () => {
    const words = (prefix: string): string =>
      Array.from({ length: 20_000 }, (_, index) => `${prefix}${index}`).join(' ');
    expect(diffWords(words('a'), words('b'))).toBeNull();
    const diff = branchDiff(said([`x ${words('a')}\n`]), said([`x ${words('b')}\n`]));
    expect(diff.rows.map(({ left, right }) => [left?.parts.length, right?.parts.length])).toEqual([
      [1, undefined],
      [undefined, 1],
    ]);
  });

  test('a step too different for words that is like the other all the same is marked whole, and said to be', () => {
    const step = (keep: string): string =>
      `${Array.from({ length: 900 }, (_, index) => (index % 2 ? `w${index}` : `${keep}${index}`)).join(' ')}\n`;
    const { rows, changes } = branchDiff(said([`a ${step('x')}`]), said([`b ${step('y')}`]));
    expect(rows).toMatchObject([
      {
        coarse: true,
        changed: true,
        left: { parts: [{ kind: 'removed' }] },
        right: { parts: [{ kind: 'added' }] },
      },
    ]);
    expect(changes).toBe(1);
  });
});

test('branches of thousands of steps with nothing in common take no time to speak of', () => {
  const steps = (word: string): string[] => Array.from({ length: 2_000 }, (_, index) => `${word}${index}.\n`);
  const diff = branchDiff(said(steps('a'), '1'), said(steps('b'), '2'));
  expect(diff.rows.length).toBe(2_002);
  expect(drawn(diff).slice(-2)).toEqual(['</think> | </think>', '-1- | +2+']);
}, 20_000);

/** The second trace is often the first one up to some token. */
const anyBranches = fc.tuple(anyTrace, anyTrace, fc.nat(40)).map(([left, right, at]) => {
  const { text } = right.tokens;
  const forked = text.map((own, index) => (index < at ? (left.tokens.text[index] ?? own) : own));
  return [left, { ...right, tokens: { ...right.tokens, text: forked } }] as const;
});

test('whatever they say, both are there to the character and in order, and only what is the same is unmarked', () => {
  fc.assert(
    fc.property(anyBranches, ([left, right]) => {
      const { sharedTokens, shared, rows, changes } = branchDiff(left, right);
      const textIn = (cells: readonly (BranchCell | null)[]): string =>
        cells.flatMap((cell) => cell?.parts.map(({ text }) => text) ?? []).join('');
      const whole = (trace: Trace): string => textOf(trace, 0, trace.tokens.id.length);
      const from = shared.at(-1)?.end ?? 0;
      expect(from).toBeLessThanOrEqual(sharedTokens);
      expect(textIn(shared)).toBe(textOf(right, 0, from));
      const lefts = rows.map((row) => row.left);
      const rights = rows.map((row) => row.right);
      expect(textIn(shared) + textIn(lefts)).toBe(whole(left));
      expect(textIn(shared) + textIn(rights)).toBe(whole(right));
      for (const cells of [lefts, rights]) {
        let at = from;
        for (const cell of cells) {
          if (!cell) continue;
          expect(cell.start).toBe(at);
          at = cell.end;
        }
      }
      for (const row of rows) {
        const same = (cell: BranchCell | null): string =>
          cell?.parts.flatMap(({ kind, text }) => (kind === 'same' ? text : [])).join('') ?? '';
        expect(same(row.left)).toBe(same(row.right));
        const marked = [row.left, row.right].some((cell) => cell?.parts.some(({ kind }) => kind !== 'same'));
        if (marked) expect(row.changed).toBe(true);
      }
      expect(changes).toBe(rows.filter(({ changed }) => changed).length);
    }),
  );
});
