import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readQuestion } from '../../src/cli/question';

test('a question that is typed is taken as it is', async () => {
  expect(await readQuestion(' 2+2? \n', Readable.from([]))).toBe(' 2+2? \n');
});

test('a dash reads standard input to its end, without the last newline', async () => {
  // The first chunk ends inside the two bytes of é.
  const bytes = Buffer.from('what is\né?\r\n');
  expect(await readQuestion('-', Readable.from([bytes.subarray(0, 9), bytes.subarray(9)]))).toBe(
    'what is\né?',
  );
});

test('input that is no UTF-8, or endless, is refused', async () => {
  await expect(readQuestion('-', Readable.from([Buffer.from([0x41, 0xff])]))).rejects.toThrow(/not UTF-8/);
  function* endless() {
    for (;;) yield Buffer.alloc(1 << 20, 0x61);
  }
  await expect(readQuestion('-', Readable.from(endless()))).rejects.toThrow(/more than 16777216 bytes/);
});
