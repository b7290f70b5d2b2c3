/**
 * One OpenAI-compatible server, asked for completions: its prompts, as ids or as text, and what it says of tokens.
 * Nothing is known of such a server beforehand; what it takes is found out with a sample (openAiHabits.ts).
 */
import type { TokenId } from '../../core/engine';
import { quote } from '../../core/errors';
import type { Connection } from './connection';
import type { LocalTokenizer } from './localTokenizer';
import { completionSchema, type CompletionAnswer, type ToldPick } from './openAiAnswer';
import { parseAnswer } from './parseAnswer';
import { UnknownToken, type TokenTexts } from './tokenTexts';

/** What was found out of a server when it was first asked. */
export interface Habits {
  readonly takesIds: boolean;
  /** It puts the beginning-of-sequence token before a text itself. */
  readonly addsBos: boolean;
  /** It says how many tokens a prompt has. */
  readonly counts: boolean;
  /** Alternatives it tells for a token. */
  readonly top: number;
  /** Settings that are in no specification, off: it answers to them, whether it keeps to them or not. */
  readonly off: object;
}

export interface Vocabulary {
  readonly tokenizer: LocalTokenizer;
  readonly texts: TokenTexts;
}

/** Who asks. */
export interface Listening {
  readonly signal?: AbortSignal | undefined;
  /** Told what must be known of how a prompt is read. */
  readonly tell?: ((note: string) => void) | undefined;
}

/** A prompt as it is sent. */
export interface SentPrompt {
  readonly prompt: string | readonly TokenId[];
  /** Tokens that the server must count. */
  readonly tokens: number;
}

export class OpenAiServer {
  constructor(
    readonly connection: Connection,
    readonly model: string,
    readonly vocabulary: Vocabulary,
    readonly habits: Habits,
  ) {}

  /** The answer to a request without a stream. */
  async complete(
    ids: readonly TokenId[],
    more: object,
    { signal, tell }: Listening = {},
  ): Promise<CompletionAnswer> {
    const { prompt, tokens } = await this.promptOf(ids, tell);
    const body = { ...this.settings(), prompt, ...more };
    const answer = await ask(this.connection, body, signal);
    this.checkPrompt(answer, tokens);
    return answer;
  }

  /** The answer to a request, piece by piece. */
  async *stream(
    ids: readonly TokenId[],
    more: object,
    { signal, tell }: Listening,
  ): AsyncGenerator<CompletionAnswer, void, void> {
    const { prompt, tokens } = await this.promptOf(ids, tell);
    const body = {
      ...this.settings(),
      ...{ prompt, stream: true, stream_options: { include_usage: true } },
      ...more,
    };
    const path = pathTo(this.connection, 'completions');
    for await (const raw of this.connection.events(path, { body, signal })) {
      const answer = parseAnswer(this.connection, path, completionSchema, raw);
      this.checkPrompt(answer, tokens);
      yield answer;
    }
  }

  /** Alternatives of a token as ids, most probable first; those whose bytes are not told are left out. */
  topOf({ top }: ToldPick): { id: TokenId; logprob: number }[] {
    const told = top.flatMap((one) => {
      const id = this.vocabulary.texts.alternative(one);
      return id === null ? [] : [{ id, logprob: one.logprob }];
    });
    return told.sort((a, b) => b.logprob - a.logprob).slice(0, this.habits.top);
  }

  /** Does `work`, in which an unknown token is a fault of the server or of the tokenizer's file. */
  async known<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UnknownToken)) throw error;
      const { file } = this.vocabulary.tokenizer.info.identity;
      throw this.connection.fault(
        'refused',
        `says ${error.message}, and the vocabulary in ${file} has none such: it is not the tokenizer of this model. Name a GGUF file of the same model.`,
      );
    }
  }

  private settings(): object {
    return { model: this.model, logprobs: this.habits.top, ...NEUTRAL, ...this.habits.off };
  }

  private async promptOf(ids: readonly TokenId[], tell: Listening['tell']): Promise<SentPrompt> {
    if (this.habits.takesIds) return { prompt: ids, tokens: ids.length };
    const { tokenizer, texts } = this.vocabulary;
    const bos = this.habits.addsBos && ids[0] === tokenizer.info.bosId ? 1 : 0;
    const sent = ids.slice(bos);
    const text = texts.textOf(sent);
    if (!Buffer.from(text).equals(texts.bytesOf(sent)))
      throw this.connection.fault(
        'refused',
        'takes no ids, and these tokens end inside a character: no text says the same. Choose other continuation strings, or a server that takes ids.',
      );
    // A tokenizer that puts a space before every text makes the first one itself.
    const spellings = text.startsWith(' ') ? [text, text.slice(1)] : [text];
    const read = await Promise.all(spellings.map((one) => tokenizer.tokenize(one, READ_BY_SERVER)));
    for (const [i, one] of read.entries())
      if (sameIds(one, sent)) return { prompt: spellings[i] ?? text, tokens: ids.length };
    tell?.(this.noteOn(read[0] ?? [], sent));
    return { prompt: text, tokens: (read[0]?.length ?? 0) + bos };
  }

  private checkPrompt({ usage }: CompletionAnswer, tokens: number): void {
    if (!usage || usage.prompt_tokens === tokens) return;
    throw this.connection.fault(
      'refused',
      `read a prompt of ${usage.prompt_tokens} tokens where ${tokens} were sent: it cuts prompts, or ${this.vocabulary.tokenizer.info.identity.file} is not the tokenizer of its model.`,
    );
  }

  private noteOn(read: readonly TokenId[], sent: readonly TokenId[]): string {
    const at = sent.findIndex((id, i) => read[i] !== id);
    const around = quote(this.vocabulary.texts.textOf(sent.slice(at, at + 4)));
    return `The server ${this.connection.address} takes text in place of ids, and reads that of this run in other tokens than it was made of, from token ${at + 1} (${around}) of prompt and answer on. The text is the same; probabilities behind it may differ from those of a server that takes ids.`;
  }
}

/** Nothing of what a server or a model has for defaults decides anything. */
export const NEUTRAL = { n: 1, temperature: 0, top_p: 1, presence_penalty: 0, frequency_penalty: 0 } as const;

const READ_BY_SERVER = { special: true, continues: false } as const;

/** Addresses are given with `/v1` as often as without. */
export function pathTo({ address }: Connection, what: string): string {
  return `${/\/v\d+$/.test(address) ? '' : '/v1'}/${what}`;
}

export async function ask(
  connection: Connection,
  body: object,
  signal?: AbortSignal,
): Promise<CompletionAnswer> {
  const path = pathTo(connection, 'completions');
  return parseAnswer(connection, path, completionSchema, await connection.json(path, { body, signal }));
}

const sameIds = (a: readonly TokenId[], b: readonly TokenId[]): boolean =>
  a.length === b.length && a.every((id, i) => id === b[i]);
