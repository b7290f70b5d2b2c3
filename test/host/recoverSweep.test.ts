import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Trace } from '../../src/core/trace/trace';
import { stringifyTrace } from '../../src/core/trace/traceFile';
import { JournalStore } from '../../src/host/journalStore';
import {
  dropColumns,
  hasBegun,
  keepColumns,
  leaveColumns,
  readColumns,
  type ColumnFiles,
} from '../../src/host/recoverSweep';
import { columns as tokens, draft, said } from './traces';

const SWEEP = { parent: 'file:///q.trace.json', createdAt: draft().createdAt };
const [BEGUN, UNBEGUN] = ['file:///q.sweep-1.trace.json', 'file:///q.sweep-2.trace.json'] as const;

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'waitpoint-recover-'))));
afterEach(() => rm(folder, { recursive: true }));

/** What a process leaves that dies when one of two columns has begun: their files are drafts still. */
async function crash(): Promise<{ journals: JournalStore; files: Map<string, string>; on: ColumnFiles }> {
  const dead = new JournalStore(folder, 1, () => false);
  for (const uri of [BEGUN, UNBEGUN]) {
    const journal = dead.begin(uri, () => {}, SWEEP);
    journal.append({ type: 'start', trace: draft() });
    if (uri === BEGUN) {
      const sweep = { id: '0'.repeat(64), column: 0, columns: 2 };
      journal.append({ type: 'start', trace: { ...draft(), prompt: { text: '', ids: [] }, sweep } });
      journal.append({ type: 'tokens', provenance: 'model', tokens: tokens('a', 'b') });
    }
    await journal.close();
  }
  const files = new Map<string, string>([BEGUN, UNBEGUN].map((uri) => [uri, stringifyTrace(draft())]));
  const on: ColumnFiles = {
    read: async (uri) => {
      const text = files.get(uri);
      return text === undefined ? null : Buffer.from(text);
    },
    save: async (uri, trace: Trace) => void files.set(uri, stringifyTrace(trace)),
    discard: async (uri) => void files.delete(uri),
  };
  return { journals: new JournalStore(folder, 2, () => false), files, on };
}

const read = async (journals: JournalStore) => readColumns(journals, [BEGUN, UNBEGUN]);

describe('a sweep that a crash cut off', () => {
  test('is told by its journals, and by which column had begun', async () => {
    const { journals } = await crash();
    expect((await journals.orphans()).map(({ sweep }) => sweep)).toEqual([SWEEP, SWEEP]);
    const columns = await read(journals);
    expect(columns.filter(hasBegun).map(({ uri }) => uri)).toEqual([BEGUN]);
    expect(columns[0]?.trace?.tokens.text).toEqual(['a', 'b']);
  });

  test('recovered: what had begun is in its file, the draft of the other is gone, and so are the journals', async () => {
    const { journals, files, on } = await crash();
    await keepColumns(await read(journals), journals, on);
    expect([...files.keys()]).toEqual([BEGUN]);
    expect(JSON.parse(files.get(BEGUN) ?? '')).toMatchObject({
      tokens: { text: ['a', 'b'] },
      sweep: { column: 0, columns: 2 },
      finish: { thinking: 'abort' },
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test('recovered although its file is gone', async () => {
    const { journals, files, on } = await crash();
    files.clear();
    await keepColumns(await read(journals), journals, on);
    expect([...files.keys()]).toEqual([BEGUN]);
  });

  test('leaves alone what is whole, and what somebody has changed, whose journal stays for its editor', async () => {
    const { journals, files, on } = await crash();
    const whole = stringifyTrace(said(['One.\n'], '6'));
    const changed = stringifyTrace(draft('Something else?'));
    files.set(BEGUN, changed).set(UNBEGUN, whole);
    await keepColumns(await read(journals), journals, on);
    expect([files.get(BEGUN), files.get(UNBEGUN)]).toEqual([changed, whole]);
    expect([await journals.has(BEGUN), await journals.has(UNBEGUN)]).toEqual([true, false]);
    expect((await journals.recover(BEGUN))?.tokens.text).toEqual(['a', 'b']);
  });

  test('discarded: drafts and journals are gone, what somebody has changed is not', async () => {
    const { journals, files, on } = await crash();
    const changed = stringifyTrace(draft('Something else?'));
    files.set(UNBEGUN, changed);
    await dropColumns(await read(journals), journals, on);
    expect([...files]).toEqual([[UNBEGUN, changed]]);
    expect(await readdir(folder)).toEqual([]);
  });

  test('left: is offered again', async () => {
    const { journals, files } = await crash();
    leaveColumns(await read(journals), journals);
    expect(files.size).toBe(2);
    expect((await journals.orphans()).length).toBe(2);
  });
});
