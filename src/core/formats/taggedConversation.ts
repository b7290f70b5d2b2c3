/** `conversations: [{from, value}]`, in which the reasoning stands between delimiters in the text. */
import { z } from 'zod';
import { checkRow, hasFields, listOf } from './checkRow';
import { tracesOfTurns, turnOfText, type Turn } from './conversation';
import type { Complain, ForeignTrace } from './foreignTrace';
import { divideText, type Delimiters } from './thinkingText';

const rowSchema = z.object({
  conversations: listOf(z.object({ from: z.string(), value: z.string() })),
});

/** ShareGPT names its turns after who wrote them. */
const ROLES: ReadonlyMap<string, string> = new Map([
  ['human', 'user'],
  ['gpt', 'assistant'],
  ['chatgpt', 'assistant'],
  ['model', 'assistant'],
]);

/** @throws RowError */
export function* readTaggedConversation(
  row: unknown,
  delimiters: Delimiters,
  complain: Complain,
): Generator<ForeignTrace> {
  const turns = checkRow(rowSchema, row).conversations.map(({ from, value }): Turn => {
    const role = ROLES.get(from) ?? from;
    return turnOfText(role, value, role === 'assistant' ? divideText(value, delimiters) : null);
  });
  yield* tracesOfTurns(turns, complain);
}

/** Whether some turn of `row.conversations` passes. Looks at the shape alone: nothing in it is checked yet. */
export function someTurn(row: unknown, passes: (turn: Record<string, unknown>) => boolean): boolean {
  const turns = hasFields(row, 'conversations') ? row['conversations'] : null;
  return Array.isArray(turns) && turns.some((turn: unknown) => hasFields(turn) && passes(turn));
}
