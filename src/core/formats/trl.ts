/** Stepwise supervision data of TRL: a prompt, the steps, and whether each is right. */
import { z } from 'zod';
import { checkRow, hasFields, listOf } from './checkRow';
import { RowError, type Format } from './foreignTrace';

const rowSchema = z.object({
  prompt: z.string(),
  completions: listOf(z.string()),
  labels: listOf(z.boolean()),
});

export const trl: Format = {
  name: 'trl',
  title: 'TRL PRM: prompt, completions, labels',
  detect: (row) => hasFields(row, 'prompt', 'completions', 'labels'),
  *read(row) {
    const { prompt, completions, labels } = checkRow(rowSchema, row);
    if (completions.length === 0) throw new RowError(['completions'], 'is empty');
    if (labels.length !== completions.length)
      throw new RowError(['labels'], `has ${labels.length} entries for ${completions.length} completions`);
    yield {
      question: prompt,
      thinking: completions.map((text, i) => ({ text, label: labels[i] ? 1 : -1 })),
      delimiter: '',
      answer: null,
      expected: null,
      notes: [],
    };
  },
};
