/** The held-out sets that the recipe writes into models/heldout/: JSON, one row a line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { mixSeed } from '../../src/core/decode/random';
import { messageOf } from '../../src/core/errors';

const questionSchema = z.object({
  id: z.string(),
  question: z.string(),
  answer: z.string(),
  domain: z.string(),
  /** The right result of every step. */
  steps: z.array(z.string()),
});
export type Question = z.infer<typeof questionSchema>;

/** TRL's shape for process rewards, and what else is known of every step. */
const labelledTraceSchema = z.object({
  prompt: z.string(),
  /** Steps without the blank line that ends them. */
  completions: z.array(z.string()),
  labels: z.array(z.boolean()),
  kinds: z.array(z.string()),
  operations: z.array(z.string().nullable()),
  domain: z.string(),
  variant: z.string().optional(),
});
export type LabelledTrace = z.infer<typeof labelledTraceSchema>;

const unknownSchema = z.object({ id: z.string(), question: z.string(), kind: z.string() });
export type UnknownQuestion = z.infer<typeof unknownSchema>;

/** @throws Error naming the file and line that is wrong */
function readRows<Row>(path: string, schema: z.ZodType<Row>): Row[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    try {
      return [schema.parse(JSON.parse(line))];
    } catch (error) {
      throw new Error(`${path}:${i + 1} is not what the evaluation needs: ${messageOf(error)}`, {
        cause: error,
      });
    }
  });
}

/** Reads each set when it is asked for. */
export class HeldOut {
  /** @param limit rows of each set */
  constructor(
    private readonly modelFolder: string,
    private readonly limit: number,
  ) {}

  questions = (): Question[] => this.rows('questions', questionSchema);
  loops = (): Question[] => this.rows('loops', questionSchema);
  unknown = (): UnknownQuestion[] => this.rows('unknown', unknownSchema);
  steps = (): LabelledTrace[] => this.rows('steps', labelledTraceSchema);
  stepsForCalibration = (): LabelledTrace[] => this.rows('steps-calibration', labelledTraceSchema);
  adversarial = (): LabelledTrace[] => this.rows('adversarial', labelledTraceSchema);

  private rows<Row>(name: string, schema: z.ZodType<Row>): Row[] {
    const rows = readRows(join(this.modelFolder, 'heldout', `${name}.jsonl`), schema);
    return evenly(rows, this.limit);
  }
}

/** `count` of `items`, in their order: one from each stretch, at random, as rows of one kind may lie in a rhythm. */
export function evenly<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  const at = (i: number): number => Math.floor(((i + mixSeed(0, i) / 2 ** 32) * items.length) / count);
  return Array.from({ length: count }, (_, i) => items[at(i)] as T);
}
