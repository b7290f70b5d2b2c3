/** The bytes of the row that is being read, as long as it may be held. */

/**
 * A longer row is skipped, so that no file can fill the memory: as a text it takes the double, and parsed as much
 * again. The longest rows of the known sets have some hundred kilobytes.
 */
export const LARGEST_ROW_BYTES = 64 * 1024 * 1024;

/** Bytes of a row as they stand in the stream; null: more than `LARGEST_ROW_BYTES`. */
export interface RowBytes {
  /** Line of its first byte, from 1. */
  readonly line: number;
  readonly bytes: Uint8Array | null;
  /** Where it stands in the stream; absent where it is not known. */
  readonly span?: ByteSpan;
}

/** Bytes of a stream. */
export interface ByteSpan {
  readonly start: number;
  readonly length: number;
}

export class RowBuffer {
  private pieces: Uint8Array[] = [];
  private length = 0;

  push(piece: Uint8Array): void {
    this.length += piece.length;
    if (this.length <= LARGEST_ROW_BYTES) this.pieces.push(piece);
    else this.pieces = [];
  }

  get isEmpty(): boolean {
    return this.length === 0;
  }

  get isTooLong(): boolean {
    return this.length > LARGEST_ROW_BYTES;
  }

  /** What was pushed since the last call. */
  take(line: number): RowBytes {
    const bytes = this.isTooLong ? null : joined(this.pieces, this.length);
    this.pieces = [];
    this.length = 0;
    return { line, bytes };
  }
}

export function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = pieces;
  if (only && pieces.length === 1) return only;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
