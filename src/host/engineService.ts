/**
 * The engines of the window: at most one policy and one scorer, kept between runs, evicted when idle. Model files are
 * evaluated by one process, addresses by their servers.
 */
import type { Engine } from '../core/engine';
import { exitMessage, type EngineExit } from '../core/engineExit';
import { asWaitpointError, errors, messageOf } from '../core/errors';
import { KeptPrefixEngine } from '../core/keptPrefix';
import { l10n } from '../core/l10n';
import { isServerAddress } from '../core/serverAddress';
import type { LocalTokenizer } from '../engines/server/localTokenizer';
import { findParts, mustBeWhole } from '../files/readModelFile';
import type { Compute } from '../core/trace/trace';
import type { ComputeSettings, LoadOptions } from '../protocol/engineProcess';
import type { EngineStatus } from '../protocol/webview';
import { Listeners } from './listeners';

/** An engine hears of a stop between two batches; one of a large model on a slow processor takes seconds. */
const STOP_GRACE_MS = 10_000;

export type LoadedEngine = Engine & {
  readonly device: string;
  readonly use?: readonly string[];
  /** Left out: a server evaluates. */
  readonly compute?: Compute | undefined;
};

/** What an engine process loads: its vocabulary can be read, too. */
export type LoadedModel = LoadedEngine & Pick<LocalTokenizer, 'pieces'>;

/** A policy whose last sequence is kept: forks and probes evaluate only what they do not share with it. */
class KeptPolicy extends KeptPrefixEngine implements LoadedEngine {
  readonly #loaded: LoadedEngine;

  constructor(engine: LoadedEngine) {
    super(engine);
    this.#loaded = engine;
  }

  // Asked each time: it may have left its GPU since.
  get device(): string {
    return this.#loaded.device;
  }

  get use(): readonly string[] {
    return this.#loaded.use ?? [];
  }

  get compute(): Compute | undefined {
    return this.#loaded.compute;
  }
}

/** What the service needs of an engine process. */
export interface EngineProcessHandle {
  load(options: LoadOptions, onProgress: (progress: number) => void): Promise<LoadedModel>;
  onExit(listener: (exit: EngineExit) => void): void;
  dispose(): Promise<void>;
}

export interface EngineSettings extends ComputeSettings {
  /** Minutes without a run after which the models leave memory; 0: never. */
  readonly idleMinutes: number;
}

/** Both engines for the length of one run. */
export interface Lease {
  readonly policy: LoadedEngine;
  readonly scorer: LoadedEngine | null;
  /** Milliseconds that loading took; 0 when everything was there. */
  readonly loadMs: number;
  /** Whether somebody else waits for the models: who runs for long gives them back in between. */
  wanted(): boolean;
  /** How the process ended, if it ended under this lease. */
  exit(): EngineExit | null;
  release(): void;
}

interface Loaded {
  /** Its files, their sizes and times, and the settings it was loaded with, or its address: a change loads it anew. */
  readonly key: string;
  readonly engine: LoadedEngine;
}

type Role = 'policy' | 'scorer';

export class EngineService {
  readonly #status = new Listeners<EngineStatus>();
  readonly onStatus = this.#status.event;

  #current: EngineStatus = { state: 'idle' };
  #process: EngineProcessHandle | null = null;
  #loaded: Record<Role, Loaded | null> = { policy: null, scorer: null };
  #lastExit: { of: EngineProcessHandle; exit: EngineExit } | null = null;
  #idleTimer: ReturnType<typeof setTimeout> | null = null;
  /** Settles when the lease or the loading before is over: runs take turns. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Leases that were asked for and not lent yet. */
  #waiting = 0;

  constructor(
    private readonly start: () => EngineProcessHandle,
    private readonly settings: () => EngineSettings,
    /** Opens what an address serves; without it, there are no servers. */
    private readonly openServer: ((address: string) => Promise<LoadedEngine>) | null = null,
    /** Makes sure that there is something to start; throws a WaitpointError where there is not. */
    private readonly prepare: () => Promise<void> = async () => {},
    /** What a server is opened with: where that changes, it is opened anew. */
    private readonly serverKey: (address: string) => string = (address) => address,
  ) {}

  get status(): EngineStatus {
    return this.#current;
  }

  /**
   * Waits for the runs before, loads what is missing, and lends both engines until `release`.
   * @param policyPath a file, or the address of a server
   * @param scorerPath a file, an address, or 'none'
   * @param leastContext tokens the run needs at least: a model that holds fewer is not loaded
   * @returns null when `signal` fired first; what is being loaded then stays loaded
   * @throws WaitpointError what the engine says of the model, or `modelMissing`
   */
  async lend(
    policyPath: string,
    scorerPath: string,
    signal: AbortSignal,
    leastContext = 0,
  ): Promise<Lease | null> {
    const before = this.#turn;
    let release = (): void => {};
    this.#turn = new Promise<void>((resolve) => (release = resolve));
    let leave = (): void => {};
    const aborted = new Promise<null>((resolve) => (leave = () => resolve(null)));
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    this.#waiting++;
    const lent = before.then(() => {
      this.#waiting--;
      return signal.aborted ? null : this.#lease(policyPath, scorerPath, leastContext, release);
    });
    // The turn passes on when nothing was lent, also when the asker has gone meanwhile.
    lent.then(
      (lease) => {
        if (lease && signal.aborted) lease.release();
        else if (!lease) release();
      },
      () => release(),
    );
    try {
      return await Promise.race([lent, aborted]);
    } finally {
      // One signal may ask many times, as for the forks of a resampling.
      signal.removeEventListener('abort', leave);
    }
  }

