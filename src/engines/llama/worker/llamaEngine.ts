import { basename } from 'node:path';
import { GgmlType, type Llama, type LlamaContext, type LlamaModel, type Token } from 'node-llama-cpp';
import type {
  Engine,
  ModelInfo,
  Sequence,
  SequenceGroup,
  TokenId,
  TokenizeOptions,
} from '../../../core/engine';
import { errors, messageOf, WaitpointError } from '../../../core/errors';
import { BATCH_TOKENS } from '../../../core/generation';
import { memoryText } from '../../../core/models/computeText';
import { modelFacts } from '../../../core/models/modelFacts';
import { tokenPieces, type TokenPieces } from '../../../core/models/tokenPieces';
import type { ModelIdentity } from '../../../core/trace/trace';
import type { EngineUse } from '../../../protocol/engineProcess';
import { Batcher } from './batcher';
import { checkBindings, nativeContext } from './bindings';
import {
  contextOptions,
  deviceOf,
  freeMemory,
  isOutOfMemory,
  layersText,
  loadOnDevice,
  missingDevice,
  numericsOf,
  type WantedCompute,
} from './compute';
import { threadsFor } from './devices';
import { Distribution } from './distribution';
import { LlamaGroup } from './llamaGroup';
import { LlamaSequence, type LlamaSlot } from './llamaSequence';
import { checkModelFile, sha256Of, stateOf } from './modelFile';

/** llama.cpp rounds context sizes up to this. */
const CONTEXT_STEP = 256;

export interface LoadModelOptions {
  readonly path: string;
  /** Threads of a decode; 0: chosen by the size of the model. */
  readonly threads: number;
  /** Tokens that a run will need at least; 0: not known. */
  readonly leastContext: number;
  /** Its weights stay where they are: no context can be opened. */
  readonly vocabularyOnly: boolean;
  readonly compute: WantedCompute;
  readonly log: (message: string) => void;
  readonly onProgress: (progress: number) => void;
  /** The last lines llama.cpp logged as errors: its exceptions alone say little. */
  readonly recentErrors: () => string;
  /** Whether llama.cpp chose flash attention for the last context; null: it was told. */
  readonly chosenAttention: () => 'on' | 'off' | null;
}

/** @throws WaitpointError `modelMissing`, `modelInvalid`, `contextTooSmall` */
export async function loadLlamaEngine(llama: Llama, options: LoadModelOptions): Promise<LlamaEngine> {
  const { path } = options;
  const { parts, head } = await checkModelFile(path);
  // A large model takes minutes to load, only to be refused.
  const { trainContext } = modelFacts(head);
  if (trainContext !== null && options.leastContext > trainContext)
    throw errors.contextTooSmall(
      options.leastContext,
      trainContext,
      'thinking and answer alone, without the question',
    );
  const before = await stateOf(parts);
  // Gigabytes would be read for a name that nobody asks for.
  const hash = options.vocabularyOnly ? Promise.resolve(null) : sha256Of(parts);
  hash.catch(() => undefined);
  let loaded: Awaited<ReturnType<typeof loadOnDevice>>;
  try {
    loaded = await loadOnDevice(
      llama,
      { modelPath: path, onLoadProgress: options.onProgress, vocabOnly: options.vocabularyOnly },
      options.compute,
      options.recentErrors,
    );
  } catch (error) {
    if (error instanceof WaitpointError) throw error;
    throw errors.modelInvalid(path, `llama.cpp could not load it (${messageOf(error)})`);
  }
  const { model, fallback } = loaded;
  const { sizeBytes } = before;
  const found = modelInfo(model, { path, sha256: await hash, sizeBytes });
  const numerics = numericsOf(options.compute);
  const info = {
    ...found,
    // llama.cpp does not tell it of a vocabulary alone.
    ...(options.vocabularyOnly && { trainContextSize: trainContext ?? 0 }),
    identity: { ...found.identity, ...(numerics && { numerics }) },
  };
  if ((await stateOf(parts)).stamp !== before.stamp) {
    await model.dispose();
    throw errors.modelInvalid(path, 'it changed while it was loaded, as if it were still being written');
  }
  const threads = threadsFor(options.threads, sizeBytes);
  return new LlamaEngine(llama, model, info, threads, options, fallback);
}

/** A loaded model of llama.cpp. */
export class LlamaEngine implements Engine {
  /** A context that is free to be used again: making one costs more than clearing it. */
  private idle: LlamaContext | null = null;
  private readonly used = new Set<LlamaContext>();
  /** As llama.cpp chose it for the last context; null: it was told, or there was none yet. */
  private attention: 'on' | 'off' | null = null;

