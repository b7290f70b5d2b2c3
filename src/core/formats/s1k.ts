/** s1K (arXiv 2501.19393): a question, its solution, the trajectories of one model and its attempt. */
import { z } from 'zod';
import { checkRow, hasFields, listOf } from './checkRow';
import { expectedAnswer } from './expectedAnswer';
import { RowError, type Format } from './foreignTrace';

const rowSchema = z.object({
  question: z.string(),
  solution: z.string().nullish(),
  thinking_trajectories: listOf(z.string()),
  attempt: z.string(),
});

export const s1k: Format = {
  name: 's1k',
  title: 's1K: question, thinking_trajectories, attempt',
  detect: (row) => hasFields(row, 'thinking_trajectories'),
  *read(row) {
    const { question, solution, thinking_trajectories, attempt } = checkRow(rowSchema, row);
    if (thinking_trajectories.length === 0) throw new RowError(['thinking_trajectories'], 'is empty');
    const expected = expectedAnswer(solution);
    for (const thinking of thinking_trajectories) {
      yield { question, thinking, delimiter: '', answer: attempt, expected, notes: [] };
    }
  },
};
