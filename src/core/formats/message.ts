/** One message of a chat, in the shapes of OpenAI's, DeepSeek's, OpenRouter's and Anthropic's interfaces. */
import { z } from 'zod';
import { quote } from '../errors';
import { listOf } from './checkRow';
import { turnOfText, type Turn } from './conversation';
import { THINK_TAGS, divideText } from './thinkingText';

const text = z.string().nullish();
const blockSchema = z.object({ type: z.string(), text, thinking: text, data: text });
type Block = z.infer<typeof blockSchema>;

export const messageSchema = z.object({
  role: z.string(),
  content: z
    .union([z.string(), listOf(blockSchema)], { error: 'is no text and no array of blocks' })
    .nullish(),
  reasoning_content: text,
  reasoning: text,
  thinking: text,
  tool_calls: listOf(z.unknown()).nullish(),
});
type Message = z.infer<typeof messageSchema>;

const REDACTED = 'redacted_thinking';

/** Types of Anthropic's blocks that hold reasoning. */
export const REASONING_BLOCKS: readonly unknown[] = ['thinking', REDACTED];

export function turnOf(message: Message): Turn {
  const { role, content } = message;
  const blocks = Array.isArray(content) ? content : [];
  const said = typeof content === 'string' ? content : textOf(blocks, 'text');
  const reasoning = reasoningOf(message, blocks);
  if (role !== 'assistant') return { role, text: said, reasoning: null, notes: notesOn(blocks) };
  if (reasoning === null) {
    const turn = turnOfText(role, said, divideText(said, THINK_TAGS));
    return { ...turn, notes: [...turn.notes, ...notesOn(blocks)] };
  }
  const callsTool = (message.tool_calls ?? []).length > 0 || blocks.some(({ type }) => type === 'tool_use');
  const notes = notesOn(blocks);
  if (callsTool) notes.push('The turn calls a tool, which is not shown.');
  // Thinking with nothing after it was cut off.
  const ended = said !== '' || callsTool;
  return { role, text: said, reasoning: { text: reasoning, delimiter: '', ended }, notes };
}

function reasoningOf(message: Message, blocks: readonly Block[]): string | null {
  const field = [message.reasoning_content, message.reasoning, message.thinking].find(Boolean);
  if (field != null) return field;
  const found = blocks.some(({ type }) => REASONING_BLOCKS.includes(type));
  return found ? textOf(blocks, 'thinking') : null;
}

function textOf(blocks: readonly Block[], type: 'text' | 'thinking'): string {
  return blocks
    .filter((block) => block.type === type)
    .map((block) => block[type] ?? '')
    .join('\n\n');
}

/** What of the blocks a trace cannot show: said, not lost silently. */
function notesOn(blocks: readonly Block[]): string[] {
  const notes: string[] = [];
  const redacted = blocks.filter(({ type }) => type === REDACTED);
  if (redacted.length > 0) {
    const length = redacted.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
    const what = redacted.length === 1 ? '1 block' : `${redacted.length} blocks`;
    notes.push(`${what} of the thinking cannot be shown: the source redacted it (${length} characters).`);
  }
  const lastThinking = blocks.findLastIndex(({ type }) => REASONING_BLOCKS.includes(type));
  const firstText = blocks.findIndex(({ type }) => type === 'text');
  if (firstText >= 0 && firstText < lastThinking)
    notes.push('Thinking and text take turns in this message; here all thinking comes first.');
  const others = blocks
    .map(({ type }) => type)
    .filter((type) => type !== 'text' && !REASONING_BLOCKS.includes(type));
  if (others.length > 0)
    notes.push(`Blocks of other kinds are not shown: ${quote([...new Set(others)].join(', '))}.`);
  return notes;
}
