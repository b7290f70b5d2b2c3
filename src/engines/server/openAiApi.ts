/**
 * Any server with OpenAI's `/v1/completions` (https://platform.openai.com/docs/api-reference/completions) that tells
 * log-probabilities, with the tokenizer of its model on this machine: what is counted, forced and recorded is in ids,
 * whatever the server shows. What is different from server to server is found out by asking.
 */
import { mixSeed } from '../../core/decode/random';
import type { TokenId } from '../../core/engine';
import type { SamplerSettings } from '../../core/trace/trace';
import type { Connection } from './connection';
import type { LocalTokenizer } from './localTokenizer';
import { contextOf, modelListSchema, picksOf, type CompletionAnswer } from './openAiAnswer';
import { findHabits } from './openAiHabits';
import { OpenAiPicks, SPARE } from './openAiPicks';
import { OpenAiServer, pathTo, type Vocabulary } from './openAiServer';
import { MOST_BIAS, OpenAiTraits, type Setting } from './openAiTraits';
import { parseAnswer } from './parseAnswer';
import type { Prediction, PredictRequest, ServedModel, ServerApi } from './serverApi';
import { tokenizeAsText } from './tokenizeAsText';
import { TokenTexts } from './tokenTexts';

/** Draws of a token until one comes that is not suppressed, where a server knows no bias. */
const MOST_DRAWS = 64;

/** Readings that are remembered: several sequences take turns. */
const MOST_READINGS = 16;

interface Reading {
  readonly connection: Connection;
  readonly ids: readonly TokenId[];
  readonly prediction: Prediction;
}

interface Known {
  readonly server: OpenAiServer;
  readonly traits: OpenAiTraits;
}
type Bare = Pick<PredictRequest, 'ids' | 'signal' | 'tell'>;

export class OpenAiApi implements ServerApi {
  readonly kind = 'OpenAI-compatible server';
  /** What each server was found to tell is checked where it is read. */
  readonly topLogprobs = 0;
  readonly streamsControlTokens = false;
  private readonly servers = new WeakMap<Connection, Promise<Known>>();
  private contextSize = Infinity;
  /** In requests. */
  private servedName = '';
  /** What was read last without any setting: signs are asked for one after the other, and streams go on from there. */
  private readings: Reading[] = [];

  private constructor(
    private readonly vocabulary: Vocabulary,
    private readonly warn: (message: string) => void,
  ) {}

  static async of(tokenizer: LocalTokenizer, warn: (message: string) => void): Promise<OpenAiApi> {
    return new OpenAiApi({ tokenizer, texts: await TokenTexts.of(tokenizer) }, warn);
  }

  async describe(connection: Connection, model: string | null): Promise<ServedModel> {
    const { info } = this.vocabulary.tokenizer;
    const path = pathTo(connection, 'models');
    const told = await connection.jsonIfThere(path);
    const listed = told === null ? [] : parseAnswer(connection, path, modelListSchema, told).data;
    const served = model === null ? listed[0] : listed.find(({ id }) => id === model);
    if (!served && (model === null || listed.length > 0))
      throw connection.fault(
        'refused',
        model === null
          ? 'lists no models. Write #name behind its address.'
          : `does not serve "${model}". It serves: ${listed
              .slice(0, 20)
              .map(({ id }) => id)
              .join(', ')}.`,
      );
    const name = model ?? served?.id ?? '';
    this.servedName = name;
    await this.at(connection);
    this.contextSize = (served && contextOf(served)) ?? info.trainContextSize;
    return {
      // llama-server names a model by the path of its file there.
      name: /\.gguf$/i.test(name) ? name.replace(/^.*[\\/]/, '') : name,
      contextSize: this.contextSize,
      vocabularySize: info.vocabularySize,
      // Of the tokenizer's file, which may be another size of the same family.
      ...{ parameterCount: null, sizeBytes: null, quantization: null },
      chatTemplate: info.chatTemplate,
      ...{ bosText: info.bosText, eosText: info.eosText, bosId: info.bosId },
      endIds: info.endOfGenerationIds,
    };
  }

  tokenize(_: Connection, __: string, text: string, special: boolean): Promise<TokenId[]> {
    const { tokenizer } = this.vocabulary;
    const options = { special, continues: false };
    return special
      ? tokenizer.tokenize(text, options)
      : tokenizeAsText(text, (part) => tokenizer.tokenize(part, options));
  }

  async detokenize(_: Connection, __: string, ids: readonly TokenId[]): Promise<string> {
    return this.vocabulary.texts.textOf(ids);
  }

