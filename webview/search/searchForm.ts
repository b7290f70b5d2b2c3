import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  AGGREGATIONS,
  ranksSteps,
  selectionWords,
  SELECTIONS,
  STRATEGIES,
  strategyWords,
  type Selection,
  type StrategyName,
} from '../../src/core/search/words';
import type { Aggregation } from '../../src/core/score/aggregate';
import type {
  SearchCheck,
  SearchField,
  SearchForm,
  SearchHostApi,
  SearchSetup,
  SearchTextField,
} from '../../src/protocol/searchView';
import type { ModelChoice } from '../../src/protocol/webview';
import { button } from '../components/button';
import { checkbox } from '../components/checkbox';
import { FormChecker } from '../components/formChecker';
import { dropdown, type DropdownChoice } from '../components/dropdown';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { fieldStyles, focusStyles, iconStyles } from '../components/styles';
import { problemText, textArea, textField } from '../components/textField';
import { displayText } from '../trace/displayText';
import { oneLine } from '../tree/traceWords';
import { searchFormStyles } from './searchFormStyles';
import { AGGREGATION_WORDS } from './voteBars';

/** Choice that asks for a file; no path can be it. */
const BROWSE = '\0browse';

type NumberField = Exclude<SearchTextField, 'question' | 'expected'>;

const CHOICES = [...STRATEGIES, 'auto'] as const;
const CHOICE_WORDS: Readonly<Record<(typeof CHOICES)[number], string>> = {
  ...strategyWords(),
  auto: l10n.t(
    'a few samples tell how hard the question is, and a policy of waitpoint tune says what pays for such a one',
  ),
};

const LABELS: Readonly<Record<NumberField, string>> = {
  n: l10n.t('N, paths'),
  width: l10n.t('Width'),
  expand: l10n.t('Expand'),
  rounds: l10n.t('Rounds'),
  lookahead: l10n.t('Look ahead, steps'),
  balance: l10n.t('Balance, T_b'),
  temperature: l10n.t('Temperature'),
  seed: l10n.t('Seed'),
  max: l10n.t('Max of a path'),
  min: l10n.t('Min of a path'),
  waits: l10n.t('Waits of a path'),
  treeTokens: l10n.t('Max of the tree'),
  atOnce: l10n.t('Paths at once'),
  compute: l10n.t('Compute'),
};

const HINTS: Readonly<Record<NumberField, string>> = {
  n: l10n.t('Traces, candidates of a round, or attempts, all together'),
  width: l10n.t(
    'Of N candidates N ÷ width stay; DVTS has N ÷ width subtrees; revisions has width chains side by side',
  ),
  expand: l10n.t('Ways in which a path that stays goes on'),
  rounds: l10n.t('After these every path goes on to its end by itself'),
  lookahead: l10n.t('Steps of the greedy rollout that a candidate is judged by'),
  balance: l10n.t('Temperature of the softmax over scores: lower gives the best path more of the width'),
  temperature: l10n.t('Samples are drawn with it; at 0 all paths would be the same'),
  seed: l10n.t('With the same seed a search repeats'),
  max: l10n.t('Thinking tokens of each path'),
  min: l10n.t('Thinking tokens of a path below which its end is refused'),
  waits: l10n.t('Ends of thinking refused in each path'),
  treeTokens: l10n.t('Thinking tokens of all paths together, rollouts counted'),
  atOnce: l10n.t('More wait for their turn: for what the context cannot hold side by side'),
  compute: l10n.t('That the question may cost, in the unit of the policy: FLOPs, or tokens'),
};

/** Those that a strategy makes use of, in the order of the form. */
function fieldsOf(strategy: StrategyName | 'auto'): readonly NumberField[] {
  // Budgets, paths and rounds are the policy's.
  if (strategy === 'auto') return ['compute', 'temperature', 'seed', 'treeTokens', 'atOnce'];
  const ranks = ranksSteps(strategy);
  return [
    'n',
    ...((ranks && strategy !== 'rebase') || strategy === 'revisions' ? (['width'] as const) : []),
    ...(ranks && strategy !== 'rebase' ? (['expand'] as const) : []),
    ...(ranks ? (['rounds'] as const) : []),
    ...(strategy === 'lookahead' ? (['lookahead'] as const) : []),
    ...(strategy === 'rebase' ? (['balance'] as const) : []),
    ...(['temperature', 'seed', 'max', 'min', 'waits', 'treeTokens', 'atOnce'] as const),
  ];
}

/**
 * What a search is set up with, Run and Stop. Fires `wp-form` with the form when it changes, `wp-run` with it, and
 * `wp-stop`.
 */
