/** What an evaluation was asked for: with dataset and models it decides every result. */
import { z } from 'zod';
import { MOST_TOKENS } from '../limits';
import { errors } from '../errors';
import type { AutoOptions } from '../search/strategies/auto';
import { policySchema } from '../search/policy';
import { requestSchema } from '../trace/trace';

const count = z.number().int().nonnegative();

export const settingsSchema = z.object({
  /** A ready plan in place of `methods`; null: none. */
  paper: z.enum(['s1']).nullable(),
  /** Names, in the order of the results. */
  methods: z.array(z.string()).min(1),
  /** Thinking tokens, ascending. */
  budgets: z.array(count).min(1),
  /** Ends of thinking refused, in the order of the results. */
  waits: z.array(count).min(1),
  /**
   * What all runs share. Its maximum of thinking tokens is that of methods which set none themselves, its minimum that of
   * budget forcing; its waits are not used. Its seed decides every random number.
   */
  request: requestSchema,
  /** Attempts of rejection sampling before a question is given up. */
  mostTries: count.min(1),
  /** Samples from which `difficulty-waits` estimates. */
  difficultySamples: count.min(1),
  /** What `auto` goes by; null: it is not asked for. */
  auto: z
    .object({ policy: policySchema, compute: z.number().nonnegative(), name: z.string() })
    .nullable()
    .default(null),
  /** Where adaptive waits stop: probability of the answer, or score of the last step, 0..1. */
  confidence: z.number().min(0).max(1),
});
export type EvaluationSettings = z.infer<typeof settingsSchema>;

/** Where nothing else is asked for: short enough for a small model, and far enough apart to tell a slope. */
export const DEFAULTS = {
  budgets: [64, 128, 256, 512],
  waits: [0, 1, 2, 4],
  /** Thinking tokens where nothing else ends the thinking. */
  mostThinking: 4096,
  mostTries: 64,
  samples: 8,
  confidence: 0.9,
} as const;

/** What is chosen of an evaluation; what is undefined follows the paper, or the defaults. */
export interface SettingsChoice {
  readonly methods?: readonly string[] | undefined;
  readonly paper?: 's1' | undefined;
  readonly budgets: readonly number[];
  readonly waits: readonly number[];
  readonly max?: number | undefined;
  readonly mostTries: number;
  readonly samples: number;
  readonly confidence: number;
  /** What `auto` goes by. */
  readonly auto?: AutoOptions | undefined;
}

/** Samples are drawn at this temperature: s1 (section 5.2) samples with 1. */
export const SAMPLING_TEMPERATURE = 1;

/** @throws WaitpointError `badBudget` or `badInput`, naming the value and the rule */
export function validateSettings(settings: EvaluationSettings): void {
  validateBudgets(settings);
  validateWaits(settings);
  validateLimits(settings);
}

/** @throws WaitpointError `badBudget` or `badInput` */
export function validateBudgets({ budgets }: Pick<EvaluationSettings, 'budgets'>): void {
  for (const budget of budgets) {
    if (budget < 1 || budget > MOST_TOKENS)
      throw errors.badBudget('A budget', budget, `a whole number from 1 to ${MOST_TOKENS}`);
  }
  const behind = budgets.findIndex((budget, i) => i > 0 && budget <= (budgets[i - 1] ?? 0));
  if (behind > 0)
    throw errors.badInput(
      `The budgets are out of order: ${budgets[behind]} stands behind ${budgets[behind - 1]}. ` +
        'Give each once, the smallest first.',
    );
}

/** @throws WaitpointError `badInput` */
export function validateWaits({ waits }: Pick<EvaluationSettings, 'waits'>): void {
  const twice = waits.find((count, i) => waits.indexOf(count) !== i);
  if (twice !== undefined)
    throw errors.badInput(`The number of waits ${twice} is there twice. Give it once.`);
}

/** The shared minimum and maximum against the budgets. @throws WaitpointError `badBudget` or `badInput` */
function validateLimits({ budgets, request }: EvaluationSettings): void {
  const { minThinkingTokens } = request.budget;
  const [smallest = 0] = budgets;
  if (minThinkingTokens > smallest) throw errors.minAboveMax(minThinkingTokens, smallest);
  if (request.budget.maxThinkingTokens < Math.max(...budgets))
    throw errors.badInput(
      `The maximum of ${request.budget.maxThinkingTokens} thinking tokens is below the budget of ` +
        `${Math.max(...budgets)}. Raise it, or lower the budget.`,
    );
}
