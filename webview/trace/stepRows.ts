/** Elements of the list of steps: built once, updated in place, cloned from templates because there may be hundreds. */
import type { Trace } from '../../src/core/trace/trace';
import { l10n } from '../components/l10n';
import { formatCount, formatScore } from './format';
import { unrender } from './mathsText';
import type { MarkRow, Row, StepRow } from './rows';
import { TokenText } from './tokenText';
import { markSentence } from './words';

/** One `<li>` of the list. */
export interface RowView {
  readonly element: HTMLLIElement;
  readonly kind: Row['kind'];
  /** The tokens of a step; null for a mark. */
  readonly text: TokenText | null;
  /** What it shows; null until it shows anything. */
  readonly row: Row | null;
  /** @returns whether anything changed */
  update(row: Row, trace: Trace): boolean;
  /** Shows a step's first line alone. @returns whether that is new */
  setFolded(folded: boolean): boolean;
  dispose(): void;
}

// Static markup of our own; text from a trace only ever goes into text nodes.
const stepTemplate = document.createElement('template');
stepTemplate.innerHTML =
  '<li class="step" role="listitem" tabindex="-1"><button class="number" tabindex="-1" aria-expanded="true"></button>' +
  '<span class="score scored" role="meter" aria-valuemin="0" aria-valuemax="1"><span class="gauge" aria-hidden="true"></span><span class="value"></span></span>' +
  '<span class="text" dir="auto"></span><span class="count"></span></li>';

const words = [
  ['number', 'title', l10n.t('Fold or unfold (Space)')],
  ['score', 'aria-label', l10n.t('Score')],
  ['count', 'title', l10n.t('Tokens')],
] as const;
for (const [name, attribute, text] of words)
  stepTemplate.content.querySelector(`.${name}`)?.setAttribute(attribute, text);

const markTemplate = document.createElement('template');
markTemplate.innerHTML =
  '<li class="mark" role="listitem" tabindex="-1"><span class="badge"></span><span class="words"></span></li>';

function clone(template: HTMLTemplateElement): HTMLLIElement {
  return document.importNode(template.content, true).firstElementChild as HTMLLIElement;
}

function part(element: HTMLElement, name: string): HTMLElement {
  return element.querySelector<HTMLElement>(`.${name}`) ?? element;
}

class StepView implements RowView {
  readonly kind = 'step';
  readonly element = clone(stepTemplate);
  readonly #number = part(this.element, 'number');
  readonly #score = part(this.element, 'score');
  readonly #value = part(this.element, 'value');
  readonly #count = part(this.element, 'count');
  readonly text = new TokenText(part(this.element, 'text'));
  #shown: StepRow | null = null;
  #writing = false;
  #folded = false;

  get row(): StepRow | null {
    return this.#shown;
  }

  update(row: StepRow, trace: Trace): boolean {
    const shown = this.#shown;
    const textChanged = this.text.show(trace, row.start, row.end);
    if (textChanged) unrender(this.text.element);
    this.#shown = row;
    if (shown && !textChanged && shown.index === row.index && shown.score === row.score) return false;
    if (!shown || shown.index !== row.index || shown.count !== row.count) {
      // Where notes on the step go: under its first row.
      if (row.index !== null && row.count !== null) this.element.dataset['step'] = String(row.index);
      else delete this.element.dataset['step'];
      // The step being written will be the next: its number is known before it is complete.
      const number = row.count === null ? '' : formatCount((row.index ?? trace.steps.length) + 1);
      this.#number.textContent = number;
    }
    // A line that is already closed has no place for a caret.
    const writing = row.index === null && !this.text.endsLine;
    if (writing !== this.#writing) this.element.classList.toggle('writing', (this.#writing = writing));
    if (shown?.count !== row.count) {
      this.#count.textContent = row.count === null ? '' : formatCount(row.count);
    }
    if ((shown?.score ?? null) !== row.score) this.#showScore(row.count === null ? null : row.score);
    return true;
  }

  setFolded(folded: boolean): boolean {
    if (folded === this.#folded) return false;
    this.#folded = folded;
    this.element.classList.toggle('folded', folded);
    this.#number.ariaExpanded = String(!folded);
    // The browser's find may have scrolled the text inside.
    if (!folded) this.text.element.scrollTop = 0;
    return true;
  }

  #showScore(score: number | null): void {
    const shown = score === null ? null : formatScore(score);
    this.#score.ariaValueNow = shown;
    this.#score.style.setProperty('--score', String(score ?? 0));
    this.#value.textContent = shown ?? '';
  }

  dispose(): void {
    this.text.clear();
  }
}

class MarkView implements RowView {
  readonly kind = 'mark';
  readonly text = null;
  readonly element = clone(markTemplate);
  #shown: MarkRow | null = null;

  get row(): MarkRow | null {
    return this.#shown;
  }

  update(row: MarkRow, trace: Trace): boolean {
    if (this.#shown?.intervention === row.intervention && this.#shown.number === row.number) return false;
    this.#shown = row;
    const { intervention, number } = row;
    this.element.dataset['kind'] = intervention.kind;
    part(this.element, 'badge').textContent =
      intervention.kind === 'edit' ? l10n.t('Edit') : l10n.t('Wait {0}', number);
    part(this.element, 'words').textContent = markSentence(intervention, trace.thinking.start);
    return true;
  }

  setFolded(): boolean {
    return false;
  }

  dispose(): void {}
}

/** A view for rows of this kind. */
export function rowView(kind: Row['kind']): RowView {
  return kind === 'step' ? new StepView() : new MarkView();
}
