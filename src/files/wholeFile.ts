import { createHash } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { errors } from '../core/errors';
import { reasonOf } from './journalFile';

/** A file that is written piece by piece, and appears whole, or not at all. */
export class WholeFile {
  private readonly hash = createHash('sha256');
  private bytes = 0;

  private constructor(
    private readonly path: string,
    private readonly temporary: string,
    private readonly file: FileHandle,
  ) {}

  /** @throws WaitpointError `writeFailed` */
  static async open(path: string): Promise<WholeFile> {
    const temporary = `${path}.${process.pid}.tmp`;
    const file = await open(temporary, 'w').catch((error: unknown) => {
      throw errors.writeFailed(path, reasonOf(error));
    });
    return new WholeFile(path, temporary, file);
  }

  /** @throws WaitpointError `writeFailed` */
  async append(bytes: Uint8Array): Promise<void> {
    this.hash.update(bytes);
    this.bytes += bytes.length;
    await this.file.writeFile(bytes).catch((error: unknown) => {
      throw errors.writeFailed(this.path, reasonOf(error));
    });
  }

  /** Puts it in its place. @throws WaitpointError `writeFailed` */
  async finish(): Promise<{ bytes: number; sha256: string }> {
    try {
      await this.file.sync();
      await this.file.close();
      await rename(this.temporary, this.path);
    } catch (error) {
      throw errors.writeFailed(this.path, reasonOf(error));
    }
    return { bytes: this.bytes, sha256: this.hash.digest('hex') };
  }

  /** Leaves what stood in its place as it was. */
  async discard(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await rm(this.temporary, { force: true }).catch(() => undefined);
  }
}
