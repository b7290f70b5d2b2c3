import type { ExportRow, RowFormat, Shape } from './exportFormat';
import type { ExportStep } from './exportTrace';

const COMPLETION = { text: 'STRING', rating: 'INT32', flagged: 'BOOLEAN' } as const satisfies Shape;

/** PRM800K, one step chosen of one: what a labeller's file holds of a solution that is not asked to go on. */
export const prm800kExport: RowFormat = {
  name: 'prm800k',
  title: 'PRM800K: steps rated right, neutral or wrong',
  columns: {
    labeler: 'STRING',
    timestamp: 'STRING',
    generation: 'INT32',
    is_quality_control_question: 'BOOLEAN',
    is_initial_screening_question: 'BOOLEAN',
    question: {
      problem: 'STRING',
      ground_truth_solution: 'STRING',
      ground_truth_answer: 'STRING',
      pre_generated_steps: ['STRING'],
      pre_generated_answer: 'STRING',
      pre_generated_verifier_score: 'DOUBLE',
    },
    label: {
      steps: [
        {
          completions: [COMPLETION],
          human_completion: { ...COMPLETION, source: 'STRING' },
          chosen_completion: 'INT32',
        },
      ],
      total_time: 'INT32',
      finish_reason: 'STRING',
    },
  },
  hasLabels: true,
  write: ({ question, expected, steps, createdAt }) => ({
    labeler: 'waitpoint',
    timestamp: createdAt,
    generation: null,
    is_quality_control_question: false,
    is_initial_screening_question: false,
    question: {
      problem: question,
      ground_truth_solution: null,
      ground_truth_answer: expected,
      pre_generated_steps: steps.map(({ text }) => text),
      pre_generated_answer: null,
      pre_generated_verifier_score: null,
    },
    label: {
      steps: steps.map(stepRow),
      total_time: null,
      finish_reason: steps.some(({ label }) => label === -1) ? 'found_error' : 'solution',
    },
  }),
};

function stepRow({ text, label, byPerson }: ExportStep): ExportRow {
  const completion = { text, rating: label, flagged: false };
  return byPerson
    ? { completions: [], human_completion: { ...completion, source: 'human' }, chosen_completion: null }
    : { completions: [completion], human_completion: null, chosen_completion: 0 };
}
