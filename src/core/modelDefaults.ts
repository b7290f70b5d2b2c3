/**
 * What suits a model, in a small file beside it: `reasoner.gguf` has `reasoner.waitpoint.json`. Everything in it
 * is a default that a user's choice overrides, and none of it has to be there.
 */
import { z } from 'zod';
import { errors, messageOf, quote } from './errors';
import { presetName, scorerProtocol, segmentationSchema } from './trace/trace';

export const modelDefaultsSchema = z.object({
  /** One line on what the model is good for. */
  description: z.string().optional(),
  preset: presetName.optional(),
  segmentation: segmentationSchema.optional(),
  /** How to ask it for scores, when it is a scorer. */
  scorerProtocol: scorerProtocol.optional(),
});
export type ModelDefaults = z.infer<typeof modelDefaultsSchema>;

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
