/**
 * The bytes of every token, as a GGUF file spells its vocabulary. Engines tell texts, in which half a character is
 * U+FFFD; what a server says of a token is told apart by bytes.
 */

/** Token `i` is `bytes` from `ends[i - 1]` (0 for the first) to `ends[i]`. */
export interface TokenPieces {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}

/** Of `tokenizer.ggml.token_type`. */
const NORMAL = 1;
const BYTE = 6;

/**
 * @param tokens `tokenizer.ggml.tokens`
 * @param types `tokenizer.ggml.token_type`; where it is missing, all are normal
 * @param kind `tokenizer.ggml.model`: in "gpt2", bytes of normal tokens are written as letters; in others "▁" is a space
 */
export function tokenPieces(
  tokens: readonly string[],
  types: readonly number[] | undefined,
  kind: string,
): TokenPieces {
  const encoder = new TextEncoder();
  const pieces = tokens.map((token, id) => {
    const type = types?.[id] ?? NORMAL;
    const byte = /^<0x([0-9A-F]{2})>$/i.exec(token);
    if (type === BYTE && byte) return Uint8Array.of(parseInt(byte[1] ?? '', 16));
    if (type !== NORMAL) return encoder.encode(token);
    if (kind === 'gpt2') return bytesOfLetters(token) ?? encoder.encode(token);
    return encoder.encode(token.replaceAll('▁', ' '));
  });
  const ends = new Uint32Array(pieces.length);
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const [id, piece] of pieces.entries()) {
    bytes.set(piece, end);
    end += piece.length;
    ends[id] = end;
  }
  return { bytes, ends };
}

/**
 * GPT-2's letters for bytes (https://github.com/openai/gpt-2/blob/master/src/encoder.py): what can be seen in Latin-1
 * stands for itself, the others are the letters from U+0100 on, in order.
 */
const VISIBLE = 188;
const BYTE_OF_LETTER: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 256 }, (_, byte) => byte)
    .sort((a, b) => Number(isVisible(b)) - Number(isVisible(a)) || a - b)
    .map((byte, i) => [String.fromCodePoint(isVisible(byte) ? byte : 256 + i - VISIBLE), byte]),
);

function isVisible(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}

/** Null: it is written in other letters. */
function bytesOfLetters(token: string): Uint8Array | null {
  const bytes = [...token].map((letter) => BYTE_OF_LETTER.get(letter));
  return bytes.includes(undefined) ? null : Uint8Array.from(bytes as number[]);
}
