/** Finds the formulas in a text; what stands between is text. */

export interface Formula {
  /** Place of the whole, delimiters included. */
  readonly start: number;
  readonly end: number;
  /** What KaTeX is given. */
  readonly tex: string;
  readonly display: boolean;
}

/** A longer one stays text: what is being read is then no formula, and KaTeX's time grows with it. */
export const LONGEST_FORMULA = 2_000;

const OPENERS = /\\\(|\\\[|\\boxed\s*\{|\$\$?/g;

export function formulasOf(text: string): Formula[] {
  const found: Formula[] = [];
  OPENERS.lastIndex = 0;
  for (let opener = OPENERS.exec(text); opener; opener = OPENERS.exec(text)) {
    const formula = isEscaped(text, opener.index) ? null : formulaAt(text, opener.index, opener[0]);
    if (formula) {
      found.push(formula);
      OPENERS.lastIndex = formula.end;
    } else {
      OPENERS.lastIndex = opener.index + (opener[0] === '$$' ? 2 : 1);
    }
  }
  return found;
}

function formulaAt(text: string, start: number, opener: string): Formula | null {
  const from = start + opener.length;
  const bounded = (until: number, end: number, display: boolean, tex = text.slice(from, until)) =>
    until < from || tex.trim() === '' || tex.length > LONGEST_FORMULA ? null : { start, end, tex, display };
  if (opener.startsWith('\\boxed')) {
    const end = closingBrace(text, from);
    return bounded(end - 1, end, false, end < 0 ? '' : text.slice(start, end));
  }
  const closer = { '\\(': '\\)', '\\[': '\\]', $$: '$$' }[opener];
  if (closer !== undefined) {
    const until = text.indexOf(closer, from);
    return bounded(until, until + closer.length, opener !== '\\(');
  }
  const until = closingDollar(text, from);
  return bounded(until, until + 1, false);
}

/**
 * Dollars are money more often than formulas: as in Pandoc, the first must have no space after it, the last none
 * before it and no digit after it, on one paragraph. @returns -1 where there is none
 */
function closingDollar(text: string, from: number): number {
  if (/\s|^$/.test(text.charAt(from))) return -1;
  const last = Math.min(text.length, from + LONGEST_FORMULA + 1);
  for (let at = from; at < last; at++) {
    if (text.startsWith('\n\n', at)) return -1;
    if (text[at] !== '$' || isEscaped(text, at)) continue;
    return /\s/.test(text.charAt(at - 1)) || /\d/.test(text.charAt(at + 1)) ? -1 : at;
  }
  return -1;
}

/** Place after the brace that closes the one before `from`; -1 where none does. */
function closingBrace(text: string, from: number): number {
  const last = Math.min(text.length, from + LONGEST_FORMULA);
  for (let at = from, depth = 1; at < last; at++) {
    if (isEscaped(text, at)) continue;
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at + 1;
  }
  return -1;
}

/** Whether an odd number of backslashes stands before it. */
function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - slashes - 1] === '\\') slashes++;
  return slashes % 2 === 1;
}
