/** Formats whose rows hold thinking and answer in one text. */
import type { RowFormat } from './exportFormat';
import type { ExportTrace } from './exportTrace';
import { FRAMES, framed } from './thinkingTexts';

export const r1Export: RowFormat = {
  name: 'r1',
  title: 'R1 text: problem, and response with <think> … </think>',
  columns: { problem: 'STRING', response: 'STRING' },
  hasLabels: false,
  write: ({ question, thinking, answer }) => ({
    problem: question,
    response: framed(thinking, answer, FRAMES['think-tags']),
  }),
};

/** Qwen's template, as the text column of s1's tokenized sets has it. */
const S1_SYSTEM = 'You are Qwen, created by Alibaba Cloud. You are a helpful assistant.';

export const s1TextExport: RowFormat = {
  name: 's1-text',
  title: 's1 SFT text: <|im_start|>think … <|im_start|>answer, in Qwen’s template',
  columns: { text: 'STRING' },
  hasLabels: false,
  prepare: (trace, _, tell) => {
    if (trace.answer === null || trace.answer.includes('Answer:')) return trace;
    tell('answerPrefixed', 1);
    return { ...trace, answer: `Answer: ${trace.answer.trim()}` };
  },
  write: (trace) => ({
    text:
      `<|im_start|>system\n${S1_SYSTEM}<|im_end|>\n<|im_start|>user\n${trace.question}<|im_end|>\n` +
      `<|im_start|>assistant\n${s1Turn(trace)}`,
  }),
};

function s1Turn({ thinking, answer }: ExportTrace): string {
  const turn = framed(thinking.trim(), answer?.trim() ?? null, FRAMES.s1);
  return answer === null ? turn : `${turn}<|im_end|>\n`;
}

const CONVERSATIONS = { conversations: [{ from: 'STRING', value: 'STRING' }] } as const;

export const openThoughtsExport: RowFormat = {
  name: 'openthoughts',
  title: 'OpenThoughts: conversations with <|begin_of_thought|> … <|end_of_thought|>',
  columns: { system: 'STRING', ...CONVERSATIONS },
  hasLabels: false,
  write: ({ question, thinking, answer }) => ({
    system: '',
    conversations: [
      { from: 'user', value: question },
      { from: 'assistant', value: framed(thinking, answer, FRAMES.openthoughts) },
    ],
  }),
};

export const shareGptExport: RowFormat = {
  name: 'sharegpt',
  title: 'ShareGPT: conversations from human and gpt, with <think> … </think>',
  columns: CONVERSATIONS,
  hasLabels: false,
  write: ({ question, thinking, answer }) => ({
    conversations: [
      { from: 'human', value: question },
      { from: 'gpt', value: framed(thinking, answer, FRAMES['think-tags']) },
    ],
  }),
};
