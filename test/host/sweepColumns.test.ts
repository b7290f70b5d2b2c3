import { describe, expect, test } from 'vitest';
import type { Trace } from '../../src/core/trace/trace';
import { stringifyTrace } from '../../src/core/trace/traceFile';
import { findColumns } from '../../src/host/sweepColumns';
import { said } from './traces';

const ID = 'a'.repeat(64);

const column = (place: number, more: Partial<Trace> = {}): Trace => ({
  ...said(['One.\n'], '6'),
  sweep: { id: ID, column: place, columns: 3 },
  ...more,
});

/** @param files by name; a string is no trace */
async function find(name: string, files: Readonly<Record<string, Trace | string>>): Promise<string[]> {
  const trace = files[name];
  if (typeof trace !== 'object') throw new Error(`${name} is no trace.`);
  return findColumns(name, trace, Object.keys(files), async (one) => {
    const file = files[one];
    if (file === undefined) throw new Error(`${one} is not there.`);
    return Buffer.from(typeof file === 'string' ? file : stringifyTrace(file));
  });
}

describe('the columns of a sweep', () => {
  test('are those of the same run of it, in their order, whatever their files are called', async () => {
    const files = {
      'z.trace.json': column(0),
      'a.trace.json': column(2),
      'm.trace.json': column(1),
      'again.trace.json': column(1, { createdAt: '2026-02-02T00:00:00.000Z' }),
      'other.trace.json': column(1, { sweep: { id: 'b'.repeat(64), column: 1, columns: 3 } }),
      'plain.trace.json': said(['One.\n'], '6'),
    };
    for (const name of ['z', 'a', 'm'])
      expect(await find(`${name}.trace.json`, files)).toEqual([
        'z.trace.json',
        'm.trace.json',
        'a.trace.json',
      ]);
  });

  test('that are not there are left out, and so is what cannot be read', async () => {
    const files = {
      'a.trace.json': column(2),
      'broken.trace.json': `{"sweep":{"id":"${ID}"`,
      'notes.md': ID,
    };
    expect(await find('a.trace.json', files)).toEqual(['a.trace.json']);
  });

  test('are named once: the one that was asked from, else the first by name', async () => {
    const files = {
      'b.trace.json': column(0),
      'a.trace.json': column(0),
      'copy 2.trace.json': column(1),
      'copy 1.trace.json': column(1),
    };
    expect(await find('b.trace.json', files)).toEqual(['b.trace.json', 'copy 1.trace.json']);
  });

  test('of a trace that is none are none', async () => {
    expect(await find('a.trace.json', { 'a.trace.json': said(['One.\n'], '6') })).toEqual([]);
  });
});
