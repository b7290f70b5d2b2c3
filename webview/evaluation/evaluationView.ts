import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type {
  ChartBackground,
  ChartFormat,
  ContentUpdate,
  EvaluationForm,
  EvaluationHostApi,
  EvaluationLook,
  EvaluationPanelState,
  EvaluationState,
  EvaluationViewApi,
  ShownEvaluation,
  ShownQuestion,
  ShownRow,
} from '../../src/protocol/evaluationView';
import '../charts/accuracyChart';
import { accuracySeries } from '../charts/accuracyData';
import { chartPng, chartSvg, themePalette } from '../charts/chartFile';
import { WHITE_PALETTE } from '../charts/accuracyStyle';
import { button } from '../components/button';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { focusStyles, hiddenStyles, iconStyles, pressedStyles, fieldStyles } from '../components/styles';
import { formatCount, plural } from '../trace/format';
import { oneLine } from '../tree/traceWords';
import { vscode } from '../vscodeApi';
import './evaluationForm';
import { evaluationStyles } from './evaluationStyles';
import { progressBar } from './progressBar';
import { questionFilter } from './questionFilter';
import './questionList';
import './resultTable';
import { rowDetail } from './rowDetail';
import { matchingQuestions, NO_LOOK, RowGrid } from './rowFilter';

/** An evaluation: its form, how far it is, its chart and table, and its questions. */
@customElement('wp-evaluation-view')
export class EvaluationView extends LitElement implements EvaluationViewApi {
  static override styles = [
    ...[focusStyles, hiddenStyles, iconStyles, pressedStyles, fieldStyles],
    ...evaluationStyles,
  ];

  /** Set once, before `start`. */
  host!: EvaluationHostApi;

  @state() private view: EvaluationState | null = null;
  @state() private failure: string | null = null;
  @state() private questions: readonly ShownQuestion[] = [];
  @state() private rows: readonly ShownRow[] = [];
  @state() private look: EvaluationLook = NO_LOOK;
  /** As typed; null: as proposed. */
  @state() private form: EvaluationForm | null = null;
  /** Null: as long as there is nothing else to see. */
  @state() private showsForm: boolean | null = null;
  /** Place of the question that is looked at; null: none. */
  @state() private question: number | null = null;
  @state() private spoken = '';
  #grid: { rows: readonly ShownRow[]; cells: string; grid: RowGrid } | null = null;

