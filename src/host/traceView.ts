/** One panel of the trace editor: serves the view's calls and passes the document's news on to it. */
import * as vscode from 'vscode';
import { createBirpc } from 'birpc';
import { errors, messageOf } from '../core/errors';
import type { ForkAction } from '../core/fork';
import { gradesFor, withGrade, type GradeAnswer } from '../core/grade/traceGrade';
import { requestSchema } from '../core/trace/trace';
import type { TraceEvent } from '../core/trace/traceEvent';
import type {
  DebugCommand,
  EngineStatus,
  HostApi,
  ModelChoice,
  Notice,
  Place,
  RunParameters,
  Task,
  ViewApi,
  ViewCommand,
  ViewState,
} from '../protocol/webview';
import { DEBUG_COMMANDS } from '../protocol/webview';
import { packState, type PackedState } from '../protocol/packedTrace';
import { errorsToPlain } from '../core/rpcErrors';
import type { DebugActions } from './debugActions';
import { parametersOf, shownTrace, withParameters } from './documentState';
import type { EngineService } from './engineService';
import type { ModelRole } from './modelChoices';
import type { Models } from './models';
import { linkToStep } from './openLink';
import type { RunController } from './runController';
import type { DocumentView, TraceDocument } from './traceDocument';
import type { AnnotateCall } from '../protocol/annotations';
import { TraceAnnotations } from './traceAnnotations';
import { showProblem } from './problemPage';
import { pageWords } from './pageWords';
import { viewHtml } from './viewHtml';

export interface TraceViewServices {
  readonly extensionUri: vscode.Uri;
  readonly engine: EngineService;
  readonly models: Models;
  readonly runs: RunController;
  readonly debug: DebugActions;
  readonly grade: GradeAnswer;
  readonly log: vscode.LogOutputChannel;
  /** Called when a view of the document is there for the first time. */
  onReady(document: TraceDocument): void;
  /** Opens the trace that is to be labelled after this one. */
  nextToLabel(document: TraceDocument): Promise<void>;
}

/** View calls that nobody waits for: a hidden view misses them and asks for everything when it is back. */
const EVENT_NAMES: (keyof ViewApi)[] = [
  'show',
  'events',
  'engine',
  'notice',
  'running',
  'annotations',
  'editStep',
  'command',
  'goToStep',
];

/** A trace of many hard answers is shown before all of them are graded. */
const SHOWN_GRADES_MS = 300;

export class TraceView implements DocumentView, HostApi {
  readonly #view: ReturnType<typeof createBirpc<ViewApi, HostApi>>;
  /** Until the view has asked for its state, it has nothing that news could change. */
  #isReady = false;
  /** The step that a link asked for before the view was there. */
  #goTo: number | null = null;
  readonly #annotations: TraceAnnotations;

