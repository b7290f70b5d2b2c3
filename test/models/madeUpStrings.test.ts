import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { madeUpStrings } from '../../models/check/madeUpStrings';

it('makes the strings that models/train/publish.py makes', () => {
  const strings = madeUpStrings(10_000);
  expect(strings[1]).toBe('\ud83d\ude27\ud83d\ude14d\ud83d\ude01\u00de \u4e7d:\u00e3L\u00b7}\u00b3ao');
  const hash = createHash('sha256');
  for (const text of strings) hash.update(`${text}\0`);
  // Worked out by its generator in Python.
  expect(hash.digest('hex')).toBe('81f6e83b5d35c88f61aaf93857f8d1b4387bfbab86c2ba435f7c4ae1cac7ac1b');
});
