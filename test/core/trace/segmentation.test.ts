import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { StepSegmenter, compileStepPattern } from '../../../src/core/trace/segmentation';
import type { Segmentation } from '../../../src/core/trace/trace';

afterEach(() => {
  vi.restoreAllMocks();
});

/** The steps of `tokens`, each as its text with a bar between tokens; a token in `waits` begins a step. */
function stepsOf(
  segmentation: Segmentation,
  tokens: readonly string[],
  waits: readonly number[] = [],
): string[] {
  const segmenter = new StepSegmenter(segmentation, 0);
  const ranges = tokens.flatMap((token, index) => segmenter.push(token, waits.includes(index)));
  ranges.push(...segmenter.flush());
  return ranges.map(({ start, end }) => tokens.slice(start, end).join('|'));
}

const blankLine: Segmentation = { by: 'blank-line' };
const line: Segmentation = { by: 'line' };
const label: Segmentation = { by: 'label' };

describe('steps by blank line', () => {
  it('ends a step with the token that completes the blank line', () => {
    expect(stepsOf(blankLine, ['a', '\n\n', 'b', '\n', 'c'])).toEqual(['a|\n\n', 'b|\n|c']);
  });

  it('finds a blank line spread over tokens, with spaces in it', () => {
    expect(stepsOf(blankLine, ['a\n', ' ', '\t', '\n', 'b'])).toEqual(['a\n| |\t|\n', 'b']);
  });

  it('finds a blank line with carriage returns', () => {
    expect(stepsOf(blankLine, ['a\r\n', '\r\n', 'b', '\r', '\n\r', '\n', 'c'])).toEqual([
      'a\r\n|\r\n',
      'b|\r|\n\r|\n',
      'c',
    ]);
  });

  it('leaves a token that begins the next step to it, and does not find its blank line again', () => {
    expect(stepsOf(blankLine, ['a', '.\n\nSo', ' we', ' go', '\n\n', 'on'])).toEqual([
      'a',
      '.\n\nSo| we| go|\n\n',
      'on',
    ]);
  });

  it('keeps white space after the blank line in the step that ends', () => {
    expect(stepsOf(blankLine, ['a', '\n\n\n  ', 'b'])).toEqual(['a|\n\n\n  ', 'b']);
  });

  it('gives further newlines to the next step, which they do not end', () => {
    expect(stepsOf(blankLine, ['a', '\n', '\n', '\n', '\n', 'b', '\n\n', 'c'])).toEqual([
      'a|\n|\n',
      '\n|\n|b|\n\n',
      'c',
    ]);
  });

  it('does not end a step that holds white space only', () => {
    expect(stepsOf(blankLine, ['\n\n', ' ', '\n\n', 'a', '\n\n', 'b'])).toEqual(['\n\n| |\n\n|a|\n\n', 'b']);
  });

  it('keeps a token that holds several blank lines whole', () => {
    expect(stepsOf(blankLine, ['a\n\nb\n\nc', 'd', '\n\n'])).toEqual(['a\n\nb\n\nc', 'd|\n\n']);
    expect(stepsOf(blankLine, ['x', 'a\n\nb\n\nc', 'd'])).toEqual(['x', 'a\n\nb\n\nc', 'd']);
  });

  it('gives a token without text of its own to the character that it begins', () => {
    expect(stepsOf(blankLine, ['a', '\n\n', '', '', '😀', '\n\n'])).toEqual(['a|\n\n', '||😀|\n\n']);
  });
});

describe('steps by line', () => {
  it('ends a step with every line that is not empty', () => {
    expect(stepsOf(line, ['a', '\n', '\n', 'b', 'c\n', 'd'])).toEqual(['a|\n', '\n|b|c\n', 'd']);
  });
});

describe('steps by label', () => {
  it('begins a step at "Step n:" at the beginning of a line, whatever the tokens', () => {
    expect(
      stepsOf(label, [
        'Step',
        ' 1',
        ':',
        ' a',
        '\n',
        '\n',
        'Step',
        ' ',
        '1',
        '2',
        '.',
        ' b',
        '\n  ',
        'Step 3:',
      ]),
    ).toEqual(['Step| 1|:| a|\n|\n', 'Step| |1|2|.| b|\n  ', 'Step 3:']);
  });

  it('gives a token that holds the newline and the label to the step of the label', () => {
    expect(stepsOf(label, ['a', '\nStep', ' 2', ':', 'b'])).toEqual(['a', '\nStep| 2|:|b']);
  });

  it('does not take a label in the middle of a line, or one without a number, for a beginning', () => {
    expect(stepsOf(label, ['see Step 1: a', '\n', 'Step by step: b', '\n', 'Steps 4: c'])).toHaveLength(1);
  });
});

