import type { Format } from './foreignTrace';
import { readTaggedConversation, someTurn } from './taggedConversation';
import { THINK_TAGS } from './thinkingText';

/** ShareGPT: turns `from` "human" and "gpt", with `<think>…</think>` in what the model wrote. */
export const shareGpt: Format = {
  name: 'sharegpt',
  title: 'ShareGPT: conversations from human and gpt, with <think> … </think>',
  detect: (row) => someTurn(row, (turn) => Object.hasOwn(turn, 'from')),
  read: (row, complain) => readTaggedConversation(row, THINK_TAGS, complain),
};
