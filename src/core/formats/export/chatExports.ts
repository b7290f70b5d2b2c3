/** Chats: the question as the user's message, the trace as the assistant's. */
import type { ExportOptions, ExportRow, RowFormat } from './exportFormat';
import type { ExportTrace } from './exportTrace';
import { FRAMES, framed } from './thinkingTexts';

export const chatExport: RowFormat = {
  name: 'chat',
  title: 'chat: messages with the thinking in a field, or in <think> tags',
  columns: {
    messages: [
      {
        role: 'STRING',
        content: 'STRING',
        reasoning_content: 'STRING',
        reasoning: 'STRING',
        thinking: 'STRING',
      },
    ],
  },
  hasLabels: false,
  write: (trace, options) => ({
    messages: [
      { role: 'user', content: trace.question },
      { role: 'assistant', ...contentOf(trace, options) },
    ],
  }),
};

function contentOf({ thinking, answer }: ExportTrace, { reasoning }: ExportOptions): ExportRow {
  if (reasoning === 'tags') return { content: framed(thinking, answer, FRAMES['think-tags']) };
  return { content: answer ?? '', [reasoning]: thinking };
}

export const anthropicExport: RowFormat = {
  name: 'anthropic',
  title: 'Anthropic: content blocks of thinking and text (without a signature)',
  columns: {
    messages: [
      {
        role: 'STRING',
        content: [{ type: 'STRING', text: 'STRING', thinking: 'STRING', signature: 'STRING' }],
      },
    ],
  },
  hasLabels: false,
  write: ({ question, thinking, answer }) => ({
    messages: [
      { role: 'user', content: [{ type: 'text', text: question }] },
      {
        role: 'assistant',
        content: [
          // Only who made the model can sign what it thought.
          { type: 'thinking', thinking, signature: '' },
          ...(answer === null ? [] : [{ type: 'text', text: answer }]),
        ],
      },
    ],
  }),
};
