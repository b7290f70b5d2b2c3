import { html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { Trace } from '../../src/core/trace/trace';
import { applyEvent, type TraceEvent } from '../../src/core/trace/traceEvent';
import { isStepCommand } from '../../src/protocol/stepCommand';
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
import { unpackState, type PackedState } from '../../src/protocol/packedTrace';
import { overlayLabel, TOKEN_OVERLAYS, type TokenOverlay } from '../../src/protocol/tokenOverlay';
import type { AnnotationsState } from '../../src/protocol/annotations';
import { annotateBarStyles } from '../annotate/annotateBar';
import { keyHelpStyles } from '../annotate/keyHelp';
import { TraceAnnotator } from '../annotate/traceAnnotator';
import { chartData } from '../charts/chartData';
import '../charts/minimap';
import type { Minimap } from '../charts/minimap';
import { button } from '../components/button';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { segmentedStyles } from '../components/segmented';
import { fieldStyles, focusStyles, hiddenStyles, iconStyles, pressedStyles } from '../components/styles';
import { onThemeChange } from '../components/theme';
import { debugStyles } from '../debug/debugStyles';
import { followContextMenu, stepOfToken, TraceDebug } from '../debug/traceDebug';
import { announcement } from './announcements';
import './answerBox';
import type { AnswerBox } from './answerBox';
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
import { stepBarStyles } from './stepBar';
import type { StepList } from './stepList';
import { StepTools } from './stepTools';
import { applyTints } from './themeTints';
import { tokenSentence } from './tokenFacts';
import './tokenInspector';
import { endLine, traceFooter, type ChartWords } from './traceFooter';
import { traceViewStyles } from './traceViewStyles';
import { recall, remember } from './viewMemory';
import { chartSummary } from './words';

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
    segmentedStyles,
    overlayStyles,
    traceViewStyles,
    stepBarStyles,
    pressedStyles,
    debugStyles,
    annotateBarStyles,
    keyHelpStyles,
  ];

  /** Set once, before the first state. */
  host!: HostApi;

  @state() private view: ViewState | null = null;
  @state() private more = recall().more;
  @state() private panel = recall().panel;
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
  #chart: ChartWords | null = null;
  #pin: ScrollPin | null = null;
  #overview: Overview | null = null;
  #frameAsked = false;
  #scrollTimer: number | undefined;
  readonly #tools: StepTools;
  readonly #annotator: TraceAnnotator;

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
    this.#tools = new StepTools({
      host: () => this.host,
      now: () => ({
        trace: this.view?.trace ?? null,
        running: this.view !== null && isWriting(this.view),
        token: this.view && this.#shownToken(this.view),
        stepList: this.stepList,
        answerBox: this.answerBox,
        scroller: this.#pin?.scroller ?? null,
        isAnnotated: this.view && this.#isAnnotated(this.view.trace),
        annotating: this.#annotator.isOn,
      }),
      say: (sentence) => (this.spoken = sentence),
      ask: (call) => void this.#ask(call),
      release: () => this.#pin?.release(),
      requestUpdate: () => this.requestUpdate(),
      annotate: () => this.#annotator.toggle(),
    });
    this.#annotator = new TraceAnnotator({
      host: () => this.host,
      now: () => ({ trace: this.view?.trace ?? null, stepList: this.stepList, range: this.#tools.range }),
      say: (sentence) => (this.spoken = sentence),
      ask: (call) => void this.#ask(call),
      requestUpdate: () => this.requestUpdate(),
      drawn: () => this.updateComplete,
      focusNote: () => this.renderRoot.querySelector<HTMLElement>('.note-text')?.focus(),
    });
  }

  #isAnnotated(trace: Trace): (step: number) => boolean {
    const said = this.#annotator.saidOf(trace);
    return (step) => {
      const { label, flagged, firstError, note, failure, others } = said[step] ?? {};
      return Boolean(label ?? note ?? failure) || Boolean(flagged || firstError) || (others?.length ?? 0) > 0;
    };
  }

  // What the host calls.

  show(state: PackedState): void {
    const view = unpackState(state);
    const first = this.view === null;
    const parameters = parametersOf(view);
    if (this.#draft) this.#draft.adopt(parameters);
    else this.#draft = new RunDraft(parameters, (edited) => void this.#ask(this.host.edit(edited)));
    this.view = view;
    this.#annotator.show(view.annotations);
    this.#chart = null;
    this.#debug.changed(view.trace);
    this.#draw();
    if (first) void this.updateComplete.then(() => this.#settle(view.goTo));
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
        this.#tools.restart();
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
    if (over) this.spoken = l10n.t('{0}: {1} of {2} done.', over.label, over.done, over.total);
    this.#set({ running, task });
    this.#chart = null;
    this.#draw();
  }

  annotations(state: AnnotationsState): void {
    this.#annotator.show(state);
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
      case 'togglePanel':
        return this.#togglePanel();
      case 'annotate':
        return this.#annotator.toggle();
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

  goToStep(step: number): void {
    const { length } = this.view?.trace.steps ?? [];
    if (step >= length) this.spoken = l10n.t('There is no step {0}: the trace has {1}.', step + 1, length);
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
      this.spoken = l10n.t('Cannot run yet: see what the run bar says.');
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

  /** Before the list has them. */
  readonly #keys = {
    capture: true,
    handleEvent: (event: KeyboardEvent) => {
      if (!this.#annotator.key(event)) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };

  #goToMark(direction: 1 | -1): void {
    const list = this.stepList;
    if (!list || !this.#pin) return;
    const place = this.#pin.place(list.rows);
    const from = place === 'end' ? list.rows.length : place.row;
    if (!list.focusMark(direction, from)) {
      this.spoken = direction === 1 ? l10n.t('No wait after this.') : l10n.t('No wait before this.');
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

  #togglePanel(): void {
    this.panel = !this.panel;
    remember({ panel: this.panel });
  }

  #setOverlay(overlay: TokenOverlay): void {
    this.overlay = overlay;
    overlayPainter.show(overlay);
    remember({ overlay });
    this.spoken = l10n.t('Token overlay: {0}.', overlayLabel(overlay));
  }

  #pickToken(token: number | null): void {
    this.token = token;
    if (this.view) this.spoken = token === null ? l10n.t('No token.') : tokenSentence(this.view.trace, token);
  }

  /** The button that closed it is gone: back to where tokens are picked. */
  #closeInspector(): void {
    const { stepList } = this;
    this.#pickToken(null);
    stepList?.focusCurrent();
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

  #chartOf(trace: Trace): ChartWords {
    return (this.#chart ??= { data: chartData(trace), summary: chartSummary(trace) });
  }

  protected override updated(): void {
    const { view, stepList, answerBox } = this;
    if (!view || !stepList || !answerBox) return;
    this.#tools.prepare();
    const writing = isWriting(view);
    stepList.draw(view.trace, this.#shownToken(view));
    stepList.toggleAttribute('live', writing);
    answerBox.draw(view.trace, writing);
    this.#debug.drawNotes(view, stepList);
    this.#annotator.drawRows(view.trace, stepList);
    this.#pin?.follow();
    this.#tools.drawn();
    this.#drawOverview(view);
  }

  #drawOverview(view: ViewState): void {
    const selected = this.#shownToken(view);
    this.#overview?.draw(view.trace, [
      ...this.#tools.marks.map((at) => ({ at, kind: 'search' as const })),
      ...(selected === null ? [] : [{ at: selected, kind: 'selected' as const }]),
    ]);
  }

  /** The trace may have been replaced by a shorter one. */
  #shownToken({ trace }: ViewState): number | null {
    return this.token !== null && this.token < trace.tokens.id.length ? this.token : null;
  }

  /** After the first drawing: back to where it was left. */
  #settle(goTo: number | undefined): void {
    const scroller = this.renderRoot.querySelector<HTMLElement>('.scroller');
    const content = this.renderRoot.querySelector<HTMLElement>('.content');
    const { stepList, answerBox, minimap } = this;
    if (!scroller || !content || !stepList || !answerBox || !minimap) return;
    this.#pin = new ScrollPin(scroller, content, () => this.#scrolled());
    // What is in sight moves without a scroll, too: by real heights in place of estimates, and by wider windows.
    new ResizeObserver(() => this.#moved()).observe(content);
    this.#overview = new Overview({
      scroller,
      stepList,
      answerBox,
      minimap,
      release: () => this.#pin?.release(),
    });
    const place = this.view?.running ? 'end' : recall().scroll;
    if (place === 'end') stepList.complete();
    else if (place.row > 0) stepList.complete(place.row + ROWS_BELOW);
    this.#pin.restore(place, stepList.rows);
    if (this.view) this.#drawOverview(this.view);
    if (goTo !== undefined) this.goToStep(goTo);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState !== 'hidden') return;
      this.#draft?.flush();
      this.#rememberPlace();
    });
  }

  #moved(): void {
    this.away = this.#pin !== null && this.#pin.away && !this.#pin.pinned;
    this.#tools.look();
  }

  #scrolled(): void {
    if (!this.#pin || !this.stepList) return;
    this.#moved();
    clearTimeout(this.#scrollTimer);
    this.#scrollTimer = window.setTimeout(() => this.#rememberPlace(), SCROLL_REST_MS);
  }

  #rememberPlace(): void {
    if (this.#pin && this.stepList) remember({ scroll: this.#pin.place(this.stepList.rows) });
  }

  override render() {
    const { view } = this;
    const draft = this.#draft;
    if (!view || !draft) return nothing;
    const { trace, running, readOnly, engine } = view;
    const { parameters, problems } = draft.read();
    const empty = trace.tokens.id.length === 0 && !running && trace.failure === null;
    const blind = this.#annotator.isBlind(trace);
    return html`
      <header>
        ${
          readOnly === null
            ? nothing
            : html`<p class="read-only" role="status">
                ${icon('lock')}<span>${l10n.t('Read-only. {0}', displayText(readOnly))}</span>
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
      ${
        empty
          ? nothing
          : this.#tools.renderBar(
              overlayBar(this.overlay, trace, (overlay) => this.#setOverlay(overlay)),
              this.#annotator.bar(trace),
            )
      }
      <main aria-label=${l10n.t('Trace')}>
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
              @wp-extend=${(event: CustomEvent<number | 'next' | 'previous'>) => this.#tools.extend(event.detail)}
              @wp-fold=${(event: CustomEvent<number>) => this.#tools.fold(event.detail)}
              @wp-open=${(event: CustomEvent<(number | null)[]>) => this.#tools.open(event.detail)}
              @focusin=${() => this.requestUpdate()}
              @keydown=${this.#keys}
            ></wp-step-list>
            ${trace.warnings.map(
              (warning) =>
                html`<p class="warning">${icon('warning')}<span>${displayText(warning)}</span></p>`,
            )}
            ${endLine(trace, isWriting(view))}
            <wp-answer-box
              hidden
              ?locked=${running || readOnly !== null}
              ?blind=${blind}
              @wp-mark=${({ detail }: CustomEvent<DebugCommand>) => void this.#ask(this.host.debug(detail, null))}
            ></wp-answer-box>
          </div>
          <wp-minimap ?hidden=${empty || blind}></wp-minimap>
        </div>
        ${empty ? nothing : this.#tools.renderFind()}
        ${
          this.away
            ? html`<div class="jump">
                ${button({
                  label: l10n.t('Jump to end'),
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
              ${traceFooter({
                trace,
                writing: isWriting(view),
                engine,
                chart: this.#chartOf(trace),
                debug: this.#debug.footer(view, this.#here),
                isOpen: this.panel && !blind,
                toggle: () => this.#togglePanel(),
                goToStep: (index) => this.#goToStep(index),
              })}`
      }
      <div class="hidden" role="status" aria-live="polite">${this.spoken}</div>
    `;
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
