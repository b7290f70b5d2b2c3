import { randomUUID } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Growing } from '../core/curate/growing';
import { errors } from '../core/errors';
import { reasonOf } from './journalFile';

/** Written, and searched, at once. */
const BLOCK_BYTES = 1024 * 1024;

/**
 * Texts of rows, by their number, in a file that nobody else sees: it is gone with its last handle. So the rows of a
 * pool of any format are at hand, however long the pool takes to read again.
 */
export class RowSpool {
  /** Where each text ends. */
  private readonly ends = new Growing((length) => new Float64Array(length));
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private written = 0;
  private writing: Promise<void> = Promise.resolve();

  private constructor(private readonly file: FileHandle) {}

  /** @throws WaitpointError `writeFailed` */
  static async open(folder = tmpdir()): Promise<RowSpool> {
    const path = join(folder, `waitpoint-${randomUUID()}`);
    try {
      const file = await open(path, 'wx+', 0o600);
      await unlink(path);
      return new RowSpool(file);
    } catch (error) {
      throw errors.writeFailed(path, reasonOf(error));
    }
  }

  get rows(): number {
    return this.ends.length;
  }

  /** @returns a promise where it must be waited for */
  push(text: string): Promise<void> | null {
    const bytes = Buffer.from(text);
    this.pending.push(bytes);
    this.pendingBytes += bytes.length;
    this.ends.push(this.written + this.pendingBytes);
    return this.pendingBytes < BLOCK_BYTES ? null : this.flush();
  }

  /** Settles when all that was pushed is written. @throws WaitpointError `writeFailed` */
  flush(): Promise<void> {
    if (this.pendingBytes > 0) {
      const block = Buffer.concat(this.pending);
      const at = this.written;
      this.pending = [];
      this.pendingBytes = 0;
      this.written += block.length;
      this.writing = this.writing.then(() => this.writeBlock(block, at));
    }
    return this.writing;
  }

  /** Those of rows that stand side by side are read together. */
  async read(row: number, count = 1): Promise<string[]> {
    await this.flush();
    const last = Math.min(this.rows, row + count);
    const start = this.startOf(row);
    const bytes = Buffer.alloc(Math.max(0, this.startOf(last) - start));
    await this.file.read(bytes, 0, bytes.length, start);
    const texts: string[] = [];
    for (let i = row; i < last; i++)
      texts.push(bytes.toString('utf8', this.startOf(i) - start, this.startOf(i + 1) - start));
    return texts;
  }

  /** How many rows from `row` on are read together without taking too much memory; at least one. */
  blockFrom(row: number): number {
    const start = this.startOf(row);
    let count = 1;
    while (row + count < this.rows && this.startOf(row + count + 1) - start <= BLOCK_BYTES) count++;
    return count;
  }

  async close(): Promise<void> {
    await this.writing.catch(() => undefined);
    await this.file.close();
  }

  private async writeBlock(block: Buffer, at: number): Promise<void> {
    try {
      for (let done = 0; done < block.length;)
        done += (await this.file.write(block, done, block.length - done, at + done)).bytesWritten;
    } catch (error) {
      throw errors.writeFailed('the temporary file of the questions', reasonOf(error));
    }
  }

  private startOf(row: number): number {
    return row === 0 ? 0 : this.ends.at(row - 1);
  }
}
