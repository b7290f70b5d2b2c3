import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { BranchRow } from '../../src/core/trace/branchDiff';
import type { CompareHostApi, CompareSide, CompareState, CompareViewApi } from '../../src/protocol/forkViews';
import { button } from '../components/button';
import { icon } from '../components/icon';
import { focusStyles, hiddenStyles, iconStyles } from '../components/styles';
import { formatScore, plural } from '../trace/format';
import { oneLine, rightWord, sizeWords, stateWords, stemOf } from '../tree/traceWords';
import { vscode } from '../vscodeApi';
import { branchCell } from './branchCell';
import { compareStyles } from './compareStyles';

const ENDED = { byModel: 'natural end', forced: 'forced end', brokenOff: 'broken off' } as const;

/** Two branches in two columns: what they share folded away, from the fork on row by row. */
@customElement('wp-compare-view')
export class CompareView extends LitElement implements CompareViewApi {
  static override styles = [focusStyles, hiddenStyles, iconStyles, compareStyles];

  /** Set once, before `start`. */
  host!: CompareHostApi;

  @state() private view: CompareState | null = null;
  @state() private problem: string | null = null;
  @state() private unfolded = false;
  /** Row of the difference gone to last; null: none yet. */
  @state() private current: number | null = null;
  @state() private spoken = '';

  async start(): Promise<void> {
    await this.#ask(async () => this.show(await this.host.ready()));
  }

  show(view: CompareState): void {
    this.view = view;
    this.problem = null;
    if (this.current !== null && !view.diff.rows[this.current]?.changed) this.current = null;
    vscode.setState({ left: view.left.uri, right: view.right.uri });
  }

  failed(message: string): void {
    this.problem = message;
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

  override render() {
    const { view, problem } = this;
    return html`
      ${view ? this.#header(view) : nothing}
      ${
        problem === null
          ? nothing
          : html`<p class="message" role="alert">${icon('warning')}<span>${oneLine(problem)}</span></p>`
      }
      <main tabindex="0" aria-label="Branches">${view ? this.#branches(view) : nothing}</main>
      ${view ? footer(view) : nothing}
      <div class="hidden" role="status" aria-live="polite">${this.spoken}</div>
    `;
  }

  #header({ question, otherQuestion, diff, left, right }: CompareState) {
    const places = differencesOf(diff.rows);
    const at = this.current === null ? -1 : places.indexOf(this.current);
    const count =
      places.length === 0
        ? 'No difference'
        : at < 0
          ? plural(places.length, 'difference')
          : `${at + 1} of ${plural(places.length, 'difference')}`;
    const none = places.length === 0;
    return html`<header>
      <div class="bar">
        <h1 dir="auto">${oneLine(question) || 'No question'}</h1>
        <span class="differences">
          ${button({ label: 'Previous difference', name: 'previous', icon: 'arrowUp', appearance: 'icon', title: 'Previous difference (Shift+F7)', disabled: none, onClick: () => this.#goToDifference(-1) })}
          ${button({ label: 'Next difference', name: 'next', icon: 'arrowDown', appearance: 'icon', title: 'Next difference (F7)', disabled: none, onClick: () => this.#goToDifference(1) })}
          <span class="count">${count}</span>
        </span>
      </div>
      ${
        otherQuestion === null
          ? nothing
          : html`<p class="message">
              ${icon('info')}<span
                >${stemOf(right.name)} was asked something else: ${oneLine(otherQuestion)}</span
              >
            </p>`
      }
      <div class="columns">${this.#title(left, '−')}${this.#title(right, '+')}</div>
    </header>`;
  }

