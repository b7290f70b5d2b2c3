/** Anthropic's messages: content in blocks, of which some are thinking; a whole chat, or one answer of it. */
import { hasFields } from './checkRow';
import { messagesIn, readMessages } from './chat';
import type { Format } from './foreignTrace';
import { REASONING_BLOCKS } from './message';

export const anthropic: Format = {
  name: 'anthropic',
  title: 'Anthropic: content blocks of thinking, redacted_thinking and text',
  detect: (row) => (messagesIn(row) ?? []).some(hasReasoningBlock),
  read: readMessages,
};

function hasReasoningBlock(message: unknown): boolean {
  const content = hasFields(message, 'content') ? message['content'] : null;
  return (
    Array.isArray(content) &&
    content.some((block: unknown) => hasFields(block, 'type') && REASONING_BLOCKS.includes(block['type']))
  );
}
