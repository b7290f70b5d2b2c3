import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ModelChoice } from '../../src/protocol/webview';
import { button } from '../components/button';
import '../components/chips';
import { dropdown, type DropdownChoice } from '../components/dropdown';
import { l10n } from '../components/l10n';
import '../components/slider';
import { countStops, tokenStops } from '../components/stops';
import { fieldStyles, iconStyles } from '../components/styles';
import { textArea } from '../components/textField';
import { displayText } from './displayText';
import { escapeText, unescapeText } from './escapes';
import { FIELD_LABELS, type FormField, type Problems, type RunForm } from './runForm';
import './runSettings';
import { demoSentence, presetSentence } from './words';

const MIN_STOPS = tokenStops(16, 32768, true);
const MAX_STOPS = tokenStops(16, 32768);
/** As far as waits have been seen to pay; the field takes more. */
const WAIT_STOPS = countStops(16);
/** Value of the choice that asks for a file; no path can be it. */
const BROWSE = '\0browse';

/** As it stands on the keyboard. */
export const RUN_KEYS = navigator.platform.startsWith('Mac') ? '⌘⏎' : 'Ctrl+Enter';

/** What the run bar wants done; the view does it. */
export interface RunBarActions {
  change(change: Partial<RunForm>): void;
  run(): void;
  stop(): void;
  browse(role: 'model' | 'scorer'): void;
  toggleMore(): void;
}

/** The whole request of the next run: question, model, scorer, budget, and the rest on demand. */
@customElement('wp-run-bar')
export class RunBar extends LitElement {
  static override styles = [
    fieldStyles,
    iconStyles,
    css`
      :host {
        display: grid;
        gap: 8px;
        padding: 10px 14px;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 10px;
        align-items: start;
      }
      .question {
        flex: 1 1 320px;
        min-width: 0;
      }
      vscode-text-area {
        width: 100%;
      }
      vscode-text-area::part(control) {
        field-sizing: content;
        box-sizing: border-box;
        width: 100%;
        min-height: 28px;
        max-height: 30vh;
        padding: 5px 8px;
      }
      .pickers {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 10px;
        min-width: 0;
      }
      vscode-dropdown {
        width: 168px;
        height: 28px;
      }
      .actions {
        display: flex;
        gap: 6px;
      }
      .budget {
        display: grid;
        grid-template-columns: repeat(3, auto minmax(70px, 1fr) 62px);
        gap: 6px 10px;
        align-items: start;
      }
      .continuation {
        align-items: center;
        min-height: 26px;
      }
      .note {
        color: var(--wp-muted);
      }
      .spring {
        flex: 1;
      }
      p.note {
        margin: 0;
      }
      @container view (max-width: 760px) {
        .budget {
          grid-template-columns: auto minmax(70px, 1fr) 62px;
        }
        .pickers {
          flex: 1 1 100%;
        }
        vscode-dropdown {
          flex: 1 1 120px;
          width: auto;
        }
        .actions {
          flex: 1 1 auto;
          justify-content: end;
        }
      }
    `,
  ];

  @property({ attribute: false }) form!: RunForm;
  @property({ attribute: false }) problems: Problems = new Map();
  @property({ attribute: false }) models: readonly ModelChoice[] = [];
  @property({ attribute: false }) scorers: readonly ModelChoice[] = [];
  @property({ type: Boolean }) running = false;
  @property({ type: Boolean }) readOnly = false;
  @property({ type: Boolean }) more = false;
  @property({ attribute: false }) actions!: RunBarActions;

