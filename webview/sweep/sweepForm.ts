import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { readAxes, type SweepField, type SweepTexts } from '../../src/core/sweep/axesText';
import type { RunRequest } from '../../src/core/trace/trace';
import type { SweepProgress, SweepSetup } from '../../src/protocol/sweepView';
import { button } from '../components/button';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { fieldStyles, focusStyles, iconStyles } from '../components/styles';
import { problemText, textField } from '../components/textField';
import { oneLine } from '../tree/traceWords';
import { plural } from '../trace/format';
import { costSentence } from './sweepWords';

const LABELS: Readonly<Record<SweepField, string>> = {
  maxima: l10n.t('Maxima'),
  waits: l10n.t('Waits'),
  strings: l10n.t('Continue with'),
  temperatures: l10n.t('Temperatures'),
  seeds: l10n.t('Seeds'),
};
const FIELDS = Object.keys(LABELS) as SweepField[];

/**
 * The budgets of a sweep as lists, what they will cost, Run and Stop. Fires `wp-texts` with the texts when they change,
 * `wp-run` with them, and `wp-stop`.
 */
@customElement('wp-sweep-form')
export class SweepForm extends LitElement {
  static override styles = [
    focusStyles,
    iconStyles,
    fieldStyles,
    css`
      form {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(190px, 100%), 1fr));
        gap: 6px 14px;
        padding: 4px 14px 8px;
      }
      .field {
        display: flex;
        flex-direction: column;
        gap: 2px;
        min-width: 0;
      }
      p {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .told {
        grid-column: 1 / -1;
        color: var(--wp-muted);
      }
      .actions {
        grid-column: 1 / -1;
        display: flex;
        flex-wrap: wrap;
        gap: 6px 12px;
        align-items: center;
        font-variant-numeric: tabular-nums;
      }
      .refusal {
        display: flex;
        gap: 8px;
      }
    `,
  ];

  @property({ attribute: false }) setup: SweepSetup | null = null;
  @property({ attribute: false }) texts: SweepTexts | null = null;
  @property({ attribute: false }) progress: SweepProgress | null = null;

  override render() {
    const { setup, texts, progress } = this;
    if (!setup || !texts) return nothing;
    const { axes, problems } = readAxes(texts);
    const empty = setup.question.trim() === '' ? l10n.t('The trace asks no question yet.') : null;
    const refusal = setup.refusal ?? empty;
    const cost = axes && costSentence(setup, axes);
    return html`<form aria-label=${l10n.t('Budgets')} @submit=${this.#submit} @keydown=${this.#key}>
      ${FIELDS.map(
        (field) =>
          html`<div class="field">
            <span class="label">${LABELS[field]}</span>
            ${textField({
              label: l10n.t('{0}, a list with commas', LABELS[field]),
              name: field,
              value: texts[field],
              placeholder: asInTrace(field, setup.request),
              problem: problems[field],
              disabled: progress !== null,
              onInput: (value) => this.#tell('wp-texts', { ...texts, [field]: value }),
            })}
            ${problemText(problems[field])}
          </div>`,
      )}
      <p class="told">
        ${
          setup.scorer === null
            ? l10n.t(
                '{0}, no scorer. Every combination is a column; a list left empty is as in the trace.',
                oneLine(setup.model),
              )
            : l10n.t(
                '{0}, scored by {1}. Every combination is a column; a list left empty is as in the trace.',
                oneLine(setup.model),
                oneLine(setup.scorer),
              )
        }
      </p>
      <div class="actions">
        ${
          progress
            ? button({
                label: l10n.t('Stop'),
                name: 'stop',
                icon: 'stop',
                onClick: () => this.#tell('wp-stop', null),
              })
            : button({
                label: l10n.t('Run Sweep'),
                name: 'run',
                icon: 'play',
                appearance: 'primary',
                disabled: cost === null || cost.refused || refusal !== null,
                onClick: () => this.run(),
              })
        }
        ${
          progress
            ? html`<span class="progress"
                >${l10n.t('{0} of {1} · {2}', progress.done, plural(progress.all, 'column'), plural(progress.thinkingTokens, 'thinking token'))}</span
              >`
            : html`<span class="cost">${cost?.sentence ?? l10n.t('Some list has a mistake.')}</span>`
        }
      </div>
      ${refusal === null ? nothing : html`<p class="told refusal">${icon('info')}<span>${refusal}</span></p>`}
    </form>`;
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    this.run();
  };

  /** A field of the kit submits no form. */
  readonly #key = (event: KeyboardEvent): void => {
    const target = event.target as Element;
    // With Ctrl it is the command's.
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && target.localName === 'vscode-text-field')
      this.run();
  };

  /** As the button does: nothing where something is wrong, which stands beside it. */
  run(): void {
    const { setup, texts, progress } = this;
    if (!setup || !texts || progress) return;
    const { axes } = readAxes(texts);
    if (axes && setup.refusal === null && !costSentence(setup, axes).refused) this.#tell('wp-run', texts);
  }

  #tell(name: string, detail: SweepTexts | null): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** What a list that is left empty stands for. */
function asInTrace(field: SweepField, { budget, continuation, sampler }: RunRequest): string {
  switch (field) {
    case 'maxima':
      return String(budget.maxThinkingTokens);
    case 'waits':
      return String(budget.waits);
    case 'strings':
      return oneLine(continuation.join(' / ')) || 'none';
    case 'temperatures':
      return String(sampler.temperature);
    case 'seeds':
      return String(sampler.seed);
    default:
      return field satisfies never;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-sweep-form': SweepForm;
  }
}
