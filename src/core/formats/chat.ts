/** Chats in JSONL: `messages` whose assistant turns carry their reasoning beside the content, or in `<think>` tags. */
import { z } from 'zod';
import { checkRow, hasFields, listOf } from './checkRow';
import { tracesOfTurns } from './conversation';
import type { Complain, ForeignTrace, Format } from './foreignTrace';
import { messageSchema, turnOf } from './message';
import { someTurn } from './taggedConversation';

const rowSchema = z.object({ messages: listOf(messageSchema) });

export const chat: Format = {
  name: 'chat',
  title: 'chat: messages with reasoning_content, reasoning, thinking or <think> tags',
  detect: (row) => messagesIn(row) !== null || hasFields(row, 'messages'),
  read: readMessages,
};

/** @throws RowError */
export function* readMessages(row: unknown, complain: Complain): Generator<ForeignTrace> {
  const messages = messagesIn(row);
  yield* tracesOfTurns(checkRow(rowSchema, messages ? { messages } : row).messages.map(turnOf), complain);
}

/** The messages of a row: a whole chat (some call its messages `conversations`), its messages alone, one message, or the blocks of one; null for none. */
export function messagesIn(row: unknown): unknown[] | null {
  if (Array.isArray(row) && row.length > 0) {
    if (row.every((item) => hasFields(item, 'role'))) return row;
    return row.every((item) => hasFields(item, 'type')) ? [{ role: 'assistant', content: row }] : null;
  }
  if (hasFields(row, 'messages')) return Array.isArray(row['messages']) ? row['messages'] : null;
  if (someTurn(row, (turn) => Object.hasOwn(turn, 'role')))
    return (row as { conversations: unknown[] }).conversations;
  return hasFields(row, 'role', 'content') ? [row] : null;
}
