/** What is searched for, and the expression that finds it. */
import { l10n } from '../components/l10n';

export interface FindQuery {
  readonly text: string;
  readonly matchCase: boolean;
  readonly wholeWord: boolean;
  readonly isRegex: boolean;
}

export const NO_QUERY: FindQuery = { text: '', matchCase: false, wholeWord: false, isRegex: false };

/** A word ends where no letter, digit or underscore follows, in any script. */
const WORD = '[\\p{L}\\p{N}_]';

/** Source and flags of the expression, or what is wrong with it in words; null where there is nothing to find. */
export type FindPattern = { readonly source: string; readonly flags: string } | { readonly problem: string };

export function patternOf({ text, matchCase, wholeWord, isRegex }: FindQuery): FindPattern | null {
  if (text === '') return null;
  const plain = isRegex ? text : text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const flags = `gmu${matchCase ? '' : 'i'}`;
  try {
    // Alone first: what stands around it must not make a wrong expression right.
    new RegExp(plain, flags);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { problem: l10n.t('Not a regular expression: {0}.', reason(message)) };
  }
  return { source: wholeWord ? `(?<!${WORD})(?:${plain})(?!${WORD})` : plain, flags };
}

/** "Invalid regular expression: /(/gmu: Unterminated group" → "unterminated group". */
function reason(message: string): string {
  const last = message.slice(message.lastIndexOf(': ') + 2);
  return `${last.charAt(0).toLowerCase()}${last.slice(1)}`;
}
