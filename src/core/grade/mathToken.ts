/** Splits an answer, LaTeX or plain, into tokens. What is only style is gone after that. */
import { isUnitWord } from './units';
import { MAX_DEPTH, TooMuchWork, type Work } from './work';

export interface MathToken {
  /**
   * `word`: text of two letters or more, or from `\text{…}`; `letter`: a variable or a constant; `command`: what
   * takes arguments (`frac`, `sqrt`, `binom`, `sum`, …); `mark`: everything else.
   */
  readonly type: 'number' | 'letter' | 'word' | 'function' | 'command' | 'mark';
  /** Of a mark: one character as a rule; `group(` and `group)` are braces that are not seen. */
  readonly text: string;
}

/** What a comma between digits means: `1,234` may be one number or two, and `1,5` may be one and a half. */
export type Commas = 'thousands' | 'separators' | 'decimal';

const FUNCTIONS = new Set(
  'sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp max min gcd lcm det arg'.split(
    ' ',
  ),
);
const SIGNS: Readonly<Record<string, string>> = {
  times: '*',
  cdot: '*',
  ast: '*',
  div: '/',
  pm: '±',
  mp: '∓',
  le: '≤',
  leq: '≤',
  leqslant: '≤',
  ge: '≥',
  geq: '≥',
  geqslant: '≥',
  lt: '<',
  gt: '>',
  ne: '≠',
  neq: '≠',
  in: '∈',
  approx: '≈',
  simeq: '≈',
  sim: '≈',
  cup: '∪',
  cap: '∩',
  setminus: '∖',
  backslash: '∖',
  circ: '°',
  degree: '°',
  langle: '⟨',
  rangle: '⟩',
  lvert: '|',
  rvert: '|',
  vert: '|',
  mid: '|',
  lfloor: '⌊',
  rfloor: '⌋',
  lceil: '⌈',
  rceil: '⌉',
  lbrace: '{',
  rbrace: '}',
  colon: ':',
  prime: '′',
  land: 'and',
  lor: 'or',
  to: '→',
  rightarrow: '→',
  dots: '…',
  ldots: '…',
  cdots: '…',
  pounds: '£',
  euro: '€',
};
const LETTERS: Readonly<Record<string, string>> = {
  pi: 'π',
  infty: '∞',
  emptyset: '∅',
  varnothing: '∅',
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  theta: 'θ',
  lambda: 'λ',
  mu: 'μ',
  phi: 'φ',
  varphi: 'φ',
  omega: 'ω',
  sigma: 'σ',
};
const DROPPED = new Set(
  (
    'left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr displaystyle textstyle limits nolimits boxed fbox ' +
    'quad qquad thinspace enspace space vec overrightarrow hat widehat bar tilde underline mathop middle rm bf it'
  ).split(' '),
);
const TEXT = new Set('text textbf textit textrm textnormal textsf mbox hbox emph'.split(' '));
const STYLED = new Set(
  'mathrm operatorname mathbf boldsymbol mathit mathsf mathcal mathbb mathfrak bm'.split(' '),
);
const COMMANDS: Readonly<Record<string, string>> = {
  frac: 'frac',
  dfrac: 'frac',
  tfrac: 'frac',
  cfrac: 'frac',
  sqrt: 'sqrt',
  binom: 'binom',
  dbinom: 'binom',
  tbinom: 'binom',
  overline: 'overline',
  sum: 'sum',
  prod: 'prod',
  int: 'int',
  lim: 'lim',
};
/** Characters that stand for another one. */
const CHARACTERS: Readonly<Record<string, string>> = {
  '−': '-',
  '–': '-',
  '×': '*',
  '·': '*',
  '⋅': '*',
  '÷': '/',
  '⁄': '/',
  '√': 'sqrt',
  '′': '′',
  "'": '′',
  '²': '^2',
  '³': '^3',
  '½': '½',
  '¼': '¼',
  '¾': '¾',
};
const FRACTIONS: Readonly<Record<string, readonly [string, string]>> = {
  '½': ['1', '2'],
  '¼': ['1', '4'],
  '¾': ['3', '4'],
};
const BLACKBOARD: Readonly<Record<string, string>> = { R: 'ℝ', N: 'ℕ', Z: 'ℤ', Q: 'ℚ', C: 'ℂ' };

const mark = (text: string): MathToken => ({ type: 'mark', text });
const letter = (text: string): MathToken => ({ type: 'letter', text });
const number = (text: string): MathToken => ({ type: 'number', text });

/** Stands for a separator that can only be one of thousands: `{,}`, `,\!`, `\,` between digits. */
const THOUSANDS = '\u066c';