  constructor(
    private readonly llama: Llama,
    private model: LlamaModel,
    readonly info: ModelInfo,
    private readonly threads: number,
    private readonly options: LoadModelOptions,
    /** What is other than asked for; null: nothing. */
    private fallback: string | null,
  ) {}

  async use(): Promise<EngineUse> {
    const { wantedGpu, kvCache = 'f16', flashAttention = 'auto' } = this.options.compute;
    const contexts = [...this.used, ...(this.idle ? [this.idle] : [])].map((context) => context.memoryUsage);
    const compute = {
      device: await deviceOf(this.llama, this.model, this.threads),
      gpuLayers: this.model.gpuLayers,
      layers: this.model.fileInsights.totalLayers,
      weights: this.model.memoryUsage,
      context: {
        ram: contexts.reduce((sum, { ram }) => sum + ram, 0),
        vram: contexts.reduce((sum, { vram }) => sum + vram, 0),
      },
      kvCache,
      flashAttention: kvCache === 'f16' ? (this.attention ?? flashAttention) : 'on',
    };
    const missing = await missingDevice(this.llama, wantedGpu);
    return { compute, notes: [this.fallback, missing].filter((note) => note !== null) };
  }

  async tokenize(text: string, { special, continues }: TokenizeOptions): Promise<TokenId[]> {
    return this.model.tokenize(text, special, continues ? 'trimLeadingSpace' : undefined);
  }

  async detokenize(ids: readonly TokenId[]): Promise<string> {
    return this.model.detokenize(ids as Token[], true);
  }

  pieces(): TokenPieces {
    const { tokens, token_type, model } = this.model.fileInfo.metadata.tokenizer.ggml;
    return tokenPieces(tokens, token_type, model);
  }

  async openSequence(contextSize: number): Promise<Sequence> {
    const context = await this.takeContext(roundedUp(contextSize));
    this.used.add(context);
    const [place] = this.slotsOf(context, 1);
    const distribution = this.distributionOf(context);
    return new LlamaSequence(this.model, place as LlamaSlot, distribution, async () => {
      if (!this.used.delete(context)) return;
      distribution.dispose();
      await this.idle?.dispose();
      this.idle = context;
    });
  }

  async openGroup(contextSize: number, slots: number): Promise<SequenceGroup> {
    const context = await this.createContext(roundedUp(contextSize), slots);
    this.used.add(context);
    const distributions: Distribution[] = [];
    const places = this.slotsOf(context, slots);
    const [{ batcher }] = places as [LlamaSlot];
    const sequences = places.map((place) => {
      const distribution = this.distributionOf(context);
      distributions.push(distribution);
      return new LlamaSequence(this.model, place, distribution, async () => undefined);
    });
    return new LlamaGroup(sequences, batcher, async () => {
      this.used.delete(context);
      for (const distribution of distributions) distribution.dispose();
      await context.dispose();
    });
  }

  async dispose(): Promise<void> {
    // Contexts go with their model.
    await this.model.dispose();
  }

  private slotsOf(context: LlamaContext, slots: number): LlamaSlot[] {
    checkBindings(context);
    const native = nativeContext(context);
    native.setThreads(this.threads);
    const batcher = new Batcher(native, context.batchSize);
    return Array.from({ length: slots }, (_, slot) => ({ native, batcher, slot, size: context.contextSize }));
  }

  private distributionOf(context: LlamaContext): Distribution {
    return new Distribution(this.llama, this.model, nativeContext(context), this.info.vocabularySize);
  }

  private async takeContext(size: number): Promise<LlamaContext> {
    const idle = this.idle;
    this.idle = null;
    if (idle && idle.contextSize >= size) {
      nativeContext(idle).disposeSequence(0);
      return idle;
    }
    await idle?.dispose();
    return this.createContext(size, 1);
  }

  /** @throws WaitpointError `engineFailed` where memory does not hold it, with what it needs and what is free */
  private async createContext(size: number, slots: number): Promise<LlamaContext> {
    try {
      return await this.contextOf(size, slots);
    } catch (error) {
      const reason = this.options.recentErrors() || messageOf(error);
      const need = await this.contextNeed(size, slots);
      const { free } = await this.llama.getVramState();
      const isMemory = isOutOfMemory(error, reason) || need.gpuVram > free;
      if (isMemory && (await this.leaveGpu(size * slots))) return this.createContext(size, slots);
      throw await this.noContext(size, slots, isMemory, reason);
    }
  }

  private async contextOf(size: number, slots: number): Promise<LlamaContext> {
    const context = await this.model.createContext(this.contextOptions(size, slots));
    // Lines of the log come by a way of their own, which this turn of the event loop may not have looked at.
    await new Promise((resolve) => setImmediate(resolve));
    this.attention = this.options.chosenAttention();
    return context;
  }