  async *predict(connection: Connection, request: PredictRequest): AsyncGenerator<Prediction, void, void> {
    const known = await this.at(connection);
    if (request.only !== null) return yield await this.forced(known, request, request.only);
    const settings = await this.settingsOf(known, request.sampler);
    if (request.suppress.length > 0) return yield await this.without(known, request, settings);
    await this.checkPrompt(known, request);
    yield* this.stream(known, request, { ...settings, seed: request.seed });
  }

  async dispose(): Promise<void> {
    await this.vocabulary.tokenizer.dispose();
  }

  private at(connection: Connection): Promise<Known> {
    const there = this.servers.get(connection);
    if (there) return there;
    const found = findHabits(connection, this.servedName, this.vocabulary, this.warn).then((habits) => {
      const server = new OpenAiServer(connection, this.servedName, this.vocabulary, habits);
      return { server, traits: new OpenAiTraits(server) };
    });
    this.servers.set(connection, found);
    found.catch(() => this.servers.delete(connection));
    return found;
  }

  /**
   * Has a prompt counted before it is built on: a stream tells its count behind its last token, and is mostly cut before.
   * What goes on from a prompt that was counted is counted with the next one.
   */
  private async checkPrompt(known: Known, bare: Bare): Promise<void> {
    const { habits, connection } = known.server;
    const isCounted = this.readings.some(
      ({ ids, ...one }) => one.connection === connection && isSame(ids, bare.ids.slice(0, ids.length)),
    );
    if (habits.counts && !isCounted) await this.plain(known, bare);
  }

  private async *stream(
    { server, traits }: Known,
    { maxTokens, sampler, ...bare }: Bare & Pick<PredictRequest, 'maxTokens' | 'sampler'>,
    settings: object,
  ): AsyncGenerator<Prediction, void, void> {
    const { ids } = bare;
    const isRaw = await tellsRaw(traits, sampler);
    const picks = new OpenAiPicks(server, this.vocabulary.tokenizer.info.endOfGenerationIds, isRaw);
    const max_tokens = Math.max(1, Math.min(maxTokens + SPARE, this.contextSize - ids.length));
    let finished = false;
    let left = maxTokens;
    for await (const answer of server.stream(ids, { ...settings, max_tokens }, bare)) {
      const isFirst = picks.count === 0;
      for (const prediction of await picks.take(answer, isFirst ? evaluatedOf(answer, ids) : 1)) {
        yield prediction;
        if (--left === 0 || prediction.ends) return;
      }
      finished ||= answer.choices[0]?.finish_reason != null;
      if (finished) picks.finish(answer);
    }
    if (!finished)
      throw server.connection.fault('broken', 'closed the connection in the middle of an answer.');
  }

  /** What the model says behind `ids`, without any setting; the token itself is of no matter. */
  private async plain({ server, traits }: Known, bare: Bare): Promise<Prediction> {
    const { ids } = bare;
    const { connection } = server;
    const there = this.readings.find((one) => one.connection === connection && isSame(one.ids, ids));
    if (there) return there.prediction;
    const temperature = (await traits.tellsRaw('greedy')) ? 0 : 1;
    const answer = await server.complete(ids, { temperature, max_tokens: 1 }, bare);
    const picks = new OpenAiPicks(server, this.vocabulary.tokenizer.info.endOfGenerationIds, true);
    // A token that ends inside a character may be told without anything; then nothing is known here.
    const [found] = await picks.take(answer, evaluatedOf(answer, ids));
    const unknown = { id: -1, logprob: null, top: [], text: null, ends: false, evaluated: null };
    const prediction = found ?? unknown;
    this.readings = [{ connection, ids: [...ids], prediction }, ...this.readings].slice(0, MOST_READINGS);
    return prediction;
  }

  /** The likeliest of `only`; a probability that is not told, however it is asked for, is null. */
  private async forced(known: Known, bare: Bare, only: readonly TokenId[]): Promise<Prediction> {
    const { id, logprob, top, evaluated } = await this.plain(known, bare);
    const told = [...top, ...(logprob === null ? [] : [{ id, logprob }])].filter((one) =>
      only.includes(one.id),
    );
    const [best] = told.sort((a, b) => b.logprob - a.logprob);
    if (best) return { ...best, top, text: null, ends: false, evaluated };
    const [wanted = -1] = only;
    const read = (await this.biased(known, bare, wanted)) ?? (await this.echoed(known, bare, wanted));
    return { id: wanted, logprob: read, top, text: null, ends: false, evaluated };
  }

  private async biased({ server, traits }: Known, bare: Bare, wanted: TokenId): Promise<number | null> {
    if ((await traits.bias()) !== 'raw') return null;
    const more = { max_tokens: 1, logit_bias: { [String(wanted)]: MOST_BIAS } };
    const { choices } = await server.complete(bare.ids, more, bare);
    const [pick] = choices[0] ? picksOf(choices[0]) : [];
    return pick && this.vocabulary.texts.alternative(pick) === wanted ? pick.logprob : null;
  }

