import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type {
  EvaluationField,
  EvaluationForm,
  EvaluationHostApi,
  EvaluationSetup,
  FormCheck,
} from '../../src/protocol/evaluationView';
import type { ModelChoice } from '../../src/protocol/webview';
import { button } from '../components/button';
import { checkbox } from '../components/checkbox';
import { FormChecker } from '../components/formChecker';
import { dropdown, type DropdownChoice } from '../components/dropdown';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { fieldStyles, focusStyles, iconStyles } from '../components/styles';
import { problemText, textField } from '../components/textField';
import { displayText } from '../trace/displayText';
import { plural } from '../trace/format';
import { oneLine } from '../tree/traceWords';
import { HINTS, LABELS, MAIN, MORE, PARTS, type TextName } from './evaluationFields';
import { evaluationFormStyles } from './evaluationFormStyles';
import { costSentence, datasetSentence } from './evaluationWords';

/** Choice that asks for a file; no path can be it. */
const BROWSE = '\0browse';

/**
 * What an evaluation is set up with, what the host makes of it, and Start. Fires `wp-form` with the form when it changes,
 * and `wp-start` with it.
 */
@customElement('wp-evaluation-form')
export class EvaluationFormElement extends LitElement {
  static override styles = [focusStyles, iconStyles, fieldStyles, evaluationFormStyles];

