/** Standard output and error: what they can draw, and what goes wrong with them. */
import { errors, type WaitpointError } from '../core/errors';
import { reasonOf } from '../files/journalFile';
import type { Screen } from './terminal';

const DEFAULT_COLUMNS = 80;
const FEWEST_COLUMNS = 20;

type Environment = Readonly<Record<string, string | undefined>>;

/** Standard output with its failure kept: a full disk or a closed pipe must not throw in mid-run. */
export class Output {
  #failure: WaitpointError | null = null;
  #closed = false;
  #pending: Promise<void> = Promise.resolve();

  /** @param onFailure called once */
  constructor(
    readonly stream: NodeJS.WriteStream,
    onFailure: () => void,
  ) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#closed || this.#failure) return;
      // The reader has seen enough (`| head`): no failure of ours.
      if (error.code === 'EPIPE') this.#closed = true;
      else this.#failure = errors.writeFailed('standard output', reasonOf(error));
      onFailure();
    });
  }

  get failure(): WaitpointError | null {
    return this.#failure;
  }

  /** The reader is gone. */
  get closed(): boolean {
    return this.#closed;
  }

  write(text: string): void {
    if (this.#closed || this.#failure) return;
    const written = new Promise<void>((resolve) => this.stream.write(text, () => resolve()));
    this.#pending = this.#pending.then(() => written);
  }

  /** Waits until all is written, or has failed. */
  flush(): Promise<void> {
    return this.#pending;
  }
}

/** How to draw on an output. NO_COLOR wins over FORCE_COLOR, both over the terminal. */
export function screenOf(output: Output, environment: Environment): Screen {
  const { stream } = output;
  const terminal = stream.isTTY === true && environment['TERM'] !== 'dumb';
  const forced = !['', '0', 'false', undefined].includes(environment['FORCE_COLOR']);
  const color = !environment['NO_COLOR'] && (forced || terminal);
  return {
    write: (text) => output.write(text),
    get columns() {
      // The last column stays free: some terminals break the line when it fills.
      if (terminal) return Math.max(FEWEST_COLUMNS, stream.columns - 1);
      return color ? Math.max(FEWEST_COLUMNS, Number(environment['COLUMNS']) || DEFAULT_COLUMNS) : Infinity;
    },
    get rows() {
      return terminal ? stream.rows : 0;
    },
    color,
  };
}

/** One line on a terminal's standard error that is replaced, then cleared; nothing where there is no terminal. */
export class StatusLine {
  #shown = '';

  constructor(private readonly stream: NodeJS.WriteStream) {}

  show(text: string): void {
    if (!this.stream.isTTY || text === this.#shown) return;
    this.#shown = text;
    this.stream.write(`\r\u001b[K${text.slice(0, Math.max(0, this.stream.columns - 1))}`);
  }

  clear(): void {
    if (this.#shown !== '') this.stream.write('\r\u001b[K');
    this.#shown = '';
  }
}
