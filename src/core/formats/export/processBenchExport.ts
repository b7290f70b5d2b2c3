import type { RowFormat } from './exportFormat';
import { Unfit } from './exportFormat';
import { signed } from './signs';

export const processBenchExport: RowFormat = {
  name: 'processbench',
  title: 'ProcessBench: steps, and which of them is the first that is wrong',
  columns: {
    id: 'STRING',
    generator: 'STRING',
    problem: 'STRING',
    steps: ['STRING'],
    final_answer_correct: 'BOOLEAN',
    label: 'INT32',
  },
  hasLabels: true,
  prepare: (trace, options, tell) => {
    if (trace.steps.every(({ label }) => label === null)) throw new Unfit('no step has a label or a score');
    const neutralIsWrong = options.neutral === 'wrong';
    const error = trace.steps.findIndex(
      ({ label }) =>
        label === -1 || (label === 0 && neutralIsWrong) || (label === null && options.unlabelled === 'wrong'),
    );
    const judged = error < 0 ? trace.steps.length : error + 1;
    const after = trace.steps.slice(judged);
    const dropped = after.filter(({ label }) => label !== null).length;
    // Of what follows an error the format says nothing.
    if (dropped > 0) tell('labels', dropped);
    return {
      ...trace,
      steps: [
        ...signed(trace.steps.slice(0, judged), options, tell),
        ...after.map((step) => ({ ...step, label: null })),
      ],
    };
  },
  write: ({ id, question, steps, model, correct }) => ({
    id,
    generator: model ?? '',
    problem: question,
    steps: steps.map(({ text }) => text),
    final_answer_correct: correct,
    label: steps.findIndex(({ label }) => label === -1),
  }),
};
