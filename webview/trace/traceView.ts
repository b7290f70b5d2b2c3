import { html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { applyEvent, type TraceEvent } from '../../src/core/trace/traceEvent';
import { isStepCommand } from '../../src/protocol/stepCommand';
import type {
  HostApi,
  Notice,
  RunParameters,
  ViewApi,
  ViewCommand,
  ViewState,
} from '../../src/protocol/webview';
import { chartData, type ScoreChartData } from '../charts/chartData';
import '../charts/scoreChart';
import { button } from '../components/button';
import { checkbox } from '../components/checkbox';
import { icon } from '../components/icon';
import { fieldStyles, focusStyles, hiddenStyles, iconStyles, pressedStyles } from '../components/styles';
import { announcement } from './announcements';
import './answerBox';
import type { AnswerBox } from './answerBox';
import { counters } from './counters';
import { displayText } from './displayText';
import { emptyState, runPlan } from './emptyState';
import { engineProgress } from './engineProgress';
import './noticeBar';
import { RUN_KEYS, type RunBar } from './runBar';
import { RunDraft } from './runDraft';
import { parametersOf } from './runForm';
import { ScrollPin } from './scrollPin';
import './stepList';
import { stepBarStyles } from './stepBar';
import type { StepList } from './stepList';
import { StepTools } from './stepTools';
import { showUncertain } from './tokenHighlights';
import { tokenReadout } from './tokenReadout';
import { traceViewStyles } from './traceViewStyles';
import { recall, remember } from './viewMemory';
import { chartSummary, endSentence } from './words';

/** A place is worth keeping once the scrolling rests: keeping it is a message to VS Code. */
const SCROLL_REST_MS = 120;

/** More rows than stand in any window, to be there before one in sight is gone back to. */
const ROWS_BELOW = 120;

/** The view of one trace: its run bar, its steps, its answer, its chart. Live while the trace runs. */
@customElement('wp-trace-view')
export class TraceView extends LitElement implements ViewApi {
  static override styles = [
    fieldStyles,
    focusStyles,
    hiddenStyles,
    iconStyles,
    traceViewStyles,
    stepBarStyles,
    pressedStyles,
  ];

  /** Set once, before the first state. */
  host!: HostApi;

  @state() private view: ViewState | null = null;
  @state() private more = recall().more;
  @state() private uncertain = recall().uncertain;
  @state() private spoken = '';
  /** The end of the steps is out of sight. */
  @state() private away = false;
  /** The token whose alternatives are shown. */
  @state() private token: number | null = null;
  #draft: RunDraft | null = null;
  #chart: { data: ScoreChartData; summary: string } | null = null;
  #pin: ScrollPin | null = null;
  #frameAsked = false;
  #scrollTimer: number | undefined;
  readonly #tools: StepTools;

  @query('wp-run-bar') private runBar!: RunBar | null;
  @query('wp-step-list') private stepList!: StepList | null;
  @query('wp-answer-box') private answerBox!: AnswerBox | null;

  constructor() {
    super();
    this.#tools = new StepTools({
      host: () => this.host,
      now: () => ({
        trace: this.view?.trace ?? null,
        running: this.view?.running ?? false,
        token: this.token,
        stepList: this.stepList,
        answerBox: this.answerBox,
        scroller: this.#pin?.scroller ?? null,
      }),
      say: (sentence) => (this.spoken = sentence),
      ask: (call) => void this.#ask(call),
      release: () => this.#pin?.release(),
      requestUpdate: () => this.requestUpdate(),
    });
  }

  // What the host calls.

  show(view: ViewState): void {
    const first = this.view === null;
    const parameters = parametersOf(view);
    if (this.#draft) this.#draft.adopt(parameters);
    else this.#draft = new RunDraft(parameters, (edited) => void this.#ask(this.host.edit(edited)));
    this.view = view;
    this.#chart = null;
    showUncertain(this.uncertain);
    this.#draw();
    if (first) void this.updateComplete.then(() => this.#settle(view.goTo));
  }

  /** Folds events at once, draws them with the next frame. */
  events(events: readonly TraceEvent[]): void {
    const { view } = this;
    if (!view) return;
    let { trace } = view;
    for (const event of events) {
      trace = applyEvent(trace, event);
      if (event.type !== 'tokens' && event.type !== 'usage') this.#chart = null;
      if (event.type === 'start') {
        this.token = null;
        this.#tools.restart();
        this.#pin?.pin();
      }
      this.spoken = announcement(event, trace) ?? this.spoken;
    }
    if (trace !== view.trace) this.view = { ...view, trace };
    this.#draw();
  }

  engine(engine: ViewState['engine']): void {
    this.#set({ engine });
  }

  notice(notice: Notice | null): void {
    this.#set({ notice });
  }

  running(running: boolean): void {
    this.#set({ running });
    this.#chart = null;
    this.#draw();
  }

  command(name: ViewCommand): void {
    if (isStepCommand(name)) return this.#tools.command(name);
    switch (name) {
      case 'run':
        return this.#run();
      case 'stop':
        return this.#stop();
      case 'focusQuestion':
        return this.runBar?.focusQuestion();
      case 'nextWait':
        return this.#goToMark(1);
      case 'previousWait':
        return this.#goToMark(-1);
      default:
        return name satisfies never;
    }
  }

  goToStep(step: number): void {
    const { length } = this.view?.trace.steps ?? [];
    if (step >= length) this.spoken = `There is no step ${step + 1}: the trace has ${length}.`;
    else this.#goToStep(step);
  }

  // What its user does.

  readonly #runActions = {
    change: (change: Parameters<RunDraft['change']>[0]) => {
      this.#draft?.change(change);
      this.requestUpdate();
    },
    run: () => this.#run(),
    stop: () => this.#stop(),
    browse: (role: 'model' | 'scorer') => void this.#ask(this.#browse(role)),
    toggleMore: () => {
      this.more = !this.more;
      remember({ more: this.more });
    },
  };

  readonly #noticeActions = {
    continueRun: () => void this.#ask(this.host.continueRun()),
    showLog: () => void this.#ask(this.host.showLog()),
    dismiss: () => {
      this.notice(null);
      void this.#ask(this.host.dismissNotice());
    },
  };

  #run(): void {
    const { view } = this;
    if (!view || view.running || view.readOnly !== null) return;
    const parameters: RunParameters | undefined = this.#draft?.read().parameters ?? undefined;
    if (!parameters) {
      this.spoken = 'Cannot run yet: see what the run bar says.';
      return;
    }
    this.#draft?.sent(parameters);
    void this.#ask(this.host.run(parameters));
  }

  #stop(): void {
    if (this.view?.running) void this.#ask(this.host.stop());
  }

  async #browse(role: 'model' | 'scorer'): Promise<void> {
    const choice = await this.host.browseModel(role);
    if (!choice || !this.view) return;
    const list = role === 'model' ? 'models' : 'scorers';
    const others = this.view[list].filter((known) => known.path !== choice.path);
    this.#set({ [list]: [...others, choice] });
    this.#runActions.change(role === 'model' ? { modelPath: choice.path } : { scorerPath: choice.path });
  }

  /** A call that fails says so in the view. */
  async #ask(call: Promise<unknown>): Promise<void> {
    try {
      await call;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.notice({ kind: 'error', message, detail: null, canContinue: false });
    }
  }

  #goToMark(direction: 1 | -1): void {
    const list = this.stepList;
    if (!list || !this.#pin) return;
    const place = this.#pin.place(list.rowElements);
    const from = place === 'end' ? list.rowElements.length : place.row;
    if (!list.focusMark(direction, from)) {
      this.spoken = direction === 1 ? 'No wait after this.' : 'No wait before this.';
      return;
    }
    this.#pin.release();
  }

  #goToStep(index: number): void {
    const { stepList, view } = this;
    if (!stepList || !view) return;
    stepList.focusRow(stepList.rowOfStep(view.trace, index));
    this.#pin?.release();
  }

  #set(change: Partial<ViewState>): void {
    if (this.view) this.view = { ...this.view, ...change };
  }

  // Drawing.

  /** Once a frame, however many events came. */
  #draw(): void {
    if (this.#frameAsked) return;
    this.#frameAsked = true;
    requestAnimationFrame(() => {
      this.#frameAsked = false;
      this.requestUpdate();
    });
  }

  protected override updated(): void {
    const { view, stepList, answerBox } = this;
    if (!view || !stepList || !answerBox) return;
    this.#tools.prepare();
    stepList.draw(view.trace, this.token);
    stepList.toggleAttribute('live', view.running);
    answerBox.draw(view.trace, view.running);
    this.#pin?.follow();
    this.#tools.drawn();
  }

  /** After the first drawing: back to where it was left. */
  #settle(goTo: number | undefined): void {
    const scroller = this.renderRoot.querySelector<HTMLElement>('.scroller');
    const content = this.renderRoot.querySelector<HTMLElement>('.content');
    if (!scroller || !content || !this.stepList) return;
    this.#pin = new ScrollPin(scroller, content, () => this.#scrolled());
    const place = this.view?.running ? 'end' : recall().scroll;
    if (place === 'end') this.stepList.complete();
    else if (place.row > 0) this.stepList.complete(place.row + ROWS_BELOW);
    this.#pin.restore(place, this.stepList.rowElements);
    if (goTo !== undefined) this.goToStep(goTo);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState !== 'hidden') return;
      this.#draft?.flush();
      this.#rememberPlace();
    });
  }

  #scrolled(): void {
    if (!this.#pin || !this.stepList) return;
    this.away = this.#pin.away && !this.#pin.pinned;
    this.#tools.look();
    clearTimeout(this.#scrollTimer);
    this.#scrollTimer = window.setTimeout(() => this.#rememberPlace(), SCROLL_REST_MS);
  }

  #rememberPlace(): void {
    if (this.#pin && this.stepList) remember({ scroll: this.#pin.place(this.stepList.rowElements) });
  }

  override render() {
    const { view } = this;
    const draft = this.#draft;
    if (!view || !draft) return nothing;
    const { trace, running, readOnly, engine } = view;
    const { parameters, problems } = draft.read();
    const empty = trace.tokens.id.length === 0 && !running && trace.failure === null;
    return html`
      <header>
        ${
          readOnly === null
            ? nothing
            : html`<p class="read-only" role="status">
                ${icon('lock')}<span>Read-only. ${displayText(readOnly)}</span>
              </p>`
        }
        <wp-run-bar
          .form=${draft.form}
          .problems=${problems}
          .models=${view.models}
          .scorers=${view.scorers}
          ?running=${running}
          ?readOnly=${readOnly !== null}
          ?more=${this.more}
          .actions=${this.#runActions}
        ></wp-run-bar>
        ${engineProgress(engine)}
        <wp-notice-bar .notice=${view.notice} .actions=${this.#noticeActions}></wp-notice-bar>
      </header>
      ${empty ? nothing : this.#tools.renderBar()}
      <main aria-label="Trace">
        <div class="scroller" tabindex="-1">
          <div class="content">
            ${
              empty
                ? emptyState(
                    parameters && runPlan(parameters, view.models, view.scorers),
                    RUN_KEYS,
                    readOnly !== null,
                  )
                : nothing
            }
            <wp-step-list
              @wp-token=${(event: CustomEvent<number | null>) => (this.token = event.detail)}
              @wp-extend=${(event: CustomEvent<number | 'next' | 'previous'>) => this.#tools.extend(event.detail)}
              @wp-fold=${(event: CustomEvent<number>) => this.#tools.fold(event.detail)}
              @wp-open=${(event: CustomEvent<(number | null)[]>) => this.#tools.open(event.detail)}
            ></wp-step-list>
            ${trace.warnings.map(
              (warning) =>
                html`<p class="warning">${icon('warning')}<span>${displayText(warning)}</span></p>`,
            )}
            ${this.#end(view)}
            <wp-answer-box hidden></wp-answer-box>
          </div>
        </div>
        ${empty ? nothing : this.#tools.renderFind()}
        ${
          this.away
            ? html`<div class="jump">
                ${button({
                  label: 'Jump to end',
                  name: 'jump-to-end',
                  icon: 'arrowDown',
                  onClick: () => this.#pin?.pin(),
                })}
              </div>`
            : nothing
        }
      </main>
      ${empty ? nothing : this.#footer(view)}
      <div class="hidden" role="status" aria-live="polite">${this.spoken}</div>
    `;
  }

  #end({ trace, running }: ViewState) {
    const sentence = trace.tokens.id.length === 0 && running ? null : endSentence(trace, running);
    if (sentence === null || trace.tokens.id.length === 0) return nothing;
    const forced = trace.finish.thinking === 'budget';
    return html`<p class="end ${forced ? 'forced' : ''}"><span>${sentence}</span></p>`;
  }

  #footer({ trace, running, engine }: ViewState) {
    this.#chart ??= { data: chartData(trace), summary: chartSummary(trace) };
    const { data, summary } = this.#chart;
    return html`<footer>
      <div class="facts">
        ${counters(trace, running, engine)}
        ${checkbox({
          label: 'Underline uncertain tokens',
          name: 'uncertain',
          checked: this.uncertain,
          onChange: (shown) => {
            this.uncertain = shown;
            showUncertain(shown);
            remember({ uncertain: shown });
          },
        })}
      </div>
      ${trace.tokens.id.length > 0 ? tokenReadout(trace, this.token) : nothing}
      ${
        data.bars.length > 0
          ? html`<wp-score-chart
              .data=${data}
              summary=${summary}
              @wp-step=${(event: CustomEvent<number>) => this.#goToStep(event.detail)}
            ></wp-score-chart>`
          : html`<p class="no-chart">
              ${
                trace.scorer === null && !running
                  ? 'The steps were not scored.'
                  : running
                    ? 'Scores appear here with the first complete step.'
                    : 'No step has a score.'
              }
            </p>`
      }
    </footer>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-trace-view': TraceView;
  }
}
