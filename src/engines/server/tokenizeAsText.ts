import type { TokenId } from '../../core/engine';

/** What may be a control token in a text. */
const MARKUP = /<[^<>\s]{1,40}>|\[[A-Z_/]{2,20}\]/g;

/**
 * Tokenizes what a user typed with a tokenizer that parses control tokens wherever they stand: they are cut in two.
 * @param tokenize with control tokens parsed, and nothing added
 */
export async function tokenizeAsText(
  text: string,
  tokenize: (text: string) => Promise<TokenId[]>,
): Promise<TokenId[]> {
  const parts: string[] = [];
  let begun = 0;
  for (const { 0: found, index } of text.matchAll(MARKUP)) {
    if ((await tokenize(found)).length !== 1) continue;
    parts.push(text.slice(begun, index + 1));
    begun = index + 1;
  }
  parts.push(text.slice(begun));
  return (await Promise.all(parts.filter((part) => part !== '').map(tokenize))).flat();
}
