/** The host's side of the engine process: starts it, speaks with it, and notices when it dies. */
import { fork, type ChildProcess } from 'node:child_process';
import { createBirpc, type BirpcReturn } from 'birpc';
import type {
  CancelSignal,
  Engine,
  GenerateFrame,
  GenerateRequest,
  GenerateResult,
  ModelInfo,
  Sequence,
  SequenceGroup,
  SlotReading,
  SlotRequest,
  TokenId,
  TokenizeOptions,
} from '../../core/engine';
import { exitMessage, type EngineExit } from '../../core/engineExit';
import { errors } from '../../core/errors';
import { inEnglish } from '../../core/l10n';
import type { Need } from '../../core/models/fit';
import type { TokenPieces } from '../../core/models/tokenPieces';
import { computeLines } from '../../core/models/computeText';
import type { Compute } from '../../core/trace/trace';
import type {
  EngineClientApi,
  EngineProcessApi,
  EngineUse,
  GpuChoice,
  LoadOptions,
} from '../../protocol/engineProcess';
import { errorsFromPlain, errorsToPlain } from '../../core/rpcErrors';

/** Characters of stderr kept: the end of a crash report, not all of it. */
const STDERR_TAIL = 4000;

export interface EngineProcessOptions {
  /** Path of the bundled engine process (`dist/engineProcess.mjs`). */
  readonly entry: string;
  /** Node to run it with; default: the one that runs this. Under Electron that is the editor, run as Node. */
  readonly execPath?: string | undefined;
  /** Folder of binary packages that were fetched: they go before the packaged ones. */
  readonly packages?: string;
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void;
}

/** A loaded model in the engine process. */
export interface RemoteEngine extends Engine {
  /** What really evaluates, such as "CPU (2 threads)". */
  readonly device: string;
  /** What evaluated and what that took when last a context was opened, for programs. */
  readonly compute: Compute;
  /** The same in words, behind what is other than asked for: a line each. */
  readonly use: readonly string[];
  /** What is other than asked for. */
  readonly notes: readonly string[];
  /** The bytes of every token. */
  pieces(): Promise<TokenPieces>;
}

type Remote = BirpcReturn<EngineProcessApi, EngineClientApi>;

export class EngineProcess {
  private readonly rpc: Remote;
  /** By call; the index is that of a request among several. */
  private readonly frames = new Map<number, (frame: GenerateFrame, index: number) => void>();
  private readonly progress = new Map<string, (progress: number) => void>();
  private readonly exitListeners = new Set<(exit: EngineExit) => void>();
  private stderrTail = '';
  private exited: EngineExit | null = null;
  private lastCall = 0;

  static start(options: EngineProcessOptions): EngineProcess {
    const child = fork(options.entry, [], {
      ...(options.execPath === undefined ? {} : { execPath: options.execPath }),
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', WAITPOINT_ENGINE_PACKAGES: options.packages },
    });
    return new EngineProcess(child, options);
  }

  private constructor(
    private readonly child: ChildProcess,
    options: EngineProcessOptions,
  ) {
    const api: EngineClientApi = {
      frame: (call, frame) => this.frames.get(call)?.(frame, 0),
      slotFrame: (call, index, frame) => this.frames.get(call)?.(frame, index),
      loadProgress: (path, progress) => this.progress.get(path)?.(progress),
      log: options.log,
    };
    this.rpc = createBirpc<EngineProcessApi, EngineClientApi>(api, {
      post: (message: object) => {
        // A dead process rejects what is pending by `onGone`; a message to it is not an error of its own.
        if (child.connected) child.send(message);
      },
      on: (listener) => child.on('message', listener),
      serialize: errorsToPlain,
      deserialize: errorsFromPlain,
      timeout: -1,
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderrTail = (this.stderrTail + text).slice(-STDERR_TAIL);
    });
    child.once('error', (error) => this.onGone(null, null, error.message));
    // `close` comes after stderr has ended, so its last words are in.
    child.once('close', (code, signal) => this.onGone(code, signal, null));
  }

  /** Process id, as long as it runs. */
  get pid(): number | undefined {
    return this.exited ? undefined : this.child.pid;
  }

  /** How the process ended, or null while it runs. */
  get exit(): EngineExit | null {
    return this.exited;
  }

  /** @returns a function that takes the listener away again */
  onExit(listener: (exit: EngineExit) => void): () => void {
    this.exitListeners.add(listener);
    return () => this.exitListeners.delete(listener);
  }

  /** @param onProgress 0..1 */
  async load(options: LoadOptions, onProgress: (progress: number) => void = () => {}): Promise<RemoteEngine> {
    this.progress.set(options.path, onProgress);
    try {
      const { model, info, use } = await this.alive(() => this.rpc.load(options));
      return new RemoteModel(this, model, info, use);
    } finally {
      this.progress.delete(options.path);
    }
  }

  /** What a model would take here; nothing is loaded. */
  inspect(path: string, gpu: GpuChoice, contextSize: number): Promise<Need> {
    return this.alive((rpc) => rpc.inspect(path, gpu, contextSize));
  }

  /** Ends the process; what it was doing is rejected. */
  async dispose(): Promise<void> {
    if (this.exited) return;
    const gone = new Promise<void>((resolve) => this.onExit(() => resolve()));
    this.child.kill('SIGKILL');
    await gone;
  }

  /** Makes a call, and rejects it with how the process ended if it does so first. */
  async alive<T>(call: (rpc: Remote) => Promise<T>): Promise<T> {
    if (this.exited) throw gone(this.exited);
    return call(this.rpc);
  }

