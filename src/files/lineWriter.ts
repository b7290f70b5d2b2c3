import { WholeFile } from './wholeFile';

/** Written at once: a write a row would cost more than the row. */
const WRITTEN_CHARACTERS = 1024 * 1024;

export interface Written {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** Writes lines to a file that appears whole, or not at all. */
export class LineWriter {
  private pending = '';
  private rows = 0;

  private constructor(private readonly file: WholeFile) {}

  /** @throws WaitpointError `writeFailed` */
  static async open(path: string): Promise<LineWriter> {
    return new LineWriter(await WholeFile.open(path));
  }

  /** @throws WaitpointError `writeFailed` */
  async write(line: string): Promise<void> {
    this.pending += `${line}\n`;
    this.rows++;
    if (this.pending.length >= WRITTEN_CHARACTERS) await this.flush();
  }

  /** @throws WaitpointError `writeFailed` */
  async finish(): Promise<Written> {
    await this.flush();
    return { rows: this.rows, ...(await this.file.finish()) };
  }

  discard(): Promise<void> {
    return this.file.discard();
  }

  private async flush(): Promise<void> {
    const bytes = Buffer.from(this.pending);
    this.pending = '';
    await this.file.append(bytes);
  }
}
