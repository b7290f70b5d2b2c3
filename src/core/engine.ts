/**
 * The only way to tokens. An engine owns one loaded model; sequences are its paths through the context.
 * Everything is ids: text goes in through `tokenize` once, and comes out as the exact pieces of each token.
 */
import type { TokenColumns } from './trace/tokenColumns';
import type { ModelIdentity, SamplerSettings, Segmentation } from './trace/trace';

export type TokenId = number;

/** The part of an AbortSignal that the core needs; it runs where there is no DOM. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** What a loaded model is, and what the decode loop must know of its vocabulary. */
export interface ModelInfo {
  readonly identity: ModelIdentity;
  readonly vocabularySize: number;
  /** Weights of the model, for estimates of compute; null: not known. */
  readonly parameterCount: number | null;
  /** Tokens the model was trained to attend to. */
  readonly trainContextSize: number;
  /** Jinja chat template of the model file, if it has one. */
  readonly chatTemplate: string | null;
  /** Text of the begin- and end-of-sequence tokens, as chat templates want them; null where there is none. */
  readonly bosText: string | null;
  readonly eosText: string | null;
  /** Id to put before every prompt, or null when the model wants none. */
  readonly bosId: TokenId | null;
  /** Every id that ends a generation (eos, eot, …). */
  readonly endOfGenerationIds: readonly TokenId[];
  /**
   * Random numbers depend on (seed, token index) alone, so that a sampled run under a smaller budget is a prefix of one
   * under a larger. Greedy runs are that in any case.
   */
  readonly samplesByPosition: boolean;
}

export interface GenerateRequest {
  /** Ids to append before the first prediction: the prompt, or tokens that the budget forces. */
  readonly append: readonly TokenId[];
  /**
   * How many of the last `append` ids to report as tokens (with probability, entropy and alternatives, as the
   * model saw them). 0 for a prompt; all for forced tokens. The first reported one must follow another token.
   */
  readonly report: number;
  /** Most model tokens to generate; 0 evaluates `append` only. Integer ≥ 0. */
  readonly maxTokens: number;
  /** Generation ends when one of these is picked. The picked token is returned, not taken into the sequence. */
  readonly stopIds: readonly TokenId[];
  /** Generation ends when the text of the new tokens contains one of these; its tokens are not taken either. */
  readonly stopTexts: readonly string[];
  /** Never picked as the first generated token (probabilities are still reported undistorted). */
  readonly suppressFirst: readonly TokenId[];
  readonly sampler: SamplerSettings;
  /**
   * Generation ends behind the token that completes a step, which is taken; what was generated beyond it to see that
   * is not. Default: steps end nothing. Frames then come when the step is complete.
   */
  readonly endsStep?: StepEnd | undefined;
}

export interface StepEnd {
  readonly segmentation: Segmentation;
  /** Text of the step that is growing, `append` included where it begins or goes on with a step. */
  readonly begun: string;
}

export type StopReason = 'stop' | 'limit' | 'abort';

export interface GenerateResult {
  /** `stop`: a stop id or text; `limit`: `maxTokens` reached; `step`: a step is complete; `abort`: the signal fired. */
  readonly reason: StopReason | 'step';
  /** The tokens of the stop that was picked and not taken (one id, or the tokens that spell a stop text). */
  readonly stop: TokenColumns | null;
  /** Tokens this call really evaluated in the model (forward passes × batch), for the usage ledger. */
  readonly evaluatedTokens: number;
}

