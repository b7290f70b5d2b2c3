import { adoptStyles, css, html, nothing, render } from 'lit';
import { answerConfidence } from '../../src/core/grade/answerConfidence';
import type { Trace } from '../../src/core/trace/trace';
import type { DebugCommand } from '../../src/protocol/webview';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { hiddenStyles, iconStyles } from '../components/styles';
import { answerGradeStyles, answerMarks, answerVerdict } from './answerGrade';
import { displayText } from './displayText';
import { findStyles } from './findHighlights';
import { mathsStyles, unrender } from './mathsText';
import { tokenTextStyles } from './stepStyles';
import { highlightStyles } from './tokenHighlights';
import { TokenText } from './tokenText';
import { answerSentence, confidenceSentence, lowConfidenceSentence } from './words';

/** The answer: what was extracted from it, how far it can be relied on, and its text as it was written. */
export class AnswerBox extends HTMLElement {
  readonly #extracted = document.createElement('strong');
  readonly #confidence = document.createElement('span');
  readonly #low = document.createElement('span');
  readonly #note = document.createElement('span');
  readonly #verdict = document.createElement('span');
  readonly #marks = document.createElement('span');
  readonly #text: TokenText;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    adoptStyles(root, [
      hiddenStyles,
      iconStyles,
      highlightStyles,
      findStyles,
      mathsStyles,
      tokenTextStyles,
      answerGradeStyles,
      answerStyles,
    ]);
    const head = document.createElement('div');
    const title = document.createElement('span');
    const text = document.createElement('div');
    head.className = 'head';
    title.className = 'title';
    title.textContent = l10n.t('Answer');
    this.#extracted.className = 'extracted';
    this.#confidence.className = 'confidence';
    this.#confidence.title = l10n.t(
      'Mean probability of the answer’s tokens, and the score of the last step',
    );
    this.#low.className = 'low';
    // Comes when the last score is there: after the announcement of the answer.
    this.#low.role = 'status';
    this.#note.className = 'note';
    text.className = 'text';
    text.dir = 'auto';
    head.append(title, this.#extracted, this.#confidence, this.#low, this.#note);
    const grade = document.createElement('div');
    grade.className = 'grade';
    this.#verdict.className = 'verdict';
    this.#marks.className = 'marks';
    grade.append(this.#verdict, this.#marks);
    const body = document.createElement('div');
    body.append(text);
    root.append(head, grade, body);
    this.#text = new TokenText(text);
  }

  draw(trace: Trace, running: boolean): void {
    const { answer } = trace;
    this.hidden = answer === null;
    if (!answer) return this.#text.clear();
    if (this.#text.show(trace, answer.start, answer.end)) unrender(this.#text.element);
    const none = running ? '…' : l10n.t('none found');
    set(this.#extracted, answer.extracted === null ? none : displayText(answer.extracted));
    this.#extracted.classList.toggle('missing', answer.extracted === null);
    this.#drawConfidence(trace, running);
    set(this.#note, answerSentence(trace, running) ?? '');
    this.#drawGrade(trace, running);
  }

  /** `locked`, an attribute, while nothing may be changed. */
  #drawGrade(trace: Trace, running: boolean): void {
    const mark = (detail: DebugCommand): void => {
      this.dispatchEvent(new CustomEvent<DebugCommand>('wp-mark', { detail }));
    };
    render(running ? nothing : answerVerdict(trace), this.#verdict);
    render(running ? nothing : answerMarks(trace, this.hasAttribute('locked'), mark), this.#marks);
  }

  /** The exact text of the answer. */
  get text(): TokenText {
    return this.#text;
  }

  /** Only once all is there: a score that is on its way may change it. */
  #drawConfidence(trace: Trace, running: boolean): void {
    const confidence = answerConfidence(trace);
    const known = !running && trace.finish.answer !== null && trace.finish.answer !== 'abort';
    set(this.#confidence, known ? confidenceSentence(confidence) : '');
    const why = known && confidence.low ? lowConfidenceSentence(confidence) : '';
    this.#low.title = why;
    render(
      why === ''
        ? nothing
        : html`${icon('warning')}<span>${l10n.t('Low confidence')}</span
            ><span class="hidden">: ${why}</span>`,
      this.#low,
    );
  }
}

function set(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const answerStyles = css`
  :host {
    display: block;
    margin: 4px 14px 14px;
    padding: 8px 12px;
    border: 1px solid var(--wp-line);
    border-radius: 4px;
    background: var(--wp-panel);
  }
  :host([hidden]) {
    display: none;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: baseline;
    margin-bottom: 4px;
  }
  .title,
  .confidence,
  .note {
    color: var(--wp-muted);
  }
  .confidence {
    font-variant-numeric: tabular-nums;
  }
  /* The last score is in them. */
  :host([blind]) :is(.confidence, .low) {
    visibility: hidden;
  }
  .low {
    position: relative;
    display: flex;
    gap: 5px;
    align-items: center;
    align-self: center;
    color: var(--wp-wait);
    font-weight: 600;
  }
  .extracted {
    font-family: var(--wp-mono);
    font-size: 1.25em;
    unicode-bidi: isolate;
    overflow-wrap: anywhere;
  }
  .extracted.missing {
    font-weight: normal;
    font-size: 1em;
    color: var(--wp-muted);
  }
`;

customElements.define('wp-answer-box', AnswerBox);

declare global {
  interface HTMLElementTagNameMap {
    'wp-answer-box': AnswerBox;
  }
}
