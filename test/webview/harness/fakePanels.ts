/** The extension host of the fork tree and the comparison, as the harness pages have it: answers what the test gave. */
import { createBirpc } from 'birpc';
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
import { applyTheme, type ThemeName } from './themes';

export type PanelState = TreeState | CompareState | LabelReportState;

export interface PanelHarness {
  /** Calls the view made, in order: name and arguments. */
  readonly calls: unknown[][];
  readonly view: { show(state: PanelState): unknown };
}

declare global {
  /** Set by the test before the page's scripts run. */
  var panelState: PanelState;
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
  TreeViewApi & CompareViewApi & LabelReportViewApi,
  TreeHostApi & CompareHostApi & LabelReportHostApi
>(hostApi as never, {
  post: (message) => window.postMessage(message),
  on: (listener) => {
    receive = listener;
  },
});
globalThis.panelHarness = { calls, view: { show: (state) => view.show(state as never) } };
applyTheme(document, (new URLSearchParams(location.search).get('theme') as ThemeName | null) ?? 'dark');
