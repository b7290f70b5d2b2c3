/** The extension host of the fork tree, the comparison and the sweep, as the harness pages have it: answers what the test gave. */
import { createBirpc } from 'birpc';
import type {
  CompareHostApi,
  CompareState,
  CompareViewApi,
  TreeHostApi,
  TreeState,
  TreeViewApi,
} from '../../../src/protocol/forkViews';
import type { SweepHostApi, SweepState, SweepViewApi } from '../../../src/protocol/sweepView';
import { applyTheme, type ThemeName } from './themes';

export type AnyPanelState = TreeState | CompareState | SweepState;

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
  async open(uri: string) {
    calls.push(['open', uri]);
  },
  async run(texts: unknown) {
    calls.push(['run', texts]);
  },
  async stop() {
    calls.push(['stop']);
  },
  async compare(left: string, right: string) {
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
  TreeViewApi & CompareViewApi & SweepViewApi,
  TreeHostApi & CompareHostApi & SweepHostApi
>(hostApi as never, {
  post: (message) => window.postMessage(message),
  on: (listener) => {
    receive = listener;
  },
});
globalThis.panelHarness = {
  calls,
  kept: () => kept,
  view: {
    show: (state) => view.show(state as never),
    run: () => view.run(),
    pin: (column) => view.pin(column),
    toggleCharts: () => view.toggleCharts(),
    place: () => view.place(),
  },
};
applyTheme(document, (new URLSearchParams(location.search).get('theme') as ThemeName | null) ?? 'dark');
