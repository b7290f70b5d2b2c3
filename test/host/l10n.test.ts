import { expect, test } from 'vitest';
import {
  bundleFile,
  languages,
  manifestWordsFile,
  readWords,
  sourceWords,
  translationFaults,
} from '../../scripts/support/l10n.mjs';
import { inRoot } from '../../scripts/support/paths.mjs';

const texts = await sourceWords();

test('texts of the host and of the views are found', () => {
  expect(texts).toMatchObject({ 'Open Trace': 'Open Trace', 'More settings': 'More settings' });
});

test.each(languages)('every text has a translation with the same placeholders (%s)', (language) => {
  expect(translationFaults(texts, readWords(bundleFile(language)))).toEqual([]);
});

test.each(languages)('every word of the manifest has one with the same commands (%s)', (language) => {
  const english = readWords(inRoot('package.nls.json'));
  expect(translationFaults(english, readWords(manifestWordsFile(language)))).toEqual([]);
});

test('what is missing, stale or differs is named', () => {
  const english = { a: 'a {0}', b: 'b', c: '[c](command:x)', d: '{0} of {1}' };
  const translated = { a: '가', b: ' ', c: '[다](command:x)', d: '{1} 중 {0}', e: '마' };
  expect(translationFaults(english, translated)).toEqual([
    'missing: "b"',
    'stale: "e"',
    'other placeholders, commands or icons: "a"',
  ]);
});
