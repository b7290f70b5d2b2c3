import { run, withBudget } from '../budgetRuns';
import { percent } from '../cells';
import type { Section } from '../evaluation';
import { stepTexts } from '../readStep';

const BUDGET = { waits: 8, maxThinkingTokens: 512 };
/** The same words so often are a loop. */
const REPEATS = 3;

export const loops: Section = {
  title: 'Loops',
  method:
    `Runs with ${BUDGET.waits} waits and at most ${BUDGET.maxThinkingTokens} thinking tokens in which the same step ` +
    `(white space aside) appears ${REPEATS} times or more, in percent. “So the answer is …” comes after every wait and ` +
    'says little; the second column leaves it and “every step is checked” out.',
  make: async (evaluation) => {
    const { workers, heldOut, request } = evaluation;
    const looping = await workers.map('loops', heldOut.loops(), (worker, { question }) =>
      run(worker, question, withBudget(request, BUDGET)),
    );
    const usual = (await evaluation.budgetRuns()).map(({ trace }) => trace);
    return [
      {
        columns: ['questions', 'runs', 'any step', 'without answers and ends'],
        rows: [
          { name: 'made to loop (loops.jsonl)', traces: looping },
          { name: 'held-out (questions.jsonl)', traces: usual },
        ].map(({ name, traces }) => {
          const texts = traces.map((trace) => stepTexts(trace, BUDGET));
          return [
            name,
            String(traces.length),
            percent(texts.map(repeats)),
            percent(texts.map((steps) => repeats(steps.filter(isWork)))),
          ];
        }),
      },
    ];
  },
};

function isWork(step: string): boolean {
  return !/^So the answer is |every step is checked/.test(step.trim());
}

function repeats(steps: readonly string[]): boolean {
  const counts = new Map<string, number>();
  for (const step of steps) {
    const words = step.trim().replace(/\s+/g, ' ');
    const count = (counts.get(words) ?? 0) + 1;
    if (count >= REPEATS) return true;
    counts.set(words, count);
  }
  return false;
}
