import { html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import type { SweepTexts } from '../../src/core/sweep/axesText';
import type {
  SweepHostApi,
  SweepPanelState,
  SweepPlace,
  SweepState,
  SweepViewApi,
} from '../../src/protocol/sweepView';
import { DifferencePanel } from '../compare/differencePanel';
import { button } from '../components/button';
import { cssVariables } from '../components/cssVariables';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { plural } from '../trace/format';
import { oneLine } from '../tree/traceWords';
import { vscode } from '../vscodeApi';
import { columnHead, columnResult } from './columnCells';
import { changedRows } from './referenceDiff';
import './sweepCharts';
import type { SweepCharts } from './sweepCharts';
import './sweepForm';
import { alignedRow, sharedRow } from './sweepRows';
import { sweepStyles } from './sweepStyles';
import { missingSentence, totalWords } from './sweepWords';

/** Columns of a sweep: what they share once, from there on row by row; heads and answers stay in sight. */
@customElement('wp-sweep-view')
export class SweepView extends DifferencePanel implements SweepViewApi {
  static override styles = sweepStyles;

  /** Set once, before `start`. */
  host!: SweepHostApi;

  @state() private view: SweepState | null = null;
  /** What is shared is shown; null: where nothing else is there to show. */
  @state() private unfolded: boolean | null = null;
  /** Number of the column that others are compared with; null: none. */
  @state() private pinned: number | null = null;
  /** Number of the column that was gone to from a chart, or had the focus, last; null: none. */
  @state() private chosen: number | null = null;
  @state() private chartsHidden = false;
  /** As typed; null: as proposed. */
  @state() private texts: SweepTexts | null = null;
  /** Null: as long as there are no columns. */
  @state() private showsForm: boolean | null = null;
  @query('wp-sweep-charts') private charts!: SweepCharts | null;

  async start(): Promise<void> {
    const kept = vscode.getState() as Partial<SweepPanelState> | null | undefined;
    this.pinned = typeof kept?.reference === 'number' ? kept.reference : null;
    this.texts = kept?.texts ?? null;
    this.chartsHidden = kept?.chartsHidden === true;
    await this.ask(async () => this.show(await this.host.ready()));
  }

  show(view: SweepState): void {
    const before = this.view?.progress;
    if (before && !view.progress)
      this.spoken = l10n.t('The sweep is over: {0}.', plural(view.columns.length, 'column'));
    else if (view.progress && before && view.progress.done > before.done)
      this.spoken = l10n.t('{0} of {1}.', view.progress.done, plural(view.progress.all, 'column'));
    this.view = view;
    this.problem = view.failure;
    this.#keep();
  }

  #keep(): void {
    const uris = this.view?.columns.map(({ uri }) => uri) ?? [];
    const parent = this.view?.setup?.parent ?? null;
    const { pinned: reference, texts, chartsHidden } = this;
    const kept: SweepPanelState = { uris, reference, parent, texts, chartsHidden };
    vscode.setState(kept);
  }

  /** Place among the columns that are there; null: none is pinned, or it is not there. */
  get #reference(): number | null {
    return this.#placeOf(this.pinned);
  }

  #placeOf(number: number | null): number | null {
    const place = this.view?.columns.findIndex(({ column }) => column === number) ?? -1;
    return place < 0 ? null : place;
  }

  protected override differences(): number[] {
    return changedRows(this.view?.rows ?? [], this.#reference);
  }

  protected override get nothingSpoken(): string {
    return this.#reference === null ? l10n.t('No column is pinned.') : super.nothingSpoken;
  }

  override render() {
    const { view } = this;
    return html`
      ${view ? this.#bar(view) : nothing} ${this.problemLine()}
      <main tabindex="0" aria-label=${l10n.t('Columns')}>
        ${view && view.columns.length > 0 ? this.#sheet(view) : nothing}
      </main>
      ${view && view.columns.length > 0 ? this.#footer(view) : nothing} ${this.spokenLine()}
    `;
  }

  #bar(view: SweepState) {
    const { question, expected, columns, missing, setup } = view;
    const missed = missingSentence(missing);
    return html`<header>
      <div class="bar">
        <h1 dir="auto">${oneLine(question) || l10n.t('No question')}</h1>
        ${expected === null ? nothing : html`<span class="facts">${l10n.t('right answer:')} <b dir="auto">${oneLine(expected)}</b></span>`}
        ${columns.length === 0 ? nothing : html`<span class="facts">${plural(columns.length, 'column')}</span>`}
        ${this.#reference === null ? nothing : this.differenceBar((count) => l10n.t('{0} with differences', plural(count, 'row')))}
        ${
          setup && columns.length > 0
            ? button({
                label: l10n.t('Budgets'),
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
        void this.ask(() => this.host.run(event.detail));
      }}
      @wp-stop=${() => void this.ask(() => this.host.stop())}
    ></wp-sweep-form>`;
  }

  #sheet({ columns, shared, rows }: SweepState) {
    const reference = this.#reference;
    const unfolded = this.unfolded ?? rows.length === 0;
    return html`<div
      class="sheet"
      role="table"
      aria-label=${l10n.t('Columns of the sweep')}
      ${cssVariables({ '--columns': String(columns.length) })}
    >
      <div class="row heads" role="row">
        ${columns.map((column, place) =>
          columnHead({
            ...{ column, place, pinned: place === reference, chosen: column.column === this.chosen },
            open: () => void this.ask(() => this.host.open(column.uri)),
            pin: () => this.pin(place === reference ? null : column.column),
            choose: () => (this.chosen = column.column),
            // Past this view: drawing all of its rows for a move of the mouse would be felt.
            point: (pointed) => this.charts && (this.charts.pointed = pointed),
          }),
        )}
      </div>
      ${sharedRow(columns, shared, unfolded, () => (this.unfolded = !unfolded))}
      ${rows.map((row, index) => {
        const isCurrent = index === this.current;
        return guard([row, columns, reference, isCurrent], () =>
          alignedRow(row, { index, columns, reference, isCurrent }),
        );
      })}
      <div class="row results" role="row">${columns.map(columnResult)}</div>
    </div>`;
  }

  #footer(view: SweepState) {
    const hidden = this.chartsHidden;
    return html`<footer>
      <div class="bar">
        <span class="facts">${totalWords(view.columns)}</span>
        ${button({
          label: hidden ? l10n.t('Show the charts') : l10n.t('Hide the charts'),
          name: 'toggle-charts',
          icon: hidden ? 'chevronRight' : 'chevronDown',
          appearance: 'icon',
          expanded: !hidden,
          onClick: () => this.toggleCharts(),
        })}
      </div>
      ${
        hidden
          ? nothing
          : html`<wp-sweep-charts
              .view=${view}
              .chosen=${this.#placeOf(this.chosen)}
              .pinned=${this.#reference}
              @wp-choose=${(event: CustomEvent<number>) => this.#goToColumn(event.detail)}
            ></wp-sweep-charts>`
      }
    </footer>`;
  }

  toggleCharts(): void {
    this.chartsHidden = !this.chartsHidden;
    this.#keep();
  }

  place(): SweepPlace {
    return { column: this.chosen, pinned: this.pinned };
  }

  run(): void {
    this.showsForm = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector('wp-sweep-form')?.run());
  }

  #goToColumn(place: number): void {
    const head = this.renderRoot.querySelectorAll<HTMLElement>('.head')[place];
    this.chosen = this.view?.columns[place]?.column ?? null;
    head?.querySelector('a')?.focus({ preventScroll: true });
    head?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  pin(column: number | null): void {
    this.pinned = column;
    this.current = null;
    this.spoken =
      column === null
        ? l10n.t('Compared with no column.')
        : l10n.t('The others are compared with column {0}.', column + 1);
    this.#keep();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-sweep-view': SweepView;
  }
}
