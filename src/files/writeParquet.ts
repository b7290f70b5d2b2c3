/** Parquet files, written row group by row group. */
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, parquetWriteRows } from 'hyparquet-writer';
import type { ExportRow, Shape } from '../core/formats/export/exportFormat';
import type { Written } from './lineWriter';
import { WholeFile } from './wholeFile';

/** Rows that are held at once; of long traces some ten megabytes. */
const ROWS_PER_GROUP = 1000;

/**
 * Writes rows as they come; fields that a row has not are null.
 * @throws WaitpointError `writeFailed`; what `rows` throws. The file is then as it was.
 */
export async function writeParquet(
  path: string,
  rows: AsyncIterable<ExportRow>,
  columns: Readonly<Record<string, Shape>>,
): Promise<Written> {
  const file = await WholeFile.open(path);
  try {
    let count = 0;
    const writer = Object.assign(new ByteWriter(), {
      flush: async () => {
        // The buffer is used again: what is written must be a copy.
        const bytes = writer.getBytes().slice();
        writer.index = 0;
        await file.append(bytes);
      },
      finish: () => writer.flush(),
    });
    const counted = async function* (): AsyncGenerator<ExportRow> {
      for await (const row of rows) {
        count++;
        yield row;
      }
    };
    await parquetWriteRows({
      writer,
      rows: counted(),
      columns: Object.keys(columns).map((name) => ({ name })),
      schema: parquetSchema(columns),
      rowGroupSize: ROWS_PER_GROUP,
      createdBy: 'waitpoint',
    });
    return { rows: count, ...(await file.finish()) };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** The schema of columns, lists in the three levels that all readers know. */
export function parquetSchema(columns: Readonly<Record<string, Shape>>): SchemaElement[] {
  const names = Object.keys(columns);
  return [
    { name: 'root', num_children: names.length },
    ...names.flatMap((name) => elementsOf(name, columns[name] ?? 'STRING')),
  ];
}

function elementsOf(name: string, shape: Shape): SchemaElement[] {
  const element = { name, repetition_type: 'OPTIONAL' } as const;
  if (shape === 'STRING') return [{ ...element, type: 'BYTE_ARRAY', converted_type: 'UTF8' }];
  if (typeof shape === 'string') return [{ ...element, type: shape }];
  if (isList(shape))
    return [
      { ...element, converted_type: 'LIST', num_children: 1 },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      ...elementsOf('element', shape[0]),
    ];
  const fields = Object.entries(shape);
  return [
    { ...element, num_children: fields.length },
    ...fields.flatMap(([field, inner]) => elementsOf(field, inner)),
  ];
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}
