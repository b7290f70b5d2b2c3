/** What models would take here: asked in a process of its own, which a hostile file can cost and no run. */
import { errors } from '../core/errors';
import { l10n } from '../core/l10n';
import type { Need } from '../core/models/fit';
import type { GpuChoice } from '../protocol/engineProcess';

/** What the inspector needs of an engine process. */
export interface InspectingProcess {
  inspect(path: string, gpu: GpuChoice, contextSize: number): Promise<Need>;
  dispose(): Promise<void>;
}

/** Starting a GPU takes seconds, a file less than one. */
const TIMEOUT_MS = 30_000;

export class ModelInspector {
  readonly #known = new Map<string, Promise<Need>>();
  #process: InspectingProcess | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(
    private readonly start: () => InspectingProcess,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  /**
   * One after the other; the process ends with the last.
   * @param version of the file: another one is inspected anew
   * @throws WaitpointError, or what the process says of the file
   */
  inspect(path: string, version: string, gpu: GpuChoice, contextSize: number): Promise<Need> {
    const key = JSON.stringify([path, version, gpu, contextSize]);
    const known = this.#known.get(key);
    if (known) return known;
    this.#waiting++;
    const asked = this.#turn.then(() => this.#ask(path, gpu, contextSize));
    this.#turn = asked
      .catch(() => undefined)
      .then(async () => {
        if (--this.#waiting === 0) await this.dispose();
      });
    // What failed may work later: another process has the GPU, or the file is mended.
    asked.catch(() => this.#known.delete(key));
    this.#known.set(key, asked);
    return asked;
  }

  /** Memory comes and goes. */
  forget(): void {
    this.#known.clear();
  }

  async dispose(): Promise<void> {
    const process = this.#process;
    this.#process = null;
    await process?.dispose();
  }

  async #ask(path: string, gpu: GpuChoice, contextSize: number): Promise<Need> {
    this.#process ??= this.start();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () =>
          reject(errors.engineFailed(l10n.t('What it takes cannot be told: looking at it takes too long.'))),
        this.timeoutMs,
      );
    });
    try {
      return await Promise.race([this.#process.inspect(path, gpu, contextSize), late]);
    } catch (error) {
      // It hangs, or is gone: the next file has a fresh one.
      await this.dispose();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}
