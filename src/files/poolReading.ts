/** One pass over a pool: signals of all rows, where they stand, and their questions at hand. */
import { stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { CurationConfig } from '../core/curate/curationConfig';
import { Growing } from '../core/curate/growing';
import type { ShownBy } from '../core/curate/outcome';
import { FLAG } from '../core/curate/poolSignals';
import { SignalReader, type ReadRow } from '../core/curate/signalReader';
import type { ReadingProgress } from '../core/curate/shownCuration';
import type { ByteSpan } from '../core/formats/rowBuffer';
import { errors, quote } from '../core/errors';
import type { OpenedTools } from './curationTools';
import { reasonOf } from './journalFile';
import { readPoolFile, readPoolLine, type PoolFile, type PoolLine } from './pool';
import { PoolPlaces } from './poolPlaces';
import { RowSpool } from './rowSpool';

/** Whoever asks this thread for something waits no longer. */
const MOST_BUSY_MS = 20;

/** As it is kept: a problem, or a question with what else of its row shows a reason. */
type Spooled =
  | readonly [problem: string]
  | readonly [
      question: string,
      id: string | null,
      nullField: string | null,
      trace: string | null,
      answer: string | null,
    ];

export class PoolReading {
  readonly places = new PoolPlaces();
  readonly reader: SignalReader;
  /** Read to its end. */
  isDone = false;
  readonly #abort = new AbortController();
  readonly #spans = { start: new Growing(float64), length: new Growing(float64) };
  readonly #stamps: string[] = [];
  #bytes = 0;
  #totalBytes = 0;
  #spoolClosed: Promise<void> | null = null;

  private constructor(
    readonly files: readonly PoolFile[],
    readonly opened: OpenedTools,
    readonly config: CurationConfig,
    readonly spool: RowSpool,
  ) {
    this.reader = new SignalReader(config, opened.tools, 'all');
  }

  /** @throws WaitpointError `badInput`, `writeFailed` */
  static async open(
    files: readonly PoolFile[],
    opened: OpenedTools,
    config: CurationConfig,
  ): Promise<PoolReading> {
    const stamps = await Promise.all(files.map(({ path }) => stampOf(path)));
    const reading = new PoolReading(files, opened, config, await RowSpool.open());
    for (const { size, stamp } of stamps) {
      reading.#stamps.push(stamp);
      reading.#totalBytes += size;
    }
    return reading;
  }

  get rows(): number {
    return this.reader.signals.rows;
  }

  get progress(): ReadingProgress {
    return { rows: this.rows, bytes: this.#bytes, totalBytes: this.#totalBytes };
  }

  /** @param between called often, and waited for @throws WaitpointError `badInput`; AbortError after `stop` */
  async run(between: () => void): Promise<void> {
    const { signal } = this.#abort;
    let resumedAt = performance.now();
    let before = 0;
    for (const file of this.files) {
      this.places.begin(file.name);
      for await (const line of readPoolFile(file, ({ bytes }) => (before += bytes), signal)) {
        signal.throwIfAborted();
        await this.#add(line, before);
        if (performance.now() - resumedAt < MOST_BUSY_MS) continue;
        await setImmediate();
        between();
        resumedAt = performance.now();
      }
      this.#bytes = before;
    }
    signal.throwIfAborted();
    this.isDone = true;
  }

  /** What of a row shows its reason; of rows that stand side by side together. */
  async shown(row: number, count = 1): Promise<ShownBy[]> {
    return (await this.spool.read(row, count)).map(unspooled);
  }

  /** A row as it stands in its file now. @throws WaitpointError `badInput` */
  line(row: number): Promise<PoolLine> {
    const file = this.files[this.places.fileOf(row)];
    if (!file) throw errors.badInput('The pool has no such row.');
    const length = this.#spans.length.at(row);
    const span: ByteSpan | null = length < 0 ? null : { start: this.#spans.start.at(row), length };
    return readPoolLine(file, this.places.lineOf(row), span, this.#abort.signal);
  }

  /** Files that are not any more what they were when the reading began. */
  async changed(): Promise<string[]> {
    const now = await Promise.all(this.files.map(({ path }) => stampOf(path).catch(() => null)));
    return this.files.flatMap(({ name }, i) => (now[i]?.stamp === this.#stamps[i] ? [] : name));
  }

  stop(): void {
    this.#abort.abort();
  }

  async dispose(): Promise<void> {
    this.stop();
    await (this.#spoolClosed ??= this.spool.close());
  }

  async #add({ line, entry, span }: PoolLine, before: number): Promise<void> {
    this.places.push(line);
    this.#spans.start.push(span?.start ?? 0);
    this.#spans.length.push(span?.length ?? -1);
    if (span) this.#bytes = before + span.start + span.length;
    const row = this.rows;
    const read = this.reader.add(entry);
    const full = this.spool.push(JSON.stringify(this.#spooled(row, read)));
    if (full) await full;
  }

  #spooled(row: number, read: ReadRow): Spooled {
    if ('problem' in read) return [read.problem];
    const { question, id, nullField, trace, answer } = read;
    // The n-gram may stand in any of them.
    const isShared = (this.reader.signals.flags.at(row) & FLAG.sharedNgram) !== 0;
    const isNeeded = isShared && this.config.decontamination.text === 'trace';
    return [question, id, nullField, isNeeded ? trace : null, isNeeded ? answer : null];
  }
}

const float64 = (length: number): Float64Array => new Float64Array(length);

export function unspooled(text: string): ShownBy {
  const row = JSON.parse(text) as Spooled;
  if (row.length === 1) return { problem: row[0] };
  const [question, id, nullField, trace, answer] = row;
  return { question, id, nullField, trace, answer };
}

async function stampOf(path: string): Promise<{ size: number; stamp: string }> {
  const { size, mtimeMs } = await stat(path).catch((error: unknown) => {
    throw errors.badInput(`${quote(path, 200)} cannot be read: ${reasonOf(error)}.`);
  });
  return { size, stamp: `${mtimeMs} ${size}` };
}
