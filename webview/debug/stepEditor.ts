import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { editedAt } from '../../src/core/trace/textEdit';
import type { Trace } from '../../src/core/trace/trace';
import { button } from '../components/button';
import { l10n } from '../components/l10n';
import { focusStyles } from '../components/styles';
import { displayText } from '../trace/displayText';
import type { DebugActions } from './debugActions';
import { placeWords } from './forkActions';

/** Tokens whose text is edited. */
export interface EditedRange {
  readonly start: number;
  readonly end: number;
}

/** The step that `at` is in; a row between steps, or an answer, from `at` on. */
export function editedRange({ steps, thinking, tokens }: Trace, at: number): EditedRange {
  const step = steps.find(({ start, end }) => start <= at && at < end);
  if (step) return { start: step.start, end: step.end };
  return { start: at, end: at < thinking.end ? thinking.end : tokens.id.length };
}

/** An editor of the text of one step. What stays of it stays token by token; the model goes on after the rest. */
@customElement('wp-step-editor')
export class StepEditor extends LitElement {
  static override styles = [
    focusStyles,
    css`
      :host {
        display: block;
        padding: 8px 14px 10px;
        border-top: 1px solid var(--wp-line);
        background: var(--wp-panel);
      }
      label {
        display: block;
        margin-bottom: 4px;
        color: var(--wp-muted);
      }
      textarea {
        display: block;
        box-sizing: border-box;
        width: 100%;
        min-height: 3lh;
        max-height: 40vh;
        field-sizing: content;
        resize: vertical;
        padding: 4px 6px;
        font-family: var(--wp-mono);
        font-size: var(--wp-mono-size);
        line-height: 1.45;
        color: var(--vscode-input-foreground, inherit);
        background: var(--vscode-input-background, var(--wp-background));
        border: 1px solid var(--vscode-input-border, var(--wp-line));
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 10px;
        align-items: center;
        margin-top: 6px;
        color: var(--wp-muted);
      }
    `,
  ];

  @property({ attribute: false }) trace: Trace | null = null;
  @property({ attribute: false }) range: EditedRange | null = null;
  @property({ attribute: false }) actions!: DebugActions;
  /** Nothing was changed, and a fork was asked for. */
  @property({ attribute: false }) message = '';
  @query('textarea') private field!: HTMLTextAreaElement | null;

  override render() {
    const { trace, range } = this;
    if (!trace || !range) return nothing;
    return html`<label for="text"
        >${l10n.t('Text from {0} on, for a fork', placeWords(trace, range.start))}</label
      >
      <textarea
        id="text"
        dir="auto"
        spellcheck="false"
        .value=${textOf(trace, range)}
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
        @input=${() => (this.message = '')}
      ></textarea>
      <div class="actions">
        ${button({ label: l10n.t('Fork'), name: 'fork', appearance: 'primary', title: 'Ctrl+Enter', onClick: () => this.#fork() })}
        ${button({ label: l10n.t('Cancel'), name: 'cancel', title: 'Escape', onClick: () => this.#close() })}
        <span role="status"
          >${displayText(this.message) || l10n.t('The model goes on right behind the text; the rest is dropped.')}</span
        >
      </div>`;
  }

  override updated(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('range') || !this.field) return;
    this.field.focus();
    this.field.setSelectionRange(0, 0);
  }

  #fork(): void {
    const { trace, range, field } = this;
    if (!trace || !range || !field) return;
    // A text field knows one kind of line break.
    const shown = textOf(trace, range);
    const edited =
      field.value === shown.replace(/\r\n?/g, '\n')
        ? null
        : editedAt(trace, range.start, range.end, field.value);
    if (!edited) {
      this.message = l10n.t('Nothing is changed yet.');
      return;
    }
    this.#close();
    this.actions.fork(edited.at, edited.action);
  }

  #close(): void {
    this.dispatchEvent(new CustomEvent('wp-close'));
  }

  /** These keys mean other things to the workbench, which hears of all that come through. */
  #key(event: KeyboardEvent): void {
    const isFork = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
    if (!isFork && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (isFork) this.#fork();
    else this.#close();
  }
}

function textOf({ tokens }: Trace, { start, end }: EditedRange): string {
  return tokens.text.slice(start, end).join('');
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-step-editor': StepEditor;
  }
}
