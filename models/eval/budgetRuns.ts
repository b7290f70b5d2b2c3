/** Every question under every budget: one long run, and the smaller ones as its prefixes with a probed answer. */
import { budgetPrefix, type BudgetPrefix } from '../../src/core/decode/budgetPrefix';
import { resolvePreset } from '../../src/core/decode/preset';
import { probeAnswer } from '../../src/core/decode/probeAnswer';
import { runTrace } from '../../src/core/runTrace';
import type { Scorer } from '../../src/core/score/scorer';
import { draftTrace, textOf, type Budget, type RunRequest, type Trace } from '../../src/core/trace/trace';
import type { Question } from './heldOut';
import type { Worker } from './workers';

export const WAITS = [0, 1, 2, 3, 4, 6];
export const MAXIMA = [16, 32, 64, 128, 256, 512];
/** More than fit: thinking then goes on up to the maximum. */
const FILLING_WAITS = 512;
const MOST_THINKING = 512;

export interface Outcome {
  readonly tokens: number;
  readonly answer: string | null;
  readonly right: boolean;
}

export interface BudgetRun {
  readonly question: Question;
  /** Under the largest budget. */
  readonly trace: Trace;
  /** Aligned with WAITS. */
  readonly byWaits: readonly Outcome[];
  /** Aligned with MAXIMA. */
  readonly byMaximum: readonly Outcome[];
  /** Budgets whose own run gave another answer than its probe, or thought other tokens; null: not run. */
  readonly differing: number | null;
}

export type RunBudget = Pick<Budget, 'waits' | 'maxThinkingTokens'>;

const BUDGETS: readonly RunBudget[] = [
  ...WAITS.map((waits) => ({ waits, maxThinkingTokens: MOST_THINKING })),
  ...MAXIMA.map((maxThinkingTokens) => ({ waits: FILLING_WAITS, maxThinkingTokens })),
];

/**
 * @param request what suits the reasoner
 * @param exact run every budget on its own too, and count its answer instead of the probed one
 */
export async function runBudgets(
  worker: Worker,
  question: Question,
  request: RunRequest,
  exact: boolean,
): Promise<BudgetRun> {
  const largest = { waits: FILLING_WAITS, maxThinkingTokens: MOST_THINKING };
  const trace = await run(worker, question.question, withBudget(request, largest));
  const prefixes = BUDGETS.map((budget) => budgetPrefix(trace, budget));
  const answers = await probeAll(worker, trace, prefixes);
  const outcomes = prefixes.map(({ end }, i) => outcomeOf(question, end, answers[i] ?? null));
  let differing: number | null = null;
  if (exact) {
    differing = 0;
    for (const [i, budget] of BUDGETS.entries()) {
      const own = await run(worker, question.question, withBudget(request, budget));
      const outcome = outcomeOf(question, own.usage.thinkingTokens, own.answer?.extracted ?? null);
      const probed = outcomes[i];
      if (outcome.answer !== probed?.answer || outcome.tokens !== probed.tokens) differing++;
      outcomes[i] = outcome;
    }
  }
  return {
    question,
    trace,
    byWaits: outcomes.slice(0, WAITS.length),
    byMaximum: outcomes.slice(WAITS.length),
    differing,
  };
}

/** @throws Error where the run broke off */
export async function run(
  { reasoner }: Worker,
  question: string,
  request: RunRequest,
  scorer: Scorer | null = null,
): Promise<Trace> {
  const trace = await runTrace({
    engine: reasoner,
    scorer,
    trace: draftTrace(question, request, new Date(0).toISOString()),
    emit: () => {},
    now: () => performance.now(),
  });
  if (trace.failure) throw new Error(trace.failure.message);
  return trace;
}

export function withBudget(request: RunRequest, budget: RunBudget): RunRequest {
  return { ...request, budget: { ...request.budget, ...budget } };
}

export function outcomeOf({ answer }: Question, tokens: number, extracted: string | null): Outcome {
  return { tokens, answer: extracted, right: extracted === answer };
}

/**
 * Answers at every prefix, over one sequence that grows from the shortest to the longest: each stretch between two of
 * them is one batch.
 */
async function probeAll(
  { reasoner }: Worker,
  trace: Trace,
  prefixes: readonly BudgetPrefix[],
): Promise<(string | null)[]> {
  const { request } = trace;
  const preset = await resolvePreset(reasoner, request);
  const prompt = trace.prompt?.ids ?? [];
  const ids = [...prompt, ...trace.tokens.id];
  const { maxAnswerTokens } = request.budget;
  const forced = preset.newlineIds.length + preset.endIds.length + preset.answerPrefixIds.length;
  const sequence = await reasoner.openSequence(prompt.length + trace.thinking.end + forced + maxAnswerTokens);
  const known = new Map<string, string | null>();
  const key = ({ end, cut }: BudgetPrefix): string => `${end} ${cut}`;
  try {
    for (const prefix of [...prefixes].sort((a, b) => a.end - b.end)) {
      if (known.has(key(prefix))) continue;
      const missing = ids.slice(sequence.length, prompt.length + prefix.end);
      if (missing.length > 0) await sequence.replay(missing, [0]);
      const thinking = textOf(trace, 0, prefix.end);
      const { cut } = prefix;
      const { extracted } = await probeAnswer({
        engine: reasoner,
        sequence,
        preset,
        thinking,
        cut,
        maxAnswerTokens,
      });
      known.set(key(prefix), extracted);
    }
  } finally {
    await sequence.dispose();
  }
  return prefixes.map((prefix) => known.get(key(prefix)) ?? null);
}
