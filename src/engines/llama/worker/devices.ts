import { getLlama, getLlamaGpuTypes, LlamaLogLevel, type Llama } from 'node-llama-cpp';
import { cpus } from 'node:os';
import { errors, messageOf } from '../../../core/errors';
import type { GpuChoice } from '../../../protocol/engineProcess';

/** Error lines of llama.cpp kept to explain what its exceptions do not say. */
const KEPT_LINES = 6;

/** Of llama.cpp's `resolve_fused_ops`, which logs it while a context is made. */
const ATTENTION_CHOICE = /\bFlash Attention (enabled|not supported)/;

type Log = (level: 'info' | 'warn' | 'error', message: string) => void;

/** Starts llama.cpp once for each choice of GPU. Never builds, never downloads. */
export class Devices {
  private readonly started = new Map<GpuChoice, Promise<Llama>>();
  private errorLines: string[] = [];
  private attention: 'on' | 'off' | null = null;

  constructor(private readonly log: Log) {}

  /** Takes the error lines logged since the last call. */
  takeErrors(): string {
    const lines = this.errorLines.join('; ');
    this.errorLines = [];
    return lines;
  }

  /** What llama.cpp said of flash attention since the last call, where it chose by itself; null: nothing. */
  takeFlashAttention(): 'on' | 'off' | null {
    const { attention } = this;
    this.attention = null;
    return attention;
  }

  /** @throws WaitpointError `gpuUnavailable` naming what is there */
  async llama(gpu: GpuChoice): Promise<Llama> {
    const known = this.started.get(gpu);
    if (known) return known;
    const starting = this.start(gpu);
    this.started.set(gpu, starting);
    // A choice that failed may work after a driver was installed: ask again next time.
    starting.catch(() => this.started.delete(gpu));
    return starting;
  }

  private async start(gpu: GpuChoice): Promise<Llama> {
    if (gpu !== 'auto' && gpu !== 'off') {
      const supported = (await getLlamaGpuTypes('supported')).filter((type) => type !== false);
      if (!supported.includes(gpu)) throw errors.gpuUnavailable(gpu, supported);
    }
    try {
      return await getLlama({
        gpu: gpu === 'off' ? false : gpu,
        build: 'never',
        skipDownload: true,
        maxThreads: 0,
        // Its choice of flash attention is told nowhere else.
        logLevel: LlamaLogLevel.info,
        logger: (level, message) => this.onLog(level, message.trim()),
      });
    } catch (error) {
      throw gpu === 'auto' || gpu === 'off'
        ? errors.engineFailed(`llama.cpp does not start on this machine: ${messageOf(error)}`)
        : errors.gpuUnavailable(gpu, []);
    }
  }

  private onLog(level: LlamaLogLevel, message: string): void {
    const [, chosen] = ATTENTION_CHOICE.exec(message) ?? [];
    if (chosen !== undefined) this.attention = chosen === 'enabled' ? 'on' : 'off';
    const isError = level === LlamaLogLevel.error || level === LlamaLogLevel.fatal;
    if (isError) this.errorLines = [...this.errorLines, message].slice(-KEPT_LINES);
    if (isError || level === LlamaLogLevel.warn) this.log(isError ? 'error' : 'warn', message);
  }
}

/**
 * Below this many bytes a model is evaluated on one thread: its matrices are so small that threads spend their
 * time waiting for each other (on two busy cores, the bundled model took 56 s with two threads and 0.5 s with one).
 */
const ONE_THREAD_BYTES = 64 * 1024 * 1024;

/** Threads for a decode. @param wanted 0: one a core, or one in all for a very small model */
export function threadsFor(wanted: number, modelBytes: number): number {
  if (wanted > 0) return wanted;
  return modelBytes < ONE_THREAD_BYTES ? 1 : Math.max(1, cpus().length);
}