  async cancellable<T>(
    signal: CancelSignal | undefined,
    onFrame: (frame: GenerateFrame, index: number) => void,
    call: (rpc: Remote, id: number) => Promise<T>,
  ): Promise<T> {
    const id = ++this.lastCall;
    const abort = (): void => void this.rpc.abort.asEvent(id);
    this.frames.set(id, onFrame);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const result = this.alive((rpc) => call(rpc, id));
      if (signal?.aborted) abort();
      return await result;
    } finally {
      signal?.removeEventListener('abort', abort);
      this.frames.delete(id);
    }
  }

  private onGone(code: number | null, signal: string | null, failure: string | null): void {
    if (this.exited) return;
    this.exited = { code, signal, stderrTail: failure ?? this.stderrTail.trim() };
    this.rpc.$close(gone(this.exited));
    for (const listener of this.exitListeners) listener(this.exited);
  }
}

function gone(exit: EngineExit): Error {
  // A trace keeps it.
  return errors.engineFailed(inEnglish(() => exitMessage(exit)));
}

class RemoteModel implements RemoteEngine {
  constructor(
    private readonly process: EngineProcess,
    private readonly model: number,
    readonly info: ModelInfo,
    private known: EngineUse,
  ) {}

  get compute(): Compute {
    return this.known.compute;
  }

  get device(): string {
    return this.compute.device;
  }

  get notes(): readonly string[] {
    return this.known.notes;
  }

  get use(): readonly string[] {
    return [...this.notes, ...computeLines(this.compute)];
  }

  tokenize(text: string, options: TokenizeOptions): Promise<TokenId[]> {
    return this.process.alive((rpc) => rpc.tokenize(this.model, text, options));
  }

  detokenize(ids: readonly TokenId[]): Promise<string> {
    return this.process.alive((rpc) => rpc.detokenize(this.model, ids));
  }

  pieces(): Promise<TokenPieces> {
    return this.process.alive((rpc) => rpc.pieces(this.model));
  }

  async openSequence(contextSize: number): Promise<Sequence> {
    const handle = await this.process.alive((rpc) => rpc.openSequence(this.model, contextSize));
    this.known = await this.process.alive((rpc) => rpc.use(this.model));
    return new RemoteSequence(this.process, handle);
  }

  async openGroup(contextSize: number, slots: number): Promise<SequenceGroup> {
    const handle = await this.process.alive((rpc) => rpc.openGroup(this.model, contextSize, slots));
    this.known = await this.process.alive((rpc) => rpc.use(this.model));
    return new RemoteGroup(this.process, handle, slots);
  }

  dispose(): Promise<void> {
    return this.process.alive((rpc) => rpc.unload(this.model));
  }
}

class RemoteSequence implements Sequence {
  private tokens = 0;

  constructor(
    private readonly process: EngineProcess,
    private readonly handle: number,
  ) {}

  get length(): number {
    return this.tokens;
  }

  async generate(
    request: GenerateRequest,
    onFrame: (frame: GenerateFrame) => void,
    signal?: CancelSignal,
  ): Promise<GenerateResult> {
    this.tokens += request.append.length;
    const count = (frame: GenerateFrame): void => {
      if (frame.provenance === 'model') this.tokens += frame.tokens.id.length;
      onFrame(frame);
    };
    return this.process.cancellable(signal, count, (rpc, id) => rpc.generate(this.handle, id, request));
  }

  async replay(
    ids: readonly TokenId[],
    batchStarts: readonly number[],
    signal?: CancelSignal,
  ): Promise<number> {
    const evaluated = await this.process.cancellable(
      signal,
      () => {},
      (rpc, id) => rpc.replay(this.handle, id, ids, batchStarts),
    );
    this.tokens += evaluated;
    return evaluated;
  }

  async readLogits(
    append: readonly TokenId[],
    at: readonly number[],
    of: readonly TokenId[],
  ): Promise<{ logits: number[]; evaluatedTokens: number }> {
    const read = await this.process.alive((rpc) => rpc.readLogits(this.handle, append, at, of));
    this.tokens += append.length;
    return read;
  }

  async truncate(length: number): Promise<void> {
    await this.process.alive((rpc) => rpc.truncate(this.handle, length));
    this.tokens = Math.min(this.tokens, length);
  }

  dispose(): Promise<void> {
    return this.process.alive((rpc) => rpc.closeSequence(this.handle));
  }
}

class RemoteGroup implements SequenceGroup {
  constructor(
    private readonly process: EngineProcess,
    private readonly handle: number,
    readonly slots: number,
  ) {}

  copy(from: number, to: number, length: number): Promise<void> {
    return this.process.alive((rpc) => rpc.copySlot(this.handle, from, to, length));
  }

  truncate(slot: number, length: number): Promise<void> {
    return this.process.alive((rpc) => rpc.truncateSlot(this.handle, slot, length));
  }

  generate(
    requests: readonly SlotRequest[],
    onFrame: (index: number, frame: GenerateFrame) => void,
    signal?: CancelSignal,
  ): Promise<GenerateResult[]> {
    return this.process.cancellable(
      signal,
      (frame, index) => onFrame(index, frame),
      (rpc, id) => rpc.generateInSlots(this.handle, id, requests),
    );
  }

  readLogits(readings: readonly SlotReading[]): Promise<{ logits: number[]; evaluatedTokens: number }[]> {
    return this.process.alive((rpc) => rpc.readLogitsInSlots(this.handle, readings));
  }

  dispose(): Promise<void> {
    return this.process.alive((rpc) => rpc.closeGroup(this.handle));
  }
}
