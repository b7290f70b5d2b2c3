/**
 * A chat template that a server does not show, from what it makes of a few chats: what stands before and behind each
 * role's words, and what asks for the next answer.
 */
export interface SampleMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

const SAMPLES = ['first words', 'second words', 'third words'] as const;

/**
 * @param render the chat as text, with what asks for an answer behind it
 * @returns a Jinja template that writes the same for chats without a system prompt; null where the model has no
 *   template, or one that rewrites what was said
 */
export async function learnChatTemplate(
  render: (messages: readonly SampleMessage[]) => Promise<string>,
): Promise<string | null> {
  const [asked, answered, again] = SAMPLES;
  const one: SampleMessage[] = [{ role: 'user', content: asked }];
  const three: SampleMessage[] = [
    ...one,
    { role: 'assistant', content: answered },
    { role: 'user', content: again },
  ];
  let texts: string[];
  try {
    texts = await Promise.all([render(one), render(three)]);
  } catch {
    return null;
  }
  const [open = '', chat = ''] = texts;
  const [before, behind] = split(open, asked);
  const parts = [split(chat, asked), split(chat, answered), split(chat, again)];
  if (before === null || parts.some(([head]) => head === null)) return null;
  const toAnswer = between(chat, asked, answered);
  const toAsked = between(chat, answered, again);
  if (!chat.startsWith(before) || !chat.endsWith(`${again}${behind}`)) return null;
  const piece = (text: string): string => `{{ ${JSON.stringify(text)} }}`;
  return [
    piece(before),
    '{% for message in messages %}',
    '{% if message.role == "assistant" %}',
    `${piece(toAnswer)}{{ message.content }}${piece(toAsked)}`,
    '{% else %}{{ message.content }}{% endif %}',
    '{% endfor %}',
    `{% if add_generation_prompt %}${piece(behind)}{% endif %}`,
  ].join('');
}

/** What stands before and behind `words`; null where they do not stand there once. */
function split(text: string, words: string): [string | null, string] {
  const parts = text.split(words);
  return parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : [null, ''];
}

function between(text: string, from: string, to: string): string {
  return text.slice(text.indexOf(from) + from.length, text.indexOf(to));
}
