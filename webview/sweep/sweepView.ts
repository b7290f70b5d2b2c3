import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { SweepTexts } from '../../src/core/sweep/axesText';
import type {
  SweepCell,
  SweepColumn,
  SweepHostApi,
  SweepPanelState,
  SweepRow,
  SweepState,
  SweepViewApi,
} from '../../src/protocol/sweepView';
import { branchCell } from '../compare/branchCell';
import { button } from '../components/button';
import { cssVariables } from '../components/cssVariables';
import { icon } from '../components/icon';
import { focusStyles, hiddenStyles, iconStyles, pressedStyles } from '../components/styles';
import { plural } from '../trace/format';
import { oneLine, rightWord, stateWords } from '../tree/traceWords';
import { vscode } from '../vscodeApi';
import { changedRows, comparedCell } from './referenceDiff';
import './sweepForm';
import { sweepStyles } from './sweepStyles';
import { answerWords, columnName, factWords, missingSentence } from './sweepWords';

/** Columns of a sweep: what they share once, from there on row by row; heads and answers stay in sight. */
@customElement('wp-sweep-view')
export class SweepView extends LitElement implements SweepViewApi {
  static override styles = [focusStyles, hiddenStyles, iconStyles, pressedStyles, sweepStyles];

  /** Set once, before `start`. */
  host!: SweepHostApi;

  @state() private view: SweepState | null = null;
  @state() private problem: string | null = null;
  @state() private unfolded = false;
  /** Number of the column that others are compared with; null: none. */
  @state() private pinned: number | null = null;
  /** Row of the difference gone to last; null: none yet. */
  @state() private current: number | null = null;
  @state() private spoken = '';
  /** As typed; null: as proposed. */
  @state() private texts: SweepTexts | null = null;
  /** Null: as long as there are no columns. */
  @state() private showsForm: boolean | null = null;

  async start(): Promise<void> {
    const kept = vscode.getState() as Partial<SweepPanelState> | null | undefined;
    this.pinned = typeof kept?.reference === 'number' ? kept.reference : null;
    this.texts = kept?.texts ?? null;
    await this.#ask(async () => this.show(await this.host.ready()));
  }

  show(view: SweepState): void {
    const before = this.view?.progress;
    if (before && !view.progress)
      this.spoken = `The sweep is over: ${plural(view.columns.length, 'column')}.`;
    else if (view.progress && before && view.progress.done > before.done)
      this.spoken = `${view.progress.done} of ${plural(view.progress.all, 'column')}.`;
    this.view = view;
    this.problem = view.failure;
    this.#keep();
  }

  failed(message: string): void {
    this.problem = message;
  }

