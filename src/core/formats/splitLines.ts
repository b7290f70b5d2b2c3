import { RowBuffer, type RowBytes } from './rowBuffer';

const NEWLINE = 0x0a;

/** A row a line. A carriage return before the newline is white space to JSON. */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RowBytes> {
  const buffer = new RowBuffer();
  let line = 1;
  let start = 0;
  let end = 0;
  const take = (): RowBytes => ({ ...buffer.take(line++), span: { start, length: end - start } });
  for await (const chunk of chunks) {
    let from = 0;
    for (let to = chunk.indexOf(NEWLINE); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
      buffer.push(chunk.subarray(from, to));
      end += to - from;
      yield take();
      start = ++end;
      from = to + 1;
    }
    buffer.push(chunk.subarray(from));
    end += chunk.length - from;
  }
  if (!buffer.isEmpty) yield take();
}