  /** Loads the vocabulary of a model file, for a server of the same model: it goes with the engine process. */
  async openTokenizer(path: string): Promise<LocalTokenizer> {
    mustBeWhole(await findParts(path));
    if (!this.#process) await this.prepare();
    const process = (this.#process ??= this.#startProcess());
    return process.load({ path, ...this.#compute(), vocabularyOnly: true }, () => {});
  }

  /**
   * Waits for a run that was told to stop. An engine that does not listen any more (a hung GPU) is ended with it after
   * `graceMs`.
   */
  async awaitStop(ended: Promise<void>, graceMs = STOP_GRACE_MS): Promise<void> {
    const timer = setTimeout(() => this.#unloadUnasked(), graceMs);
    await ended;
    clearTimeout(timer);
  }

  /** Ends the process and with it everything loaded. Runs in progress end as interrupted. */
  async unload(): Promise<void> {
    this.#stopIdleTimer();
    const process = this.#process;
    this.#forget();
    this.#set({ state: 'idle' });
    await process?.dispose();
  }

  async dispose(): Promise<void> {
    await this.unload();
    this.#status.dispose();
  }

  async #lease(
    policyPath: string,
    scorerPath: string,
    leastContext: number,
    release: () => void,
  ): Promise<Lease> {
    this.#stopIdleTimer();
    const begun = performance.now();
    let missing = false;
    const load = async (role: Role, path: string, key: string): Promise<LoadedEngine> => {
      const there = this.#loaded[role];
      if (there?.key === key) return there.engine;
      missing = true;
      // The old one goes first: two models may not fit into memory together.
      this.#loaded[role] = null;
      await there?.engine.dispose();
      return this.#load(role, key, path, role === 'policy' ? leastContext : 0);
    };
    try {
      // Of both first: what is not there, or not all of it, is said before a model goes or comes for nothing.
      const policyKey = await this.#keyOf(policyPath);
      const scorerKey = scorerPath === 'none' ? null : await this.#keyOf(scorerPath);
      const policy = await load('policy', policyPath, policyKey);
      const scorer = scorerKey === null ? null : await load('scorer', scorerPath, scorerKey);
      const process = this.#process;
      const loadMs = missing ? performance.now() - begun : 0;
      const naming = () => {
        const { device, use = [], info } = policy;
        return { model: info.identity.name, device, use };
      };
      this.#set({ state: 'running', ...naming() });
      return {
        policy,
        scorer,
        loadMs,
        wanted: () => this.#waiting > 0,
        exit: () => (process && this.#lastExit?.of === process ? this.#lastExit.exit : null),
        release: () => {
          if (this.#process === process) {
            this.#set({ state: 'ready', ...naming() });
            this.#startIdleTimer();
          }
          release();
        },
      };
    } catch (error) {
      const failure = asWaitpointError(error);
      this.#set({ state: 'failed', message: failure.message });
      throw failure;
    }
  }

  async #keyOf(path: string): Promise<string> {
    if (isServerAddress(path)) return this.serverKey(path);
    const compute = this.#compute();
    const parts = await findParts(path);
    mustBeWhole(parts);
    const versions = parts.there.flatMap(({ sizeBytes, changedMs }) => [sizeBytes, changedMs]);
    return [path, ...versions, ...Object.values<string | number>(compute)].join('|');
  }

  #compute(): Required<ComputeSettings> {
    const { gpu, threads, gpuLayers = 'auto', flashAttention = 'auto', kvCache = 'f16' } = this.settings();
    return { gpu, threads, gpuLayers, flashAttention, kvCache };
  }

  async #load(role: Role, key: string, path: string, leastContext: number): Promise<LoadedEngine> {
    if (isServerAddress(path)) return this.#reach(role, key, path);
    if (!this.#process) await this.prepare();
    const process = (this.#process ??= this.#startProcess());
    const what = path.replace(/^.*[\\/]/, '');
    this.#set({ state: 'loading', what, progress: 0 });
    const loaded = await process.load({ path, ...this.#compute(), leastContext }, (progress) => {
      if (this.#process === process) this.#set({ state: 'loading', what, progress });
    });
    const engine = role === 'policy' ? new KeptPolicy(loaded) : loaded;
    if (this.#process === process) this.#loaded[role] = { key, engine };
    return engine;
  }

  /** A server keeps prefixes itself, and there is nothing of it in memory here. */
  async #reach(role: Role, key: string, address: string): Promise<LoadedEngine> {
    if (!this.openServer) throw errors.badInput(l10n.t('Servers cannot be reached from here.'));
    this.#set({ state: 'loading', what: address, progress: 0 });
    const engine = await this.openServer(address);
    this.#loaded[role] = { key, engine };
    return engine;
  }

  #startProcess(): EngineProcessHandle {
    const process = this.start();
    process.onExit((exit) => {
      this.#lastExit = { of: process, exit };
      // An end that was asked for has been forgotten before.
      if (this.#process !== process) return;
      this.#forget();
      this.#set({ state: 'failed', message: exitMessage(exit) });
    });
    return process;
  }

  #forget(): void {
    this.#process = null;
    this.#loaded = { policy: null, scorer: null };
  }

  #startIdleTimer(): void {
    const { idleMinutes } = this.settings();
    if (idleMinutes <= 0) return;
    this.#idleTimer = setTimeout(() => this.#unloadUnasked(), idleMinutes * 60_000);
  }

  #unloadUnasked(): void {
    this.unload().catch((error: unknown) => this.#set({ state: 'failed', message: messageOf(error) }));
  }

  #stopIdleTimer(): void {
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    this.#idleTimer = null;
  }

  #set(status: EngineStatus): void {
    this.#current = status;
    this.#status.fire(status);
  }
}
