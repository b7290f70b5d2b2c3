/** The extension host of the panels beside the trace view, as the harness pages have it: answers what the test gave. */
import { createBirpc, type BirpcReturn } from 'birpc';
import type {
  CompareHostApi,
  CompareState,
  CompareViewApi,
  TreeHostApi,
  TreeState,
  TreeViewApi,
} from '../../../src/protocol/forkViews';
import type {
  LabelReportHostApi,
  LabelReportState,
  LabelReportViewApi,
} from '../../../src/protocol/labelReport';
import type { PackedTrace } from '../../../src/protocol/packedTrace';
import type {
  SearchCheck,
  SearchHostApi,
  SearchState,
  SearchViewApi,
} from '../../../src/protocol/searchView';
import type { SweepHostApi, SweepState, SweepViewApi } from '../../../src/protocol/sweepView';
import type {
  EvaluationHostApi,
  EvaluationPage,
  EvaluationViewApi,
  FormCheck,
} from '../../../src/protocol/evaluationView';
import type { CurationHostApi, CurationViewApi } from '../../../src/protocol/curationView';
import type { TuneReportHostApi, TuneReportViewApi } from '../../../src/protocol/tuneReport';
import type { ModelsHostApi, ModelsState, ModelsViewApi } from '../../../src/protocol/modelsView';
import type { TuneReport } from '../../../src/core/search/tune/tuneReport';
import type { CurationScene } from './curations';
import { applyTheme, type ThemeName } from './themes';

export type AnyPanelState =
  | TreeState
  | CompareState
  | SweepState
  | SearchState
  | EvaluationPage
  | LabelReportState
  | CurationScene
  | ModelsState
  | TuneReport;

export interface PanelHarness {
  /** Calls the view made, in order: name and arguments. */
  readonly calls: unknown[][];
  /** What the page keeps for a reload. */
  kept(): unknown;
  readonly view: { show(state: AnyPanelState): unknown } & {
    [name in 'run' | 'pin' | 'toggleCharts' | 'place']: (
      ...args: Parameters<SweepViewApi[name]>
    ) => Promise<unknown>;
  };
  /** The same, with all that its page may be told. */
  readonly evaluation: BirpcReturn<EvaluationViewApi, EvaluationHostApi>;
  /** The same of a search. */
  readonly search: BirpcReturn<Omit<SearchViewApi, 'show'>, SearchHostApi>;
  /** Of a search, by node. */
  paths: readonly PackedTrace[];
  readonly curation: BirpcReturn<CurationViewApi, CurationHostApi>;
  readonly tuning: BirpcReturn<TuneReportViewApi, TuneReportHostApi>;
  /** What the next looks at a form find. */
  formCheck: FormCheck;
  searchCheck: SearchCheck;
  /** What browsing finds. */
  browsed: string | null;
}

declare global {
  /** Set by the test before the page's scripts run. */
  var panelState: AnyPanelState;
  var panelHarness: PanelHarness;
}

const calls: unknown[][] = [];
const hostApi = {
  async ready() {
    return globalThis.panelState;
  },
  async open(...of: unknown[]) {
    calls.push(['open', ...of]);
  },
  async decide(...of: unknown[]) {
    calls.push(['decide', ...of]);
  },
  async run(texts: unknown) {
    calls.push(['run', texts]);
  },
  async stop() {
    calls.push(['stop']);
  },
  async check(form: object) {
    calls.push(['check', form]);
    const { formCheck, searchCheck } = globalThis.panelHarness;
    return 'strategy' in form ? searchCheck : formCheck;
  },
  async browse(what: string) {
    calls.push(['browse', what]);
    return globalThis.panelHarness.browsed;
  },
  async browsePolicy() {
    calls.push(['browsePolicy']);
    return globalThis.panelHarness.browsed;
  },
  ...Object.fromEntries(
    [
      ...['start', 'pause', 'cancel', 'resume', 'mark', 'exportResults', 'curate'],
      ...[
        'change',
        'say',
        'undo',
        'look',
        'openTrace',
        'openPlace',
        'readAgain',
        'stopReading',
        'browsePool',
      ],
      ...['addSets', 'browseGrader', 'runGrader', 'browseDomainRules', 'askForDomains', 'cancelTask'],
      ...['use', 'reveal', 'override', 'download', 'dismiss', 'setToken', 'refresh'],
      ...['openConfig', 'saveConfig', 'write', 'openManifest'],
    ].map((name) => [name, async (...args: unknown[]) => void calls.push([name, ...args])]),
  ),
  async path(node: number) {
    calls.push(['path', node]);
    return globalThis.panelHarness.paths[node];
  },
  async again() {
    calls.push(['again']);
  },
  async rows(from: number, count: number) {
    calls.push(['rows', from, count]);
    const { rows, news } = globalThis.panelState as CurationScene;
    const last = Math.min(news?.listed ?? 0, from + count);
    const shown = Array.from({ length: Math.max(0, last - from) }, (_, i) => {
      const row = rows[(from + i) % rows.length];
      return from + i < rows.length ? row : { ...row, row: from + i, place: `pool.jsonl:${from + i + 1}` };
    });
    return { version: news?.version ?? 0, from, rows: shown };
  },
  async text(row: number) {
    calls.push(['text', row]);
    const { rows } = globalThis.panelState as CurationScene;
    const found = rows.find((one) => one.row === row) ?? rows[row % rows.length];
    const texts = {
      question: found?.question ?? 'broken',
      trace: 'First\n<b>think</b>.',
      answer: 'It is 9.',
    };
    return { ...texts, place: found?.place ?? '', solution: '9', source: 'NuminaMath', id: null };
  },
  async compare(left: unknown, right: unknown) {
    calls.push(['compare', left, right]);
  },
};

let receive: (message: unknown) => void = () => {};
let kept: unknown = null;
Object.assign(globalThis, {
  acquireVsCodeApi: () => ({
    postMessage: (message: unknown) => receive(structuredClone(message)),
    getState: () => kept,
    setState: (state: unknown) => (kept = state),
  }),
});

const view = createBirpc<
  TreeViewApi &
    CompareViewApi &
    SweepViewApi &
    SearchViewApi &
    LabelReportViewApi &
    EvaluationViewApi &
    CurationViewApi &
    ModelsViewApi &
    TuneReportViewApi,
  TreeHostApi &
    CompareHostApi &
    SweepHostApi &
    SearchHostApi &
    EvaluationHostApi &
    LabelReportHostApi &
    CurationHostApi &
    ModelsHostApi &
    TuneReportHostApi
>(hostApi as never, {
  post: (message) => window.postMessage(message),
  on: (listener) => {
    receive = listener;
  },
});
globalThis.panelHarness = {
  ...{ calls, kept: () => kept, browsed: null },
  view: {
    show: (state) => view.show(state as never),
    run: () => view.run(),
    pin: (column) => view.pin(column),
    toggleCharts: () => view.toggleCharts(),
    place: () => view.place(),
  },
  evaluation: view as never,
  curation: view as never,
  search: view,
  tuning: view,
  paths: [],
  formCheck: { problems: {}, dataset: null, cost: null, folderNote: null },
  searchCheck: { problems: {}, defaults: {}, select: 'majority' },
};
applyTheme(document, (new URLSearchParams(location.search).get('theme') as ThemeName | null) ?? 'dark');