  /** What the form asks. (The host answers to any name, and would be taken for a directive.) */
  readonly #formHost: Pick<EvaluationHostApi, 'check' | 'browse'> = {
    check: (form) => this.host.check(form),
    browse: (what, form) => this.host.browse(what, form),
  };

  async start(): Promise<void> {
    const kept = vscode.getState() as Partial<EvaluationPanelState> | null | undefined;
    this.look = { ...NO_LOOK, ...kept?.look };
    this.form = kept?.form ?? null;
    await this.#ask(async () => {
      const { state: shown, content } = await this.host.ready();
      this.content(content);
      this.show(shown);
    });
  }

  show(view: EvaluationState): void {
    const [before, now] = [this.view?.shown?.progress.stage, view.shown?.progress.stage];
    if (before !== undefined && now !== undefined && before !== now) this.#say(view.shown);
    if (this.view?.setup && view.setup && !this.form) this.form = this.view.setup.form;
    this.view = view;
    this.#keep();
  }

  content({ questions, from, rows }: ContentUpdate): void {
    if (questions) this.questions = questions;
    if (from !== this.rows.length || rows.length > 0) this.rows = [...this.rows.slice(0, from), ...rows];
  }

  async chart(format: ChartFormat, background: ChartBackground): Promise<string | Uint8Array> {
    const { shown } = this.view ?? {};
    if (!shown) throw new Error(l10n.t('There is nothing to draw yet.'));
    const series = accuracySeries(shown.cells).filter(({ method }) => !this.look.hidden.includes(method));
    const title = l10n.t(
      'Right answers against mean thinking tokens: {0}, {1}',
      shown.model,
      plural(shown.questions, 'question'),
    );
    const palette = background === 'white' ? WHITE_PALETTE : themePalette();
    const text = chartSvg({ series, title, logarithmic: this.look.logarithmic }, palette);
    return format === 'svg' ? text : chartPng(text);
  }

  #say(shown: ShownEvaluation | null): void {
    const { stage, done, total } = shown?.progress ?? { stage: 'stopped', done: 0, total: 0 };
    const [finished, all] = [formatCount(done), plural(total, 'row')];
    const words = {
      running: l10n.t('The evaluation is running. {0} of {1}.', finished, all),
      pausing: l10n.t('The evaluation is pausing. {0} of {1}.', finished, all),
      stopped: l10n.t('The evaluation has stopped {0} of {1}.', finished, all),
      elsewhere: l10n.t('Another process writes the evaluation {0} of {1}.', finished, all),
      complete: l10n.t('The evaluation is complete {0} of {1}.', finished, all),
    };
    this.spoken = words[stage];
  }

  #keep(): void {
    const kept: EvaluationPanelState = {
      folder: this.view?.shown?.folder ?? null,
      form: this.form ?? this.view?.setup?.form ?? null,
      look: this.look,
    };
    vscode.setState(kept);
  }

  async #ask(call: () => Promise<unknown>): Promise<void> {
    try {
      await call();
      this.failure = null;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  #changeLook(change: Partial<EvaluationLook>): void {
    this.look = { ...this.look, ...change };
    this.#keep();
  }

  override render() {
    const { view, failure } = this;
    if (!view) return this.#message(failure);
    const { shown, problem, starting } = view;
    return html`
      <header class="page">
        ${shown ? this.#bar(shown) : html`<div class="bar"><h1>${l10n.t('Evaluate a dataset')}</h1></div>`}
        ${starting === null ? nothing : this.#starting(starting)} ${this.#message(problem ?? failure)}
      </header>
      <main tabindex="0" aria-label=${l10n.t('Evaluation')}>
        ${this.#form(view)} ${shown ? [this.#chart(shown), this.#questions(shown)] : nothing}
      </main>
      <div class="hidden" role="status" aria-live="polite">${this.spoken}</div>
    `;
  }

  #message(text: string | null) {
    return text === null
      ? nothing
      : html`<p class="message" role="alert">${icon('warning')}<span>${oneLine(text)}</span></p>`;
  }

  #starting(note: string) {
    return html`<div class="bar">
      <span role="status">${oneLine(note)}</span>
      ${button({ label: l10n.t('Cancel'), name: 'cancel', onClick: () => void this.#ask(() => this.host.cancel()) })}
    </div>`;
  }

  #bar(shown: ShownEvaluation) {
    const { model, scorer, questions, cells, overridden, seed, paper, progress, folder } = shown;
    const facts = [
      `${plural(questions, 'question')} × ${plural(cells.length, 'cell')}`,
      scorer === null ? l10n.t('no scorer') : l10n.t('scored by {0}', oneLine(scorer)),
      ...(paper === null ? [] : [l10n.t('table of {0}', paper)]),
      l10n.t('seed {0}', seed),
      ...(overridden === 0 ? [] : [l10n.t('{0} overridden by hand', plural(overridden, 'verdict'))]),
    ];
    return html`<div class="bar">
        <h1 title=${folder}>${oneLine(folder.split(/[\\/]/).at(-1) ?? folder)}</h1>
        <span class="facts">${oneLine(model)} · ${facts.join(' · ')}</span>
        ${
          this.view?.setup
            ? button({
                label: l10n.t('Settings'),
                name: 'settings',
                icon: this.#formShown ? 'chevronDown' : 'chevronRight',
                appearance: 'quiet',
                expanded: this.#formShown,
                onClick: () => (this.showsForm = !this.#formShown),
              })
            : nothing
        }
        ${button({
          label: l10n.t('Curate…'),
          name: 'curate',
          title: l10n.t('Choose what to train on from its traces'),
          onClick: () => void this.#ask(() => this.host.curate()),
        })}
        ${button({ label: l10n.t('Export…'), name: 'export', onClick: () => void this.#ask(() => this.host.exportResults()) })}
      </div>
      ${progressBar(progress, {
        pause: () => void this.#ask(() => this.host.pause()),
        cancel: () => void this.#ask(() => this.host.cancel()),
        resume: () => void this.#ask(() => this.host.resume()),
      })}`;
  }

  get #formShown(): boolean {
    return this.showsForm ?? this.view?.shown === null;
  }

  #form({ setup, shown, starting }: EvaluationState) {
    if (!setup || !this.#formShown) return nothing;
    const stage = shown?.progress.stage;
    return html`<wp-evaluation-form
      .setup=${setup}
      .form=${this.form ?? setup.form}
      .host=${this.#formHost}
      ?locked=${starting !== null || stage === 'running' || stage === 'pausing'}
      @wp-form=${(event: CustomEvent<EvaluationForm>) => {
        this.form = event.detail;
        this.#keep();
      }}
      @wp-start=${(event: CustomEvent<EvaluationForm>) => {
        this.showsForm = null;
        void this.#ask(() => this.host.start(event.detail));
      }}
    ></wp-evaluation-form>`;
  }

  #chart(shown: ShownEvaluation) {
    const series = accuracySeries(shown.cells);
    const { look } = this;
    const chosen = look.conditions[0].cell;
    const choose = (event: CustomEvent<string>): void => this.#chooseCell(event.detail);
    return html`<div class="chart-head">
        <h2>${l10n.t('Right answers against thinking tokens')}</h2>
        ${button({
          label: l10n.t('Logarithmic'),
          name: 'logarithmic',
          appearance: 'quiet',
          pressed: look.logarithmic,
          title: l10n.t('The axis of thinking tokens in equal ratios'),
          onClick: () => this.#changeLook({ logarithmic: !look.logarithmic }),
        })}
      </div>
      ${
        series.length === 0
          ? html`<p class="none">${l10n.t('No row is finished yet.')}</p>`
          : html`<wp-accuracy-chart
              .series=${series}
              .omitted=${look.hidden}
              .selected=${chosen}
              ?logarithmic=${look.logarithmic}
              @wp-cell=${choose}
              @wp-method=${(event: CustomEvent<string>) => this.#switch(event.detail)}
            ></wp-accuracy-chart>`
      }
      <wp-result-table
        .cells=${shown.cells}
        .methods=${shown.methods}
        .selected=${chosen}
        @wp-cell=${choose}
      ></wp-result-table>`;
  }

  #switch(method: string): void {
    const { hidden } = this.look;
    const isHidden = hidden.includes(method);
    this.#changeLook({ hidden: isHidden ? hidden.filter((one) => one !== method) : [...hidden, method] });
  }

  #chooseCell(cell: string): void {
    const [first, second] = this.look.conditions;
    this.#changeLook({ conditions: [{ ...first, cell }, second] });
    this.spoken = l10n.t('The questions of the cell are listed below.');
    const list = this.renderRoot.querySelector('.question-part');
    list?.scrollIntoView({ block: 'nearest' });
  }

  #gridOf({ cells }: ShownEvaluation): RowGrid {
    const names = cells.map(({ name }) => name);
    const key = names.join('\n');
    if (this.#grid?.rows !== this.rows || this.#grid.cells !== key)
      this.#grid = { rows: this.rows, cells: key, grid: new RowGrid(this.rows, names) };
    return this.#grid.grid;
  }

  #questions(shown: ShownEvaluation) {
    const { look, questions, question } = this;
    const grid = this.#gridOf(shown);
    const listed = matchingQuestions(questions, grid, look);
    const [first, second] = look.conditions;
    const cell = first.cell ?? shown.cells[0]?.name ?? '';
    const shownCells = [cell, ...(second.cell === null || second.cell === cell ? [] : [second.cell])];
    const asked = question === null ? undefined : questions[question];
    const domains = [...new Set(questions.flatMap(({ domain }) => domain ?? []))].sort();
    const openPlace = (event: CustomEvent<number>): void => {
      const row = grid.in(listed[event.detail] ?? -1, cell);
      if (row) void this.#ask(() => this.host.open(row.trace));
    };
    return html`<div class="question-part">
      <h2 class="section">${l10n.t('Questions')}</h2>
      ${questionFilter({
        ...{ look, domains, all: questions.length, listed: listed.length, cells: shown.cells },
        change: (change) => this.#changeLook(change),
      })}
      <div class="questions ${asked ? '' : 'alone'}">
        <wp-question-list
          .questions=${questions}
          .listed=${listed}
          .grid=${grid}
          .shownCells=${shownCells}
          .selected=${question === null ? -1 : listed.indexOf(question)}
          ?pair=${shownCells.length > 1}
          @wp-select=${(event: CustomEvent<number>) => (this.question = listed[event.detail] ?? null)}
          @wp-open=${openPlace}
        ></wp-question-list>
        ${
          asked && question !== null
            ? rowDetail(
                {
                  ...{ question: asked, place: question, cell, grid, cells: shown.cells },
                  locked: shown.progress.refusal !== null,
                },
                {
                  open: ({ trace }) => void this.#ask(() => this.host.open(trace)),
                  mark: ({ trace }, correct) => void this.#ask(() => this.host.mark(trace, correct)),
                },
              )
            : nothing
        }
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-evaluation-view': EvaluationView;
  }
}
