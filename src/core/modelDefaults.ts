/**
 * What suits a model: each field is a default that a user's choice overrides, and none has to be there. It stands in a
 * small file beside the model (`reasoner.gguf` has `reasoner.waitpoint.json`), or in the setting
 * `waitpoint.modelDefaults` (modelOverrides.ts).
 */
import { z } from 'zod';
import { errors, messageOf, quote } from './errors';
import {
  budgetSchema,
  DEFAULT_REQUEST,
  delimitersSchema,
  presetName,
  samplerSchema,
  scorerProtocol,
  segmentationSchema,
  type RunRequest,
} from './trace/trace';

export const modelDefaultsSchema = z.object({
  /** One line on what the model is good for. */
  description: z.string().optional(),
  preset: presetName.optional(),
  /** With the preset `generic`. */
  delimiters: delimitersSchema.optional(),
  budget: budgetSchema.partial().optional(),
  continuation: z.array(z.string().min(1)).optional(),
  answerPrefix: z.string().optional(),
  sampler: samplerSchema.partial().optional(),
  segmentation: segmentationSchema.optional(),
  /** How to ask it for scores, when it is a scorer. */
  scorerProtocol: scorerProtocol.optional(),
});
export type ModelDefaults = z.infer<typeof modelDefaultsSchema>;

/** Delimiters of `generic` where nobody names any. */
const COMMON_DELIMITERS = { start: '<think>', end: '</think>' };

/** Path of the defaults of the model at `modelPath`. */
export function modelDefaultsPath(modelPath: string): string {
  return modelPath.replace(/\.gguf$/i, '') + '.waitpoint.json';
}

/** @throws WaitpointError `badInput` naming `path` and the field that is wrong. */
export function parseModelDefaults(json: string, path: string): ModelDefaults {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw errors.badInput(`The model defaults ${quote(path, 200)} are not JSON: ${messageOf(error)}.`);
  }
  const parsed = modelDefaultsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw errors.badInput(
    `The model defaults ${quote(path, 200)} are not valid: ${issue?.path.join('.') || 'the file'}: ` +
      `${issue?.message ?? 'unknown fault'}. Correct or remove the file.`,
  );
}

/** One out of several, field by field: the first that says something is followed. */
export function mergeDefaults(layers: readonly ModelDefaults[]): ModelDefaults {
  return layers.reduceRight<ModelDefaults>(
    (below, { budget, sampler, ...above }) => ({
      ...below,
      ...withoutUndefined(above),
      ...((budget ?? below.budget) && { budget: { ...below.budget, ...withoutUndefined(budget ?? {}) } }),
      ...((sampler ?? below.sampler) && {
        sampler: { ...below.sampler, ...withoutUndefined(sampler ?? {}) },
      }),
    }),
    {},
  );
}

/** The request that `layers` make, the first before the others, and the built-in one where all are silent. */
export function requestFrom(layers: readonly ModelDefaults[]): RunRequest {
  const { preset = DEFAULT_REQUEST.preset, ...asked } = mergeDefaults(layers);
  return {
    preset,
    delimiters: preset === 'generic' ? (asked.delimiters ?? COMMON_DELIMITERS) : null,
    budget: { ...DEFAULT_REQUEST.budget, ...asked.budget },
    continuation: asked.continuation ?? [...DEFAULT_REQUEST.continuation],
    answerPrefix: asked.answerPrefix ?? DEFAULT_REQUEST.answerPrefix,
    sampler: { ...DEFAULT_REQUEST.sampler, ...asked.sampler },
    segmentation: asked.segmentation ?? DEFAULT_REQUEST.segmentation,
  } as RunRequest;
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}
