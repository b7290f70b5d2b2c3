import { html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { applyEvent, type TraceEvent } from '../../src/core/trace/traceEvent';
import type {
  DebugCommand,
  HostApi,
  Notice,
  Place,
  RunParameters,
  Task,
  ViewApi,
  ViewCommand,
  ViewState,
} from '../../src/protocol/webview';
import { OVERLAY_LABELS, TOKEN_OVERLAYS, type TokenOverlay } from '../../src/protocol/tokenOverlay';
import { chartData, type ScoreChartData } from '../charts/chartData';
import '../charts/minimap';
import type { Minimap } from '../charts/minimap';
import '../charts/scoreChart';
import { button } from '../components/button';
import { icon } from '../components/icon';
import { segmentedStyles } from '../components/segmented';
import { focusStyles, hiddenStyles, iconStyles } from '../components/styles';
import { onThemeChange } from '../components/theme';
import { debugStyles } from '../debug/debugStyles';
import { followContextMenu, stepOfToken, TraceDebug } from '../debug/traceDebug';
import { announcement } from './announcements';
import './answerBox';
import type { AnswerBox } from './answerBox';
import { counters } from './counters';
import { displayText } from './displayText';
import { emptyState, runPlan } from './emptyState';
import { engineProgress } from './engineProgress';
import './noticeBar';
import { overlayBar, overlayStyles } from './overlayBar';
import { overlayPainter } from './overlayPainter';
import { Overview } from './overview';
import { RUN_KEYS, type RunBar } from './runBar';
import { RunDraft } from './runDraft';
import { parametersOf } from './runForm';
import { ScrollPin } from './scrollPin';
import './stepList';
import type { StepList } from './stepList';
import { applyTints } from './themeTints';
import { tokenSentence } from './tokenFacts';
import './tokenInspector';
import { traceViewStyles } from './traceViewStyles';
import { recall, remember } from './viewMemory';
import { chartSummary, endSentence } from './words';

/** A place is worth keeping once the scrolling rests: keeping it is a message to VS Code. */
const SCROLL_REST_MS = 120;

/** The view of one trace: its run bar, its steps, its answer, its chart. Live while the trace runs. */
@customElement('wp-trace-view')
export class TraceView extends LitElement implements ViewApi {
  static override styles = [
    focusStyles,
    hiddenStyles,
    iconStyles,
    segmentedStyles,
    overlayStyles,
    traceViewStyles,
    debugStyles,
  ];

  /** Set once, before the first state. */
  host!: HostApi;

  @state() private view: ViewState | null = null;
  @state() private more = recall().more;
  @state() private overlay = recall().overlay;
  @state() private spoken = '';
  /** The end of the steps is out of sight. */
  @state() private away = false;
  /** The token whose alternatives are shown. */
  @state() private token: number | null = null;
  readonly #debug = new TraceDebug(
    {
      run: (command, at) => {
        const here = at ?? this.#here;
        if (command === 'forkEdit' && here !== null) this.editStep(here);
        else void this.#ask(this.host.debug(command, here));
      },
      fork: (at, action) => void this.#ask(this.host.fork(at, action)),
      goToStep: (index) => this.#goToStep(index),
      goToToken: (token) => this.view && this.#goToStep(stepOfToken(this.view.trace, token)),
    },
    () => this.requestUpdate(),
  );
  #draft: RunDraft | null = null;
  #chart: { data: ScoreChartData; summary: string } | null = null;
  #pin: ScrollPin | null = null;
  #overview: Overview | null = null;
  #frameAsked = false;
  #scrollTimer: number | undefined;

  @query('wp-run-bar') private runBar!: RunBar | null;
  @query('wp-step-list') private stepList!: StepList | null;
  @query('wp-answer-box') private answerBox!: AnswerBox | null;
  @query('wp-minimap') private minimap!: Minimap | null;

  override connectedCallback(): void {
    super.connectedCallback();
    overlayPainter.show(this.overlay);
    applyTints(this);
    onThemeChange(() => applyTints(this));
  }

  constructor() {
    super();
    followContextMenu(this, (event) => this.stepList?.tokenAt(event) ?? this.stepList?.currentStart ?? null);
  }

  // What the host calls.

  show(view: ViewState): void {
    const first = this.view === null;
    const parameters = parametersOf(view);
    if (this.#draft) this.#draft.adopt(parameters);
    else this.#draft = new RunDraft(parameters, (edited) => void this.#ask(this.host.edit(edited)));
    this.view = view;
    this.#chart = null;
    this.#debug.changed(view.trace);
    this.#draw();
    if (first) void this.updateComplete.then(() => this.#settle());
  }

  /** Folds events at once, draws them with the next frame. */
  events(events: readonly TraceEvent[]): void {
    const { view } = this;
    if (!view) return;
    let { trace } = view;
    let matters = false;
    for (const event of events) {
      trace = applyEvent(trace, event);
      if (event.type !== 'tokens' && event.type !== 'usage') matters = true;
      if (event.type === 'start') {
        this.token = null;
        this.#pin?.pin();
      }
      this.spoken = announcement(event, trace) ?? this.spoken;
    }
    if (matters) {
      this.#chart = null;
      this.#debug.changed(trace);
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

  running(running: boolean, task: Task | null = null): void {
    const over = !running && this.view?.task;
    if (over) this.spoken = `${over.label}: ${over.done} of ${over.total} done.`;
    this.#set({ running, task });
    this.#chart = null;
    this.#draw();
  }

  place(): Place {
    return { at: this.#here, request: this.#draft?.read().parameters?.request ?? null };
  }

  editStep(at: number): void {
    if (this.view && !this.view.running && this.view.readOnly === null)
      this.#debug.editStep(this.view.trace, at);
  }

  /** Where commands act. */
  get #here(): number | null {
    return this.token ?? this.stepList?.currentStart ?? null;
  }

  command(name: ViewCommand): void {
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
      case 'cycleOverlay':
        return this.#setOverlay(
          TOKEN_OVERLAYS[(TOKEN_OVERLAYS.indexOf(this.overlay) + 1) % TOKEN_OVERLAYS.length] ?? 'none',
        );
      case 'overlay:none':
      case 'overlay:probability':
      case 'overlay:entropy':
      case 'overlay:provenance':
        return this.#setOverlay(name.slice('overlay:'.length) as TokenOverlay);
      default:
        return name satisfies never;
    }
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

  #setOverlay(overlay: TokenOverlay): void {
    this.overlay = overlay;
    overlayPainter.show(overlay);
    remember({ overlay });
    this.spoken = `Token overlay: ${OVERLAY_LABELS[overlay]}.`;
  }

  #pickToken(token: number | null): void {
    this.token = token;
    if (this.view) this.spoken = token === null ? 'No token.' : tokenSentence(this.view.trace, token);
  }

  /** The button that closed it is gone: back to where tokens are picked. */
  #closeInspector(): void {
    const { stepList } = this;
    this.#pickToken(null);
    stepList?.rows.find(({ element }) => element.tabIndex === 0)?.element.focus({ preventScroll: true });
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
    const writing = isWriting(view);
    stepList.draw(view.trace, this.#shownToken(view));
    stepList.toggleAttribute('live', writing);
    answerBox.draw(view.trace, writing);
    this.#debug.drawNotes(view, stepList);
    this.#pin?.follow();
    this.#drawOverview(view);
  }

  #drawOverview(view: ViewState): void {
    const selected = this.#shownToken(view);
    this.#overview?.draw(view.trace, selected === null ? [] : [{ at: selected, kind: 'selected' }]);
  }

  /** The trace may have been replaced by a shorter one. */
  #shownToken({ trace }: ViewState): number | null {
    return this.token !== null && this.token < trace.tokens.id.length ? this.token : null;
  }

  /** After the first drawing: back to where it was left. */
  #settle(): void {
    const scroller = this.renderRoot.querySelector<HTMLElement>('.scroller');
    const content = this.renderRoot.querySelector<HTMLElement>('.content');
    const { stepList, answerBox, minimap } = this;
    if (!scroller || !content || !stepList || !answerBox || !minimap) return;
    this.#pin = new ScrollPin(scroller, content, () => this.#scrolled());
    this.#overview = new Overview({
      scroller,
      stepList,
      answerBox,
      minimap,
      release: () => this.#pin?.release(),
    });
    const place = this.view?.running ? 'end' : recall().scroll;
    if (place === 'end' || place.row > 0) stepList.complete();
    this.#pin.restore(place, stepList.rowElements);
    if (this.view) this.#drawOverview(this.view);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState !== 'hidden') return;
      this.#draft?.flush();
      this.#rememberPlace();
    });
  }

  #scrolled(): void {
    if (!this.#pin || !this.stepList) return;
    this.away = this.#pin.away && !this.#pin.pinned;
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
        ${engineProgress(engine)} ${this.#debug.progress(view)}
        <wp-notice-bar .notice=${view.notice} .actions=${this.#noticeActions}></wp-notice-bar>
      </header>
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
              @wp-token=${(event: CustomEvent<number | null>) => this.#pickToken(event.detail)}
              @focusin=${() => this.requestUpdate()}
            ></wp-step-list>
            ${trace.warnings.map(
              (warning) =>
                html`<p class="warning">${icon('warning')}<span>${displayText(warning)}</span></p>`,
            )}
            ${this.#end(view)}
            <wp-answer-box
              hidden
              ?locked=${running || readOnly !== null}
              @wp-mark=${({ detail }: CustomEvent<DebugCommand>) => void this.#ask(this.host.debug(detail, null))}
            ></wp-answer-box>
          </div>
          <wp-minimap ?hidden=${empty}></wp-minimap>
        </div>
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
      ${this.#debug.editor()}
      ${
        empty
          ? nothing
          : html`<wp-token-inspector
                .trace=${trace}
                .token=${this.#shownToken(view)}
                ?open=${this.#shownToken(view) !== null}
                @wp-close=${() => this.#closeInspector()}
              ></wp-token-inspector>
              ${this.#footer(view)}`
      }
      <div class="hidden" role="status" aria-live="polite">${this.spoken}</div>
    `;
  }

  #end(view: ViewState) {
    const { trace } = view;
    const running = isWriting(view);
    const sentence = trace.tokens.id.length === 0 && running ? null : endSentence(trace, running);
    if (sentence === null || trace.tokens.id.length === 0) return nothing;
    const forced = trace.finish.thinking === 'budget';
    return html`<p class="end ${forced ? 'forced' : ''}"><span>${sentence}</span></p>`;
  }

  #footer(view: ViewState) {
    const { trace, engine } = view;
    const running = isWriting(view);
    this.#chart ??= { data: chartData(trace), summary: chartSummary(trace) };
    const { data, summary } = this.#chart;
    return html`<footer>
        <div class="facts">${counters(trace, running, engine)}</div>
        ${overlayBar(this.overlay, trace, (overlay) => this.#setOverlay(overlay))}
      </footer>
      <div class="chart">
        ${trace.tokens.id.length > 0 ? this.#debug.footer(view, this.#here) : nothing}
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
      </div>`;
  }
}

/** Whether the trace itself grows: not while it is probed or scored. */
function isWriting({ running, task }: ViewState): boolean {
  return running && task === null;
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-trace-view': TraceView;
  }
}
