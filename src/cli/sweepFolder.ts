/** Where `sweep --out` goes: a folder with a trace for every column, each kept as that of a run is. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errors } from '../core/errors';
import type { RunRequest, Trace } from '../core/trace/trace';
import type { TraceEvent } from '../core/trace/traceEvent';
import { reasonOf } from '../files/journalFile';
import { TraceOutput, type Tell } from './traceOutput';

export class SweepFolder {
  readonly #saving = new Map<number, Promise<string | null>>();

  private constructor(private readonly outputs: readonly TraceOutput[]) {}

  /** @throws WaitpointError as `TraceOutput.prepare`, for any of the columns */
  static async prepare(path: string, columns: readonly RunRequest[], tell: Tell): Promise<SweepFolder> {
    if (path === '') throw errors.badInput('--out is empty. Give it the path of a folder.');
    await mkdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      const isFile = error.code === 'EEXIST' || error.code === 'ENOTDIR';
      throw errors.writeFailed(path, isFile ? 'it is a file, not a folder' : reasonOf(error));
    });
    const outputs: TraceOutput[] = [];
    const folder = new SweepFolder(outputs);
    try {
      for (const name of columnNames(columns))
        outputs.push(await TraceOutput.prepare(join(path, `${name}.trace.json`), tell));
    } catch (error) {
      await folder.discard();
      folder.release();
      throw error;
    }
    return folder;
  }

  append(columns: readonly number[], event: TraceEvent): void {
    for (const column of columns) this.outputs[column]?.append(event);
  }

  /** Begins to save a column; the sweep goes on. */
  save(column: number, trace: Trace): void {
    const output = this.outputs[column];
    if (output && !this.#saving.has(column)) this.#saving.set(column, output.save(trace));
  }

  /**
   * Saves what is not saved yet; a column that was not begun leaves whatever stands there.
   * @returns where each column is; null: nowhere
   */
  async finish(traces: readonly Trace[]): Promise<(string | null)[]> {
    for (const [column, trace] of traces.entries()) if (trace.tokens.id.length > 0) this.save(column, trace);
    return Promise.all(
      this.outputs.map(async (output, column) => {
        const saving = this.#saving.get(column);
        if (!saving) await output.discard();
        return (await saving) ?? null;
      }),
    );
  }

  get hasFailed(): boolean {
    return this.outputs.some((output) => output.hasFailed);
  }

  /** Ends without traces: nothing was received. */
  async discard(): Promise<void> {
    await Promise.all(this.outputs.map((output) => output.discard()));
  }

  release(): void {
    for (const output of this.outputs) output.release();
  }
}

/** `max064-waits0`, …; with temperature, seed and the number of the continuation string where columns differ in them. */
export function columnNames(columns: readonly RunRequest[]): string[] {
  const strings = [...new Set(columns.map(({ continuation }) => JSON.stringify(continuation)))];
  const parts: ((request: RunRequest) => string)[] = [
    ({ budget }) => `max${padded(budget.maxThinkingTokens, (one) => one.budget.maxThinkingTokens)}`,
    ({ budget }) => `waits${padded(budget.waits, (one) => one.budget.waits)}`,
    ({ continuation }) => `string${strings.indexOf(JSON.stringify(continuation)) + 1}`,
    ({ sampler }) => `temperature${sampler.temperature}`,
    ({ sampler }) => `seed${padded(sampler.seed, (one) => one.sampler.seed)}`,
  ];
  const [first, second, ...others] = parts;
  const telling = [first, second, ...others.filter((part) => new Set(columns.map(part)).size > 1)];
  return columns.map((request) => telling.map((part) => part?.(request)).join('-'));

  function padded(value: number, of: (request: RunRequest) => number): string {
    const width = Math.max(...columns.map((request) => String(of(request)).length));
    return String(value).padStart(width, '0');
  }
}
