/**
 * The data of server-sent events (HTML standard, section 9.2). Names and ids of events are not used by any server of
 * models; comments, which keep a connection alive, are skipped.
 */
export async function* sseData(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      // llama-server tells errors in a field of their own.
      const field = /^(?:data|error): ?(.*)$/s.exec(line);
      if (field) data.push(line.startsWith('error') ? `{"error":${field[1]}}` : (field[1] ?? ''));
      else if (line === '' && data.length > 0) {
        yield data.join('\n');
        data = [];
      }
    }
  }
  // What ends without an empty line is not dispatched: it may be cut.
}