  #keep(): void {
    const uris = this.view?.columns.map(({ uri }) => uri) ?? [];
    const parent = this.view?.setup?.parent ?? null;
    const kept: SweepPanelState = { uris, reference: this.pinned, parent, texts: this.texts };
    vscode.setState(kept);
  }

  async #ask(call: () => Promise<unknown>): Promise<void> {
    try {
      await call();
    } catch (error) {
      this.failed(error instanceof Error ? error.message : String(error));
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.#key);
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'F7' || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.#goToDifference(event.shiftKey ? -1 : 1);
  };

  /** Place among the columns that are there; null: none is pinned, or it is not there. */
  get #reference(): number | null {
    const place = this.view?.columns.findIndex(({ column }) => column === this.pinned) ?? -1;
    return place < 0 ? null : place;
  }

  override render() {
    const { view, problem } = this;
    return html`
      ${view ? this.#bar(view) : nothing}
      ${
        problem === null
          ? nothing
          : html`<p class="message" role="alert">${icon('warning')}<span>${oneLine(problem)}</span></p>`
      }
      <main tabindex="0" aria-label="Columns">
        ${view && view.columns.length > 0 ? this.#sheet(view) : nothing}
      </main>
      <div class="hidden" role="status" aria-live="polite">${this.spoken}</div>
    `;
  }

  #bar(view: SweepState) {
    const { question, expected, columns, rows, missing, setup } = view;
    const missed = missingSentence(missing);
    return html`<header class="page">
      <div class="bar">
        <h1 dir="auto">${oneLine(question) || 'No question'}</h1>
        ${expected === null ? nothing : html`<span class="facts">right answer: <b dir="auto">${oneLine(expected)}</b></span>`}
        ${columns.length === 0 ? nothing : html`<span class="facts">${plural(columns.length, 'column')}</span>`}
        ${this.#differences(rows)}
        ${
          setup && columns.length > 0
            ? button({
                label: 'Budgets',
                name: 'budgets',
                icon: this.#formShown ? 'chevronDown' : 'chevronRight',
                appearance: 'quiet',
                expanded: this.#formShown,
                onClick: () => (this.showsForm = !this.#formShown),
              })
            : nothing
        }
      </div>
      ${this.#form(view)}
      ${missed === null ? nothing : html`<p class="message">${icon('info')}<span>${missed}</span></p>`}
    </header>`;
  }

  get #formShown(): boolean {
    return this.showsForm ?? (this.view?.columns.length === 0 || this.view?.progress != null);
  }

  #form({ setup, progress }: SweepState) {
    if (!setup || !this.#formShown) return nothing;
    return html`<wp-sweep-form
      .setup=${setup}
      .texts=${this.texts ?? setup.texts}
      .progress=${progress}
      @wp-texts=${(event: CustomEvent<SweepTexts>) => {
        this.texts = event.detail;
        this.#keep();
      }}
      @wp-run=${(event: CustomEvent<SweepTexts>) => {
        this.problem = null;
        void this.#ask(() => this.host.run(event.detail));
      }}
      @wp-stop=${() => void this.#ask(() => this.host.stop())}
    ></wp-sweep-form>`;
  }

  #differences(rows: readonly SweepRow[]) {
    if (this.#reference === null) return nothing;
    const places = changedRows(rows, this.#reference);
    const at = this.current === null ? -1 : places.indexOf(this.current);
    const none = places.length === 0;
    const count = none
      ? 'No difference'
      : at < 0
        ? `${plural(places.length, 'row')} with differences`
        : `${at + 1} of ${plural(places.length, 'row')} with differences`;
    return html`<span class="differences">
      ${button({ label: 'Previous difference', name: 'previous', icon: 'arrowUp', appearance: 'icon', title: 'Previous difference (Shift+F7)', disabled: none, onClick: () => this.#goToDifference(-1) })}
      ${button({ label: 'Next difference', name: 'next', icon: 'arrowDown', appearance: 'icon', title: 'Next difference (F7)', disabled: none, onClick: () => this.#goToDifference(1) })}
      <span class="count">${count}</span>
    </span>`;
  }

  #sheet({ columns, shared, rows }: SweepState) {
    const reference = this.#reference;
    return html`<div
      class="sheet"
      role="table"
      aria-label="Columns of the sweep"
      ${cssVariables({ '--columns': String(columns.length) })}
    >
      <div class="row heads" role="row">
        ${columns.map((column, place) => this.#head(column, place === reference))}
      </div>
      ${this.#shared(shared, columns)} ${rows.map((row, index) => this.#row(row, index, columns, reference))}
      <div class="row results" role="row">${columns.map(result)}</div>
    </div>`;
  }

  #head(column: SweepColumn, pinned: boolean) {
    return html`<div class="head ${pinned ? 'reference' : ''}" role="columnheader">
      <a
        href="#"
        title="Open ${oneLine(column.name)}"
        @click=${(event: Event) => {
          event.preventDefault();
          void this.#ask(() => this.host.open(column.uri));
        }}
        >${columnName(column)}</a
      >
      ${button({
        label: pinned ? 'Pinned' : 'Pin',
        name: 'pin',
        appearance: 'quiet',
        pressed: pinned,
        title: pinned
          ? 'Compare with no column'
          : `Compare the others with column ${column.column + 1}, word by word`,
        onClick: () => this.#pin(pinned ? null : column.column),
      })}
      <span class="facts">${factWords(column)}</span>
    </div>`;
  }

  #shared(shared: readonly SweepCell[], columns: readonly SweepColumn[]) {
    const [first] = columns;
    const tokens = shared.reduce((sum, { start, end }) => sum + end - start, 0);
    if (tokens === 0 || !first) return nothing;
    return html`<div class="row whole" role="row">
      <div role="cell" aria-colspan=${columns.length}>
        <div class="pane">
          ${button({
            label: `${plural(tokens, 'token')} shared by all`,
            name: 'shared-tokens',
            icon: this.unfolded ? 'chevronDown' : 'chevronRight',
            appearance: 'quiet',
            expanded: this.unfolded,
            onClick: () => (this.unfolded = !this.unfolded),
          })}
          ${
            this.unfolded
              ? html`<div class="shared" role="group" aria-label="Shared by all columns">
                  ${shared.map((cell) => branchCell({ ...cell, parts: partsOf(cell.text) }, first))}
                </div>`
              : nothing
          }
        </div>
      </div>
    </div>`;
  }

  #row(row: SweepRow, index: number, columns: readonly SweepColumn[], reference: number | null) {
    return html`<div
      role="row"
      class="row ${index === this.current ? 'current' : ''}"
      data-row=${index}
      tabindex="-1"
    >
      ${columns.map((column, place) => {
        const { cell, parts, changed, coarse } = comparedCell(row, place, reference);
        const name = changed ? (cell ? 'changed' : 'missing') : reference === null ? '' : 'same';
        if (!cell)
          return html`<div role="cell" class="none ${name}"><span class="hidden">nothing</span></div>`;
        return html`<div role="cell" class=${name}>
          ${branchCell({ ...cell, parts }, column)}
          ${coarse ? html`<p class="coarse">Too much is different to compare it word by word.</p>` : nothing}
        </div>`;
      })}
    </div>`;
  }

  #pin(column: number | null): void {
    this.pinned = column;
    this.current = null;
    this.spoken =
      column === null ? 'Compared with no column.' : `The others are compared with column ${column + 1}.`;
    this.#keep();
  }

  /** From the last one gone to; around at both ends, as VS Code does. */
  #goToDifference(direction: 1 | -1): void {
    const places = changedRows(this.view?.rows ?? [], this.#reference);
    if (places.length === 0) {
      this.spoken = this.#reference === null ? 'No column is pinned.' : 'No difference.';
      return;
    }
    const at = this.current === null ? -1 : places.indexOf(this.current);
    const from = at < 0 && direction === -1 ? 0 : at;
    const next = (from + direction + places.length) % places.length;
    const row = places[next];
    if (row === undefined) return;
    this.current = row;
    this.spoken = `Difference ${next + 1} of ${places.length}.`;
    const element = this.renderRoot.querySelector<HTMLElement>(`[data-row="${row}"]`);
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: 'center', inline: 'nearest' });
  }
}

const partsOf = (text: string) => (text === '' ? [] : [{ kind: 'same' as const, text }]);

function result(column: SweepColumn) {
  const { answer, right } = column;
  const word = rightWord(right);
  const stateSaid = stateWords(column);
  return html`<div class="result" role="cell">
    ${answer === null ? nothing : html`<b dir="auto">${oneLine(answer)}</b>`}
    ${word === null ? nothing : html`<span class="verdict ${word}">${right ? '✓' : '✗'} ${word}</span>`}
    ${stateSaid === null ? nothing : html`<span class="state">${stateSaid}</span>`}
    <span class="facts">${answerWords(column)}</span>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-sweep-view': SweepView;
  }
}