describe('steps by a pattern', () => {
  it('ends a step after every match', () => {
    expect(stepsOf({ by: 'regex', pattern: '[.;] ?' }, ['a', '. ', 'b', ';', 'c'])).toEqual([
      'a|. ',
      'b|;',
      'c',
    ]);
  });

  it('ends a step before what a pattern without length looks ahead to', () => {
    const pattern = '(?=😀)';
    expect(stepsOf({ by: 'regex', pattern }, ['😀', 'a', '😀', 'b', '😀'])).toEqual(['😀|a', '😀|b', '😀']);
  });

  it('knows the beginning of a step from the beginning of what it still looks at', () => {
    const tokens = ['a', ...Array.from({ length: 20_000 }, () => 'b')];
    expect(stepsOf({ by: 'regex', pattern: '^b+' }, tokens)).toHaveLength(1);
  });

  it('refuses what is no pattern, or matches the empty text, in words', () => {
    expect(() => compileStepPattern('(')).toThrow(/step pattern "\(" is not a regular expression/);
    expect(() => compileStepPattern('x*')).toThrow(/step pattern "x\*" matches the empty text/);
  });
});

describe('waits', () => {
  it('begin a step whatever came before', () => {
    expect(stepsOf(line, ['a', 'Wait', 'b', '\n', 'Wait', 'Wait'], [1, 4, 5])).toEqual([
      'a',
      'Wait|b|\n',
      'Wait',
      'Wait',
    ]);
  });

  it('begin a step even after white space only, and at the very beginning', () => {
    expect(stepsOf(blankLine, ['Wait', ' \n', 'Wait'], [0, 2])).toEqual(['Wait| \n', 'Wait']);
    expect(stepsOf(blankLine, ['\n', 'Wait', 'a'], [1])).toEqual(['\n', 'Wait|a']);
  });
});

const anySegmentation = fc.constantFrom<Segmentation>(
  blankLine,
  line,
  label,
  { by: 'regex', pattern: '\\n+' },
  { by: 'regex', pattern: '(?=b)' },
  { by: 'regex', pattern: '\\b' },
);
const anyToken = fc.oneof(
  fc.constantFrom('', ' ', '\n', '\n\n', '\r\n', 'a', 'b\n', '.\n\nS', 'Step', ' 1', ':', '\nStep 2: b\n\n'),
  fc.string({ unit: 'binary', maxLength: 6 }),
);

describe('whatever the tokens', () => {
  it('tiles the tokens exactly: no token is lost, doubled or moved, and no step is empty', () => {
    fc.assert(
      fc.property(
        anySegmentation,
        fc.array(fc.tuple(anyToken, fc.boolean()), { maxLength: 60 }),
        fc.nat(9),
        (segmentation, tokens, start) => {
          const segmenter = new StepSegmenter(segmentation, start);
          const ranges = tokens.flatMap(([token, begins]) => segmenter.push(token, begins));
          ranges.push(...segmenter.flush());
          expect(segmenter.flush()).toEqual([]);
          let at = start;
          for (const range of ranges) {
            expect(range.start).toBe(at);
            expect(range.end).toBeGreaterThan(range.start);
            at = range.end;
          }
          expect(at).toBe(start + tokens.length);
          const begun = tokens.flatMap(([, begins], index) => (begins ? [start + index] : []));
          const starts = new Set(ranges.map((range) => range.start));
          for (const index of begun) expect(starts).toContain(index);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('finds the boundaries of a text whatever tokens end with them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b c', 'Step'), fc.constantFrom('\n', '\n\n', ' ')), {
          maxLength: 30,
        }),
        (words) => {
          const text = words.flat();
          const steps = stepsOf(line, text).map((step) => step.replaceAll('|', ''));
          const expected = text.join('').match(/\s*[^\n]+\n?/g) ?? [];
          expect(steps.join('')).toBe(text.join(''));
          expect(steps.filter((step) => step.trim() !== '').map((step) => step.trim())).toEqual(
            expected.map((step) => step.trim()).filter((step) => step !== ''),
          );
        },
      ),
    );
  });

  it.each<[string, Segmentation, string]>([
    ['by blank line', blankLine, 'a\n'],
    ['by label', label, 'e.g.: '],
    ['by a pattern', { by: 'regex', pattern: '<end>' }, 'abcd'],
  ])('looks at as much text for every token of a step of any length, %s', (_, segmentation, token) => {
    const search = vi.spyOn(String.prototype, 'matchAll');
    const looked = (tokens: number): number => {
      search.mockClear();
      const segmenter = new StepSegmenter(segmentation, 0);
      for (let i = 0; i < tokens; i++) segmenter.push(token, false);
      return search.mock.contexts.reduce<number>((sum, text) => sum + String(text).length, 0);
    };
    const tenth = looked(10_000);
    const whole = looked(100_000);
    expect(tenth).toBeGreaterThan(0);
    expect(whole / tenth).toBeLessThan(11);
  });
});
