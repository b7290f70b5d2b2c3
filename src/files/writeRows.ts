import type { ExportRow, Shape } from '../core/formats/export/exportFormat';
import { LineWriter, type Written } from './lineWriter';
import { writeParquet } from './writeParquet';

/** JSON Lines or Parquet, by the ending of a path; null: neither. */
export function fileKindOf(path: string): 'jsonl' | 'parquet' | null {
  if (/\.(?:jsonl|ndjson)$/i.test(path)) return 'jsonl';
  return /\.parquet$/i.test(path) ? 'parquet' : null;
}

/**
 * Writes rows as they come, as JSON Lines unless the path ends in `.parquet`.
 * @throws WaitpointError `writeFailed`; what `rows` throws. The file is then as it was.
 */
export async function writeRows(
  path: string,
  rows: AsyncIterable<ExportRow>,
  columns: Readonly<Record<string, Shape>>,
): Promise<Written> {
  if (fileKindOf(path) === 'parquet') return writeParquet(path, rows, columns);
  const lines = await LineWriter.open(path);
  try {
    for await (const row of rows) await lines.write(JSON.stringify(row));
    return await lines.finish();
  } catch (error) {
    await lines.discard();
    throw error;
  }
}
