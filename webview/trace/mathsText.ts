/**
 * Shows texts with their formulas drawn, beside the exact text and in its place. Model text is untrusted: what stands
 * between formulas goes into text nodes, and of KaTeX's output only MathML is taken, which needs neither the fonts nor
 * the inline styles that the page's policy keeps out.
 */
import { css } from 'lit';
import type Katex from 'katex';
import { l10n } from '../components/l10n';
import { formulasOf, type Formula } from './maths';

/** Loaded with the first formula in sight: a trace without one must not pay for it. */
let katex: typeof Katex | null = null;
let loading: Promise<void> | null = null;

function load(): Promise<void> {
  loading ??= import('katex').then((module) => {
    katex = module.default;
  });
  return loading;
}

const LIMITS = {
  output: 'mathml',
  // Links and pictures: the formula stays text, where a plain false would draw the command in place of its content.
  trust: () => {
    throw new Error(l10n.t('Not drawn.'));
  },
  // A formula that is wrong stays text: KaTeX's own message would need an inline style.
  throwOnError: true,
  strict: 'ignore',
  /** Macros that expand to themselves end here; formulas that people write need a few dozen. */
  maxExpand: 500,
  /** In em. */
  maxSize: 20,
} as const;

/** Formulas beyond stay text: no step that is read has so many. */
const MOST_FORMULAS = 100;

/** Milliseconds a frame may spend on formulas. */
const FRAME_MS = 8;

/** A text in sight. */
export interface MathsPlace {
  /** Holds the exact text, in one text node; its parent gets the class `rendered`. */
  readonly element: HTMLElement;
  /** Show the exact text: it still grows, or something in it is looked at. */
  readonly exact: boolean;
}

/** Offsets in the exact text at which nodes of a drawn text begin. */
const offsets = new WeakMap<Node, number>();

/** Where a click into a drawn text falls in the exact one; a formula counts as its first character. Null elsewhere. */
export function exactOffset(node: Node, offset: number): number | null {
  for (let at: Node | null = node; at; at = at.parentNode) {
    const start = offsets.get(at);
    if (start !== undefined) return at === node && node instanceof Text ? start + offset : start;
  }
  return null;
}

/** Shows the exact text again. */
export function unrender(element: HTMLElement): void {
  const { parentElement } = element;
  if (!parentElement?.classList.contains('rendered')) return;
  parentElement.classList.remove('rendered');
  parentElement.querySelector(':scope > .maths')?.remove();
}

export class MathsText {
  #enabled = true;
  #queue: HTMLElement[] = [];
  #isAsked = false;
  /** What is known to hold no formula, by its text. */
  readonly #plain = new WeakMap<HTMLElement, string>();

  /** @param drawn called after texts changed their look, and perhaps their height */
  constructor(readonly drawn: () => void) {}

  enable(enabled: boolean): void {
    this.#enabled = enabled;
  }

  /** Draws what is in sight and should be, soon. */
  show(places: readonly MathsPlace[]): void {
    this.#queue = [];
    for (const { element, exact } of places) {
      if (!this.#enabled || exact) unrender(element);
      else if (!element.parentElement?.classList.contains('rendered') && this.#hasFormula(element))
        this.#queue.push(element);
    }
    if (this.#queue.length > 0) void load().then(() => this.#ask());
  }

  #hasFormula(element: HTMLElement): boolean {
    const text = element.textContent ?? '';
    if (this.#plain.get(element) === text) return false;
    if (formulasOf(text).length > 0) return true;
    this.#plain.set(element, text);
    return false;
  }

  #ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame(() => {
      this.#isAsked = false;
      const until = performance.now() + FRAME_MS;
      let changed = false;
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
        changed = this.#render(next) || changed;
        if (performance.now() > until) break;
      }
      if (this.#queue.length > 0) this.#ask();
      if (changed) this.drawn();
    });
  }

  #render(element: HTMLElement): boolean {
    const text = element.textContent ?? '';
    const maths = document.createElement('span');
    maths.className = 'maths';
    maths.dir = 'auto';
    let at = text.length - text.trimStart().length;
    let count = 0;
    const plain = (end: number): void => {
      if (end <= at) return;
      const node = document.createTextNode(text.slice(at, end));
      offsets.set(node, at);
      maths.append(node);
    };
    for (const formula of formulasOf(text).slice(0, MOST_FORMULAS)) {
      const drawn = drawFormula(formula);
      if (!drawn) continue;
      plain(formula.start);
      offsets.set(drawn, formula.start);
      maths.append(drawn);
      at = formula.end;
      count++;
    }
    plain(text.trimEnd().length);
    if (count === 0) {
      this.#plain.set(element, text);
      return false;
    }
    element.after(maths);
    element.parentElement?.classList.add('rendered');
    return true;
  }
}

function drawFormula({ tex, display }: Formula): HTMLElement | null {
  const element = document.createElement('span');
  element.className = display ? 'formula display' : 'formula';
  element.title = tex;
  try {
    katex?.render(tex, element, { ...LIMITS, displayMode: display, macros: {} });
    // One that shows nothing would hide what was written.
    return element.querySelector('semantics > :first-child')?.textContent?.trim() ? element : null;
  } catch {
    return null;
  }
}

/** Beside `tokenTextStyles`. */
export const mathsStyles = css`
  .rendered > .text {
    display: none;
  }
  .formula {
    white-space: normal;
  }
  .formula.display {
    display: block;
    padding-block: 2px;
    overflow: auto hidden;
  }
  math {
    font-size: 1.15em;
  }
  /* Chromium knows no menclose: \boxed is what is used of it. */
  menclose[notation='box'] {
    border: 1px solid currentColor;
    padding: 1px 3px;
  }
`;
