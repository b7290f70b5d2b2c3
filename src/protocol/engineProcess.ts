/** Messages between the host (or the command line) and the engine process, by birpc over Node's IPC. */
import type {
  GenerateFrame,
  GenerateRequest,
  GenerateResult,
  ModelInfo,
  SlotReading,
  SlotRequest,
  TokenId,
  TokenizeOptions,
} from '../core/engine';

import type { Need } from '../core/models/fit';
import type { TokenPieces } from '../core/models/tokenPieces';
import type { Compute } from '../core/trace/trace';

export const GPU_CHOICES = ['auto', 'cuda', 'vulkan', 'metal', 'off'] as const;
export type GpuChoice = (typeof GPU_CHOICES)[number];

/** Types of the numbers that a context keeps for every token. Smaller ones save memory, and change probabilities a little. */
export const KV_CACHE_TYPES = ['f16', 'q8_0', 'q4_0'] as const;
export type KvCacheType = (typeof KV_CACHE_TYPES)[number];

export const FLASH_ATTENTION_CHOICES = ['auto', 'on', 'off'] as const;
export type FlashAttentionChoice = (typeof FLASH_ATTENTION_CHOICES)[number];

/** More than any model has. */
export const MOST_GPU_LAYERS = 1000;

/** What evaluates a model, and how. */
export interface ComputeSettings {
  readonly gpu: GpuChoice;
  /** Threads of a CPU decode; 0: one a core, or a single one for a very small model. */
  readonly threads: number;
  /** Layers of the model that the GPU holds; default `auto`: as many as its memory allows. */
  readonly gpuLayers?: number | 'auto';
  /** Default `auto`: where model and device have it. */
  readonly flashAttention?: FlashAttentionChoice;
  /** Default `f16`. Others need flash attention. */
  readonly kvCache?: KvCacheType;
}

export interface LoadOptions extends ComputeSettings {
  /** Absolute path of a GGUF file. */
  readonly path: string;
  /** The tokens that a run will need at least: refused before anything large is loaded. Default 0. */
  readonly leastContext?: number;
  /** Nothing but its vocabulary: it then makes ids of texts and texts of ids, and evaluates nothing. Default false. */
  readonly vocabularyOnly?: boolean;
}

export interface LoadedModel {
  /** Names the model in later calls. */
  readonly model: number;
  readonly info: ModelInfo;
  readonly use: EngineUse;
}

/** What really evaluates a model, and what that takes now. */
export interface EngineUse {
  readonly compute: Compute;
  /** What is other than asked for, in words: a sentence each. */
  readonly notes: readonly string[];
}

/** Served by the engine process. */
export interface EngineProcessApi {
  load(options: LoadOptions): Promise<LoadedModel>;
  /** What a model would take; nothing is loaded. */
  inspect(path: string, gpu: GpuChoice, contextSize: number): Promise<Need>;
  /** Asked again: contexts come and go, and a model may have moved off its GPU. */
  use(model: number): Promise<EngineUse>;
  unload(model: number): Promise<void>;
  tokenize(model: number, text: string, options: TokenizeOptions): Promise<TokenId[]>;
  detokenize(model: number, ids: readonly TokenId[]): Promise<string>;
  pieces(model: number): Promise<TokenPieces>;
  openSequence(model: number, contextSize: number): Promise<number>;
  closeSequence(sequence: number): Promise<void>;
  /** Frames come by `frame` with the same `call`, all of them before the result. */
  generate(sequence: number, call: number, request: GenerateRequest): Promise<GenerateResult>;
  replay(
    sequence: number,
    call: number,
    ids: readonly TokenId[],
    batchStarts: readonly number[],
  ): Promise<number>;
  abort(call: number): void;
  readLogits(
    sequence: number,
    append: readonly TokenId[],
    at: readonly number[],
    of: readonly TokenId[],
  ): Promise<{ logits: number[]; evaluatedTokens: number }>;
  truncate(sequence: number, length: number): Promise<void>;
  openGroup(model: number, contextSize: number, slots: number): Promise<number>;
  closeGroup(group: number): Promise<void>;
  copySlot(group: number, from: number, to: number, length: number): Promise<void>;
  truncateSlot(group: number, slot: number, length: number): Promise<void>;
  /** Frames come by `slotFrame` with the same `call`, all of them before the result. */
  generateInSlots(group: number, call: number, requests: readonly SlotRequest[]): Promise<GenerateResult[]>;
  readLogitsInSlots(
    group: number,
    readings: readonly SlotReading[],
  ): Promise<{ logits: number[]; evaluatedTokens: number }[]>;
}

/** Served by the client. */
export interface EngineClientApi {
  frame(call: number, frame: GenerateFrame): void;
  slotFrame(call: number, index: number, frame: GenerateFrame): void;
  loadProgress(path: string, progress: number): void;
  log(level: 'info' | 'warn' | 'error', message: string): void;
}
