import type {
  CancelSignal,
  GenerateFrame,
  GenerateRequest,
  GenerateResult,
  Sequence,
  TokenId,
} from '../../core/engine';
import { entropyFromTop } from '../../core/decode/entropy';
import { mixSeed } from '../../core/decode/random';
import { errors, quote } from '../../core/errors';
import { generate, type Observation, type TokenSource } from '../../core/generation';
import { ALTERNATIVES } from '../../core/trace/tokenColumns';
import { GREEDY, type SamplerSettings } from '../../core/trace/trace';
import type { Connection } from './connection';
import type { Prediction, PredictRequest } from './serverApi';
import type { ServerModel } from './serverModel';
import { ServerFault } from './serverFault';
import type { Seat } from './serverPool';
import { LONGEST_CHARACTER } from './vocabulary';

/** Breaks in the middle of a stream that one generation goes on from; past that, the server is not well. */
const MOST_BREAKS = 3;

/** Predictions on their way, behind the end of the sequence. */
interface Stream {
  readonly predictions: AsyncGenerator<Prediction, void, void>;
  readonly abort: AbortController;
  readonly connection: Connection;
  /** Tokens of the prompt. */
  readonly sent: number;
  /** What came, to be compared with what its ids spell. */
  readonly ids: TokenId[];
  texts: (string | null)[];
}

/**
 * A path through the context, kept as ids here: each request sends all of them, and the server's prefix cache knows
 * what it has seen. Tokens come as a stream that runs ahead of who takes them, and is cut where they do not go on so.
 */
export class ServerSequence implements Sequence, TokenSource {
  readonly ids: TokenId[] = [];
  /** The first of what it was told: later ones are of the same kind. */
  note: string | null = null;
  private readonly seat: Seat;
  private stream: Stream | null = null;
  private evaluated = 0;
  /** Tokens of it that the server has seen. */
  private seen = 0;
  /** Of the generation that runs. */
  private left = 0;
  private breaks = 0;
  private stopIds: TokenId[] = [];
  private signal: AbortSignal | undefined;

  /** @param size tokens that fit in it */
  constructor(
    private readonly model: ServerModel,
    private readonly size: number,
  ) {
    this.seat = model.pool.seat();
  }

  get length(): number {
    return this.ids.length;
  }

  lastId(): TokenId | undefined {
    return this.ids.at(-1);
  }

  async generate(
    request: GenerateRequest,
    onFrame: (frame: GenerateFrame) => void,
    signal?: CancelSignal,
  ): Promise<GenerateResult> {
    const abort = new AbortController();
    const stop = (): void => abort.abort();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    this.signal = abort.signal;
    this.left = request.maxTokens;
    this.breaks = 0;
    this.stopIds = [...request.stopIds];
    this.evaluated = 0;
    const begun = this.ids.length + request.append.length;
    let framed = 0;
    const count = (frame: GenerateFrame): void => {
      if (frame.provenance === 'model') framed += frame.tokens.id.length;
      onFrame(frame);
    };
    try {
      const own = { ...request, stopIds: this.stopIds };
      const result = await generate(this, own, count, performance, signal);
      await this.cut();
      return { ...result, evaluatedTokens: this.evaluated };
    } catch (error) {
      // What was told stays, whatever comes now: the ids are here.
      this.ids.length = Math.min(this.ids.length, begun + framed);
      if (!abort.signal.aborted || error instanceof ServerFault) throw error;
      return { reason: 'abort', stop: null, evaluatedTokens: this.evaluated };
    } finally {
      signal?.removeEventListener('abort', stop);
      await this.cut(false);
      this.signal = undefined;
    }
  }

  async replay(ids: readonly TokenId[]): Promise<number> {
    return this.evaluate(ids);
  }

