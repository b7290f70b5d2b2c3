import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  AGGREGATIONS,
  ranksSteps,
  SELECTION_WORDS,
  SELECTIONS,
  STRATEGIES,
  STRATEGY_WORDS,
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
  ...STRATEGY_WORDS,
  auto: 'a few samples tell how hard the question is, and a policy of waitpoint tune says what pays for such a one',
};

const LABELS: Readonly<Record<NumberField, string>> = {
  n: 'N, paths',
  width: 'Width',
  expand: 'Expand',
  rounds: 'Rounds',
  lookahead: 'Look ahead, steps',
  balance: 'Balance, T_b',
  temperature: 'Temperature',
  seed: 'Seed',
  max: 'Max of a path',
  min: 'Min of a path',
  waits: 'Waits of a path',
  treeTokens: 'Max of the tree',
  atOnce: 'Paths at once',
  compute: 'Compute',
};

const HINTS: Readonly<Record<NumberField, string>> = {
  n: 'Traces, candidates of a round, or attempts, all together',
  width:
    'Of N candidates N ÷ width stay; DVTS has N ÷ width subtrees; revisions has width chains side by side',
  expand: 'Ways in which a path that stays goes on',
  rounds: 'After these every path goes on to its end by itself',
  lookahead: 'Steps of the greedy rollout that a candidate is judged by',
  balance: 'Temperature of the softmax over scores: lower gives the best path more of the width',
  temperature: 'Samples are drawn with it; at 0 all paths would be the same',
  seed: 'With the same seed a search repeats',
  max: 'Thinking tokens of each path',
  min: 'Thinking tokens of a path below which its end is refused',
  waits: 'Ends of thinking refused in each path',
  treeTokens: 'Thinking tokens of all paths together, rollouts counted',
  atOnce: 'More wait for their turn: for what the context cannot hold side by side',
  compute: 'That the question may cost, in the unit of the policy: FLOPs, or tokens',
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
      aria-label="Search"
      @submit=${(event: Event) => event.preventDefault()}
      @keydown=${this.#key}
    >
      <div class="question">
        <span class="label">Question</span>
        ${textArea({ ...this.#field('question', 'Question'), placeholder: 'What is 83*46 + 57*29 - 118?' })}
        ${problemText(this.#problem('question'))}
      </div>
      <div class="pickers">
        <span class="field expected">
          <span class="label">Right answer</span>
          ${textField({ ...this.#field('expected', 'Right answer, where it is known'), placeholder: 'not known' })}
        </span>
        ${this.#picker('model', 'modelPath', 'Model', form.modelPath, setup.models)}
        ${this.#picker('scorer', 'scorerPath', 'Scorer', form.scorerPath, setup.scorers)}
      </div>
      <div class="pickers">
        <span class="field">
          <span class="label">Strategy</span>
          ${this.#choice('strategy', 'Strategy', CHOICES, CHOICE_WORDS, form.strategy, (strategy) =>
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
            ? html`<span class="unique" title="A candidate that says the same as one before it does not go on"
                >${checkbox({ label: 'No duplicates', name: 'unique', checked: form.unique, onChange: (unique) => this.#change({ unique }) })}</span
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
            ? button({ label: 'Stop', name: 'stop', icon: 'stop', onClick: () => this.#tell('wp-stop') })
            : button({
                label: 'Run Search',
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
        <span class="label">Select by</span>
        ${this.#choice(
          'select',
          'Select by',
          SELECTIONS,
          SELECTION_WORDS,
          form.select ?? this.#check.value?.select ?? 'majority',
          (select) => this.#change({ select: select as Selection }),
        )}
      </span>
      <span class="field">
        <span class="label">Path’s score</span>
        ${this.#choice(
          'aggregate',
          'Score of a path',
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
      <span class="label">Policy</span>
      ${button({
        label: name === '' ? 'Choose…' : displayText(name),
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
    return hidden ? oneLine(hidden[1]) : 'Something above is wrong.';
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
    choices.push({ value: BROWSE, label: 'Browse…' });
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
