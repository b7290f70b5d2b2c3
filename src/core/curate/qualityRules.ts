/** The quality rules of s1K: patterns in a question that tell of a broken source. */
import { PYTHON_SPACE } from './pythonText';

/** In the order in which they are tried; the first that hits is the reason. */
export const QUALITY_RULES = ['nullFields', 'asy', 'image', 'numbering', 'boldDigits'] as const;
export type QualityRule = (typeof QUALITY_RULES)[number];

/** As s1's code has it, without its known false hits, or not at all. */
export type RuleMode = 'paper' | 'fixed' | 'off';
export type RuleModes = Readonly<Record<QualityRule, RuleMode>>;

export interface QualityInput {
  readonly question: string;
  readonly source: string;
  /** The first field of the row that is null; null: none is. */
  readonly nullField: string | null;
}

/** Problems of AIME are good although they are drawn in Asymptote. */
const DRAWN_SOURCE = 'AIME';
const ASY = '[asy]';
const IMAGE = '![Image]';

/** `p1.` to `p999.`: parts of a problem sheet. s1 finds them inside words too: "step1." has one. */
const NUMBERING = /p[1-9]\d{0,2}\./;
const NUMBERING_FIXED = /(?<![\p{L}\p{N}])p[1-9]\d{0,2}\.(?!\d)/u;

/** A run without white space and `]`: in it, s1's bold text begins and ends. */
const RUN = new RegExp(`[^${PYTHON_SPACE}\\]]+`, 'g');
const DIGIT = /\p{Nd}/u;
const BOLD = new RegExp(`\\*\\*[^${PYTHON_SPACE}\\]*]+\\*\\*`, 'g');

/** What the rules hit in a row, a bit each: both ways of a rule, whatever is asked for. */
export const QUALITY_FLAG = {
  nullFields: 1 << 0,
  asy: 1 << 1,
  /** With `asy`: the source is one whose drawings are good. */
  drawn: 1 << 2,
  image: 1 << 3,
  numbering: 1 << 4,
  numberingFixed: 1 << 5,
  boldDigits: 1 << 6,
  boldDigitsFixed: 1 << 7,
} as const;

export function qualityFlags({ question, source, nullField }: QualityInput): number {
  const asy = question.includes(ASY);
  const bold = question.includes('**');
  return (
    (nullField === null ? 0 : QUALITY_FLAG.nullFields) |
    (asy ? QUALITY_FLAG.asy : 0) |
    (asy && source.includes(DRAWN_SOURCE) ? QUALITY_FLAG.drawn : 0) |
    (question.includes(IMAGE) ? QUALITY_FLAG.image : 0) |
    (NUMBERING.test(question) ? QUALITY_FLAG.numbering : 0) |
    (NUMBERING_FIXED.test(question) ? QUALITY_FLAG.numberingFixed : 0) |
    (bold && boldBeforeDigit(question) ? QUALITY_FLAG.boldDigits : 0) |
    (bold && boldWithDigit(question) ? QUALITY_FLAG.boldDigitsFixed : 0)
  );
}

/** The bit that says whether a rule hits in this mode; 0: it is off. */
export function flagOf(rule: QualityRule, mode: RuleMode): number {
  if (mode === 'off') return 0;
  if (mode === 'fixed' && (rule === 'numbering' || rule === 'boldDigits'))
    return QUALITY_FLAG[`${rule}Fixed`];
  return QUALITY_FLAG[rule];
}

/**
 * The first rule that drops a row. As in s1's code a drawn question of AIME is kept whatever else is in it, where the
 * rule `asy` is that of the paper.
 * @param flags of `qualityFlags`; other bits do not matter
 * @returns null: it is kept
 */
export function qualityRule(flags: number, modes: RuleModes): QualityRule | null {
  for (const rule of QUALITY_RULES) {
    if ((flags & flagOf(rule, modes[rule])) === 0) continue;
    if (rule !== 'asy' || (flags & QUALITY_FLAG.drawn) === 0) return rule;
    if (modes.asy === 'paper') return null;
  }
  return null;
}

/** Where a rule hits a question. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** @returns null where it does not, or looks at something else than the question */
export function qualitySpan(rule: QualityRule, question: string, mode: RuleMode): Span | null {
  switch (rule) {
    case 'nullFields':
      return null;
    case 'asy':
    case 'image': {
      const text = rule === 'asy' ? ASY : IMAGE;
      const start = question.indexOf(text);
      return start < 0 ? null : { start, end: start + text.length };
    }
    case 'numbering': {
      const found = (mode === 'fixed' ? NUMBERING_FIXED : NUMBERING).exec(question);
      return found && { start: found.index, end: found.index + found[0].length };
    }
    case 'boldDigits':
      return mode === 'fixed' ? boldWithDigit(question) : boldBeforeDigit(question);
    default:
      return rule satisfies never;
  }
}

/** What a rule that hit has hit: a part of the question, or the name of the field. */
export function qualityText(
  rule: QualityRule,
  { question, nullField }: Pick<QualityInput, 'question' | 'nullField'>,
  mode: RuleMode,
): string {
  if (rule === 'nullFields') return nullField ?? '';
  const span = qualitySpan(rule, question, mode);
  return span ? question.slice(span.start, span.end) : '';
}

/**
 * What `\*\*(?=.*\d)[^\s\]]*\*\*` of Python matches first: two pairs of asterisks with neither white space nor `]`
 * between, and a digit anywhere later on the line ("**Problem** has 3 parts"). The expression itself takes time that
 * grows with the square of a line of asterisks; this reads every line once.
 */
function boldBeforeDigit(question: string): Span | null {
  let from = 0;
  for (const line of question.split('\n')) {
    const lastDigit = lastDigitIn(line);
    for (const { 0: run, index } of lastDigit < 0 ? [] : line.matchAll(RUN)) {
      const first = run.indexOf('**');
      const last = run.lastIndexOf('**');
      if (first >= 0 && last >= first + 2 && lastDigit >= index + first + 2)
        return { start: from + index + first, end: from + index + last + 2 };
    }
    from += line.length + 1;
  }
  return null;
}

/** Bold text with a digit of its own, as "**12.**" has one. */
function boldWithDigit(question: string): Span | null {
  for (const { 0: bold, index } of question.matchAll(BOLD))
    if (DIGIT.test(bold)) return { start: index, end: index + bold.length };
  return null;
}

function lastDigitIn(line: string): number {
  for (let i = line.length - 1; i >= 0; i--) {
    const point = line.codePointAt(i);
    if (point !== undefined && DIGIT.test(String.fromCodePoint(point))) return i;
  }
  return -1;
}
