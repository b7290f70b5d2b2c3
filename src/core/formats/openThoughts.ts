import type { Format } from './foreignTrace';
import { readTaggedConversation, someTurn } from './taggedConversation';
import { readText, textFormat } from './textRow';
import { THOUGHT_TAGS, holdsThinking } from './thinkingText';

const ofText = textFormat('openthoughts', '', THOUGHT_TAGS);

/**
 * OpenThoughts: conversations with `<|begin_of_thought|>…<|end_of_thought|>`, or such a text alone. Its `system` field
 * asks for that form, the same in every row, and is not read.
 */
export const openThoughts: Format = {
  name: 'openthoughts',
  title: 'OpenThoughts: conversations with <|begin_of_thought|> … <|end_of_thought|>',
  detect: (row) =>
    ofText.detect(row) ||
    someTurn(row, ({ value }) => typeof value === 'string' && holdsThinking(value, THOUGHT_TAGS)),
  *read(row, complain) {
    if (ofText.detect(row)) yield readText(row, THOUGHT_TAGS);
    else yield* readTaggedConversation(row, THOUGHT_TAGS, complain);
  },
};