  async readLogits(
    append: readonly TokenId[],
    at: readonly number[],
    of: readonly TokenId[],
  ): Promise<{ logits: number[]; evaluatedTokens: number }> {
    const before = this.ids.length;
    this.evaluated = 0;
    await this.evaluate(append);
    const { api, name: model } = this.model;
    if (api.readLogprobs) {
      const from = before + Math.min(...at);
      const asked = { model, ids: [...this.ids], from, of, signal: this.signal };
      const { rows, evaluatedTokens } = await this.seat.ask(
        async (connection) =>
          (await api.readLogprobs?.(connection, asked)) ?? { rows: [], evaluatedTokens: 0 },
      );
      this.seen = this.ids.length;
      const logits = at.flatMap((offset) => rows[before + offset - from] ?? of.map(() => NaN));
      return { logits, evaluatedTokens };
    }
    const logits: number[] = [];
    for (const offset of at) {
      const ids = this.ids.slice(0, before + offset + 1);
      const known = new Map<TokenId, number>();
      const tell = ({ id, logprob, top }: Prediction): void => {
        for (const told of top) known.set(told.id, told.logprob);
        if (logprob !== null) known.set(id, logprob);
      };
      // The likelier of them is told in any case; those that are not among the alternatives are asked for alone.
      tell(await this.one(ids, of));
      for (const id of of) if (!known.has(id)) tell(await this.one(ids, [id]));
      for (const id of of) {
        const logprob = known.get(id);
        if (logprob === undefined) {
          await this.model.vocabulary.learn(of);
          throw errors.engineFailed(
            `${this.model.name} cannot be read as a scorer here: its server tells the probability of ${quote(this.textOf(of))} only where they are among the likeliest tokens. Use llama-server, vLLM or SGLang for scorers.`,
          );
        }
        logits.push(logprob);
      }
    }
    return { logits, evaluatedTokens: this.evaluated };
  }

  async evaluate(ids: readonly TokenId[]): Promise<number> {
    const needed = this.ids.length + ids.length;
    if (needed > this.size) throw errors.contextTooSmall(needed, this.size, 'the tokens so far');
    const goesOn = this.stream !== null && ids.length === 1 && this.stream.ids.at(-1) === ids[0];
    if (!goesOn) await this.cut();
    for (const id of ids) this.ids.push(id);
    // Nothing was sent yet: what the server evaluates, it tells with the next prediction.
    return 0;
  }

  async observe(id: TokenId, back: number): Promise<Observation> {
    const before = this.ids.slice(0, this.ids.length - back);
    return this.described(await this.one(before, [id]), before);
  }

  async pick(sampler: SamplerSettings, suppress: readonly TokenId[]): Promise<Observation | null> {
    let prediction: Prediction;
    try {
      prediction =
        suppress.length > 0
          ? await this.single({ ids: this.ids, sampler, suppress, only: null })
          : await this.next(sampler);
    } catch (error) {
      if (this.signal?.aborted) return null;
      throw error;
    }
    this.left--;
    if (suppress.includes(prediction.id))
      throw errors.engineFailed(`The server picked token ${prediction.id}, which it was told not to.`);
    if (prediction.ends && !this.stopIds.includes(prediction.id)) this.stopIds.push(prediction.id);
    return this.described(prediction, this.ids);
  }

  async truncate(length: number): Promise<void> {
    if (length >= this.ids.length) return;
    await this.cut();
    this.ids.length = length;
    this.seen = Math.min(this.seen, length);
  }

  textOf(ids: readonly TokenId[]): string {
    return this.model.vocabulary.textOf(ids);
  }

  /** Holds the first `length` tokens of `other` from now on. */
  async copyFrom(other: ServerSequence, length: number): Promise<void> {
    await this.cut();
    const ids = other.ids.slice(0, length);
    this.ids.length = 0;
    for (const id of ids) this.ids.push(id);
    this.seen = length;
  }

  async dispose(): Promise<void> {
    await this.cut(false);
    this.seat.release();
  }

  /** The next prediction of the stream, which is begun where there is none, and anew where it broke. */
  private async next(sampler: SamplerSettings): Promise<Prediction> {
    for (;;) {
      const stream = this.stream;
      if (!stream) {
        const begun = await this.begin({
          ids: this.ids,
          sampler,
          suppress: [],
          only: null,
          maxTokens: this.left,
        });
        this.stream = begun.stream;
        return this.take(begun.stream, begun.first);
      }
      try {
        const { value } = await stream.predictions.next();
        if (value) return this.take(stream, value);
        await this.cut();
        throw stream.connection.fault(
          'refused',
          `ended its answer after ${stream.ids.length} tokens, ${this.left} short of what was asked, and not at the end of anything.`,
        );
      } catch (error) {
        await this.cut(false);
        if (!(error instanceof ServerFault) || error.kind === 'refused' || this.signal?.aborted) throw error;
        this.breaks++;
        if (this.breaks >= MOST_BREAKS || error.kind === 'silent') throw error;
        this.seat.leave(error);
      }
    }
  }

  /** One prediction alone. @param only the only ids that may be picked */
  private async one(ids: readonly TokenId[], only: readonly TokenId[]): Promise<Prediction> {
    const prediction = await this.single({ ids, sampler: GREEDY, suppress: [], only });
    if (!only.includes(prediction.id))
      throw errors.engineFailed(
        `The server picked token ${prediction.id}, where only ${only.join(', ')} may come.`,
      );
    return prediction;
  }