export interface Sequence {
  /** Tokens in the sequence: prompt, forced and generated. */
  readonly length: number;
  /** What whoever reads its tokens must know of how they were evaluated; null, or left out: nothing. */
  readonly note?: string | null;
  /**
   * Appends ids, then generates. Frames arrive about 30 times a second, in order, before the promise settles.
   * Every token in a frame is in the sequence; the stop is not.
   * @throws EngineError with what was seen; tokens already framed stay valid.
   */
  generate(
    request: GenerateRequest,
    onFrame: (frame: GenerateFrame) => void,
    signal?: CancelSignal,
  ): Promise<GenerateResult>;
  /**
   * Appends ids evaluated in the very batches in which a run evaluated them first, so that a greedy run goes
   * on with the same tokens. `batchStarts` are offsets into `ids`, ascending, the first 0.
   * @returns tokens evaluated
   */
  replay(ids: readonly TokenId[], batchStarts: readonly number[], signal?: CancelSignal): Promise<number>;
  /**
   * Appends ids in one pass and reads raw logits: a server's up to a constant for each position, which no softmax sees.
   * @param at offsets into `append`; @param of token ids
   * @returns `at.length × of.length` logits, row by row, and the number of tokens evaluated
   */
  readLogits(
    append: readonly TokenId[],
    at: readonly number[],
    of: readonly TokenId[],
  ): Promise<{ logits: number[]; evaluatedTokens: number }>;
  /**
   * Erases everything from `length` on. Where the next call needs the logits at the new end, an engine may evaluate
   * the last token that stays once more, alone.
   */
  truncate(length: number): Promise<void>;
  dispose(): Promise<void>;
}

/** What one slot of a group generates. */
export interface SlotRequest {
  readonly slot: number;
  readonly request: GenerateRequest;
}

/** Ids that one slot appends, to read raw logits: as `Sequence.readLogits`. */
export interface SlotReading {
  readonly slot: number;
  readonly append: readonly TokenId[];
  readonly at: readonly number[];
  readonly of: readonly TokenId[];
}

/**
 * Several paths of one context, each in a slot of its own, numbered from 0. Their tokens are evaluated together: one
 * batch holds what every slot of a call has next. The same calls give the same tokens; numbers may differ in their last
 * digits from those of a sequence alone, since batches do.
 */
export interface SequenceGroup {
  readonly slots: number;
  /** Makes `to` hold the first `length` tokens of `from`, without evaluating them. */
  copy(from: number, to: number, length: number): Promise<void>;
  /** Erases everything from `length` on. */
  truncate(slot: number, length: number): Promise<void>;
  /**
   * Generates in several slots side by side, each until it ends by itself.
   * @param onFrame as of a sequence, with the index of the request
   * @returns results in the order of the requests
   */
  generate(
    requests: readonly SlotRequest[],
    onFrame: (index: number, frame: GenerateFrame) => void,
    signal?: CancelSignal,
  ): Promise<GenerateResult[]>;
  readLogits(readings: readonly SlotReading[]): Promise<{ logits: number[]; evaluatedTokens: number }[]>;
  dispose(): Promise<void>;
}

/** A run of tokens of one provenance. */
export interface GenerateFrame {
  /** `forced` for the reported part of `append`, `model` for generated tokens. */
  readonly provenance: 'model' | 'forced';
  readonly tokens: TokenColumns;
}

export interface TokenizeOptions {
  /** Parse special tokens such as `<think>`; false keeps them as plain text (what a user typed). */
  readonly special: boolean;
  /** The text goes on after other tokens: tokenizers that put a space before a text must not. */
  readonly continues: boolean;
}

export interface Engine {
  readonly info: ModelInfo;
  /** Ids of `text`; never adds bos. */
  tokenize(text: string, options: TokenizeOptions): Promise<TokenId[]>;
  /** Exact text of ids, special tokens spelled out. */
  detokenize(ids: readonly TokenId[]): Promise<string>;
  /**
   * What the model's head says at tokens, for models that have one in place of a vocabulary; left out: it cannot be read.
   * @param at ascending offsets into `ids`, where the steps end
   * @returns a row of raw values (before any softmax or sigmoid) for each
   */
  readHead?(
    ids: readonly TokenId[],
    at: readonly number[],
  ): Promise<{ rows: number[][]; evaluatedTokens: number }>;
  /** @param contextSize tokens that must fit; @throws EngineError `contextTooLarge` when memory does not allow it. */
  openSequence(contextSize: number): Promise<Sequence>;
  /**
   * @param contextSize tokens that must fit in each slot
   * @param slots paths that are open at once
   * @throws WaitpointError when memory does not allow it
   */
  openGroup(contextSize: number, slots: number): Promise<SequenceGroup>;
  dispose(): Promise<void>;
}
