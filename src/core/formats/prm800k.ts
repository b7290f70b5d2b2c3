/** PRM800K (arXiv 2305.20050): the steps that a labeller chose, each with a rating. */
import { z } from 'zod';
import { checkRow, hasFields, listOf } from './checkRow';
import { RowError, type ForeignStep, type Format } from './foreignTrace';

const completionSchema = z.object({ text: z.string(), rating: z.literal([-1, 0, 1]).nullish() });
type Completion = z.infer<typeof completionSchema>;

const stepSchema = z.object({
  completions: listOf(completionSchema).nullish(),
  human_completion: completionSchema.nullish(),
  chosen_completion: z.int().min(0).nullish(),
});

const rowSchema = z.object({
  question: z.object({ problem: z.string(), ground_truth_answer: z.string().nullish() }),
  label: z.object({ steps: listOf(stepSchema) }),
});

const stepOf = ({ text, rating }: Completion, byPerson = false): ForeignStep => ({
  text,
  label: rating ?? null,
  byPerson,
});

export const prm800k: Format = {
  name: 'prm800k',
  title: 'PRM800K: question.problem, label.steps with rated completions',
  detect: (row) =>
    hasFields(row, 'question', 'label') && (hasFields(row['question']) || hasFields(row['label'], 'steps')),
  *read(row) {
    const { question, label } = checkRow(rowSchema, row);
    const notes: string[] = [];
    const steps = label.steps.flatMap((step, index): ForeignStep[] => {
      const { completions, human_completion: human, chosen_completion: chosen } = step;
      if (chosen == null && human) return [stepOf(human, true)];
      const taken = completions?.[chosen ?? 0];
      if (!taken) {
        if (chosen != null && completions)
          throw new RowError(
            ['label', 'steps', index, 'chosen_completion'],
            `is ${chosen}, but there are ${completions.length} completions`,
          );
        notes.push(`Step ${index + 1} of the source has no text and is left out.`);
        return [];
      }
      // Where a labeller found nothing good, the rejected steps are all there is.
      const others = (completions?.length ?? 0) - 1;
      if (chosen == null && others > 0)
        notes.push(`At step ${index + 1} the labeller chose none of ${others + 1}: the first is shown.`);
      return [stepOf(taken)];
    });
    if (steps.length === 0) throw new RowError(['label', 'steps'], 'holds no step with a text');
    const expected = question.ground_truth_answer ?? null;
    yield { question: question.problem, thinking: steps, delimiter: '', answer: null, expected, notes };
  },
};
