/** ProcessBench (arXiv 2412.06559): steps, and which of them is the first that is wrong. */
import { z } from 'zod';
import { checkRow, hasFields, listOf } from './checkRow';
import { RowError, type Label, type Format } from './foreignTrace';

const rowSchema = z.object({
  problem: z.string(),
  steps: listOf(z.string()),
  /** Index of the first wrong step; -1: none is. */
  label: z.int(),
});

export const processBench: Format = {
  name: 'processbench',
  title: 'ProcessBench: problem, steps, label of the first wrong step',
  detect: (row) => hasFields(row, 'problem', 'steps', 'label'),
  *read(row) {
    const { problem, steps, label } = checkRow(rowSchema, row);
    if (steps.length === 0) throw new RowError(['steps'], 'is empty');
    if (label < -1 || label >= steps.length)
      throw new RowError(['label'], `is ${label}, but it must be -1 to ${steps.length - 1}`);
    const labelOf = (index: number): Label | null => {
      if (label < 0 || index < label) return 1;
      // Of what follows an error the source says nothing.
      return index === label ? -1 : null;
    };
    yield {
      question: problem,
      thinking: steps.map((text, index) => ({ text, label: labelOf(index) })),
      delimiter: '',
      answer: null,
      expected: null,
      notes: [],
    };
  },
};
