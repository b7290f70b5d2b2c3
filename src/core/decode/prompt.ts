/** Turns a question into prompt ids by the model's own chat template. */
import { Template } from '@huggingface/jinja';
import type { Engine, ModelInfo, TokenId } from '../engine';
import { errors, messageOf } from '../errors';

export interface Prompt {
  readonly text: string;
  readonly ids: readonly TokenId[];
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Renders a model's chat template; a model without one gets the plain question and a newline. */
export function renderChat(info: ModelInfo, messages: readonly ChatMessage[]): string {
  if (info.chatTemplate === null) return messages.map((message) => `${message.content}\n`).join('');
  try {
    return new Template(info.chatTemplate).render({
      messages: messages.map((message) => ({ ...message })),
      add_generation_prompt: true,
      bos_token: info.bosText ?? '',
      eos_token: info.eosText ?? '',
    });
  } catch (error) {
    throw errors.badInput(
      `The chat template of ${JSON.stringify(info.identity.name)} cannot be rendered: ${messageOf(error)}.`,
    );
  }
}

/**
 * Prompt up to and with the start of thinking.
 * @param startText begins the thinking; not repeated when the template already ends with it
 */
export async function buildPrompt(engine: Engine, question: string, startText: string): Promise<Prompt> {
  const rendered = renderChat(engine.info, [{ role: 'user', content: question }]);
  const opened = rendered.trimEnd().endsWith(startText.trimEnd()) && startText.trim() !== '';
  const text = opened ? rendered : rendered + startText;
  const ids = await tokenizeAround(engine, text, question, false);
  const { bosId } = engine.info;
  return { text, ids: bosId !== null && ids[0] !== bosId ? [bosId, ...ids] : ids };
}

/**
 * Special tokens are parsed in what the template wrote, never in what the user typed: a question that speaks of
 * `</think>` must not end the thinking. Where the question holds none, the whole is tokenized at once, so that
 * words merge across its borders as in training.
 */
export async function tokenizeAround(
  engine: Engine,
  text: string,
  typed: string,
  continues: boolean,
): Promise<TokenId[]> {
  // Templates may trim what they are given.
  const content = text.includes(typed) ? typed : typed.trim();
  const parsed = await engine.tokenize(content, { special: true, continues: true });
  const plain = await engine.tokenize(content, { special: false, continues: true });
  const at = text.lastIndexOf(content);
  const holdsNone = parsed.length === plain.length && parsed.every((id, i) => id === plain[i]);
  if (at < 0 || holdsNone) return engine.tokenize(text, { special: true, continues });
  const head = text.slice(0, at);
  const tail = text.slice(at + content.length);
  return [
    ...(head === '' ? [] : await engine.tokenize(head, { special: true, continues })),
    ...plain,
    ...(tail === '' ? [] : await engine.tokenize(tail, { special: true, continues: true })),
  ];
}
