import { runTrace } from '../../../src/core/runTrace';
import type { Scorer } from '../../../src/core/score/scorer';
import { draftTrace } from '../../../src/core/trace/trace';
import { showSpread, spread } from '../../../bench/support/interleave';
import { withBudget } from '../budgetRuns';
import type { Section } from '../evaluation';
import { evenly } from '../heldOut';

const QUESTIONS = 20;
const BUDGET = { waits: 2, maxThinkingTokens: 512 };

export const speed: Section = {
  title: 'Speed',
  method:
    `Thinking tokens a second through Waitpoint's engine process and budget loop, one process of one thread with ` +
    `nothing beside it: from the request to the end of thinking, or to the last score where that comes later. ` +
    `${BUDGET.waits} waits; median (least–most) over ${QUESTIONS} questions.`,
  make: async ({ workers, heldOut, request }) => {
    const { reasoner, scorer } = workers.one;
    const questions = evenly(heldOut.questions(), QUESTIONS);
    const measure = async (by: Scorer | null): Promise<string> => {
      const speeds: number[] = [];
      for (const { question } of questions) {
        const startedAt = performance.now();
        let endedAt = startedAt;
        const trace = await runTrace({
          engine: reasoner,
          scorer: by,
          trace: draftTrace(question, withBudget(request, BUDGET), new Date(0).toISOString()),
          emit: ({ type }) => {
            if (type === 'thinkingEnd' || type === 'score') endedAt = performance.now();
          },
          now: () => performance.now(),
        });
        speeds.push((1000 * trace.usage.thinkingTokens) / (endedAt - startedAt));
      }
      return showSpread(spread(speeds.map(Math.round)));
    };
    // The first run of a process makes its contexts.
    await measure(scorer);
    return [
      {
        columns: ['run', 'thinking tokens a second'],
        rows: [
          ['reasoner alone', await measure(null)],
          ['reasoner and scorer', await measure(scorer)],
        ],
      },
    ];
  },
};