@customElement('wp-search-form')
export class SearchFormElement extends LitElement {
  static override styles = [focusStyles, iconStyles, fieldStyles, searchFormStyles];

  @property({ attribute: false }) setup: SearchSetup | null = null;
  @property({ attribute: false }) form: SearchForm | null = null;
  @property({ attribute: false }) host!: Pick<SearchHostApi, 'check' | 'browse' | 'browsePolicy'>;
  @property({ type: Boolean }) running = false;
  /** Choices of files that were browsed for. */
  @state() private browsed: readonly (ModelChoice & { readonly role: 'model' | 'scorer' })[] = [];
  readonly #check = new FormChecker<SearchForm, SearchCheck>(
    this,
    () => this.form,
    (form) => this.host.check(form),
  );

  override render() {
    const { setup, form, running } = this;
    const { value: check, failure } = this.#check;
    if (!setup || !form) return nothing;
    const isWrong = check !== null && Object.keys(check.problems).length > 0;
    return html`<form
      aria-label=${l10n.t('Search')}
      @submit=${(event: Event) => event.preventDefault()}
      @keydown=${this.#key}
    >
      <div class="question">
        <span class="label">${l10n.t('Question')}</span>
        ${textArea({ ...this.#field('question', l10n.t('Question')), placeholder: 'What is 83*46 + 57*29 - 118?' })}
        ${problemText(this.#problem('question'))}
      </div>
      <div class="pickers">
        <span class="field expected">
          <span class="label">${l10n.t('Right answer')}</span>
          ${textField({ ...this.#field('expected', l10n.t('Right answer, where it is known')), placeholder: l10n.t('not known') })}
        </span>
        ${this.#picker('model', 'modelPath', l10n.t('Model'), form.modelPath, setup.models)}
        ${this.#picker('scorer', 'scorerPath', l10n.t('Scorer'), form.scorerPath, setup.scorers)}
      </div>
      <div class="pickers">
        <span class="field">
          <span class="label">${l10n.t('Strategy')}</span>
          ${this.#choice('strategy', l10n.t('Strategy'), CHOICES, CHOICE_WORDS, form.strategy, (strategy) =>
            this.#change({
              strategy: strategy as SearchForm['strategy'],
              select: null,
              width: '',
              expand: '',
            }),
          )}
        </span>
        ${form.strategy === 'auto' ? this.#policy(form) : this.#selection(form)}
        ${
          form.strategy !== 'auto' && ranksSteps(form.strategy)
            ? html`<span
                class="unique"
                title=${l10n.t('A candidate that says the same as one before it does not go on')}
                >${checkbox({ label: l10n.t('No duplicates'), name: 'unique', checked: form.unique, onChange: (unique) => this.#change({ unique }) })}</span
              >`
            : nothing
        }
      </div>
      <p class="told about"><b>${form.strategy}</b>: ${CHOICE_WORDS[form.strategy]}.</p>
      ${(['strategy', 'policyPath', 'select', 'scorerPath', 'modelPath'] as const).map((name) => problemText(this.#problem(name)))}
      <div class="fields">${fieldsOf(form.strategy).map((name) => this.#number(name))}</div>
      <div class="actions">
        ${
          running
            ? button({
                label: l10n.t('Stop'),
                name: 'stop',
                icon: 'stop',
                onClick: () => this.#tell('wp-stop'),
              })
            : button({
                label: l10n.t('Run Search'),
                name: 'run',
                icon: 'play',
                appearance: 'primary',
                disabled: isWrong || setup.refusal !== null,
                onClick: () => this.run(),
              })
        }
        <span class="told">${isWrong ? this.#hidden(check) : nothing}</span>
      </div>
      ${setup.refusal === null ? nothing : html`<p class="told refusal">${icon('info')}<span>${oneLine(setup.refusal)}</span></p>`}
      ${failure === null ? nothing : html`<p class="problem" role="alert">${oneLine(failure)}</p>`}
    </form>`;
  }

  #selection(form: SearchForm): TemplateResult {
    return html`<span class="field">
        <span class="label">${l10n.t('Select by')}</span>
        ${this.#choice(
          'select',
          l10n.t('Select by'),
          SELECTIONS,
          selectionWords(),
          form.select ?? this.#check.value?.select ?? 'majority',
          (select) => this.#change({ select: select as Selection }),
        )}
      </span>
      <span class="field">
        <span class="label">${l10n.t('Path’s score')}</span>
        ${this.#choice(
          'aggregate',
          l10n.t('Score of a path'),
          AGGREGATIONS,
          AGGREGATION_WORDS,
          form.aggregate,
          (by) => this.#change({ aggregate: by as Aggregation }),
        )}
      </span>`;
  }

  #policy({ policyPath }: SearchForm): TemplateResult {
    const name = policyPath.split(/[\\/]/).at(-1) ?? '';
    return html`<span class="field">
      <span class="label">${l10n.t('Policy')}</span>
      ${button({
        label: name === '' ? l10n.t('Choose…') : displayText(name),
        name: 'policy',
        disabled: this.running,
        onClick: () => void this.#browsePolicy(),
      })}
    </span>`;
  }

  async #browsePolicy(): Promise<void> {
    const policyPath = await this.host.browsePolicy();
    if (policyPath !== null) this.#change({ policyPath });
  }

  /** What is wrong where no field shows it. */
  #hidden({ problems }: SearchCheck): string {
    const shown: readonly SearchField[] = [
      ...fieldsOf(this.form?.strategy ?? 'majority'),
      ...(['question', 'expected', 'strategy', 'policyPath', 'select', 'scorerPath', 'modelPath'] as const),
    ];
    const hidden = Object.entries(problems).find(([name]) => !shown.includes(name as SearchField));
    return hidden ? oneLine(hidden[1]) : l10n.t('Something above is wrong.');
  }

  #problem(field: SearchField): string | undefined {
    const said = this.#check.value?.problems[field];
    return said === undefined ? undefined : oneLine(said);
  }

  #field(name: SearchTextField, label: string) {
    return {
      ...{
        label,
        name,
        value: this.form?.[name] ?? '',
        problem: this.#problem(name),
        disabled: this.running,
      },
      onInput: (value: string) => this.#change({ [name]: value }),
    };
  }

  #number(name: NumberField): TemplateResult {
    return html`<div class="field" title=${HINTS[name]}>
      <span class="label">${LABELS[name]}</span>
      ${textField({
        ...this.#field(name, `${LABELS[name]}. ${HINTS[name]}`),
        numeric: true,
        placeholder: this.#check.value?.defaults[name] ?? '',
      })}
      ${problemText(this.#problem(name))}
    </div>`;
  }

  #choice<Value extends string>(
    name: SearchField,
    label: string,
    values: readonly Value[],
    words: Readonly<Record<Value, string>>,
    value: Value,
    onChange: (value: string) => void,
  ): TemplateResult {
    return dropdown({
      ...{ label, name, value, disabled: this.running, invalid: this.#problem(name) !== undefined, onChange },
      choices: values.map((one) => ({ value: one, label: one, description: words[one] })),
    });
  }

  #picker(
    role: 'model' | 'scorer',
    name: 'modelPath' | 'scorerPath',
    label: string,
    path: string,
    offered: readonly ModelChoice[],
  ): TemplateResult {
    const found = [
      ...offered,
      ...this.browsed.filter((one) => one.role === role && !offered.some((other) => other.path === one.path)),
    ];
    const choices: DropdownChoice[] = found.map((choice) => ({
      value: choice.path,
      label: displayText(choice.label),
      description: displayText(`${label}: ${choice.label}. ${choice.description}`),
    }));
    if (!found.some((choice) => choice.path === path))
      choices.unshift({ value: path, label: displayText(path.split(/[\\/]/).at(-1) ?? path) });
    choices.push({ value: BROWSE, label: l10n.t('Browse…') });
    return html`<span class="field">
      <span class="label">${label}</span>
      ${dropdown({
        ...{ label, name: role, value: path, choices, disabled: this.running },
        onChange: (value) => {
          if (value !== BROWSE) return this.#change({ [name]: value });
          void this.#browse(role, name);
          return false;
        },
      })}
    </span>`;
  }

  async #browse(role: 'model' | 'scorer', name: 'modelPath' | 'scorerPath'): Promise<void> {
    const choice = await this.host.browse(role);
    if (!choice) return;
    this.browsed = [...this.browsed, { ...choice, role }];
    this.#change({ [name]: choice.path });
  }

  /** A field of the kit submits no form. */
  readonly #key = (event: KeyboardEvent): void => {
    const target = event.target as Element;
    // With Ctrl it is the command's.
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && target.localName === 'vscode-text-field')
      this.run();
  };

  #change(change: Partial<SearchForm>): void {
    if (this.form) this.dispatchEvent(new CustomEvent('wp-form', { detail: { ...this.form, ...change } }));
  }

  /** As the button does: nothing where something is wrong, which stands beside it. */
  run(): void {
    this.#check.whenChecked(({ problems }) => {
      const { form, setup, running } = this;
      if (form && !running && setup?.refusal === null && Object.keys(problems).length === 0)
        this.#tell('wp-run');
    });
  }

  #tell(name: 'wp-run' | 'wp-stop'): void {
    this.dispatchEvent(new CustomEvent(name, { detail: this.form }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-search-form': SearchFormElement;
  }
}
