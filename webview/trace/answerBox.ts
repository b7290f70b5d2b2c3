import { adoptStyles, css } from 'lit';
import type { Trace } from '../../src/core/trace/trace';
import { displayText } from './displayText';
import { tokenTextStyles } from './stepStyles';
import { highlightStyles } from './tokenHighlights';
import { TokenText } from './tokenText';
import { answerSentence } from './words';

/** The answer: what was extracted from it, and its text as it was written. */
export class AnswerBox extends HTMLElement {
  readonly #extracted = document.createElement('strong');
  readonly #note = document.createElement('span');
  readonly #text: TokenText;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    adoptStyles(root, [highlightStyles, tokenTextStyles, answerStyles]);
    const head = document.createElement('div');
    const title = document.createElement('span');
    const text = document.createElement('div');
    head.className = 'head';
    title.className = 'title';
    title.textContent = 'Answer';
    this.#extracted.className = 'extracted';
    this.#note.className = 'note';
    text.className = 'text';
    text.dir = 'auto';
    head.append(title, this.#extracted, this.#note);
    root.append(head, text);
    this.#text = new TokenText(text);
  }

  draw(trace: Trace, running: boolean): void {
    const { answer } = trace;
    this.hidden = answer === null;
    if (!answer) return this.#text.clear();
    this.#text.show(trace, answer.start, answer.end);
    const none = running ? '…' : 'none found';
    set(this.#extracted, answer.extracted === null ? none : displayText(answer.extracted));
    this.#extracted.classList.toggle('missing', answer.extracted === null);
    set(this.#note, answerSentence(trace, running) ?? '');
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
  .note {
    color: var(--wp-muted);
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
