/**
 * The extension host of the harness, in the page itself: answers the view's calls, records them, and lets a test
 * play a run. Its page is `/?scenario=NAME&at=draft|live|end&theme=NAME`.
 */
import { createBirpc, type BirpcReturn } from 'birpc';
import type { AnnotationLine } from '../../../src/core/annotate/annotation';
import { currentAnnotations, undoStep } from '../../../src/core/annotate/annotationLog';
import type { Trace } from '../../../src/core/trace/trace';
import type { TraceEvent } from '../../../src/core/trace/traceEvent';
import { DEFAULT_KEYS, type AnnotationsState } from '../../../src/protocol/annotations';
import { packState } from '../../../src/protocol/packedTrace';
import type { HostApi, ModelChoice, ViewApi, ViewState } from '../../../src/protocol/webview';
import { draft, frames, scenarios, type ScenarioName } from './scenarios';
import { applyTheme, type ThemeName } from './themes';

const STATE_KEY = 'vscode-state';
const parameters = new URLSearchParams(location.search);

function chosen(): { trace: Trace; events: TraceEvent[] } {
  const name = parameters.get('scenario') as ScenarioName | null;
  if (!name) return { trace: draft(parameters.get('question') ?? undefined), events: [] };
  const script = scenarios[name]();
  const trace =
    parameters.get('at') === 'end' ? script.trace : draft(script.trace.question.text, script.request);
  return { trace, events: script.events };
}

/** Null once it is forgotten. */
let script: ReturnType<typeof chosen> | null = chosen();

export interface Harness {
  /** What the view asked of the host, in order. */
  readonly calls: { name: keyof HostApi; args: readonly unknown[] }[];
  readonly view: BirpcReturn<ViewApi, HostApi>;
  state: ViewState;
  /** What the next Browse… answers. */
  browse: ModelChoice | null;
  /** Message with which the next run fails. */
  failRun: string | null;
  /** Replaces parts of the state and shows it. */
  show(change: Partial<ViewState>): void;
  /** Sends the scenario's events, cut into frames of `tokens`; resolves when the view has taken them. */
  play(options?: { tokens?: number; from?: number; to?: number }): Promise<void>;
  /** The events `play` sends, for counting. */
  frames(tokens: number): TraceEvent[];
  theme(name: ThemeName): void;
  /** Drops its own copies of the trace: what is left in memory is the view's. */
  forget(): void;
  /**
   * When `ready` was answered; when the answer came, not decoded yet; when the frame after the first drawing began. ms
   * of the page's clock.
   */
  readonly times: { ready: number; received: number | null; firstFrame: number | null };
}

const NO_ANNOTATIONS: AnnotationsState = {
  annotator: 'anna',
  problem: null,
  mine: [],
  others: [],
  orphaned: [],
  canUndo: false,
  canRedo: false,
  keys: DEFAULT_KEYS,
};

const TRACE_NAME = 'trace';
/** What was said of the trace, as in a file of annotations. */
const said: AnnotationLine[] = [];

function lineOf() {
  return {
    schema: 1,
    id: String(said.length),
    at: '2026-01-01T00:00:00Z',
    by: 'anna',
    trace: TRACE_NAME,
  } as const;
}

function tellAnnotations(): void {
  const { undo, redo } = undoStep(said, TRACE_NAME);
  const mine = currentAnnotations(said);
  const { annotations } = harness.state;
  harness.state = {
    ...harness.state,
    annotations: { ...annotations, mine, canUndo: undo !== null, canRedo: redo !== null },
  };
  void view.annotations(harness.state.annotations);
}

const calls: Harness['calls'] = [];
const times: Harness['times'] = { ready: 0, received: null, firstFrame: null };
// The first of all listeners, and it does not look at the message: decoding it is part of what is timed.
window.addEventListener('message', () => (times.received ??= performance.now()));

function called(name: keyof HostApi, ...args: unknown[]): void {
  calls.push({ name, args });
}