  private async echoed({ server, traits }: Known, bare: Bare, wanted: TokenId): Promise<number | null> {
    if (!(await traits.echoes())) return null;
    const { ids } = bare;
    const { choices } = await server.complete([...ids, wanted], { max_tokens: 1, echo: true }, bare);
    const picks = choices[0] ? picksOf(choices[0]) : [];
    const pick = picks.length === ids.length + 2 ? picks[ids.length] : undefined;
    return pick && this.vocabulary.texts.alternative(pick) === wanted ? pick.logprob : null;
  }

  /** One token that is none of `suppress`. */
  private async without(known: Known, request: PredictRequest, settings: object): Promise<Prediction> {
    const { suppress, sampler, seed } = request;
    const one = { ...request, maxTokens: 1 };
    const isGreedy = sampler.temperature === 0 && sampler.repeatPenalty === 1;
    const plain = await this.plain(known, request);
    // The greedy choice among the others is known.
    const best = isGreedy ? plain.top.find(({ id }) => !suppress.includes(id)) : undefined;
    if (best) return { ...plain, ...best, text: null, ends: false };
    const bias = await known.traits.bias();
    if (bias !== 'ignored') {
      const logit_bias = Object.fromEntries(suppress.map((id) => [String(id), -MOST_BIAS]));
      const picked = await first(this.stream(known, one, { ...settings, seed, logit_bias }));
      if (picked && bias === 'raw') return picked;
      const told = plain.top.find(({ id }) => id === picked?.id);
      if (picked) return { ...picked, logprob: told?.logprob ?? null, top: plain.top };
    }
    // Drawn again until it is another, a token has the distribution that a bias would give it.
    for (let draw = 0; draw < (isGreedy ? 1 : MOST_DRAWS); draw++) {
      const picked = await first(this.stream(known, one, { ...settings, seed: mixSeed(seed, draw) }));
      if (picked && !suppress.includes(picked.id)) return picked;
    }
    throw known.server.connection.fault(
      'refused',
      'keeps to no logit_bias, and picks again and again what may not be picked here. Set a continuation string, or use another server.',
    );
  }

  /** @throws ServerFault naming a setting that it does not keep to */
  private async settingsOf(
    { server, traits }: Known,
    { temperature, topK, topP, minP, repeatPenalty }: SamplerSettings,
  ): Promise<object> {
    const refuse = (setting: string, off: number): never => {
      throw server.connection.fault(
        'refused',
        `does not keep to the setting ${setting}, as a trial showed. Set it to ${off} (off) for this server, or use another one.`,
      );
    };
    const penalty = repeatPenalty === 1 ? null : await traits.penaltyName();
    if (repeatPenalty !== 1 && penalty === null) refuse('repeat penalty', 1);
    const penalties = penalty && { [penalty]: repeatPenalty };
    if (temperature === 0) return { temperature: 0, ...penalties };
    if (topK > 0 && !(await traits.keepsTo('topK'))) refuse('top-k', 0);
    if (minP > 0 && !(await traits.keepsTo('minP'))) refuse('min-p', 0);
    return {
      ...{ temperature, top_p: topP },
      ...(topK > 0 && { top_k: topK }),
      ...(minP > 0 && { min_p: minP }),
      ...penalties,
    };
  }
}

/** Whether what a stream tells with these settings is what the model says. */
async function tellsRaw(traits: OpenAiTraits, sampler: SamplerSettings): Promise<boolean> {
  const { temperature, topK, topP, minP, repeatPenalty } = sampler;
  const penalty = repeatPenalty === 1 ? null : await traits.penaltyName();
  const active: (Setting | null)[] = [
    penalty,
    temperature === 0 ? 'greedy' : temperature === 1 ? null : 'temperature',
    ...(temperature === 0
      ? []
      : [
          topP < 1 ? ('topP' as const) : null,
          topK > 0 ? ('topK' as const) : null,
          minP > 0 ? ('minP' as const) : null,
        ]),
  ];
  for (const setting of active) if (setting && !(await traits.tellsRaw(setting))) return false;
  return true;
}

const isSame = (a: readonly TokenId[], b: readonly TokenId[]): boolean =>
  a.length === b.length && a.every((id, i) => id === b[i]);

/** Tokens of the prompt that were not in the server's cache; null: it does not tell. */
function evaluatedOf({ usage }: CompletionAnswer, ids: readonly TokenId[]): number | null {
  const cached = usage?.prompt_tokens_details?.cached_tokens ?? null;
  return cached === null ? null : ids.length - cached;
}

async function first<T>(all: AsyncGenerator<T, void, void>): Promise<T | null> {
  for await (const one of all) return one;
  return null;
}
