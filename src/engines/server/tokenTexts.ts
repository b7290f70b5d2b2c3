/** Ids of what a server says of its tokens, and texts of ids: both by bytes, through a vocabulary on this machine. */
import type { TokenId } from '../../core/engine';
import type { LocalTokenizer } from './localTokenizer';

/** What a server tells of a token. */
export interface ToldToken {
  readonly text: string;
  /** Null: not told. */
  readonly bytes: readonly number[] | null;
  readonly id: TokenId | null;
}

const BROKEN = '\uFFFD';
const CONTINUING = { special: true, continues: true } as const;

export class TokenTexts {
  /** Open vocabularies: several tokens may have the same bytes. */
  private constructor(
    private readonly tokenizer: LocalTokenizer,
    private readonly pieces: readonly Buffer[],
    private readonly ids: ReadonlyMap<string, TokenId>,
  ) {}

  static async of(tokenizer: LocalTokenizer): Promise<TokenTexts> {
    const { bytes, ends } = await tokenizer.pieces();
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const pieces = [...ends].map((end, id) => all.subarray(ends[id - 1] ?? 0, end));
    const ids = new Map<string, TokenId>();
    const twice = new Set<string>();
    for (const [id, piece] of pieces.entries()) {
      const key = keyOf(piece);
      if (key === '') continue;
      if (ids.has(key)) twice.add(key);
      else ids.set(key, id);
    }
    // Of several with the same bytes, a model that was trained on this tokenizer says the one that it makes.
    await Promise.all(
      [...twice].map(async (key) => {
        const text = Buffer.from(key, 'latin1').toString('utf8');
        const [id, ...more] = text.includes(BROKEN) ? [] : await tokenizer.tokenize(text, CONTINUING);
        if (id !== undefined && more.length === 0) ids.set(key, id);
      }),
    );
    return new TokenTexts(tokenizer, pieces, ids);
  }

  get size(): number {
    return this.pieces.length;
  }

  bytesOf(ids: readonly TokenId[]): Buffer {
    return Buffer.concat(ids.map((id) => this.pieces[id] ?? Buffer.alloc(0)));
  }

  /** An incomplete character at either end shows as U+FFFD. */
  textOf(ids: readonly TokenId[]): string {
    return this.bytesOf(ids).toString('utf8');
  }

  /**
   * Ids of what a server calls one token: one, or several where it tells a character with its last token alone.
   * @param shown what its stream showed for the token; null: nothing of it alone
   * @returns null: its bytes are not told (U+FFFD)
   * @throws UnknownToken
   */
  async idsOf(told: ToldToken, shown: string | null = null): Promise<TokenId[] | null> {
    const bytes = bytesTold(told);
    if (told.id !== null) return this.withPrefix(told, told.id, bytes);
    if (bytes === null || bytes.length === 0) return null;
    // Decoded alone, a token may lose the space that it begins with; the stream does not lose it.
    const whole = shown !== null && shown !== told.text && shown.trimStart() === told.text.trimStart();
    const alone = (whole ? this.idOf(Buffer.from(shown)) : null) ?? this.idOf(bytes);
    if (alone !== null) return [alone];
    return this.completed(told, bytes);
  }

  /** As `idsOf`, for alternatives: what is no single token, or not told, is null. */
  alternative(told: ToldToken): TokenId | null {
    if (told.id !== null) return told.id;
    const bytes = bytesTold(told);
    return bytes && this.idOf(bytes);
  }

  /** Ids of a text that goes on after others. */
  tokenize(text: string): Promise<TokenId[]> {
    return this.tokenizer.tokenize(text, CONTINUING);
  }

  private idOf(bytes: Uint8Array): TokenId | null {
    return this.ids.get(keyOf(bytes)) ?? null;
  }

  /** A token that completes a character may be told with the bytes of those before it. */
  private async withPrefix(told: ToldToken, id: TokenId, bytes: Buffer | null): Promise<TokenId[]> {
    const piece = this.pieces[id];
    if (!piece) throw new UnknownToken(`token ${id}`);
    // Control tokens are told without a text.
    if (bytes === null || bytes.length === 0 || bytes.equals(piece)) return [id];
    if (piece.length === 0 || !bytes.subarray(-piece.length).equals(piece)) {
      // Spaces at the beginning are taken off where tokens are decoded one by one.
      if (piece.toString('utf8').trimStart() === told.text.trimStart()) return [id];
      throw new UnknownToken(`token ${id} with the text ${JSON.stringify(told.text)}`);
    }
    const ids = await this.completed(told, bytes);
    if (ids.at(-1) !== id) throw new UnknownToken(`token ${id} with the text ${JSON.stringify(told.text)}`);
    return ids;
  }

  private async completed(told: ToldToken, bytes: Buffer): Promise<TokenId[]> {
    const text = bytes.toString('utf8');
    const ids = text.includes(BROKEN) || !/[^\0-\x7f]/.test(text) ? [] : await this.tokenize(text);
    const begins = this.pieces[ids[0] ?? -1]?.toString('utf8').includes(BROKEN) === true;
    if (!begins || !this.bytesOf(ids).equals(bytes))
      throw new UnknownToken(`a token with the text ${JSON.stringify(told.text)}`);
    return ids;
  }
}

/** What a server said is no token of the vocabulary. */
export class UnknownToken extends Error {
  override readonly name = 'UnknownToken';
}

/** Null: the text is all there is, and a part of it is not told. */
function bytesTold({ text, bytes }: ToldToken): Buffer | null {
  if (bytes !== null && (bytes.length > 0 || text === '')) return Buffer.from(bytes);
  // As OpenAI and vLLM spell what is no text: `bytes:\xe2\x80`.
  const spelt = /^bytes:((?:\\x[0-9a-f]{2})+)$/i.exec(text);
  if (spelt) return Buffer.from((spelt[1] ?? '').replaceAll('\\x', ''), 'hex');
  return text.includes(BROKEN) ? null : Buffer.from(text);
}

const keyOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
