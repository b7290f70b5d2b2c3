const TOKEN_TYPE = { normal: 1, control: 3, userDefined: 4 } as const;

const SPECIAL: readonly (readonly [text: string, type: number])[] = [
  ['<|endoftext|>', TOKEN_TYPE.control],
  ['<|im_start|>', TOKEN_TYPE.control],
  ['<|im_end|>', TOKEN_TYPE.control],
  ['<think>', TOKEN_TYPE.userDefined],
  ['</think>', TOKEN_TYPE.userDefined],
];

export interface Vocabulary {
  readonly tokens: readonly string[];
  readonly types: Int32Array;
  readonly merges: readonly string[];
  readonly endId: number;
  readonly paddingId: number;
}

/**
 * A byte-level BPE vocabulary that spells every byte and means nothing.
 * @param size tokens in all; at least the 256 bytes and the special ones
 */
export function madeUpVocabulary(size: number): Vocabulary {
  const bytes = byteCharacters();
  const tokens = [...bytes];
  const merges: string[] = [];
  const ordinary = size - SPECIAL.length;
  // Every earlier token followed by every byte, in order: no two of these are spelled alike.
  for (let prefix = 0; tokens.length < ordinary; prefix++) {
    for (const byte of bytes.slice(0, ordinary - tokens.length)) {
      tokens.push(`${tokens[prefix] ?? ''}${byte}`);
      merges.push(`${tokens[prefix] ?? ''} ${byte}`);
    }
  }
  const types = new Int32Array(size).fill(TOKEN_TYPE.normal);
  for (const [text, type] of SPECIAL) {
    types[tokens.length] = type;
    tokens.push(text);
  }
  return {
    tokens,
    types,
    merges,
    endId: tokens.indexOf('<|im_end|>'),
    paddingId: tokens.indexOf('<|endoftext|>'),
  };
}

/** GPT-2's printable stand-in for each byte, in the order of the bytes. */
function byteCharacters(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCharCode(printable ? byte : next++);
  });
}