  private async single(
    what: Pick<PredictRequest, 'ids' | 'sampler' | 'suppress' | 'only'>,
  ): Promise<Prediction> {
    await this.cut();
    const { stream, first } = await this.begin({ ...what, maxTokens: 1 });
    stream.abort.abort();
    await stream.predictions.return().catch(() => undefined);
    return this.take(stream, first);
  }

  /** Begins a request and waits for its first token: up to there it can be asked again, of another server. */
  private begin(
    what: Pick<PredictRequest, 'ids' | 'sampler' | 'suppress' | 'only' | 'maxTokens'>,
  ): Promise<{ stream: Stream; first: Prediction }> {
    const seed = mixSeed(what.sampler.seed, what.ids.length);
    const { api, name } = this.model;
    const ids = [...what.ids];
    return this.seat.ask(async (connection) => {
      const abort = new AbortController();
      const stop = (): void => abort.abort();
      this.signal?.addEventListener('abort', stop, { once: true });
      if (this.signal?.aborted) stop();
      const predictions = api.predict(connection, {
        ...{ ...what, ids, model: name, seed, stopIds: this.stopIds, signal: abort.signal },
        tell: (note) => (this.note ??= note),
      });
      const { value: first } = await predictions.next();
      if (!first) throw connection.fault('refused', 'predicted no token at all.');
      return { stream: { predictions, abort, connection, sent: ids.length, ids: [], texts: [] }, first };
    }, this.signal);
  }

  private take(stream: Stream, prediction: Prediction): Prediction {
    const { id, evaluated, text, top } = prediction;
    const { vocabularySize, api } = this.model;
    if (!Number.isInteger(id) || id < 0 || id >= vocabularySize)
      throw stream.connection.fault(
        'refused',
        `sent token ${id}, which is not one of the ${vocabularySize} of the vocabulary.`,
      );
    const wanted = Math.min(api.topLogprobs, vocabularySize, ALTERNATIVES);
    if (prediction.logprob !== null && top.length < wanted)
      throw stream.connection.fault(
        'refused',
        `told ${top.length} probabilities for a token where ${api.topLogprobs} were asked for.`,
      );
    // Where it does not tell, what this sequence has not sent before is new to it.
    this.evaluated += evaluated ?? Math.max(1, stream.sent - this.seen);
    this.seen = Math.max(this.seen, stream.sent + stream.ids.length);
    stream.ids.push(id);
    stream.texts.push(text);
    return prediction;
  }

  /** @param before the ids that it follows */
  private async described(
    { id, logprob, top }: Prediction,
    before: readonly TokenId[],
  ): Promise<Observation> {
    const { vocabulary } = this.model;
    const alternatives = top
      .slice(0, ALTERNATIVES)
      .map((one) => ({ id: one.id, prob: probability(one.logprob) }));
    await vocabulary.learn([id, ...alternatives.map((one) => one.id)]);
    await vocabulary.learnEnd([...before.slice(-LONGEST_CHARACTER), id]);
    const probs = top.map((one) => probability(one.logprob));
    return {
      id,
      prob: logprob === null ? null : probability(logprob),
      entropy: probs.length === 0 ? null : entropyFromTop(probs, this.model.vocabularySize),
      alternatives,
    };
  }

  /**
   * Ends the stream. @param check that its ids spell what it said
   * @throws ServerFault when they do not
   */
  private async cut(check = true): Promise<void> {
    const { stream } = this;
    if (!stream) return;
    this.stream = null;
    stream.abort.abort();
    await stream.predictions.return().catch(() => undefined);
    if (check) await this.compare(stream);
  }

  /** Pieces of characters cannot be compared: each side shows them as it likes. */
  private async compare({ ids, texts, connection }: Stream): Promise<void> {
    if (texts.includes(null)) return;
    const said = texts.join('');
    const { streamsControlTokens } = this.model.api;
    // Where every token has a text, the last ones without it wait for those that spell it with them.
    const told = streamsControlTokens ? texts.findLastIndex((text) => text !== '') + 1 : ids.length;
    const spelling = streamsControlTokens ? ids.slice(0, told) : ids.filter((_, i) => texts[i] !== '');
    if (spelling.length === 0) return;
    const spelt = await this.model.api.detokenize(connection, this.model.name, spelling);
    if (said.includes('\uFFFD') || spelt.includes('\uFFFD') || said.trimStart() === spelt.trimStart()) return;
    throw connection.fault(
      'refused',
      `says that its tokens read ${quote(said)}, but its own ids spell ${quote(spelt)}. Nothing can be built on these ids.`,
    );
  }
}

const probability = (logprob: number): number => Math.min(1, Math.exp(logprob));