  private contextOptions(size: number, slots: number) {
    return {
      ...contextOptions(this.options.compute),
      contextSize: size,
      sequences: slots,
      batchSize: slots === 1 ? Math.min(BATCH_TOKENS, size) : BATCH_TOKENS,
      threads: this.threads,
      // A cache that holds only the window of sliding attention has lost what stands before a place that a sequence
      // goes back to: it would go on with other numbers, and say nothing.
      swaFullCache: true,
    };
  }

  private contextNeed(size: number, slots: number): Promise<{ cpuRam: number; gpuVram: number }> {
    const { contextSize, sequences, batchSize, swaFullCache, flashAttention } = this.contextOptions(
      size,
      slots,
    );
    const { gpuLayers } = this.model;
    const { kvCache = 'f16' } = this.options.compute;
    const type = { f16: GgmlType.F16, q8_0: GgmlType.Q8_0, q4_0: GgmlType.Q4_0 }[kvCache];
    return this.model.fileInsights.estimateContextResourceRequirementsV2({
      ...{ contextSize, sequences, batchSize, swaFullCache, modelGpuLayers: gpuLayers },
      ...{ kvCacheKeyType: type, kvCacheValueType: type },
      ...(flashAttention !== undefined && { flashAttention }),
    });
  }

  /**
   * Loads the model again with so few layers on the GPU that a context fits beside them, or none. Only where the
   * number of layers was left to the engine, and nobody holds a context of the model that goes.
   * @returns false: it stays as it is
   */
  private async leaveGpu(tokens: number): Promise<boolean> {
    const { path, compute } = this.options;
    const before = this.model.gpuLayers;
    if ((compute.gpuLayers ?? 'auto') !== 'auto' || before === 0 || this.used.size > 0) return false;
    await this.idle?.dispose();
    this.idle = null;
    await this.model.dispose();
    const fewer = { max: before - 1, fitContext: { contextSize: tokens } };
    this.model = await this.llama
      .loadModel({ modelPath: path, gpuLayers: fewer })
      .catch(() => this.llama.loadModel({ modelPath: path, gpuLayers: 0 }));
    this.fallback = `A context of ${tokens} tokens does not fit into the memory of the GPU beside ${before} layers: ${layersText(this.model)}`;
    this.options.log(this.fallback);
    return true;
  }

  private async noContext(size: number, slots: number, isMemory: boolean, reason: string): Promise<Error> {
    const of = slots === 1 ? `a context of ${size} tokens` : `${slots} paths of ${size} tokens each`;
    if (!isMemory) return errors.engineFailed(`llama.cpp could not make ${of} (${reason}).`);
    const { cpuRam, gpuVram } = await this.contextNeed(size, slots);
    const less = slots === 1 ? '' : ', or let fewer paths run at once';
    const fewer = this.model.gpuLayers > 0 ? ', put fewer layers on the GPU' : '';
    return errors.engineFailed(
      `No memory for ${of}: ${memoryText({ ram: cpuRam, vram: gpuVram })} are needed, ${await freeMemory(this.llama)}. ` +
        `Lower the maximum of thinking tokens${less}${fewer}, or take a smaller KV cache (q8_0).`,
    );
  }
}

function roundedUp(contextSize: number): number {
  return Math.ceil(contextSize / CONTEXT_STEP) * CONTEXT_STEP;
}

function modelInfo(
  model: LlamaModel,
  file: { path: string; sha256: string | null; sizeBytes: number },
): ModelInfo {
  const { metadata } = model.fileInfo;
  const { tokens } = model;
  const pieces = metadata.tokenizer.ggml.tokens;
  const identity: ModelIdentity = {
    name: metadata.general.name ?? basename(file.path),
    file: basename(file.path),
    sha256: file.sha256,
    sizeBytes: file.sizeBytes,
    architecture: metadata.general.architecture,
    quantization: model.typeDescription
      .split(' ')
      .slice(2)
      .join(' ')
      .replace(/^mostly /, ''),
  };
  return {
    identity,
    vocabularySize: pieces.length,
    parameterCount: parameterCount(model),
    trainContextSize: model.trainContextSize,
    chatTemplate: metadata.tokenizer.chat_template ?? null,
    bosText: tokens.bosString,
    eosText: tokens.eosString,
    bosId: tokens.shouldPrependBosToken ? tokens.bos : null,
    endOfGenerationIds: [...model.iterateAllTokens()].filter((id) => model.isEogToken(id)),
    samplesByPosition: true,
  };
}

/** Weights of all tensors, those of norms included. */
function parameterCount({ fileInfo }: LlamaModel): number | null {
  const tensors = fileInfo.fullTensorInfo;
  if (!tensors) return null;
  return tensors.reduce(
    (sum, { dimensions }) => sum + dimensions.reduce((product: number, one) => product * Number(one), 1),
    0,
  );
}