const hostApi: HostApi = {
  async ready() {
    called('ready');
    times.ready = performance.now();
    requestAnimationFrame(function look() {
      const view = document.querySelector('wp-trace-view');
      if (!view?.shadowRoot?.querySelector('main')) requestAnimationFrame(look);
      else requestAnimationFrame(() => (times.firstFrame = performance.now()));
    });
    return packState(harness.state);
  },
  async run(run) {
    called('run', run);
    const message = harness.failRun;
    harness.failRun = null;
    if (message !== null) throw new Error(message);
  },
  async stop() {
    called('stop');
  },
  async continueRun() {
    called('continueRun');
  },
  async edit(edited) {
    called('edit', edited);
  },
  async browseModel(role) {
    called('browseModel', role);
    return harness.browse;
  },
  async debug(command, at) {
    called('debug', command, at);
  },
  async fork(at, action) {
    called('fork', at, action);
  },
  async showLog() {
    called('showLog');
  },
  async dismissNotice() {
    called('dismissNotice');
  },
  async copyText(text) {
    called('copyText', text);
  },
  async copyLink(step) {
    called('copyLink', step);
  },
  async annotate(call) {
    called('annotate', call);
    said.push({ ...lineOf(), quote: '', ...call });
    tellAnnotations();
  },
  async reviseAnnotation(revision) {
    called('reviseAnnotation', revision);
    const of = undoStep(said, TRACE_NAME)[revision];
    if (!of) throw new Error('There is no annotation.');
    said.push({ ...lineOf(), revision, of: of.id });
    tellAnnotations();
  },
  async takeOverAnnotations() {
    called('takeOverAnnotations');
    return 1;
  },
  async nextToLabel() {
    called('nextToLabel');
  },
};

let receive: (message: unknown) => void = () => {};

Object.assign(globalThis, {
  acquireVsCodeApi: () => ({
    postMessage: (message: unknown) => receive(structuredClone(message)),
    getState: (): unknown => JSON.parse(sessionStorage.getItem(STATE_KEY) ?? 'null'),
    setState: (state: unknown) => sessionStorage.setItem(STATE_KEY, JSON.stringify(state)),
  }),
});

const view = createBirpc<ViewApi, HostApi>(hostApi, {
  post: (message) => window.postMessage(message),
  on: (listener) => {
    receive = listener;
  },
});

const harness: Harness = {
  calls,
  view,
  browse: null,
  failRun: null,
  times,
  state: {
    trace: script.trace,
    readOnly: null,
    running: parameters.get('at') === 'live',
    task: null,
    models: [
      {
        path: '/models/reasoner.gguf',
        label: 'reasoner (demo)',
        description: 'demo model: arithmetic and word problems',
        isDemo: true,
      },
      { path: '/models/other.gguf', label: 'other', description: '/models' },
    ],
    scorers: [
      { path: 'none', label: 'none', description: 'Steps are not scored' },
      {
        path: '/models/scorer.gguf',
        label: 'scorer (demo)',
        description: 'For the demo model',
        isDemo: true,
      },
    ],
    modelPath: '/models/reasoner.gguf',
    scorerPath: '/models/scorer.gguf',
    engine: { state: 'idle' },
    notice: null,
    annotations: NO_ANNOTATIONS,
  },
  show(change) {
    harness.state = { ...harness.state, ...change };
    void view.show(packState(harness.state));
  },
  async play({ tokens = 4, from = 0, to } = {}) {
    await view.running(true, null);
    for (const event of frames(script?.events ?? [], tokens).slice(from, to)) await view.events([event]);
    if (to === undefined) await view.running(false, null);
  },
  frames: (tokens) => frames(script?.events ?? [], tokens),
  theme: (name) => applyTheme(document, name),
  forget() {
    script = null;
    harness.state = { ...harness.state, trace: draft() };
  },
};

declare global {
  var harness: Harness;
}
globalThis.harness = harness;
harness.theme((parameters.get('theme') as ThemeName | null) ?? 'dark');