  constructor(
    readonly document: TraceDocument,
    readonly panel: vscode.WebviewPanel,
    private readonly services: TraceViewServices,
  ) {
    const { webview } = panel;
    const handlers: HostApi = {
      ready: () => this.ready(),
      run: (parameters) => this.run(parameters),
      stop: () => this.stop(),
      continueRun: () => this.continueRun(),
      edit: (parameters) => this.edit(parameters),
      browseModel: (role) => this.browseModel(role),
      debug: (command, at) => this.debug(command, at),
      fork: (at, action) => this.fork(at, action),
      showLog: () => this.showLog(),
      dismissNotice: () => this.dismissNotice(),
      copyText: (text) => this.copyText(text),
      copyLink: (step) => this.copyLink(step),
      annotate: (call) => this.annotate(call),
      reviseAnnotation: (revision) => this.reviseAnnotation(revision),
      takeOverAnnotations: () => this.takeOverAnnotations(),
      nextToLabel: () => this.nextToLabel(),
    };
    const received: vscode.Disposable[] = [];
    this.#view = createBirpc<ViewApi, HostApi>(handlers, {
      post: (message: unknown) => webview.postMessage(message),
      on: (listener) => void received.push(webview.onDidReceiveMessage(listener)),
      serialize: errorsToPlain,
      eventNames: EVENT_NAMES,
      // Dialogs take as long as their user.
      timeout: -1,
    });
    this.#annotations = new TraceAnnotations(document, () => this.#tellAnnotations());
    const status = services.engine.onStatus((engine) => this.engine(engine));
    panel.onDidChangeViewState(() => {
      // Its page is gone while it is hidden; it asks again when it is back.
      if (!panel.visible) this.#isReady = false;
    });
    panel.onDidDispose(() => {
      document.views.delete(this);
      status.dispose();
      this.#annotations.dispose();
      for (const listener of received) listener.dispose();
      this.#view.$close();
    });
    document.views.add(this);
    this.#setHtml();
  }

  // What the view asks for

  async ready(): Promise<PackedState> {
    const state = packState(await this.#state());
    this.#isReady = true;
    this.services.onReady(this.document);
    const goTo = this.#goTo;
    this.#goTo = null;
    return goTo === null ? state : { ...state, goTo };
  }

  async run(parameters: RunParameters): Promise<void> {
    this.services.runs.run(this.document, await this.#checked(parameters));
  }

  async stop(): Promise<void> {
    await this.services.runs.stop(this.document);
  }

  async continueRun(): Promise<void> {
    this.services.runs.continueRun(this.document);
  }

  async edit(parameters: RunParameters): Promise<void> {
    const { document } = this;
    if (document.readOnly !== null) throw errors.badInput(document.readOnly);
    const checked = await this.#checked(parameters);
    const { request } = parametersOf(document.state);
    // A field that is being typed may hold anything; only what a trace can keep is kept.
    const parsed = requestSchema.safeParse(checked.request);
    const kept = { ...checked, request: parsed.data ?? request };
    document.edit(vscode.l10n.t('Change Run Bar'), withParameters(document.state, kept), this);
  }

  async browseModel(role: ModelRole): Promise<ModelChoice | null> {
    return this.services.models.browse(role);
  }

  async debug(command: DebugCommand, at: number | null): Promise<void> {
    if (!DEBUG_COMMANDS.includes(command)) throw errors.badInput(`There is no command ${String(command)}.`);
    await this.services.debug.run(this, command, at);
  }

  async fork(at: number, action: ForkAction): Promise<void> {
    await this.services.debug.fork(this, at, action);
  }

  async showLog(): Promise<void> {
    this.services.log.show(true);
  }

  async dismissNotice(): Promise<void> {
    this.document.setNotice(null);
  }

  async copyText(text: string): Promise<void> {
    await vscode.env.clipboard.writeText(String(text));
  }

  async copyLink(step: number): Promise<void> {
    const { uri } = this.document;
    if (uri.scheme === 'untitled')
      throw errors.badInput(vscode.l10n.t('Save the trace first: a link needs a file.'));
    await vscode.env.clipboard.writeText(linkToStep(uri, Math.trunc(Number(step))));
  }

  async annotate(call: AnnotateCall): Promise<void> {
    await this.#annotations.annotate(call);
  }

  async reviseAnnotation(revision: 'undo' | 'redo'): Promise<void> {
    await this.#annotations.revise(revision === 'redo' ? 'redo' : 'undo');
  }

  async takeOverAnnotations(): Promise<number> {
    return this.#annotations.takeOver();
  }

  async nextToLabel(): Promise<void> {
    await this.services.nextToLabel(this.document);
  }

  async #tellAnnotations(): Promise<void> {
    if (!this.#isReady) return;
    const state = await this.#annotations.state();
    if (this.#isReady) void this.#view.annotations(state);
  }

  // What the document and the workbench tell the view

  show(): void {
    this.#setHtmlIfProblemChanged();
    if (!this.#isReady) return;
    this.#state().then(
      (state) => void this.#view.show(packState(state)),
      (error: unknown) => this.services.log.error(messageOf(error)),
    );
  }

  events(events: readonly TraceEvent[]): void {
    if (this.#isReady) void this.#view.events(events);
  }

  engine(status: EngineStatus): void {
    if (this.#isReady) void this.#view.engine(status);
  }

  notice(notice: Notice | null): void {
    if (this.#isReady) void this.#view.notice(notice);
  }

  running(running: boolean, task: Task | null): void {
    if (this.#isReady) void this.#view.running(running, task);
  }

  /** Where the view stands. @throws WaitpointError while it has not been drawn */
  async place(): Promise<Place> {
    if (!this.#isReady) throw errors.badInput(vscode.l10n.t('Pick a token or a step first.'));
    return this.#view.place();
  }

  editStep(at: number): void {
    if (this.#isReady) void this.#view.editStep(at);
  }

  command(name: ViewCommand): void {
    if (this.#isReady) void this.#view.command(name);
  }

  /** Now, or as soon as the view is there. @param step its place */
  goToStep(step: number): void {
    if (this.#isReady) void this.#view.goToStep(step);
    else this.#goTo = step;
  }

  async #state(): Promise<ViewState> {
    const { document, services } = this;
    const [annotations, models, scorers, grades] = await Promise.all([
      this.#annotations.state(),
      services.models.choices('model'),
      services.models.choices('scorer'),
      // Older and foreign traces come without: they are graded for the eye, and stay unchanged.
      document.isRunning
        ? []
        : gradesFor(document.state.trace, services.grade, AbortSignal.timeout(SHOWN_GRADES_MS)),
    ]);
    // From here to the posting nothing waits: later events then find the view up to date.
    document.flushEvents();
    const { modelPath, scorerPath } = document.state;
    const trace = shownTrace(document.state);
    return {
      trace: { ...trace, grades: grades.reduce(withGrade, trace.grades) },
      readOnly: document.readOnly,
      running: document.isRunning,
      task: document.task,
      models,
      scorers,
      modelPath,
      scorerPath,
      engine: services.engine.status,
      notice: document.notice,
      annotations,
    };
  }

  /** A view may name only models that it was offered. @throws WaitpointError naming the other one */
  async #checked(parameters: RunParameters): Promise<RunParameters> {
    const { modelPath, scorerPath } = this.document.state;
    const offered = async (role: ModelRole, present: string): Promise<string[]> => [
      present,
      ...(await this.services.models.choices(role)).map((choice) => choice.path),
    ];
    const question = String(parameters.question);
    if (!(await offered('model', modelPath)).includes(parameters.modelPath)) {
      throw errors.modelMissing(parameters.modelPath);
    }
    if (!(await offered('scorer', scorerPath)).includes(parameters.scorerPath)) {
      throw errors.modelMissing(parameters.scorerPath);
    }
    return { ...parameters, question };
  }

  #shownProblem: string | null = null;

  #setHtmlIfProblemChanged(): void {
    if ((this.document.problem?.message ?? null) !== this.#shownProblem) this.#setHtml();
  }

  #setHtml(): void {
    const { document, panel } = this;
    const { problem } = document;
    const title = document.uri.path.replace(/^.*\//, '');
    this.#isReady = false;
    this.#shownProblem = problem?.message ?? null;
    if (problem) {
      showProblem(panel.webview, document.uri, title, problem.message);
      return;
    }
    const folder = vscode.Uri.joinPath(this.services.extensionUri, 'dist', 'webview');
    const resource = (name: string): string =>
      panel.webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
    panel.webview.options = { enableScripts: true, enableCommandUris: false, localResourceRoots: [folder] };
    panel.webview.html = viewHtml({
      cspSource: panel.webview.cspSource,
      script: resource('traceView.js'),
      style: resource('traceView.css'),
      title,
      ...pageWords(),
    });
  }
}
