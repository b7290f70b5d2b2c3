import type { RowFormat } from './exportFormat';
import { withNumbers, withSigns } from './signs';

export const rlhflowExport: RowFormat = {
  name: 'rlhflow',
  title: 'RLHFlow PRM: conversations of steps, each answered by + or -',
  columns: { conversations: [{ role: 'STRING', content: 'STRING' }] },
  hasLabels: true,
  prepare: (trace, options, tell) => withNumbers(withSigns(trace, options, tell), tell),
  write: ({ question, steps }) => ({
    conversations: steps.flatMap(({ text, label }, i) => [
      { role: 'user', content: i === 0 ? `${question} ${text}` : text },
      { role: 'assistant', content: label === 1 ? '+' : '-' },
    ]),
  }),
};
