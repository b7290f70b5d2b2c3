/**
 * SGLang's `/tokenize` and `/detokenize` (python/sglang/srt/entrypoints/openai/serving_tokenize.py). Newer versions add
 * special tokens to a text even where they are told not to, and tokenize chats.
 */
import type { TokenId } from '../../core/engine';
import type { Connection } from './connection';
import { learnChatTemplate } from './learnChatTemplate';
import { parseAnswer } from './parseAnswer';
import { detokenizedSchema, tokensSchema } from './sglangSchemas';
import { tokenizeAsText } from './tokenizeAsText';

export class SglangTokenizer {
  /** What is put before every text, told not to or not. */
  private added: readonly TokenId[] = [];

  /**
   * Finds out what is put before texts.
   * @returns the token that a text is to begin with; null: none
   * @throws ServerFault where there is no such tokenizer
   */
  async open(connection: Connection, model: string): Promise<TokenId | null> {
    if ((await connection.jsonIfThere('/tokenize', { body: tokenizing(model, 'a', false) })) === null)
      throw connection.fault(
        'refused',
        'has no /tokenize: its version is too old for prompts of exact ids. Update SGLang.',
      );
    this.added = await this.leading(connection, model, false);
    const [first] = await this.leading(connection, model, true);
    return first ?? null;
  }

  async tokenize(connection: Connection, model: string, text: string, special: boolean): Promise<TokenId[]> {
    const plain = async (part: string): Promise<TokenId[]> => {
      const ids = await this.ids(connection, tokenizing(model, part, false));
      return ids.slice(this.added.every((id, i) => ids[i] === id) ? this.added.length : 0);
    };
    return special ? plain(text) : tokenizeAsText(text, plain);
  }

  /** @param skip leaves out control tokens */
  async spell(connection: Connection, model: string, ids: readonly TokenId[], skip = false): Promise<string> {
    const body = { model, tokens: ids, skip_special_tokens: skip };
    const answer = await connection.json('/detokenize', { body });
    return parseAnswer(connection, '/detokenize', detokenizedSchema, answer).text;
  }

  /** The template, as far as it shows in what it writes; null: the model has none, or the version tokenizes no chats. */
  chatTemplate(connection: Connection, model: string): Promise<string | null> {
    return learnChatTemplate(async (messages) =>
      this.spell(connection, model, await this.ids(connection, { model, messages })),
    );
  }

  /** The control tokens that a text is begun with. */
  private async leading(connection: Connection, model: string, added: boolean): Promise<TokenId[]> {
    const ids = await this.ids(connection, tokenizing(model, 'a', added));
    const found: TokenId[] = [];
    for (const id of ids.slice(0, -1)) {
      if ((await this.spell(connection, model, [id], true)) !== '') break;
      if ((await this.spell(connection, model, [id])) === '') break;
      found.push(id);
    }
    return found;
  }

  private async ids(connection: Connection, body: object): Promise<TokenId[]> {
    return parseAnswer(connection, '/tokenize', tokensSchema, await connection.json('/tokenize', { body }))
      .tokens;
  }
}

const tokenizing = (model: string, prompt: string, added: boolean): object => ({
  model,
  prompt,
  add_special_tokens: added,
});
