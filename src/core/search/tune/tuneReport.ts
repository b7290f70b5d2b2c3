/** `waitpoint.tune.json`: what a tuning has found, for its chart. Documented in docs/format.md. */
import { z } from 'zod';
import { errors } from '../../errors';
import { parseJsonBytes } from '../../trace/jsonDocument';
import { policyBinSchema, policyPointSchema } from '../policy';
import { BIN_KINDS } from './bins';

export const TUNE_SCHEMA = 1;

const share = z.number().min(0).max(1);
const amount = z.number().nonnegative();
const intervalSchema = z.object({ low: z.number(), high: z.number() });
const difficulty = z.enum(['predicted', 'oracle']);
const kind = z.enum(BIN_KINDS);

export const tuneReportSchema = z.object({
  schema: z.literal(TUNE_SCHEMA),
  unit: z.enum(['flops', 'tokens']),
  /** Samples that predict. */
  probe: z.number().int().positive(),
  /** Bins of the policy. */
  binKind: kind,
  questions: z.number().int().nonnegative(),
  ways: z.array(policyPointSchema.extend({ interval: intervalSchema })),
  bins: z.array(
    z.object({
      difficulty,
      kind,
      bins: z.array(policyBinSchema.extend({ points: z.array(policyPointSchema) })),
    }),
  ),
  curves: z.array(
    z.object({
      difficulty,
      kind,
      points: z.array(
        z.object({ target: amount, compute: amount, accuracy: share, interval: intervalSchema }),
      ),
      savings: z.array(
        z.object({
          n: z.number().int().positive(),
          accuracy: share,
          compute: amount,
          saving: amount.nullable(),
          interval: intervalSchema,
        }),
      ),
    }),
  ),
});
export type TuneReport = z.infer<typeof tuneReportSchema>;

/** @throws WaitpointError `badInput` naming byte, line or field */
export function parseTuneReport(bytes: Uint8Array): TuneReport {
  const { value } = parseJsonBytes(bytes, errors.tuningInvalid);
  const parsed = tuneReportSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw errors.tuningInvalid(issue?.path.map(String).join('.') ?? '', issue?.message ?? 'not valid');
}
