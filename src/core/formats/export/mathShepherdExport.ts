import { TAG } from '../mathShepherd';
import { Unfit, type RowFormat } from './exportFormat';
import { withNumbers, withSigns } from './signs';

export const mathShepherdExport: RowFormat = {
  name: 'math-shepherd',
  title: 'Math-Shepherd: steps closed by ки, labels + and -',
  columns: { input: 'STRING', label: 'STRING', task: 'STRING' },
  hasLabels: true,
  prepare: (trace, options, tell) => {
    if ([trace.question, trace.thinking].some((text) => text.includes(TAG)))
      throw new Unfit(`its text holds ${TAG}, which closes a step in this format`);
    return withNumbers(withSigns(trace, options, tell), tell);
  },
  write: ({ question, steps, source }) => {
    const text = (close: (label: number | null) => string): string =>
      `${question} ${steps.map((step) => `${step.text} ${close(step.label)}`).join('\n')}`;
    return {
      input: text(() => TAG),
      label: text((label) => (label === 1 ? '+' : '-')),
      task: source ?? 'waitpoint',
    };
  },
};
