/** What each kind of server is asked, whatever it calls it. */
import type { TokenId } from '../../core/engine';
import type { SamplerSettings } from '../../core/trace/trace';
import type { Connection } from './connection';

/** What the server knows of its model. */
export interface ServedModel {
  readonly name: string;
  /** Tokens of prompt and answer that one request may hold. */
  readonly contextSize: number;
  readonly vocabularySize: number | null;
  readonly parameterCount: number | null;
  readonly sizeBytes: number | null;
  readonly quantization: string | null;
  readonly chatTemplate: string | null;
  readonly bosText: string | null;
  readonly eosText: string | null;
  readonly bosId: TokenId | null;
  /** Every id that ends a generation; left out: the server does not tell. */
  readonly endIds?: readonly TokenId[];
}

export interface Prediction {
  readonly id: TokenId;
  /** Natural logarithm of the raw probability; null: the server does not tell it for this token. */
  readonly logprob: number | null;
  /** Most probable first. */
  readonly top: readonly { readonly id: TokenId; readonly logprob: number }[];
  /** What the server streamed for it; null where it tells text in other pieces. */
  readonly text: string | null;
  /** It ends the generation, by the server's own list. */
  readonly ends: boolean;
  /** Tokens the server evaluated since the prediction before, this one's position included; null: it does not tell. */
  readonly evaluated: number | null;
}

export interface PredictRequest {
  readonly model: string;
  readonly ids: readonly TokenId[];
  /** ≥ 1 */
  readonly maxTokens: number;
  readonly sampler: SamplerSettings;
  /** 32 bits. */
  readonly seed: number;
  /** Not to be picked; only with `maxTokens` 1. */
  readonly suppress: readonly TokenId[];
  /** The only ones that may be picked; null: all. Only with `maxTokens` 1. */
  readonly only: readonly TokenId[] | null;
  readonly stopIds: readonly TokenId[];
  readonly signal: AbortSignal;
  /** Told what the reader of a trace must know of how its prompts are evaluated. */
  readonly tell: (note: string) => void;
}

export interface LogprobRequest {
  readonly model: string;
  readonly ids: readonly TokenId[];
  readonly from: number;
  readonly of: readonly TokenId[];
  readonly signal: AbortSignal | undefined;
}

export interface LogprobReading {
  /** One for each token from `from` on, in the order of `of`. */
  readonly rows: readonly (readonly number[])[];
  readonly evaluatedTokens: number;
}

export interface ServerApi {
  /** As it calls itself: "llama-server". */
  readonly kind: string;
  /** Alternatives that are asked for with each token. */
  readonly topLogprobs: number;
  /** Whether control tokens have a text in its streams. */
  readonly streamsControlTokens: boolean;
  describe(connection: Connection, model: string | null): Promise<ServedModel>;
  tokenize(connection: Connection, model: string, text: string, special: boolean): Promise<TokenId[]>;
  detokenize(connection: Connection, model: string, ids: readonly TokenId[]): Promise<string>;
  /**
   * Predicts token by token, as they come; less than `maxTokens` only behind one that `ends`, or a stop id.
   * @throws ServerFault, also when what comes is not what was asked for
   */
  predict(connection: Connection, request: PredictRequest): AsyncGenerator<Prediction, void, void>;

  /**
   * Natural logarithms of the raw probabilities that `of` have behind each token of the prompt from `from` on, by one
   * request; left out: this kind of server tells them behind a whole prompt alone.
   */
  readLogprobs?(connection: Connection, request: LogprobRequest): Promise<LogprobReading>;

  /** Raw values of the model's head at tokens; left out: this kind of server does not read heads. */
  readHead?(
    connection: Connection,
    model: string,
    ids: readonly TokenId[],
    at: readonly number[],
  ): Promise<{ rows: number[][]; evaluatedTokens: number }>;

  /** Lets go of what it holds on this machine; left out: nothing. */
  dispose?(): Promise<void>;
}
