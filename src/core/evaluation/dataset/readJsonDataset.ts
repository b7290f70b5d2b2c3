/** Datasets as JSON Lines, or as one JSON array. */
import { parseJsonRow } from '../../formats/readRow';
import { splitRows, type Bytes } from '../../formats/splitRows';
import { quote } from '../../errors';
import { findRepeatedKey } from '../../trace/jsonText';
import { DatasetBuilder, type Dataset } from './dataset';

/**
 * Row by row: a file of any size costs the memory of one row and of the questions that are taken. Stops reading once
 * `limit` rows are there.
 * @throws what `bytes` throws
 */
export async function readJsonDataset(bytes: Bytes, limit = Infinity): Promise<Dataset> {
  const dataset = new DatasetBuilder(limit);
  for await (const row of splitRows(bytes)) {
    if ('kind' in row) dataset.addProblem(row.line, row.message);
    else if (!row.json) {
      dataset.addProblem(row.line, 'The file is no JSON Lines: it begins with something else.');
    } else {
      const parsed = parseJsonRow(row);
      // Two programs may have meant two things by a key that is there twice.
      const repeated = 'problem' in parsed ? null : findRepeatedKey(row.text);
      if ('problem' in parsed) dataset.addProblem(parsed.problem.line, parsed.problem.message);
      else if (repeated)
        dataset.addProblem(row.line, `The key ${quote(repeated.path.join('.'))} is there twice.`);
      else if (Array.isArray(parsed.value) && parsed.value.length === 0)
        dataset.addProblem(row.line, 'There is nothing to read: the array is empty.');
      else dataset.addRow(row.line, parsed.value);
    }
    if (dataset.isFull) break;
  }
  return dataset.result();
}