  constructor() {
    super();
    this.addEventListener('keydown', (event) => this.#key(event));
  }

  override render() {
    const { form, problems, actions } = this;
    const locked = this.running || this.readOnly;
    const [wrong] = problems;
    const demo = demoSentence(this.models, form.modelPath);
    const guess = presetSentence(this.models, form.modelPath, form.preset);
    return html`
      <div class="row">
        <div class="question">
          ${textArea({
            label: FIELD_LABELS.question,
            name: 'question-field',
            value: form.question,
            placeholder: l10n.t('Ask something that takes a few steps of thinking'),
            readOnly: locked,
            onInput: (question) => actions.change({ question }),
          })}
          ${demo === null ? nothing : html`<p class="note">${demo}</p>`}
          ${guess === null ? nothing : html`<p class="note">${guess}</p>`}
        </div>
        <div class="pickers">
          ${this.#picker('model', form.modelPath, this.models, locked)}
          ${this.#picker('scorer', form.scorerPath, this.scorers, locked)}
          <div class="actions">
            ${button({
              label: l10n.t('Run'),
              name: 'run',
              icon: 'play',
              appearance: 'primary',
              disabled: locked || wrong !== undefined,
              title: wrong ? sentence(wrong) : l10n.t('Run ({0})', RUN_KEYS),
              onClick: () => actions.run(),
            })}
            ${button({
              label: l10n.t('Stop'),
              name: 'stop',
              icon: 'stop',
              disabled: !this.running,
              onClick: () => actions.stop(),
            })}
          </div>
        </div>
      </div>
      <div class="budget" role="group" aria-label=${l10n.t('Budget')}>
        ${this.#slider('min', l10n.t('thinking tokens'), MIN_STOPS, l10n.t('Below this many the end of thinking is refused'), locked)}
        ${this.#slider('max', l10n.t('thinking tokens'), MAX_STOPS, l10n.t('Never exceeded; forced tokens count'), locked)}
        ${this.#slider('waits', l10n.t('times'), WAIT_STOPS, l10n.t('How often the end of thinking is refused'), locked)}
      </div>
      <div class="row continuation">
        <span class="label">${FIELD_LABELS.continuation}</span>
        <wp-chips
          label=${l10n.t('Continuation strings')}
          addLabel=${l10n.t('Add a continuation string')}
          .values=${form.continuation}
          .show=${escapeText}
          .read=${unescapeText}
          ?disabled=${locked}
          @wp-change=${(event: CustomEvent<string[]>) => actions.change({ continuation: event.detail })}
        ></wp-chips>
        <span class="note">${continuationNote(form.continuation.length)}</span>
        <span class="spring"></span>
        ${button({
          label: l10n.t('More settings'),
          name: 'more',
          icon: this.more ? 'chevronDown' : 'chevronRight',
          appearance: 'quiet',
          expanded: this.more,
          onClick: () => actions.toggleMore(),
        })}
      </div>
      ${
        this.more
          ? html`<wp-run-settings
              .form=${form}
              .problems=${problems}
              ?locked=${locked}
              .change=${(change: Partial<RunForm>) => actions.change(change)}
            ></wp-run-settings>`
          : nothing
      }
      ${
        wrong && !locked && !this.#saidAtField(wrong[0])
          ? html`<p class=${wrong[0] === 'question' ? 'note' : 'problem'}>
              ${l10n.t('Cannot run yet.')} ${sentence(wrong)}
            </p>`
          : nothing
      }
    `;
  }

  focusQuestion(): void {
    this.renderRoot.querySelector<HTMLElement>('.question-field')?.focus();
  }

  /** The budget is always in sight, and the rest where it is unfolded. */
  #saidAtField(field: FormField): boolean {
    if (field === 'question' || field === 'modelPath') return false;
    return this.more || field === 'min' || field === 'max' || field === 'waits';
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    // Else the workbench gets it too, and its key of the same name runs once more.
    event.stopPropagation();
    this.actions.run();
  }

  #slider(
    field: 'min' | 'max' | 'waits',
    unit: string,
    stops: readonly number[],
    hint: string,
    disabled: boolean,
  ) {
    return html`<wp-slider
      class=${field}
      label=${FIELD_LABELS[field]}
      unit=${unit}
      hint=${hint}
      .stops=${stops}
      .value=${this.form[field]}
      .problem=${this.problems.get(field)}
      ?disabled=${disabled}
      @wp-input=${(event: CustomEvent<string>) => this.actions.change({ [field]: event.detail })}
    ></wp-slider>`;
  }

  #picker(role: 'model' | 'scorer', path: string, found: readonly ModelChoice[], disabled: boolean) {
    const field: FormField = role === 'model' ? 'modelPath' : 'scorerPath';
    const choices: DropdownChoice[] = found.map(({ path: value, label, description }) => {
      const hint = displayText(`${FIELD_LABELS[field]}: ${label}. ${description}`);
      return { value, label: displayText(label), description: hint };
    });
    if (path !== '' && !found.some((choice) => choice.path === path)) {
      const label = displayText(l10n.t('{0} (not found)', path.split(/[\\/]/).at(-1) ?? path));
      choices.unshift({ value: path, label, description: path });
    }
    if (path === '')
      choices.unshift({
        value: '',
        label: role === 'model' ? l10n.t('Choose a model') : l10n.t('Choose a scorer'),
      });
    choices.push({ value: BROWSE, label: l10n.t('Browse…') });
    return dropdown({
      label: FIELD_LABELS[field],
      name: role,
      value: path,
      choices,
      disabled,
      onChange: (value) => {
        if (value !== BROWSE) return this.actions.change({ [field]: value });
        this.actions.browse(role);
        return false;
      },
    });
  }
}

function sentence([field, problem]: readonly [FormField, string]): string {
  return field === 'question' || field === 'modelPath' ? problem : `${FIELD_LABELS[field]}: ${problem}`;
}

function continuationNote(count: number): string {
  if (count === 0)
    return l10n.t(
      'Suppress only: a refused end is replaced by the model’s next choice, and nothing is added.',
    );
  return count === 1 ? '' : l10n.t('used in turn');
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-run-bar': RunBar;
  }
}