/** @throws TooMuchWork for words nested too deep */
export function tokenizeMath(text: string, commas: Commas, work: Work): MathToken[] {
  // Escaped twice, as in JSON inside JSON; in a matrix it may end a row.
  const once = text.includes('\\begin') ? text : text.replace(/\\\\(?=[A-Za-z])/g, '\\');
  const marked = once
    .replace(/(?<=\d)(?:\{,\}|,\\! ?|\\[,!; ])(?=\d{3}(?!\d))/g, THOUSANDS)
    .replace(/(?<=\d) (?=\d{3}(?![\d/]))/g, THOUSANDS);
  return new Tokenizer(marked, commas, work).read(false, 0);
}

/** Whether a comma of this text can be read in another way than as in English: then it is worth another reading. */
export function readingsOf(text: string): Commas[] {
  const readings: Commas[] = ['thousands'];
  if (/\d,\d{3}(?!\d)/.test(text)) readings.push('separators');
  // One comma, no point; `1,5` alone is rather two answers.
  if (/^[^,.()[\]{}]*(?:(?<!\d)-?0,\d+|\d,(?:\d\d|\d{4,}))(?![\d,])[^,.()[\]{}]*$/.test(text))
    readings.push('decimal');
  return readings;
}

class Tokenizer {
  readonly #tokens: MathToken[] = [];
  #at = 0;

  constructor(
    private readonly text: string,
    private readonly commas: Commas,
    private readonly work: Work,
  ) {}

  /** @param asText inside `\text{…}`, where letters make words */
  read(asText: boolean, depth: number): MathToken[] {
    if (depth > MAX_DEPTH) throw new TooMuchWork();
    while (this.#at < this.text.length) {
      this.work.spend();
      const character = this.text[this.#at] ?? '';
      if (/\s|~/.test(character)) this.#at++;
      else if (/[\d.]/.test(character) && this.#number()) continue;
      else if (/[A-Za-z]/.test(character)) this.#letters(asText);
      else if (character === '\\') this.#command(depth);
      else this.#character(character);
    }
    return this.#tokens;
  }

  /** @returns the match here, which is passed over */
  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (match) this.#at = pattern.lastIndex;
    return match;
  }

  #push(...tokens: MathToken[]): void {
    this.#tokens.push(...tokens);
  }

