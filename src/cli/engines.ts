/** The engine process of a command: the models it needs, loaded with their progress shown, and ended with it. */
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Engine } from '../core/engine';
import { KeptPrefixEngine } from '../core/keptPrefix';
import { openScorer } from '../core/score/openScorer';
import type { Scorer } from '../core/score/scorer';
import type { ScorerProtocol } from '../core/trace/trace';
import { EngineProcess, type EngineExit, type RemoteEngine } from '../engines/llama/client';
import type { ComputeSettings } from '../protocol/engineProcess';
import type { Interruption } from './interruption';
import type { ModelFile, RunModels } from './models';
import { StatusLine } from './streams';

/** Both lie beside the bundle, in `dist/` and in `models/`. */
const ENGINE_ENTRY = fileURLToPath(new URL('./engineProcess.mjs', import.meta.url));
export const BUNDLED_MODELS = fileURLToPath(new URL('../models/', import.meta.url));

export interface EngineOptions extends ComputeSettings {
  readonly scorerProtocol?: ScorerProtocol;
}

export interface LoadedModels {
  /** Keeps the prefix that its last sequence had. */
  readonly engine: Engine;
  readonly device: string;
  readonly scorer: Scorer | null;
  readonly loadMs: number;
}

export class Engines {
  readonly status = new StatusLine(process.stderr);
  readonly #process = EngineProcess.start({ entry: ENGINE_ENTRY, log: () => {} });

  constructor(
    private readonly options: EngineOptions,
    private readonly models: RunModels,
    private readonly interruption: Interruption,
  ) {}

  /** How the process ended, or null while it runs. */
  get exit(): EngineExit | null {
    return this.#process.exit;
  }

  /** @param leastContext tokens that the run needs at least: a model that holds fewer is not loaded */
  async load(leastContext: number): Promise<LoadedModels> {
    const startedAt = performance.now();
    const remote = await this.#load(this.models.model, leastContext);
    const { scorer: file } = this.models;
    const protocol = this.options.scorerProtocol ?? file?.defaults.scorerProtocol ?? null;
    const scorer = file && (await openScorer(await this.#load(file, 0), protocol));
    this.status.clear();
    for (const note of remote.notes) process.stderr.write(`waitpoint: ${note}\n`);
    const loadMs = Math.round(performance.now() - startedAt);
    return { engine: new KeptPrefixEngine(remote), device: remote.device, scorer, loadMs };
  }

  async dispose(): Promise<void> {
    this.status.clear();
    await this.#process.dispose();
  }

  async #load({ path }: ModelFile, leastContext: number): Promise<RemoteEngine> {
    const { gpu, threads, gpuLayers, flashAttention, kvCache } = this.options;
    const compute = {
      gpu,
      threads,
      ...(gpuLayers !== undefined && { gpuLayers }),
      ...(flashAttention && { flashAttention }),
      ...(kvCache && { kvCache }),
    };
    const show = (progress: number): void =>
      this.status.show(`loading ${basename(path)} ${Math.round(progress * 100)} %`);
    show(0);
    return this.interruption.race(this.#process.load({ path, ...compute, leastContext }, show));
  }
}
