/** The debugger inside the trace view: its overview, its notes on steps, its editor, and where its commands act. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Trace } from '../../src/core/trace/trace';
import type { ViewState } from '../../src/protocol/webview';
import { StepList } from '../trace/stepList';
import type { DebugActions } from './debugActions';
import { debugSummary, probeActions, taskProgress } from './debugPanel';
import { forkActions } from './forkActions';
import { OverviewKeeper } from './overviewKeeper';
import './stepEditor';
import { editedRange, type EditedRange } from './stepEditor';
import { StepNotes } from './stepNotes';

export class TraceDebug {
  readonly #keeper: OverviewKeeper;
  readonly #notes: StepNotes;
  #edited: { readonly trace: Trace; readonly range: EditedRange } | null = null;

  /** @param update draws the view anew */
  constructor(
    private readonly actions: DebugActions,
    private readonly update: () => void,
  ) {
    this.#keeper = new OverviewKeeper(update);
    this.#notes = new StepNotes(actions);
  }

  /** The trace was replaced, or more than its tokens changed. */
  changed(trace: Trace): void {
    this.#keeper.changed(trace);
    const edited = this.#edited;
    if (edited && edited.trace !== trace)
      this.#edited = isSame(edited.trace, trace, edited.range) ? { trace, range: edited.range } : null;
  }

  editStep(trace: Trace, at: number): void {
    this.#edited = { trace, range: editedRange(trace, at) };
    this.update();
  }

  /** @param at where commands act; null: nowhere */
  footer({ trace, running, readOnly }: ViewState, at: number | null): TemplateResult {
    const disabled = running || readOnly !== null;
    return html`<div class="debug-tools">
        ${forkActions(trace, at, disabled, this.actions)} ${probeActions(trace, disabled, this.actions)}
      </div>
      ${debugSummary(trace, this.#keeper.overview, this.actions)}`;
  }

  progress({ task }: ViewState): TemplateResult | typeof nothing {
    return taskProgress(task);
  }

  editor(): TemplateResult | typeof nothing {
    const edited = this.#edited;
    if (!edited) return nothing;
    return html`<wp-step-editor
      .trace=${edited.trace}
      .range=${edited.range}
      .actions=${this.actions}
      @wp-close=${() => {
        this.#edited = null;
        this.actions.goToToken(edited.range.start);
        this.update();
      }}
    ></wp-step-editor>`;
  }

  drawNotes({ trace, running, readOnly }: ViewState, list: StepList): void {
    const { overview } = this.#keeper;
    if (overview) this.#notes.draw(trace, overview, list.rows, running || readOnly !== null);
  }
}

/** Whether two traces say the same there: what was typed over one can stand over the other. */
function isSame(one: Trace, other: Trace, { start, end }: EditedRange): boolean {
  const textOf = ({ tokens }: Trace): string => JSON.stringify(tokens.text.slice(start, end));
  return textOf(one) === textOf(other);
}

/** Tells VS Code's context menu the token that it was opened on: it looks at the outermost element alone. */
export function followContextMenu(view: HTMLElement, tokenAt: (event: MouseEvent) => number | null): void {
  view.addEventListener('contextmenu', (event) => {
    const isInSteps = event.composedPath().some((element) => element instanceof StepList);
    const token = isInSteps ? tokenAt(event) : null;
    if (token === null) delete view.dataset['vscodeContext'];
    else view.dataset['vscodeContext'] = JSON.stringify({ webviewSection: 'token', at: token });
  });
}

/** Index of the step that a token is in, or of the first after it; -1 where there is none. */
export function stepOfToken({ steps }: Trace, token: number): number {
  return steps.findIndex(({ end }) => token < end);
}
