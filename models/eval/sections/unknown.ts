import { WaitpointError } from '../../../src/core/errors';
import { answerConfidence } from '../../../src/core/grade/answerConfidence';
import type { Trace } from '../../../src/core/trace/trace';
import { run, withBudget } from '../budgetRuns';
import { groupsOf, percent } from '../cells';
import type { Section } from '../evaluation';
import { evenly } from '../heldOut';

const BUDGET = { waits: 2, maxThinkingTokens: 512 };
/** Held-out questions that confidence is compared on. */
const COMPARED = 200;

interface Ending {
  readonly group: string;
  /** Null: refused before anything was evaluated. */
  readonly trace: Trace | null;
  /** How it ended, in words. */
  readonly ended: string;
}

export const unknown: Section = {
  title: 'Questions it does not know',
  method:
    `Runs with ${BUDGET.waits} waits, scored. *Unknown* is the answer that the reasoner was taught for what it does not ` +
    'know; *low confidence* is what Waitpoint says of an answer whose probability or last score is low, or that is ' +
    `missing. Of the held-out questions, ${COMPARED}. In percent.`,
  make: async ({ workers, heldOut, request }) => {
    const asked = [
      ...heldOut
        .unknown()
        .map(({ question, kind }) => ({ question, group: `unknown: ${kind}`, answer: null })),
      ...evenly(heldOut.questions(), COMPARED).map(({ question, answer }) => ({
        question,
        group: '',
        answer,
      })),
    ];
    const endings = await workers.map('unknown', asked, async (worker, { question, group, answer }) => {
      try {
        const trace = await run(worker, question, withBudget(request, BUDGET), worker.scorer);
        const right = trace.answer?.extracted === answer ? 'right' : 'wrong';
        const { thinking, answer: answering } = trace.finish;
        const ended = `thinking ${thinking ?? '–'}, answer ${answering ?? '–'}`;
        return { group: answer === null ? group : `held-out, ${right}`, trace, ended };
      } catch (error) {
        if (!(error instanceof WaitpointError)) throw error;
        return { group, trace: null, ended: `refused (${error.code})` };
      }
    });
    const isUnknown = ({ group }: Ending): boolean => group.startsWith('unknown');
    const [all, ...kinds] = groupsOf(endings.filter(isUnknown), ({ group }) => group);
    const [, ...known] = groupsOf(
      endings.filter((ending) => !isUnknown(ending)),
      ({ group }) => group,
    );
    return [
      {
        columns: ['questions', 'runs', 'answer unknown', 'low confidence', 'endings'],
        rows: [{ name: 'unknown, all', items: all?.items ?? [] }, ...kinds, ...known].map(
          ({ name, items }) => {
            const traces = items.flatMap(({ trace }) => trace ?? []);
            return [
              name,
              String(items.length),
              percent(traces.map((trace) => trace.answer?.extracted === 'unknown')),
              percent(traces.map((trace) => answerConfidence(trace).low)),
              groupsOf(items, ({ ended }) => ended)
                .slice(1)
                .map((ending) => `${ending.items.length} × ${ending.name}`)
                .join('; '),
            ];
          },
        ),
      },
    ];
  },
};
