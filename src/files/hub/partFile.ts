/** A download that is not whole yet: `NAME.part`, and beside it what it is a part of. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { errors } from '../../core/errors';
import { writeAtomically } from '../writeAtomically';
import type { HubFile } from './hubClient';

const stateSchema = z.object({
  sha256: z.string().nullable(),
  sizeBytes: z.number(),
  commit: z.string(),
  /** Of the place that the content comes from; null: it tells none that can be relied on. */
  etag: z.string().nullable(),
});

export const partPath = (target: string): string => `${target}.part`;
const statePath = (target: string): string => `${target}.part.json`;

/** Bytes of `target` that an earlier try left; 0 where there are none. */
export async function partBytes(target: string): Promise<number> {
  return (await stat(partPath(target)).catch(() => null))?.size ?? 0;
}

/** Throws away what earlier tries left. */
export async function discardPart(target: string): Promise<void> {
  await rm(partPath(target), { force: true });
  await rm(statePath(target), { force: true });
}

export class PartFile {
  #hash: Hash = createHash('sha256');
  #length = 0;

  private constructor(
    private readonly target: string,
    private readonly file: FileHandle,
    private readonly of: HubFile,
    /** Of the content's place, when the last try began. */
    public etag: string | null,
  ) {}

  /** Goes on with what an earlier try left, where that is of the same content; else begins anew. */
  static async open(target: string, of: HubFile, signal: AbortSignal): Promise<PartFile> {
    const state = await readState(target);
    const same =
      state !== null &&
      state.sizeBytes === of.sizeBytes &&
      (of.sha256 === null ? state.commit === of.commit : state.sha256 === of.sha256);
    if (!same) await discardPart(target);
    const file = await open(partPath(target), same ? 'r+' : 'w').catch((error: NodeJS.ErrnoException) => {
      if (same && error.code === 'ENOENT') return open(partPath(target), 'w');
      throw error;
    });
    const part = new PartFile(target, file, of, same ? state.etag : null);
    try {
      await part.#readAgain(signal);
      await part.keepState();
    } catch (error) {
      await file.close();
      throw error;
    }
    return part;
  }

  /** Bytes that are there. */
  get length(): number {
    return this.#length;
  }

  async write(bytes: Uint8Array): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const { bytesWritten } = await this.file.write(
        bytes,
        written,
        bytes.length - written,
        this.#length + written,
      );
      written += bytesWritten;
    }
    this.#hash.update(bytes);
    this.#length += bytes.length;
  }

  /** From the first byte: the content changed, or its place gives no rest. */
  async restart(): Promise<void> {
    await this.file.truncate(0);
    this.#hash = createHash('sha256');
    this.#length = 0;
  }

  async keepState(etag = this.etag): Promise<void> {
    this.etag = etag;
    const { sha256, sizeBytes, commit } = this.of;
    await writeAtomically(statePath(this.target), `${JSON.stringify({ sha256, sizeBytes, commit, etag })}\n`);
  }

  /** Makes it the model it is to be. @throws WaitpointError `downloadFailed` where it is another content */
  async finish(): Promise<void> {
    const { sha256, path } = this.of;
    const found = this.#hash.digest('hex');
    if (sha256 !== null && found !== sha256) {
      await this.file.close();
      await discardPart(this.target);
      throw errors.downloadFailed(
        `${JSON.stringify(path)} arrived broken: its SHA-256 is ${found}, and the hub says ${sha256}. ` +
          'It was thrown away; download it again.',
      );
    }
    await this.file.sync();
    await this.file.close();
    await rename(partPath(this.target), this.target);
    await rm(statePath(this.target), { force: true });
  }

  /** Leaves what is there for the next try. */
  async close(): Promise<void> {
    await this.file.close();
  }

  async #readAgain(signal: AbortSignal): Promise<void> {
    const { size } = await this.file.stat();
    if (size > this.of.sizeBytes) return this.restart();
    if (size === 0) return;
    const there = createReadStream(partPath(this.target), { highWaterMark: 1 << 20, end: size - 1, signal });
    for await (const chunk of there) {
      this.#hash.update(chunk as Buffer);
      this.#length += (chunk as Buffer).length;
    }
  }
}

async function readState(target: string): Promise<z.infer<typeof stateSchema> | null> {
  try {
    return stateSchema.parse(JSON.parse(await readFile(statePath(target), 'utf8')));
  } catch {
    // Without it nobody knows what the part is of.
    return null;
  }
}
