import { Handover, returnedRows, type ReturnedRow } from '../core/curate/handover';
import type { CurationConfig } from '../core/curate/curationConfig';
import { errors, quote } from '../core/errors';
import { poolFiles, readPoolFile, type PoolFileSummary } from './pool';

/**
 * The ids that came back: the `id` of every row, or a text with an id a line.
 * @param resolve makes paths of the config absolute
 * @returns null where the config names none
 * @throws WaitpointError `badInput` for a file that cannot be read, or a row without an id
 */
export async function readHandover(
  { selected, dropped }: CurationConfig['handover'],
  resolve: (path: string) => string,
  signal?: AbortSignal,
): Promise<{ handover: Handover | null; files: PoolFileSummary[] }> {
  if (selected.length + dropped.length === 0) return { handover: null, files: [] };
  const handover = new Handover(selected.length > 0);
  const files: PoolFileSummary[] = [];
  const read = async (paths: readonly string[], take: (row: ReturnedRow) => void): Promise<void> => {
    for (const file of await poolFiles(paths.map(resolve)))
      for await (const { line, entry } of readPoolFile(file, (summary) => files.push(summary), signal)) {
        const rows = 'value' in entry ? returnedRows(entry.value) : null;
        if (!rows)
          throw errors.badInput(
            `${quote(file.path, 200)}, line ${line}: ${'problem' in entry ? entry.problem : 'the row has no id.'}`,
          );
        rows.forEach(take);
      }
  };
  await read(selected, ({ id }) => handover.select(id));
  await read(dropped, ({ id, evidence }) => handover.drop(id, evidence));
  return { handover, files };
}

/** A warning, where ids are of no row. */
export function unknownIds(handover: Handover | null): string[] {
  const count = handover?.unknownIds ?? 0;
  return count === 0 ? [] : [`${count} of the ids that came back are of no row of the pool.`];
}
