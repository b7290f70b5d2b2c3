import { errors } from '../core/errors';

/** No context holds more; reading on would only fill the memory. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * The question as typed, or all of standard input for `-`, without the newline that ends it.
 * @throws WaitpointError `badInput` for input that is no UTF-8 or has no end
 */
export async function readQuestion(
  typed: string,
  input: AsyncIterable<Uint8Array | string>,
): Promise<string> {
  if (typed !== '-') return typed;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    const data = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
    bytes += data.length;
    if (bytes > MOST_BYTES) {
      throw errors.badInput(`The question on standard input has more than ${MOST_BYTES} bytes.`);
    }
    chunks.push(data);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    return text.replace(/\r?\n$/, '');
  } catch {
    throw errors.badInput('The question on standard input is not UTF-8 text. Convert it first.');
  }
}
