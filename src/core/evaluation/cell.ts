/** A cell of an evaluation: one method under one budget. Every question is asked in every cell. */
import { z } from 'zod';

const count = z.number().int().nonnegative();

export const cellSchema = z.object({
  /** As `--methods` has it. */
  method: z.string().min(1),
  /** Thinking tokens that were asked for at most; null: none were. */
  budget: count.nullable(),
  /** Ends of thinking to be refused (`adaptive-waits`: at most); null where the method has none, or decides itself. */
  waits: count.nullable(),
  /** What else tells cells of one method apart: `short` or `long` for class-conditional control. */
  variant: z.string().nullable(),
  /** Thinking tokens of a question that is under control, all attempts together; null: the method promises none. */
  mostThinkingTokens: count.nullable(),
  /** Put behind every question, the method's way of asking for a length; '' for none. */
  suffix: z.string(),
});
export type Cell = z.infer<typeof cellSchema>;

/** What tells one cell from another. */
export type CellKey = Pick<Cell, 'method' | 'budget' | 'waits' | 'variant'>;

/** A name that is different for every cell of an evaluation, and good for a file: `budget-forcing-64-w2`. */
export function cellName({ method, budget, waits, variant }: CellKey): string {
  const parts = [method, variant, budget, waits === null ? null : `w${waits}`];
  return parts
    .filter((part) => part !== null)
    .join('-')
    .replace(/[^\w@+.-]/g, (character) => `~${character.codePointAt(0)?.toString(16)}`);
}
