/** The quality rules of s1K: patterns in a question that tell of a broken source. */
import { PYTHON_SPACE } from './pythonText';

/** In the order in which they are tried; the first that hits is the reason. */
export const QUALITY_RULES = ['nullFields', 'asy', 'image', 'numbering', 'boldDigits'] as const;
export type QualityRule = (typeof QUALITY_RULES)[number];

/** As s1's code has it, without its known false hits, or not at all. */
export type RuleMode = 'paper' | 'fixed' | 'off';
export type RuleModes = Readonly<Record<QualityRule, RuleMode>>;

export interface QualityHit {
  readonly rule: QualityRule;
  /** What was hit: a part of the question, or the name of the field. */
  readonly text: string;
}

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

/**
 * The first rule that drops a row. As in s1's code a drawn question of AIME is kept whatever else is in it, where the
 * rule `asy` is that of the paper.
 * @returns null: it is kept
 */
export function qualityHit(
  { question, source, nullField }: QualityInput,
  modes: RuleModes,
): QualityHit | null {
  if (modes.nullFields !== 'off' && nullField !== null) return { rule: 'nullFields', text: nullField };
  if (modes.asy !== 'off' && question.includes(ASY)) {
    if (!source.includes(DRAWN_SOURCE)) return { rule: 'asy', text: ASY };
    if (modes.asy === 'paper') return null;
  }
  if (modes.image !== 'off' && question.includes(IMAGE)) return { rule: 'image', text: IMAGE };
  if (modes.numbering !== 'off') {
    const text = (modes.numbering === 'paper' ? NUMBERING : NUMBERING_FIXED).exec(question)?.[0];
    if (text !== undefined) return { rule: 'numbering', text };
  }
  if (modes.boldDigits !== 'off') {
    const text = modes.boldDigits === 'paper' ? boldBeforeDigit(question) : boldWithDigit(question);
    if (text !== null) return { rule: 'boldDigits', text };
  }
  return null;
}

/**
 * What `\*\*(?=.*\d)[^\s\]]*\*\*` of Python matches first: two pairs of asterisks with neither white space nor `]`
 * between, and a digit anywhere later on the line ("**Problem** has 3 parts"). The expression itself takes time that
 * grows with the square of a line of asterisks; this reads every line once.
 */
function boldBeforeDigit(question: string): string | null {
  for (const line of question.split('\n')) {
    const lastDigit = lastDigitIn(line);
    if (lastDigit < 0) continue;
    for (const { 0: run, index } of line.matchAll(RUN)) {
      const first = run.indexOf('**');
      const last = run.lastIndexOf('**');
      if (first >= 0 && last >= first + 2 && lastDigit >= index + first + 2)
        return run.slice(first, last + 2);
    }
  }
  return null;
}

/** Bold text with a digit of its own, as "**12.**" has one. */
function boldWithDigit(question: string): string | null {
  for (const [bold] of question.matchAll(BOLD)) if (DIGIT.test(bold)) return bold;
  return null;
}

function lastDigitIn(line: string): number {
  for (let i = line.length - 1; i >= 0; i--) {
    const point = line.codePointAt(i);
    if (point !== undefined && DIGIT.test(String.fromCodePoint(point))) return i;
  }
  return -1;
}
