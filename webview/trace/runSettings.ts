import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { PresetName, Segmentation } from '../../src/core/trace/trace';
import { dropdown } from '../components/dropdown';
import { l10n } from '../components/l10n';
import '../components/slider';
import { tokenStops } from '../components/stops';
import { fieldStyles } from '../components/styles';
import { problemText, textField } from '../components/textField';
import { escapeText, unescapeText } from './escapes';
import { FIELD_LABELS, type FormField, type Problems, type RunForm } from './runForm';

const ANSWER_STOPS = tokenStops(8, 4096);

const PRESETS: readonly { value: PresetName; label: string; description: string }[] = [
  {
    value: 'think-tags',
    label: 'think-tags',
    description: l10n.t('<think> … </think>, as DeepSeek-R1 and Qwen3 write it'),
  },
  { value: 's1-eval', label: 's1-eval', description: l10n.t('s1, as its evaluation code does it') },
  { value: 's1-readme', label: 's1-readme', description: l10n.t('s1, as its README shows it') },
  { value: 'generic', label: 'generic', description: l10n.t('Any model, with delimiters of your own') },
];

const SEGMENTATIONS: readonly { value: Segmentation['by']; label: string }[] = [
  { value: 'blank-line', label: l10n.t('at blank lines') },
  { value: 'line', label: l10n.t('at every line') },
  { value: 'label', label: l10n.t('at “Step n:”') },
  { value: 'regex', label: l10n.t('after a pattern') },
];

type TextFieldName = Exclude<FormField, 'continuation' | 'greedy' | 'preset' | 'segmentBy' | 'answerPrefix'>;

/** The settings that most runs leave alone. */
@customElement('wp-run-settings')
export class RunSettings extends LitElement {
  static override styles = [
    fieldStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
        gap: 8px 14px;
        align-items: start;
        padding-top: 8px;
        border-top: 1px solid var(--wp-line);
      }
      .field {
        display: grid;
        gap: 2px;
        min-width: 0;
      }
      .field.wide {
        grid-column: span 2;
      }
      .answer {
        grid-column: span 2;
        display: grid;
        grid-template-columns: auto minmax(70px, 1fr) 62px;
        gap: 2px 10px;
        align-self: end;
      }
      vscode-text-field,
      vscode-dropdown {
        width: 100%;
      }
      @container view (max-width: 420px) {
        .answer,
        .field.wide {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  @property({ attribute: false }) form!: RunForm;
  @property({ attribute: false }) problems: Problems = new Map();
  @property({ type: Boolean }) locked = false;
  @property({ attribute: false }) change: (change: Partial<RunForm>) => void = () => {};

  override render() {
    const { form, change, locked } = this;
    return html`
      ${this.#field(
        'preset',
        dropdown({
          label: FIELD_LABELS.preset,
          name: 'preset',
          value: form.preset,
          choices: PRESETS,
          disabled: locked,
          onChange: (preset) => change({ preset: preset as PresetName }),
        }),
      )}
      ${form.preset === 'generic' ? [this.#escaped('delimiterStart'), this.#escaped('delimiterEnd')] : nothing}
      ${this.#field(
        'answerPrefix',
        textField({
          label: FIELD_LABELS.answerPrefix,
          value: form.answerPrefix === null ? '' : escapeText(form.answerPrefix),
          placeholder: l10n.t('the preset’s'),
          disabled: locked,
          onInput: (text) => change({ answerPrefix: text === '' ? null : unescapeText(text) }),
        }),
      )}
      <div class="answer">
        <wp-slider
          label=${FIELD_LABELS.maxAnswer}
          unit=${l10n.t('answer tokens')}
          hint=${l10n.t('The answer is cut off after this many tokens')}
          .stops=${ANSWER_STOPS}
          .value=${form.maxAnswer}
          .problem=${this.problems.get('maxAnswer')}
          ?disabled=${locked}
          @wp-input=${(event: CustomEvent<string>) => change({ maxAnswer: event.detail })}
        ></wp-slider>
      </div>
      ${this.#field(
        'segmentBy',
        dropdown({
          label: FIELD_LABELS.segmentBy,
          name: 'segmentation',
          value: form.segmentBy,
          choices: SEGMENTATIONS,
          disabled: locked,
          onChange: (segmentBy) => change({ segmentBy: segmentBy as Segmentation['by'] }),
        }),
      )}
      ${form.segmentBy === 'regex' ? this.#text('pattern') : nothing}
      ${this.#field(
        'greedy',
        dropdown({
          label: FIELD_LABELS.greedy,
          name: 'sampler',
          value: form.greedy ? 'greedy' : 'temperature',
          choices: [
            { value: 'greedy', label: l10n.t('greedy') },
            { value: 'temperature', label: l10n.t('temperature') },
          ],
          disabled: locked,
          onChange: (sampler) => change({ greedy: sampler === 'greedy' }),
        }),
      )}
      ${
        form.greedy
          ? nothing
          : [
              this.#number('temperature'),
              this.#number('topK', l10n.t('0 is off')),
              this.#number('topP', l10n.t('1 is off')),
              this.#number('minP', l10n.t('0 is off')),
              this.#number('seed'),
            ]
      }
      ${this.#number('repeatPenalty', l10n.t('1 is off'))}
    `;
  }

  #field(field: FormField, control: TemplateResult) {
    return html`<div class="field">
      <span class="label" aria-hidden="true">${FIELD_LABELS[field]}</span>${control}${problemText(
        this.problems.get(field),
      )}
    </div>`;
  }

  #text(field: TextFieldName, hint?: string, numeric = false) {
    return this.#field(
      field,
      textField({
        label: hint ? `${FIELD_LABELS[field]}, ${hint}` : FIELD_LABELS[field],
        value: this.form[field],
        problem: this.problems.get(field),
        placeholder: hint ?? '',
        disabled: this.locked,
        numeric,
        onInput: (text) => this.change({ [field]: text }),
      }),
    );
  }

  #number(field: TextFieldName, hint?: string) {
    return this.#text(field, hint, true);
  }

  /** A field whose line breaks are written `\n`. */
  #escaped(field: 'delimiterStart' | 'delimiterEnd') {
    return this.#field(
      field,
      textField({
        label: FIELD_LABELS[field],
        value: escapeText(this.form[field]),
        problem: this.problems.get(field),
        disabled: this.locked,
        onInput: (text) => this.change({ [field]: unescapeText(text) }),
      }),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-run-settings': RunSettings;
  }
}
