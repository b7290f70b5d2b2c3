/** Turns a question into prompt ids by the model's own chat template. */
import type { Engine, ModelInfo, TokenId } from '../engine';
import { errors, messageOf, quote } from '../errors';
import { renderTemplate } from './chatTemplate';

export interface Prompt {
  readonly text: string;
  readonly ids: readonly TokenId[];
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A chat as a template writes it. */
export interface RenderedChat {
  readonly text: string;
  /** Content of the last message: what a user typed, or a step of a model. */
  readonly typed: string;
  /** Where `text` holds it (templates may trim it); null where the template rewrites it. */
  readonly range: { readonly start: number; readonly end: number } | null;
}

/** Stands for what was typed, to see what a template writes around it. */
const PLACEHOLDER = 'what was typed';

/** Renders a model's chat template; a model without one gets the plain messages, each with a newline. */
export function renderChat(
  info: ModelInfo,
  earlier: readonly ChatMessage[],
  role: ChatMessage['role'],
  typed: string,
): RenderedChat {
  const text = render(info, [...earlier, { role, content: typed }]);
  const around = render(info, [...earlier, { role, content: PLACEHOLDER }]);
  const start = around.lastIndexOf(PLACEHOLDER);
  const end = text.length - (around.length - start - PLACEHOLDER.length);
  const found = start >= 0 && text.slice(0, start) === around.slice(0, start);
  const whole =
    found &&
    typed.includes(text.slice(start, end)) &&
    text.slice(end) === around.slice(start + PLACEHOLDER.length);
  return { text, typed, range: whole ? { start, end } : null };
}

function render(info: ModelInfo, messages: readonly ChatMessage[]): string {
  if (info.chatTemplate === null) return messages.map((message) => `${message.content}\n`).join('');
  try {
    return renderTemplate(info.chatTemplate, {
      messages: messages.map((message) => ({ ...message })),
      add_generation_prompt: true,
      bos_token: info.bosText ?? '',
      eos_token: info.eosText ?? '',
    });
  } catch (error) {
    throw errors.badInput(
      `The chat template of ${quote(info.identity.name)} cannot be rendered: ${quote(messageOf(error), 200).slice(1, -1)}. ` +
        'Use another copy of the model; the template is part of its file.',
    );
  }
}

/**
 * Prompt up to and with the start of thinking.
 * @param startText begins the thinking; not repeated when the template already ends with it
 * @throws WaitpointError `badInput`
 */
export async function buildPrompt(engine: Engine, question: string, startText: string): Promise<Prompt> {
  const chat = renderChat(engine.info, [], 'user', question);
  // What the user typed may end with it too: that begins nothing.
  const afterTyped = chat.text.slice(chat.range?.end ?? 0);
  const opened = startText.trim() !== '' && afterTyped.trimEnd().endsWith(startText.trimEnd());
  const text = opened ? chat.text : chat.text + startText;
  return { text, ids: await tokenizeChat(engine, { ...chat, text }, 0) };
}

/**
 * Ids of a chat from character `from` on, which stands before what was typed; bos in front when `from` is 0.
 * Special tokens are parsed in what the template wrote, never in what the user typed: a question that speaks of
 * `</think>` must not end the thinking. Where it speaks of none, the whole is tokenized at once, so that words
 * merge across its borders as in training.
 * @throws WaitpointError `badInput` for special tokens in a question that the template rewrites
 */
export async function tokenizeChat(
  engine: Engine,
  { text, typed, range }: RenderedChat,
  from: number,
): Promise<TokenId[]> {
  const { bosId, identity } = engine.info;
  const tokenize = async (start: number, end: number): Promise<TokenId[]> =>
    start === end ? [] : engine.tokenize(text.slice(start, end), { special: true, continues: start > 0 });
  const content = range ? text.slice(range.start, range.end) : typed;
  const parsed = await engine.tokenize(content, { special: true, continues: true });
  const plain = await engine.tokenize(content, { special: false, continues: true });
  const holdsNone = parsed.length === plain.length && parsed.every((id, i) => id === plain[i]);
  let ids: TokenId[];
  if (holdsNone) ids = await tokenize(from, text.length);
  else if (range)
    ids = [...(await tokenize(from, range.start)), ...plain, ...(await tokenize(range.end, text.length))];
  else
    throw errors.badInput(
      `The text ${quote(typed)} holds special tokens of ${quote(identity.name)}, whose chat template rewrites it. ` +
        'Take them out.',
    );
  return from === 0 && bosId !== null && ids[0] !== bosId ? [bosId, ...ids] : ids;
}
