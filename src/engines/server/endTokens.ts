/**
 * Tokens that end a generation, by their usual names: no server lists its own. One that it ends with and that is not
 * among these is found out when it comes.
 */
import type { TokenId } from '../../core/engine';

const USUAL = [
  '<|im_end|>',
  '<|endoftext|>',
  '<|end_of_text|>',
  '<|eot_id|>',
  '<|eom_id|>',
  '<|end|>',
  '<|return|>',
  '<|eos|>',
  '<end_of_turn>',
  '<eos>',
  '</s>',
  '<｜end▁of▁sentence｜>',
];

/**
 * @param tokenize with special tokens parsed
 * @param eosText what the server calls its end of sequence; null: it does not
 */
export async function endTokens(
  tokenize: (text: string) => Promise<TokenId[]>,
  eosText: string | null,
): Promise<TokenId[]> {
  const texts = [...new Set([...(eosText ? [eosText] : []), ...USUAL])];
  const found = await Promise.all(texts.map(tokenize));
  return [...new Set(found.flatMap((ids) => (ids.length === 1 ? ids : [])))];
}
