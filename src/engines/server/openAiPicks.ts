/** What a server says of its answer, piece by piece, as predictions with ids. */
import type { TokenId } from '../../core/engine';
import { picksOf, type CompletionAnswer, type ToldPick } from './openAiAnswer';
import type { OpenAiServer } from './openAiServer';
import type { Prediction } from './serverApi';

/** Tokens behind those that are wanted: where the last of those ends inside a character, the next ones tell its bytes. */
export const SPARE = 3;

/**
 * Makes predictions of an answer as it comes. A token of which only U+FFFD is told waits until the text shows the
 * character, and is then what the tokenizer makes of it.
 */
export class OpenAiPicks {
  private waiting: ToldPick[] = [];
  private text = '';
  /** Tokens so far. */
  count = 0;

  /** @param isRaw whether the probabilities are those of the model: others are left out */
  constructor(
    private readonly server: OpenAiServer,
    private readonly endIds: readonly TokenId[],
    private readonly isRaw: boolean,
  ) {}

  /** @throws ServerFault */
  async take(answer: CompletionAnswer, evaluated: number | null): Promise<Prediction[]> {
    const [choice] = answer.choices;
    if (!choice) return [];
    const picks = picksOf(choice);
    for (const pick of picks) this.checkTop(pick);
    if (picks.length === 0 && choice.text !== '' && !choice.text.includes('\uFFFD'))
      throw this.server.connection.fault(
        'refused',
        `told no log-probabilities with ${JSON.stringify(choice.text)}, though asked for ${this.server.habits.top}: its ids are not known without.`,
      );
    this.text += choice.text;
    this.waiting.push(...picks);
    const found = await this.server.known(() => this.settle());
    if (choice.finish_reason === 'stop' && found.at(-1)?.ends !== true) found.push(this.end());
    this.count += found.length;
    return found.map((one, i) => ({ ...one, evaluated: i === 0 ? evaluated : 1 }));
  }

  /** Fails where tokens never showed what they are, or the server counted others than it told. */
  finish({ usage }: CompletionAnswer): void {
    const counted = usage?.completion_tokens;
    // Some count the token that ends an answer, some do not.
    if (counted !== undefined && Math.abs(counted - this.count) > 1 && this.waiting.length === 0)
      throw this.server.connection.fault(
        'refused',
        `counted ${counted} tokens in its answer and told ${this.count}: some are missing, and nothing can be built on the others.`,
      );
  }

  private async settle(): Promise<Omit<Prediction, 'evaluated'>[]> {
    const { texts } = this.server.vocabulary;
    const alone = this.waiting.length === 1 ? this.text : null;
    const each = await Promise.all(this.waiting.map((pick) => texts.idsOf(pick, alone)));
    if (each.includes(null) && !(await this.complete(each))) return [];
    const found = this.waiting.flatMap((pick, i) => this.predictions(pick, each[i] ?? [], alone));
    this.waiting = [];
    this.text = '';
    return found;
  }

  /** Fills in what is not told, once the text shows it. */
  private async complete(each: (TokenId[] | null)[]): Promise<boolean> {
    if (this.text === '' || this.text.endsWith('\uFFFD')) return false;
    const ids = await this.server.vocabulary.texts.tokenize(this.text);
    const fits = ids.length === each.length && each.every((one, i) => one === null || one[0] === ids[i]);
    if (!fits)
      throw this.server.connection.fault(
        'refused',
        `does not tell the bytes of the tokens that spell ${JSON.stringify(this.text)}, nor their ids: which they are cannot be known. Use a server that tells either, such as llama-server or vLLM.`,
      );
    for (const [i, id] of ids.entries()) each[i] = [id];
    return true;
  }

  private predictions(
    pick: ToldPick,
    ids: readonly TokenId[],
    shown: string | null,
  ): Omit<Prediction, 'evaluated'>[] {
    return ids.map((id, i) => {
      // Of a character that is told as one, the probability is that of its last token.
      const isTold = i === ids.length - 1 && this.isRaw;
      return {
        id,
        logprob: isTold ? pick.logprob : null,
        top: isTold ? this.server.topOf(pick) : [],
        text: shown === null || i < ids.length - 1 ? null : shown,
        ends: this.endIds.includes(id),
      };
    });
  }

  /** The end that a server took and did not name: where it told a probability without a text, that is its. */
  private end(): Omit<Prediction, 'evaluated'> {
    const [pick] = this.waiting;
    this.waiting = [];
    this.text = '';
    const id = this.endIds[0] ?? -1;
    return {
      id,
      logprob: (this.isRaw ? pick?.logprob : null) ?? null,
      top: pick && this.isRaw ? this.server.topOf(pick) : [],
      text: null,
      ends: true,
    };
  }

  private checkTop({ top, text }: ToldPick): void {
    const asked = Math.min(this.server.habits.top, 5);
    // Told by text, several halves of characters are one.
    if (top.length >= asked || top.some((one) => one.text.includes('\uFFFD'))) return;
    throw this.server.connection.fault(
      'refused',
      `told ${top.length} probabilities for the token ${JSON.stringify(text)} where ${this.server.habits.top} were asked for.`,
    );
  }
}
