/** A model behind HTTP: nothing is loaded here, ids go there and back. */
import type { Engine, ModelInfo, Sequence, SequenceGroup, TokenId, TokenizeOptions } from '../../core/engine';
import { hostOf } from '../../core/serverAddress';
import { PATIENCE, type Patience } from './backOff';
import { Connection, DEFAULT_TIMEOUT_MS } from './connection';
import { detectKind } from './detectKind';
import { endTokens } from './endTokens';
import type { LocalTokenizer } from './localTokenizer';
import { OpenAiApi } from './openAiApi';
import type { ServerApi } from './serverApi';
import { ServerGroup } from './serverGroup';
import type { ServerModel } from './serverModel';
import { ServerPool } from './serverPool';
import { ServerSequence } from './serverSequence';
import { Vocabulary } from './vocabulary';

export interface ServerOptions {
  /** Each with scheme, host, port and prefix; they serve the same model. */
  readonly addresses: readonly string[];
  /** Null: what the server has. */
  readonly model: string | null;
  /** The key of an address; null: none. It is sent there and nowhere else. */
  readonly keyOf: (address: string) => string | null;
  /** Longest silence of a server; default {@link DEFAULT_TIMEOUT_MS}. */
  readonly timeoutMs?: number | undefined;
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void;
  readonly patience?: Patience | undefined;
  /** Opens the tokenizer of the model: the server is then asked by `/v1/completions` alone, whatever it is. Default: none. */
  readonly openTokenizer?: (() => Promise<LocalTokenizer>) | undefined;
}

/** Where no vocabulary is larger: what a server that does not tell its own is taken to have. */
const MOST_VOCABULARY = 262_144;

/**
 * Finds out what serves there, and what it serves.
 * @throws WaitpointError when it cannot be reached, refuses the key, or gives no ids or no probabilities
 */
export async function openServerEngine(options: ServerOptions): Promise<ServerEngine> {
  const { keyOf, timeoutMs = DEFAULT_TIMEOUT_MS, log, patience = PATIENCE } = options;
  const connections = options.addresses.map(
    (address) => new Connection({ address, key: keyOf(address), timeoutMs }),
  );
  const pool = new ServerPool(connections, patience, (fault) =>
    log('warn', `${fault.message} Its work goes to the other servers.`),
  );
  const seat = pool.seat();
  let api: ServerApi | null = null;
  try {
    const tokenizer = await options.openTokenizer?.();
    api = tokenizer
      ? await OpenAiApi.of(tokenizer, (message) => log('warn', message))
      : await seat.ask((connection) => detectKind(connection));
    const found = api;
    const served = await seat.ask((connection) => found.describe(connection, options.model));
    if (served.chatTemplate === null)
      log('warn', `${options.addresses[0]} shows no chat template: questions are sent to it as plain text.`);
    const vocabularySize = served.vocabularySize ?? MOST_VOCABULARY;
    const spell = (ids: readonly TokenId[]): Promise<string> =>
      seat.ask((connection) => found.detokenize(connection, served.name, ids));
    const model: ServerModel = {
      ...{ api: found, pool, vocabularySize },
      name: served.name,
      vocabulary: new Vocabulary(spell),
    };
    const tokenize = (text: string, special: boolean): Promise<TokenId[]> =>
      seat.ask((connection) => found.tokenize(connection, served.name, text, special));
    const info: ModelInfo = {
      identity: {
        name: served.name,
        file: served.name,
        sha256: null,
        sizeBytes: served.sizeBytes,
        architecture: 'unknown',
        quantization: served.quantization ?? 'unknown',
      },
      vocabularySize,
      parameterCount: served.parameterCount,
      trainContextSize: served.contextSize,
      chatTemplate: served.chatTemplate,
      bosText: served.bosText,
      eosText: served.eosText,
      bosId: served.bosId,
      endOfGenerationIds: served.endIds ?? (await endTokens((text) => tokenize(text, true), served.eosText)),
      // The server draws its own numbers, one after the other from where a request begins.
      samplesByPosition: false,
    };
    return new ServerEngine(model, info, tokenize, spell, options.addresses);
  } catch (error) {
    seat.release();
    await api?.dispose?.();
    throw error;
  }
}

export class ServerEngine implements Engine {
  private breakIds: Promise<TokenId[]> | null = null;

  constructor(
    private readonly model: ServerModel,
    readonly info: ModelInfo,
    private readonly idsOf: (text: string, special: boolean) => Promise<TokenId[]>,
    private readonly spell: (ids: readonly TokenId[]) => Promise<string>,
    private readonly addresses: readonly string[],
  ) {
    const { api, name, pool } = model;
    if (!('readHead' in api)) return;
    this.readHead = async (ids, at) => {
      const seat = pool.seat();
      try {
        return await seat.ask(async (connection) => {
          const read = await api.readHead?.(connection, name, ids, at);
          return read ?? { rows: [], evaluatedTokens: 0 };
        });
      } finally {
        seat.release();
      }
    };
  }

  readonly readHead?: NonNullable<Engine['readHead']>;

  get kind(): string {
    return this.model.api.kind;
  }

  /** What evaluates, in words: "llama-server at 127.0.0.1:8080". */
  get device(): string {
    const [first = '', ...others] = this.addresses;
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    return `${this.kind} at ${hostOf(first)}${more}`;
  }

  async tokenize(text: string, { special, continues }: TokenizeOptions): Promise<TokenId[]> {
    if (text === '') return [];
    if (!continues) return this.idsOf(text, special);
    return this.continuing(text, special);
  }

  async detokenize(ids: readonly TokenId[]): Promise<string> {
    return ids.length === 0 ? '' : this.spell(ids);
  }

  async openSequence(contextSize: number): Promise<Sequence> {
    return this.sequence(contextSize);
  }

  async openGroup(contextSize: number, slots: number): Promise<SequenceGroup> {
    return new ServerGroup(Array.from({ length: slots }, () => this.sequence(contextSize)));
  }

  async dispose(): Promise<void> {
    await this.model.api.dispose?.();
  }

  private sequence(contextSize: number): ServerSequence {
    return new ServerSequence(this.model, Math.min(contextSize, this.info.trainContextSize));
  }

  /**
   * Some tokenizers put a space before a text. A line break before it takes that space, and is taken away again where
   * it stands alone.
   */
  private async continuing(text: string, special: boolean): Promise<TokenId[]> {
    const before = await this.lineBreak();
    if (before.length === 0) return this.idsOf(text, special);
    const ids = await this.idsOf(`\n${text}`, special);
    const apart = before.every((id, i) => ids[i] === id);
    return apart ? ids.slice(before.length) : this.idsOf(text, special);
  }

  /** Ids of a line break; none where the tokenizer puts no space before a text. */
  private lineBreak(): Promise<TokenId[]> {
    return (this.breakIds ??= Promise.all(['a', '\na', '\n'].map((text) => this.idsOf(text, false))).then(
      ([alone = [], behind = [], lineBreak = []]) => (alone.at(-1) === behind.at(-1) ? [] : lineBreak),
    ));
  }
}
