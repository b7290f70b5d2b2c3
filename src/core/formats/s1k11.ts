/** s1K-1.1: one question, and the trajectories of two models, graded. */
import { z } from 'zod';
import { quote } from '../errors';
import { checkRow, hasFields } from './checkRow';
import { expectedAnswer } from './expectedAnswer';
import { RowError, type Format } from './foreignTrace';

const WRITERS = ['gemini', 'deepseek'] as const;

const text = z.string().nullish();
const rowSchema = z.object({
  question: z.string(),
  solution: text,
  gemini_thinking_trajectory: text,
  gemini_attempt: text,
  gemini_grade: text,
  deepseek_thinking_trajectory: text,
  deepseek_attempt: text,
  deepseek_grade: text,
});

export const s1k11: Format = {
  name: 's1k-1.1',
  title: 's1K-1.1: gemini_… and deepseek_thinking_trajectory, two traces a row',
  detect: (row) => WRITERS.some((writer) => hasFields(row, `${writer}_thinking_trajectory`)),
  *read(row, complain) {
    const checked = checkRow(rowSchema, row);
    const missing = WRITERS.filter((writer) => checked[`${writer}_thinking_trajectory`] == null);
    if (missing.length === WRITERS.length)
      throw new RowError([`${WRITERS[0]}_thinking_trajectory`], 'is missing, and the other one too');
    for (const writer of missing) complain([`${writer}_thinking_trajectory`], 'is missing');
    for (const writer of WRITERS) {
      const thinking = checked[`${writer}_thinking_trajectory`];
      if (thinking == null) continue;
      const attempt = checked[`${writer}_attempt`] ?? null;
      if (attempt === null) complain([`${writer}_attempt`], 'is missing');
      const grade = checked[`${writer}_grade`];
      const graded = grade == null ? '' : ` The source says whether its attempt is right: ${quote(grade)}.`;
      yield {
        question: checked.question,
        thinking,
        delimiter: '',
        answer: attempt,
        expected: expectedAnswer(checked.solution),
        notes: [`Written by ${writer}.${graded}`],
      };
    }
  },
};
