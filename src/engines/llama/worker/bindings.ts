/**
 * The native bindings under node-llama-cpp's public classes, as far as Waitpoint drives them itself. They are no
 * public API: the dependency's version is pinned exactly, `checkBindings` fails early, and the engine's contract
 * tests run on every change (docs/decisions.md tells what is won: raw probabilities at full speed).
 */
import type { Llama, LlamaContext, LlamaModel } from 'node-llama-cpp';
import { errors } from '../../../core/errors';

/** Flat pairs: id, value, id, value, … */
type Pairs = readonly number[];

export interface NativeSampler {
  applyConfig(config: {
    temperature?: number;
    topK?: number;
    topP?: number;
    minP?: number;
    seed?: number;
    repeatPenalty?: number;
    repeatPenaltyMaxTokens?: number;
    repeatPenaltyTokens?: Uint32Array;
    tokenBiasKeys?: Uint32Array;
    tokenBiasValues?: Float32Array;
  }): void;
  dispose(): void;
}

/** `[token, probabilities, confidence, logits, totalLogitWeight]` */
export type SampleResult = readonly [
  number,
  Pairs | undefined,
  number | undefined,
  Pairs | undefined,
  number | undefined,
];

export interface NativeContext {
  initBatch(size: number): void;
  /** @returns where the logits of `logitIndexes` will be in the batch */
  addToBatch(
    sequence: number,
    firstPosition: number,
    tokens: Uint32Array,
    logitIndexes: Uint32Array,
  ): Uint32Array;
  decodeBatch(): Promise<void>;
  sampleToken(index: number, sampler: NativeSampler): Promise<number>;
  sampleToken(
    index: number,
    sampler: NativeSampler,
    probabilities: boolean,
    confidence: boolean,
    logits:
      | boolean
      | undefined
      | readonly [tokens: readonly number[], max: boolean, min: boolean, selected: boolean, top: number],
    totalLogitWeight: boolean,
  ): Promise<SampleResult>;
  removeTokenCellsFromSequence(sequence: number, start: number, end: number): boolean;
  disposeSequence(sequence: number): void;
  /** Makes `to` hold what `from` does. @returns the highest position copied */
  copySequenceStateFromOtherSequence(to: number, from: number): Promise<number>;
  setThreads(threads: number): void;
}

interface Internals {
  readonly _ctx: NativeContext;
}

interface ModelInternals {
  readonly _model: object;
}

interface LlamaInternals {
  readonly _bindings: { readonly AddonSampler: new (model: object) => NativeSampler };
}

export function nativeContext(context: LlamaContext): NativeContext {
  return (context as unknown as Internals)._ctx;
}

export function createSampler(llama: Llama, model: LlamaModel): NativeSampler {
  const { AddonSampler } = (llama as unknown as LlamaInternals)._bindings;
  return new AddonSampler((model as unknown as ModelInternals)._model);
}

/** @throws WaitpointError `engineFailed` when the installed library is another one than this was written for */
export function checkBindings(context: LlamaContext): void {
  const native = nativeContext(context) as Partial<NativeContext> | undefined;
  const needed = [
    'initBatch',
    'addToBatch',
    'decodeBatch',
    'sampleToken',
    'copySequenceStateFromOtherSequence',
  ] as const;
  for (const name of needed) {
    if (typeof native?.[name] !== 'function') {
      throw errors.engineFailed(
        `This node-llama-cpp has no ${name}; reinstall Waitpoint's dependencies (npm ci).`,
      );
    }
  }
}
