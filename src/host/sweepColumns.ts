/** Which files of a folder are columns of one sweep. */
import { parseTrace } from '../core/trace/traceFile';
import type { Trace } from '../core/trace/trace';
import { eachOf } from './eachOf';

/** Files read at a time: enough to hide the disk, and of large ones not too many in memory. */
const READERS = 4;

/**
 * The columns of the sweep that `trace` is one of: files that were made by the same run of the same sweep.
 * @param name of its file @param names of all files of its folder @param read bytes of one of them
 * @returns names in the order of the columns; of a column that is there twice, `name` or the first
 */
export async function findColumns(
  name: string,
  trace: Trace,
  names: readonly string[],
  read: (name: string) => Promise<Uint8Array>,
): Promise<string[]> {
  const { sweep, createdAt } = trace;
  if (!sweep) return [];
  const columns = new Map([[sweep.column, name]]);
  const others = names.filter((one) => one.endsWith('.trace.json') && one !== name).sort();
  const found: { readonly name: string; readonly column: number }[] = [];
  await eachOf(others, READERS, async (other) => {
    const one = await readSweepTrace(() => read(other), sweep.id);
    if (one?.sweep?.id === sweep.id && one.createdAt === createdAt)
      found.push({ name: other, column: one.sweep.column });
  });
  for (const one of found.sort((a, b) => (a.name < b.name ? -1 : 1)))
    if (!columns.has(one.column)) columns.set(one.column, one.name);
  return [...columns].sort(([a], [b]) => a - b).map(([, file]) => file);
}

/** @returns null where it is no trace, or does not speak of `id`: most files need not be parsed to know that */
async function readSweepTrace(read: () => Promise<Uint8Array>, id: string): Promise<Trace | null> {
  try {
    const bytes = await read();
    return Buffer.from(bytes).includes(id) ? parseTrace(bytes).trace : null;
  } catch {
    return null;
  }
}
