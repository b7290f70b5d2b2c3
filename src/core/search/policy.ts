/**
 * What `waitpoint tune` has found: which search pays for a question that is so hard, under so much compute (Snell et al.,
 * 2408.03314, section 3: compute-optimal scaling). Documented in docs/format.md.
 */
import { z } from 'zod';
import type { Engine } from '../engine';
import { errors, quote } from '../errors';
import type { Scorer } from '../score/scorer';
import { isSameModel } from '../trace/identity';
import { modelIdentitySchema, scorerIdentitySchema } from '../trace/trace';

export const POLICY_SCHEMA = 1;

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);

/** One search under one budget, over the questions of a bin. */
export const policyPointSchema = z.object({
  /** As `waitpoint eval --methods` has it. */
  method: z.string(),
  budget: count,
  waits: count,
  /** Mean compute of a question: operations, or tokens where the parameters are not known. */
  compute: z.number().nonnegative(),
  accuracy: share,
});
export type PolicyPoint = z.infer<typeof policyPointSchema>;

export const policyBinSchema = z.object({
  name: z.string(),
  /** Ease of its questions, from here on up to the bin before it; 0..1, 1 is easy. The last bin begins at 0. */
  from: share,
  questions: count,
  /** By compute, each more accurate than those before it. */
  envelope: z.array(policyPointSchema),
});
export type PolicyBin = z.infer<typeof policyBinSchema>;

export const policySchema = z.object({
  schema: z.literal(POLICY_SCHEMA),
  /** ISO 8601. */
  createdAt: z.string(),
  model: modelIdentitySchema,
  scorer: scorerIdentitySchema.nullable(),
  unit: z.enum(['flops', 'tokens']),
  /** How the ease of a question is predicted: the mean final score of so many samples. */
  probe: z.object({ samples: count.min(1), budget: count.min(1) }),
  bins: z.array(policyBinSchema).min(1),
  /** Compute a question where none is asked for: that of the largest best-of-N that was tried. */
  compute: z.number().nonnegative(),
  /** Questions that it was tuned on. */
  questions: count,
});
export type Policy = z.infer<typeof policySchema>;

/** @throws WaitpointError `badInput` naming the first field that is wrong */
export function parsePolicy(value: unknown, where: string): Policy {
  const parsed = policySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw errors.badInput(
    `${quote(where, 200)} is no policy of waitpoint tune: ${quote(issue?.path.map(String).join('.') ?? '')}: ${issue?.message ?? 'not valid'}.`,
  );
}

/** @throws WaitpointError `badInput` for a policy of another model or scorer */
export function refuseOtherModels(policy: Policy, engine: Pick<Engine, 'info'>, scorer: Scorer | null): void {
  const { identity } = engine.info;
  const tuned = (made: string, given: string, what: string): Error =>
    errors.badInput(
      `This policy was tuned for the ${what} ${quote(made)}, and ${quote(given)} is another file. ` +
        'Tune one for it: waitpoint tune.',
    );
  if (!isSameModel(policy.model, identity)) throw tuned(policy.model.name, identity.name, 'model');
  if (policy.scorer !== null && !(scorer && isSameModel(policy.scorer, scorer.identity)))
    throw tuned(policy.scorer.name, scorer?.identity.name ?? 'none', 'scorer');
}

/** The bin of a question. @param ease 0..1 */
export function binOf<Bin extends { readonly from: number }>(bins: readonly Bin[], ease: number): Bin {
  const found = bins.find(({ from }) => ease >= from) ?? bins.at(-1);
  if (!found) throw errors.badInput('The policy has no bin.');
  return found;
}

/** The most accurate search that costs no more, or else the cheapest. @throws WaitpointError `badInput` for an empty bin */
export function bestWithin({ name, envelope }: PolicyBin, compute: number): PolicyPoint {
  const found = envelope.findLast((point) => point.compute <= compute) ?? envelope[0];
  if (!found) throw errors.badInput(`The policy has nothing for the bin ${quote(name)}.`);
  return found;
}
