/** What the recipe says it shipped: models/manifest.json and models/greedy.json. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../../src/core/errors';

const manifestSchema = z.object({
  /** By path in the folder of the models. */
  files: z.record(z.string(), z.object({ sha256: z.string(), bytes: z.number() })),
  /** Hash of the ids that Python's tokenizer gives for so many made-up strings. */
  tokenizer: z.object({ strings: z.number(), sha256: z.string() }),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const greedySchema = z.array(
  z.object({
    question: z.string(),
    /** What torch generates after the prompt, end of generation included. */
    ids: z.array(z.number()),
    /** Positions in `ids` where its two best logits are all but equal. */
    close: z.array(z.number()),
  }),
);
export type GreedyRuns = z.infer<typeof greedySchema>;

/** @throws Error naming the file, and what is wrong with it */
export function readManifest(folder: string): Manifest {
  return read(join(folder, 'manifest.json'), manifestSchema);
}

/** @throws Error naming the file, and what is wrong with it */
export function readGreedy(folder: string): GreedyRuns {
  return read(join(folder, 'greedy.json'), greedySchema);
}

function read<Content>(path: string, schema: z.ZodType<Content>): Content {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new Error(`${path} cannot be used: ${messageOf(error)}. Run the recipe (models/train) again.`, {
      cause: error,
    });
  }
}