  #title(side: CompareSide, sign: string) {
    const ended = side.ended === null ? null : ENDED[side.ended];
    return html`<div class="side">
      <span class="sign" aria-hidden="true">${sign}</span>
      <h2>
        <a
          href="#"
          title="Open ${oneLine(side.name)}"
          @click=${(event: Event) => {
            event.preventDefault();
            void this.#ask(() => this.host.open(side.uri));
          }}
          >${stemOf(side.name)}</a
        >
      </h2>
      <span class="facts">${[sizeWords(side), ...(ended === null ? [] : [ended])].join(' · ')}</span>
    </div>`;
  }

  #branches({ diff, left, right }: CompareState) {
    const { sharedTokens, shared, rows } = diff;
    return html`
      <div class="fold">
        ${
          sharedTokens === 0
            ? 'Nothing is shared.'
            : button({
                label: `${plural(sharedTokens, 'token')} shared`,
                name: 'shared-tokens',
                icon: this.unfolded ? 'chevronDown' : 'chevronRight',
                appearance: 'quiet',
                expanded: this.unfolded,
                onClick: () => (this.unfolded = !this.unfolded),
              })
        }
      </div>
      ${this.unfolded ? html`<div class="shared" role="group" aria-label="Shared by both">${shared.map((cell) => branchCell(cell, left))}</div>` : nothing}
      ${
        rows.length === 0
          ? html`<p class="message">${icon('info')}<span>Both say the same.</span></p>`
          : html`<div class="pairs" role="table" aria-label="From the fork on">
              <div class="hidden" role="row">
                <span role="columnheader">${stemOf(left.name)}</span>
                <span role="columnheader">${stemOf(right.name)}</span>
              </div>
              ${rows.map((row, index) => this.#row(row, index, left, right))}
            </div>`
      }
    `;
  }

  #row(row: BranchRow, index: number, left: CompareSide, right: CompareSide) {
    const cell = (of: BranchRow['left'], side: CompareSide, name: 'left' | 'right') =>
      html`<div role="cell" class="${name} ${of ? '' : 'none'}">
        ${of ? branchCell(of, side) : html`<span class="hidden">nothing</span>`}
        ${
          row.coarse ? html`<p class="coarse">Too much is different to compare it word by word.</p>` : nothing
        }
      </div>`;
    return html`<div
      role="row"
      class="columns ${row.changed ? 'changed' : ''} ${index === this.current ? 'current' : ''}"
      data-row=${index}
      tabindex=${row.changed ? -1 : nothing}
    >
      ${cell(row.left, left, 'left')}${cell(row.right, right, 'right')}
    </div>`;
  }

  /** From the last one gone to; around at both ends, as VS Code does. */
  #goToDifference(direction: 1 | -1): void {
    const places = differencesOf(this.view?.diff.rows ?? []);
    if (places.length === 0) {
      this.spoken = 'No difference.';
      return;
    }
    const from = this.current === null ? (direction === 1 ? -1 : 0) : places.indexOf(this.current);
    const at = (from + direction + places.length) % places.length;
    const row = places[at];
    if (row === undefined) return;
    this.current = row;
    this.spoken = `Difference ${at + 1} of ${places.length}.`;
    const element = this.renderRoot.querySelector<HTMLElement>(`[data-row="${row}"]`);
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: 'center' });
  }
}

/** Rows that are changed. */
function differencesOf(rows: readonly BranchRow[]): number[] {
  return rows.flatMap(({ changed }, index) => (changed ? [index] : []));
}

function footer({ left, right }: CompareState) {
  return html`<footer class="columns" aria-label="Answers">${result(left)}${result(right)}</footer>`;
}

function result(side: CompareSide) {
  const { answer, right, lastScore } = side;
  const word = rightWord(right);
  const stateSaid = stateWords(side);
  return html`<div class="side result">
    <span class="hidden">Answer of ${stemOf(side.name)}:</span>
    ${answer === null ? nothing : html`<b dir="auto">${oneLine(answer)}</b>`}
    ${word === null ? nothing : html`<span class="verdict ${word}">${right ? '✓' : '✗'} ${word}</span>`}
    ${stateSaid === null ? nothing : html`<span class="state">${stateSaid}</span>`}
    ${lastScore === null ? nothing : html`<span class="facts">last score ${formatScore(lastScore)}</span>`}
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-compare-view': CompareView;
  }
}
