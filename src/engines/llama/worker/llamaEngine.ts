import { basename } from 'node:path';
import type { Llama, LlamaContext, LlamaModel, Token } from 'node-llama-cpp';
import type {
  Engine,
  ModelInfo,
  Sequence,
  SequenceGroup,
  TokenId,
  TokenizeOptions,
} from '../../../core/engine';
import { errors, messageOf } from '../../../core/errors';
import { BATCH_TOKENS } from '../../../core/generation';
import { modelFacts } from '../../../core/models/modelFacts';
import type { ModelIdentity } from '../../../core/trace/trace';
import { Batcher } from './batcher';
import { checkBindings, nativeContext } from './bindings';
import {
  contextOptions,
  deviceOf,
  freeGpuMemory,
  inWords,
  loadOnDevice,
  numericsOf,
  useOf,
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
  readonly compute: WantedCompute;
  readonly log: (message: string) => void;
  readonly onProgress: (progress: number) => void;
  /** The last lines llama.cpp logged as errors: its exceptions alone say little. */
  readonly recentErrors: () => string;
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
  const hash = sha256Of(parts);
  hash.catch(() => undefined);
  let loaded: Awaited<ReturnType<typeof loadOnDevice>>;
  try {
    loaded = await loadOnDevice(
      llama,
      { modelPath: path, onLoadProgress: options.onProgress },
      options.compute,
    );
  } catch (error) {
    const reason = options.recentErrors() || messageOf(error);
    throw errors.modelInvalid(path, `llama.cpp could not load it (${reason})`);
  }
  const { model, fallback } = loaded;
  const { sizeBytes } = before;
  const found = modelInfo(model, { path, sha256: await hash, sizeBytes });
  const numerics = numericsOf(options.compute);
  const info = { ...found, identity: { ...found.identity, ...(numerics && { numerics }) } };
  if ((await stateOf(parts)).stamp !== before.stamp) {
    await model.dispose();
    throw errors.modelInvalid(path, 'it changed while it was loaded, as if it were still being written');
  }
  const threads = threadsFor(options.threads, sizeBytes);
  return new LlamaEngine(llama, model, info, threads, options.compute, fallback, options.log);
}

/** A loaded model of llama.cpp. */
export class LlamaEngine implements Engine {
  /** A context that is free to be used again: making one costs more than clearing it. */
  private idle: LlamaContext | null = null;
  private readonly used = new Set<LlamaContext>();

  constructor(
    private readonly llama: Llama,
    private readonly model: LlamaModel,
    readonly info: ModelInfo,
    private readonly threads: number,
    private readonly compute: WantedCompute,
    /** What is other than asked for; null: nothing. */
    private readonly fallback: string | null,
    private readonly log: (message: string) => void,
  ) {}

  /** What evaluates and what that takes, in words. */
  async use(): Promise<{ device: string; use: string[]; notes: number }> {
    const { wantedGpu } = this.compute;
    const { use, notes } = await useOf(this.llama, this.model, this.compute, this.fallback);
    const device = await deviceOf(this.llama, this.model, this.threads);
    if (wantedGpu !== 'off') this.log(`${device}. ${use.join('. ')}`);
    return { device, use, notes };
  }

  async tokenize(text: string, { special, continues }: TokenizeOptions): Promise<TokenId[]> {
    return this.model.tokenize(text, special, continues ? 'trimLeadingSpace' : undefined);
  }

  async detokenize(ids: readonly TokenId[]): Promise<string> {
    return this.model.detokenize(ids as Token[], true);
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
    const distributions: Distribution[] = [];
    const places = this.slotsOf(context, slots);
    const [{ batcher }] = places as [LlamaSlot];
    const sequences = places.map((place) => {
      const distribution = this.distributionOf(context);
      distributions.push(distribution);
      return new LlamaSequence(this.model, place, distribution, async () => undefined);
    });
    return new LlamaGroup(sequences, batcher, async () => {
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

  private async createContext(size: number, slots: number): Promise<LlamaContext> {
    try {
      const context = await this.model.createContext({
        ...contextOptions(this.compute),
        contextSize: size,
        sequences: slots,
        batchSize: slots === 1 ? Math.min(BATCH_TOKENS, size) : BATCH_TOKENS,
        threads: this.threads,
        // A cache that holds only the window of sliding attention has lost what stands before a place that a sequence
        // goes back to: it would go on with other numbers, and say nothing.
        swaFullCache: true,
      });
      const { ram, vram } = context.memoryUsage;
      this.log(
        `A context of ${size} tokens × ${slots}: ${inWords(ram)} of memory, ${inWords(vram)} of the GPU’s`,
      );
      return context;
    } catch (error) {
      const of = slots === 1 ? `a context of ${size} tokens` : `${slots} paths of ${size} tokens each`;
      const less = slots === 1 ? '' : ', or let fewer paths run at once';
      const fewer = this.model.gpuLayers > 0 ? ', put fewer layers on the GPU' : '';
      throw errors.engineFailed(
        `No memory for ${of}: ${messageOf(error)}.${await freeGpuMemory(this.llama)} ` +
          `Lower the maximum of thinking tokens${less}${fewer}, or take a smaller KV cache (q8_0).`,
      );
    }
  }
}

function roundedUp(contextSize: number): number {
  return Math.ceil(contextSize / CONTEXT_STEP) * CONTEXT_STEP;
}

function modelInfo(model: LlamaModel, file: { path: string; sha256: string; sizeBytes: number }): ModelInfo {
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