  #number(): boolean {
    const grouped =
      this.commas === 'thousands'
        ? /\d{1,3}(?:[,\u066c]\d{3})+(?![\d,\u066c])(?:\.\d+)?/y
        : /\d{1,3}(?:\u066c\d{3})+(?!\d)(?:\.\d+)?/y;
    const plain = this.commas === 'decimal' ? /\d+[.,]\d+|\d+|\.\d+/y : /\d+\.\d+|\d+\.(?![.\d])|\d+|\.\d+/y;
    const match = this.#take(grouped) ?? this.#take(plain);
    if (!match) return false;
    const digits = match[0]
      .replace(this.commas === 'decimal' ? /\u066c/g : /[,\u066c]/g, '')
      .replace(',', '.');
    this.#push(number(digits));
    const exponent = this.#take(/[eE]([+-]?)(\d{1,4})(?![\w.])/y);
    if (exponent) {
      const sign = exponent[1] === '-' ? [mark('-')] : [];
      this.#push(
        mark('*'),
        number('10'),
        mark('^'),
        mark('group('),
        ...sign,
        number(exponent[2] ?? ''),
        mark('group)'),
      );
    }
    return true;
  }

  #letters(asText: boolean): void {
    const run = this.#take(/[A-Za-z]+/y)?.[0] ?? '';
    const small = run.toLowerCase();
    const afterNumber = this.#tokens.at(-1)?.type === 'number';
    if (small === 'percent' || small === 'percentage' || small === 'pct') this.#push(mark('%'));
    else if (small === 'and' || small === 'or') this.#push(mark(small));
    else if (asText) this.#push({ type: 'word', text: run });
    else if (afterNumber && (isUnitWord(run) || (run === 'm' && /[²³]/.test(this.text[this.#at] ?? ''))))
      this.#push({ type: 'word', text: run });
    else if (FUNCTIONS.has(run)) this.#push({ type: 'function', text: run });
    else if (run === 'pi' || run === 'infty') this.#push(letter(LETTERS[run] ?? run));
    else if (small === 'inf' || small === 'infinity' || run === 'oo') this.#push(letter('∞'));
    else if (run === 'sqrt' || run === 'frac' || run === 'binom') this.#push({ type: 'command', text: run });
    else if (run === 'in') this.#push(mark('∈'));
    else if (run === 'U' && this.#tokens.at(-1)?.text.match(/^[)\]}]$/)) this.#push(mark('∪'));
    else if (run.length > 3 || (run.length === 3 && run === this.text.trim()) || small === 'no') {
      this.#push({ type: 'word', text: run });
    } else for (const one of run) this.#push(letter(one));
  }

  #command(depth: number): void {
    const name = this.#take(/\\([A-Za-z]+)/y)?.[1];
    if (name === undefined) {
      const sign = this.text[this.#at + 1] ?? '';
      this.#at += 2;
      if (sign === '\\') this.#push(mark('\\\\'));
      else if (sign === '|') this.#push(mark('‖'));
      else if (/[{}%$&]/.test(sign)) this.#push(mark(sign));
      return;
    }
    if (name === 'left' || name === 'right') {
      this.#take(/\s*\./y);
    } else if (TEXT.has(name)) {
      this.#push(...this.#inner(depth, true));
    } else if (STYLED.has(name)) {
      this.#styled(name, depth);
    } else if (name === 'begin' || name === 'end') {
      const environment = this.#take(/\s*\{([A-Za-z]+)\*?\}(?:\{[lcr|]*\})?/y)?.[1] ?? '';
      this.#push({ type: 'command', text: `${name} ${environment}` });
    } else if (DROPPED.has(name)) {
      // Style alone.
    } else if (Object.hasOwn(SIGNS, name)) {
      this.#push(mark(SIGNS[name] ?? name));
    } else if (Object.hasOwn(LETTERS, name)) {
      this.#push(letter(LETTERS[name] ?? name));
    } else if (Object.hasOwn(COMMANDS, name)) {
      this.#push({ type: 'command', text: COMMANDS[name] ?? name });
    } else if (FUNCTIONS.has(name)) {
      this.#push({ type: 'function', text: name });
    } else {
      this.#push(letter(`\\${name}`));
    }
  }

  /** Tokens of the braces that begin here; none where there are none. */
  #inner(depth: number, asText: boolean): MathToken[] {
    const content = this.#take(/\s*([A-Za-z\d])/y)?.[1] ?? this.#braces();
    return content === null ? [] : new Tokenizer(content, this.commas, this.work).read(asText, depth + 1);
  }

  #styled(name: string, depth: number): void {
    const tokens = this.#inner(depth, true);
    const [first] = tokens;
    const text = first?.text ?? '';
    if (tokens.length === 1 && first?.type === 'word') {
      if (text.length === 1) this.#push(letter(name === 'mathbb' ? (BLACKBOARD[text] ?? text) : text));
      else if (FUNCTIONS.has(text)) this.#push({ type: 'function', text });
      else this.#push(first);
    } else this.#push(...tokens);
  }

  /** What stands in the braces that begin here, which are passed over; null where none begin. */
  #braces(): string | null {
    if (!this.#take(/\s*\{/y)) return null;
    const start = this.#at;
    let open = 1;
    for (; this.#at < this.text.length; this.#at++) {
      this.work.spend();
      const character = this.text[this.#at];
      if (character === '\\') this.#at++;
      else if (character === '{') open++;
      else if (character === '}' && --open === 0) return this.text.slice(start, this.#at++);
    }
    return this.text.slice(start);
  }

  #character(character: string): void {
    this.#at++;
    const fraction = FRACTIONS[character];
    const shape = CHARACTERS[character] ?? character;
    if (fraction) {
      const [top, bottom] = fraction;
      this.#push({ type: 'command', text: 'frac' }, number(top), number(bottom));
    } else if (shape === 'sqrt') {
      this.#push({ type: 'command', text: 'sqrt' });
    } else if (shape.startsWith('^') && shape.length === 2) {
      this.#push(mark('^'), number(shape.slice(1)));
    } else if (character === '{' || character === '}') {
      this.#push(mark(character === '{' ? 'group(' : 'group)'));
    } else if (character === '*' && this.text[this.#at] === '*') {
      this.#at++;
      this.#push(mark('^'));
    } else if (/[<>!]/.test(character) && this.text[this.#at] === '=') {
      this.#at++;
      this.#push(mark({ '<': '≤', '>': '≥', '!': '≠' }[character] ?? character));
    } else if (/[πθαβγδλμφωσ∞∅ℝℤℕℚℂ]/.test(character)) {
      this.#push(letter(character));
    } else if (character !== '$') {
      this.#push(mark(shape));
    } else this.#push(mark('$'));
  }
}
