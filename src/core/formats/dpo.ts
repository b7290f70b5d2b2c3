/** Pairs for DPO: a prompt that ends inside the thinking or before it, and two ways on from there. */
import { z } from 'zod';
import { checkRow, hasFields } from './checkRow';
import { RowError, type Format } from './foreignTrace';
import { S1_TURNS, THINK_TAGS, THOUGHT_TAGS, divideText, holdsThinking, questionIn } from './thinkingText';

const rowSchema = z.object({ prompt: z.string(), chosen: z.string(), rejected: z.string() });

const BRANCHES = [
  ['chosen', 'The source prefers it to another continuation of the same prompt.'],
  ['rejected', 'The source prefers another continuation of the same prompt.'],
] as const;

export const dpo: Format = {
  name: 'dpo',
  title: 'DPO pairs: prompt, chosen and rejected with their thinking, two traces a row',
  detect: (row) => hasFields(row, 'prompt', 'chosen', 'rejected'),
  *read(row) {
    const checked = checkRow(rowSchema, row);
    for (const [field, note] of BRANCHES) {
      const text = checked.prompt + checked[field];
      const delimiters = [THOUGHT_TAGS, S1_TURNS, THINK_TAGS].find((one) => holdsThinking(text, one));
      const divided = delimiters && divideText(text, delimiters);
      if (!divided) throw new RowError([field], 'holds no thinking, and its prompt does not either');
      const { before, thinking, delimiter, answer } = divided;
      yield { question: questionIn(before), thinking, delimiter, answer, expected: null, notes: [note] };
    }
  },
};
