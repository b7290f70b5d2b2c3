import { describe, expect, it } from 'vitest';
import { asWaitpointError, errors, messageOf, quote, WaitpointError } from '../../src/core/errors';

const hostile = '\u001b[31m\u0007\u0000\u009b\u202e\u2028\ud83d';

describe('errors', () => {
  it.each<[string, WaitpointError, string[]]>([
    ['an empty question', errors.emptyQuestion(), ['question is empty', 'Type a question']],
    [
      'a bad budget',
      errors.badBudget('The number of waits', -1, 'a whole number'),
      ['The number of waits', '"-1"', 'must be a whole number'],
    ],
    [
      'a minimum above the maximum',
      errors.minAboveMax(5, 4),
      ['5', '4', 'Lower the minimum or raise the maximum'],
    ],
    ['a missing model', errors.modelMissing('a.gguf'), ['"a.gguf"', 'Choose']],
    [
      'an invalid model',
      errors.modelInvalid('a.gguf', 'it is cut'),
      ['"a.gguf"', 'it is cut', 'Choose another'],
    ],
    [
      'a missing delimiter',
      errors.delimiterMissing('<think>', 'think-tags', 'm'),
      ['"m"', '"<think>"', '"think-tags"', 'Choose'],
    ],
    [
      'a small context',
      errors.contextTooSmall(9, 8, 'question 9'),
      ['9 tokens', 'question 9', 'only 8', 'Shorten the question', 'lower'],
    ],
    ['a missing GPU', errors.gpuUnavailable('cuda', ['vulkan']), ['"cuda"', 'vulkan, off']],
    ['no GPU at all', errors.gpuUnavailable('cuda', []), ['no GPU backend', '"auto" or "off"']],
    ['another model', errors.otherModel('x', 'y'), ['"x"', '"y"', 'choose that one']],
    ['an invalid trace', errors.traceInvalid('line 3', 'it is cut'), ['line 3: it is cut', 'left as it is']],
    ['a newer trace', errors.traceNewer(3, 1), ['schema 3', 'up to 1', 'Update Waitpoint']],
    ['a trace that is too large', errors.traceTooLarge(9, 8), ['9 bytes', '8 bytes']],
    ['a failed write', errors.writeFailed('a.json', 'the disk is full'), ['"a.json"', 'the disk is full']],
  ])('say what, where and what to do: %s', (_, error, parts) => {
    for (const part of parts) expect(error.message).toContain(part);
    expect(error).toBeInstanceOf(WaitpointError);
  });

  it('show control characters, whatever quotes them', () => {
    for (const { message } of [
      errors.badInput(hostile),
      errors.traceInvalid('line 1', hostile),
      errors.modelMissing(hostile),
      errors.badBudget('x', hostile, 'y'),
      asWaitpointError(new Error(hostile)),
    ]) {
      // eslint-disable-next-line no-control-regex -- control characters are what it looks for
      expect(message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028\p{Cs}]/u);
    }
  });

  it('shorten long values', () => {
    expect(quote('x'.repeat(100))).toBe(`"${'x'.repeat(60)}…"`);
    expect(quote('x'.repeat(100), 4)).toBe('"xxxx…"');
    expect(quote(NaN)).toBe('"NaN"');
    expect(quote(undefined)).toBe('"undefined"');
  });

  it('are the user’s input or not, by their code', () => {
    expect(errors.emptyQuestion().isInput).toBe(true);
    expect(errors.engineFailed('x').isInput).toBe(false);
  });

  it('are made of whatever was thrown', () => {
    const known = errors.badInput('x');
    expect(asWaitpointError(known)).toBe(known);
    expect(asWaitpointError('text')).toMatchObject({ code: 'engineFailed', message: 'text' });
    expect(asWaitpointError(null, 'writeFailed')).toMatchObject({ code: 'writeFailed', message: 'null' });
    expect(messageOf(new Error('x'))).toBe('x');
  });
});
