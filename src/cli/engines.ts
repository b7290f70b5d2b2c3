/** The engines of a command: a process for model files, servers for addresses; loading is shown, and ended with it. */
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Engine } from '../core/engine';
import { KeptPrefixEngine } from '../core/keptPrefix';
import { openScorer } from '../core/score/openScorer';
import type { Scorer } from '../core/score/scorer';
import type { Compute, ScorerProtocol } from '../core/trace/trace';
import { isServerAddress } from '../core/serverAddress';
import { EngineProcess, type RemoteEngine } from '../engines/llama/client';
import type { EngineExit } from '../core/engineExit';
import type { ComputeSettings } from '../protocol/engineProcess';
import type { Interruption } from './interruption';
import type { ModelFile, RunModels } from './models';
import { openServer } from './servers';
import { StatusLine } from './streams';

/** Both lie beside the bundle, in `dist/` and in `models/`. */
export const ENGINE_ENTRY = fileURLToPath(new URL('./engineProcess.mjs', import.meta.url));
export const BUNDLED_MODELS = fileURLToPath(new URL('../models/', import.meta.url));

export interface EngineOptions extends ComputeSettings {
  readonly scorerProtocol?: ScorerProtocol;
  /** Seconds of silence after which a server is given up. */
  readonly serverTimeout: number;
}

/** Of a model file, or of a server, which has no notes. */
type OpenedEngine = Engine & {
  readonly device: string;
  readonly notes?: readonly string[];
  readonly compute?: Compute;
};

export interface LoadedModels {
  /** Keeps the prefix that its last sequence had. */
  readonly engine: Engine;
  readonly device: string;
  readonly scorer: Scorer | null;
  readonly loadMs: number;
}

export class Engines {
  readonly status = new StatusLine(process.stderr);
  /** Null: no model is loaded on this machine, nor a tokenizer of one. */
  #process: EngineProcess | null = null;
  #policy: OpenedEngine | null = null;
  /** Of its notes, how many were told. */
  #told = 0;

  constructor(
    private readonly options: EngineOptions,
    private readonly models: RunModels,
    private readonly interruption: Interruption,
  ) {}

  /** How the process ended, or null while it runs. */
  get exit(): EngineExit | null {
    return this.#process?.exit ?? null;
  }

  /** @param leastContext tokens that the run needs at least: a model that holds fewer is not loaded */
  async load(leastContext: number): Promise<LoadedModels> {
    const startedAt = performance.now();
    const policy = await this.#load(this.models.model, leastContext);
    const { scorer: file } = this.models;
    const protocol = this.options.scorerProtocol ?? file?.defaults.scorerProtocol ?? null;
    const scorer = file && (await openScorer(await this.#load(file, 0), protocol));
    this.status.clear();
    this.#policy = policy;
    this.compute();
    const loadMs = Math.round(performance.now() - startedAt);
    // A server keeps prefixes itself.
    const engine = isServerAddress(this.models.model.path) ? policy : new KeptPrefixEngine(policy);
    return { engine, device: policy.device, scorer, loadMs };
  }

  /** What evaluates the policy and what that takes, once models are loaded; undefined: a server does. Tells new notes. */
  compute(): Compute | undefined {
    const notes = this.#policy?.notes ?? [];
    for (const note of notes.slice(this.#told)) process.stderr.write(`waitpoint: ${note}\n`);
    this.#told = notes.length;
    return this.#policy?.compute;
  }

  async dispose(): Promise<void> {
    this.status.clear();
    await this.#process?.dispose();
  }

  async #load({ path, tokenizer }: ModelFile, leastContext: number): Promise<OpenedEngine> {
    if (isServerAddress(path)) {
      this.status.show(`asking ${path}`);
      const { serverTimeout } = this.options;
      const openTokenizer = tokenizer === null ? undefined : () => this.#evaluate(tokenizer, true);
      return this.interruption.race(openServer(path, serverTimeout, this.status, openTokenizer));
    }
    return this.interruption.race(this.#evaluate(path, false, leastContext));
  }

  #evaluate(path: string, vocabularyOnly: boolean, leastContext = 0): Promise<RemoteEngine> {
    const { gpu, threads, gpuLayers, flashAttention, kvCache } = this.options;
    const compute = {
      ...{ gpu, threads },
      ...(gpuLayers !== undefined && { gpuLayers }),
      ...(flashAttention && { flashAttention }),
      ...(kvCache && { kvCache }),
    };
    const engines = (this.#process ??= EngineProcess.start({ entry: ENGINE_ENTRY, log: () => {} }));
    const show = (progress: number): void =>
      this.status.show(`loading ${basename(path)} ${Math.round(progress * 100)} %`);
    show(0);
    return engines.load({ path, ...compute, leastContext, vocabularyOnly }, show);
  }
}
