import { withBudget, type Method } from './method';

/** No control: the model thinks until it ends by itself, or the context is full (the shared maximum). */
export const unbounded: Method = {
  name: 'none',
  plan: ({ request }) => [
    {
      cell: {
        method: 'none',
        budget: null,
        waits: null,
        variant: null,
        mostThinkingTokens: null,
        suffix: '',
      },
      how: { kind: 'run', request: withBudget(request, {}) },
    },
  ],
};
