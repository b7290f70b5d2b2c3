import { afterEach, expect, test } from 'vitest';
import { inEnglish, l10n, translateBy } from '../../src/core/l10n';

const { t } = l10n;
afterEach(() => translateBy(t));

test('without a translation it is English, with values at their places', () => {
  expect(l10n.t('{1} of {0}', 'a', 2)).toBe('2 of a');
  expect(l10n.t('{0} {1}', 'a')).toBe('a {1}');
});

test('with one all is said by it, but for what goes into files', () => {
  translateBy((text, ...values) => `<${text}|${values.join()}>`);
  expect(l10n.t('{0} tokens', 3)).toBe('<{0} tokens|3>');
  expect(inEnglish(() => l10n.t('{0} tokens', 3))).toBe('3 tokens');
  expect(() =>
    inEnglish(() => {
      throw new Error('no words');
    }),
  ).toThrow('no words');
  expect(l10n.t('x')).toBe('<x|>');
});