  @property({ attribute: false }) setup: EvaluationSetup | null = null;
  @property({ attribute: false }) form: EvaluationForm | null = null;
  @property({ attribute: false }) host!: Pick<EvaluationHostApi, 'check' | 'browse'>;
  /** Nothing may be changed: it is under way. */
  @property({ type: Boolean }) locked = false;
  @state() private more = false;
  readonly #check = new FormChecker<EvaluationForm, FormCheck>(
    this,
    () => this.form,
    (form) => this.host.check(form),
  );

  override render() {
    const { setup, form, locked } = this;
    const { value: check, failure } = this.#check;
    if (!setup || !form) return nothing;
    const cost = check && costSentence(check);
    const isReady = cost != null && !locked && setup.refusal === null;
    return html`<form
      aria-label=${l10n.t('Evaluation')}
      @submit=${(event: Event) => event.preventDefault()}
      @keydown=${this.#key}
    >
      ${this.#place('dataset', l10n.t('Dataset'), form)} ${this.#dataset(form)}
      ${this.#place('folder', l10n.t('Results in'), form)}
      ${check?.folderNote == null ? nothing : html`<p class="told">${icon('info')}<span>${oneLine(check.folderNote)}</span></p>`}
      <div class="pickers">
        ${this.#picker('model', 'modelPath', l10n.t('Model'), form.modelPath, setup.models)}
        ${this.#picker('scorer', 'scorerPath', l10n.t('Scorer'), form.scorerPath, setup.scorers)}
      </div>
      <div class="fields">${MAIN.map((name) => this.#text(name, form))}</div>
      ${this.#methods(setup, form)}
      ${button({
        label: l10n.t('More settings'),
        name: 'more',
        icon: this.more ? 'chevronDown' : 'chevronRight',
        appearance: 'quiet',
        expanded: this.more,
        onClick: () => (this.more = !this.more),
      })}
      ${this.more ? html`<div class="fields">${MORE.map((name) => this.#text(name, form))}</div>` : nothing}
      <div class="actions">
        ${button({
          label: l10n.t('Start Evaluation'),
          name: 'start',
          icon: 'play',
          appearance: 'primary',
          disabled: !isReady,
          onClick: () => this.#start(),
        })}
        <span class="cost" role="status">${cost ?? this.#unready()}</span>
      </div>
      ${setup.refusal === null ? nothing : html`<p class="told">${icon('info')}<span>${oneLine(setup.refusal)}</span></p>`}
      ${failure === null ? nothing : html`<p class="problem" role="alert">${oneLine(failure)}</p>`}
    </form>`;
  }

  /** Problems of folded fields are said here. */
  #unready(): string {
    const check = this.#check.value;
    if (!check) return l10n.t('Looking at the dataset…');
    const folded = this.more ? undefined : MORE.find((name) => check.problems[name] !== undefined);
    if (folded) return `${LABELS[folded]}: ${oneLine(check.problems[folded] ?? '')}`;
    return check.dataset ? l10n.t('Something above is wrong.') : l10n.t('Choose a dataset.');
  }

  #problem(field: EvaluationField): string | undefined {
    const said = this.#check.value?.problems[field];
    return said === undefined ? undefined : oneLine(said);
  }

  #text(name: TextName, form: EvaluationForm, label = LABELS[name] ?? name): TemplateResult {
    const problem = this.#problem(name);
    return html`<div class="field" title=${HINTS[name] ?? nothing}>
      <span class="label">${label}</span>
      ${textField({
        label: HINTS[name] === undefined ? label : `${label}. ${HINTS[name]}`,
        name,
        value: form[name],
        placeholder: this.setup?.defaults[name] ?? '',
        problem,
        disabled: this.locked,
        onInput: (value) => this.#change({ [name]: value }),
      })}
      ${problemText(problem)}
    </div>`;
  }

  /** A path, typed or browsed for. */
  #place(name: 'dataset' | 'folder', label: string, form: EvaluationForm): TemplateResult {
    const problem = this.#problem(name);
    return html`<div class="place">
      <span class="label">${label}</span>
      ${textField({
        label,
        name,
        value: form[name],
        problem,
        disabled: this.locked,
        placeholder: name === 'dataset' ? l10n.t('JSON Lines, a JSON array or Parquet') : l10n.t('A folder'),
        onInput: (value) => this.#change({ [name]: value }),
      })}
      ${button({
        label: l10n.t('Browse…'),
        name: `browse-${name}`,
        disabled: this.locked,
        onClick: () => void this.#browse(name),
      })}
      ${problemText(problem)}
    </div>`;
  }

  #dataset(form: EvaluationForm): TemplateResult | typeof nothing {
    const check = this.#check.value;
    const dataset = check?.dataset;
    if (!check || !dataset) return nothing;
    const { problems, problemCount } = dataset;
    return html`<p class="told">${datasetSentence(check)}</p>
      ${
        problemCount === 0
          ? nothing
          : html`<details class="rows">
                <summary>${l10n.t('{0} that cannot be asked', plural(problemCount, 'row'))}</summary>
                <ul tabindex="0" aria-label=${l10n.t('Rows that cannot be asked')}>
                  ${problems.map(({ line, message }) => html`<li><b>${line}</b> ${displayText(message)}</li>`)}
                  ${problemCount > problems.length ? html`<li>${plural(problemCount - problems.length, 'more row')}</li>` : nothing}
                </ul>
              </details>
              ${checkbox({
                label: l10n.t('Leave them out'),
                name: 'skip-bad',
                checked: form.skipBad,
                onChange: (skipBad) => this.#change({ skipBad }),
              })}`
      }`;
  }

  #methods({ methods }: EvaluationSetup, form: EvaluationForm): TemplateResult {
    return html`<fieldset>
      <legend>${l10n.t('Methods')}</legend>
      ${checkbox({
        label: l10n.t('The whole table of s1 (arXiv 2501.19393)'),
        name: 'paper',
        checked: form.paper,
        onChange: (paper) => this.#change({ paper }),
      })}
      ${
        form.paper
          ? nothing
          : methods.map(({ name, about }) => {
              const isChosen = form.methods.includes(name);
              const part = PARTS[name];
              return html`<div class="method">
                ${checkbox({
                  label: name,
                  name: `method-${name.replace(/\W/g, '-')}`,
                  checked: isChosen,
                  onChange: (chosen) => this.#choose(name, chosen),
                })}
                <span class="about">${about}</span>
                ${isChosen && part ? this.#text(part, form, part === 'majority' ? l10n.t('Samples K, with commas') : l10n.t('Strings, with commas')) : nothing}
              </div>`;
            })
      }
      ${problemText(this.#problem('methods'))}
    </fieldset>`;
  }

  #picker(
    role: 'model' | 'scorer',
    name: 'modelPath' | 'scorerPath',
    label: string,
    path: string,
    found: readonly ModelChoice[],
  ): TemplateResult {
    const choices: DropdownChoice[] = found.map((choice) => ({
      value: choice.path,
      label: displayText(choice.label),
      description: displayText(`${label}: ${choice.label}. ${choice.description}`),
    }));
    if (!found.some((choice) => choice.path === path))
      choices.unshift({ value: path, label: displayText(path.split(/[\\/]/).at(-1) ?? path) });
    choices.push({ value: BROWSE, label: l10n.t('Browse…') });
    return html`<span class="picker">
      <span class="label">${label}</span>
      ${dropdown({
        ...{ label, name: role, value: path, choices, disabled: this.locked },
        onChange: (value) => {
          if (value !== BROWSE) return this.#change({ [name]: value });
          void this.#browse(role);
          return false;
        },
      })}
    </span>`;
  }

  /** In the order in which they are offered, whatever the order of the clicks. */
  #choose(name: string, chosen: boolean): void {
    const { setup, form } = this;
    if (!setup || !form) return;
    const names = new Set(form.methods);
    if (chosen) names.add(name);
    else names.delete(name);
    this.#change({ methods: setup.methods.map((method) => method.name).filter((one) => names.has(one)) });
  }

  async #browse(what: 'dataset' | 'folder' | 'model' | 'scorer'): Promise<void> {
    if (!this.form) return;
    const path = await this.host.browse(what, this.form);
    if (path === null) return;
    const field = what === 'model' ? 'modelPath' : what === 'scorer' ? 'scorerPath' : what;
    this.#change({ [field]: path });
  }

  /** A field of the kit submits no form. */
  readonly #key = (event: KeyboardEvent): void => {
    const target = event.target as Element;
    if (event.key === 'Enter' && target.localName === 'vscode-text-field') this.#start();
  };

  #change(change: Partial<EvaluationForm>): void {
    if (this.form) this.#tell('wp-form', { ...this.form, ...change });
  }

  #start(): void {
    this.#check.whenChecked(({ cost }) => {
      const { form, setup, locked } = this;
      if (form && cost && setup?.refusal === null && !locked) this.#tell('wp-start', form);
    });
  }

  #tell(name: string, detail: EvaluationForm): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-evaluation-form': EvaluationFormElement;
  }
}
