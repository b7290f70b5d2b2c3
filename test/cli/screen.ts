import type { Screen } from '../../src/cli/terminal';

// eslint-disable-next-line no-control-regex -- escape codes are what it plays back
const PIECES = /\u001b\[(\d+)A|\u001b\[J|\r|\n|\u001b\[\d+m|[^\u001b\r\n]+/g;

/** A screen that keeps what is written to it, and shows what a terminal would. */
export class FakeScreen implements Screen {
  written = '';

  constructor(
    readonly columns: number,
    readonly rows: number,
    readonly color: boolean,
  ) {}

  write(text: string): void {
    this.written += text;
  }

  /** Lines as they stand after everything written: knows line feeds, cursor up, and clear to the end. */
  get shown(): string {
    const lines: string[] = [''];
    let row = 0;
    for (const [piece] of this.written.matchAll(PIECES)) {
      // eslint-disable-next-line no-control-regex -- as above
      const up = /^\u001b\[(\d+)A$/.exec(piece);
      if (up) {
        row -= Number(up[1]);
        if (row < 0) throw new Error('the cursor left the screen at the top');
      } else if (piece === '\u001b[J') lines.splice(row, Infinity, '');
      else if (piece === '\n') lines[++row] ??= '';
      else if (piece !== '\r') lines[row] += piece;
    }
    return lines.join('\n');
  }
}
