import type { RowFormat } from './exportFormat';
import { withSigns } from './signs';

export const trlExport: RowFormat = {
  name: 'trl',
  title: 'TRL PRM: prompt, completions, and whether each is right',
  columns: { prompt: 'STRING', completions: ['STRING'], labels: ['BOOLEAN'] },
  hasLabels: true,
  prepare: withSigns,
  write: ({ question, steps }) => ({
    prompt: question,
    completions: steps.map(({ text }) => text),
    labels: steps.map(({ label }) => label === 1),
  }),
};
