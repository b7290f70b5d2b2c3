import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { BranchRow } from '../../src/core/trace/branchDiff';
import type { CompareHostApi, CompareSide, CompareState, CompareViewApi } from '../../src/protocol/forkViews';
import { button } from '../components/button';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { formatScore, plural } from '../trace/format';
import { ENDED, oneLine, rightText, rightWord, sizeWords, stateWords, stemOf } from '../tree/traceWords';
import { vscode } from '../vscodeApi';
import { branchCell } from './branchCell';
import { compareStyles } from './compareStyles';
import { coarseLine, DifferencePanel } from './differencePanel';

/** Two branches in two columns: what they share folded away, from the fork on row by row. */
@customElement('wp-compare-view')
export class CompareView extends DifferencePanel implements CompareViewApi {
  static override styles = compareStyles;

  /** Set once, before `start`. */
  host!: CompareHostApi;

  @state() private view: CompareState | null = null;
  @state() private unfolded = false;

  async start(): Promise<void> {
    await this.ask(async () => this.show(await this.host.ready()));
  }

  show(view: CompareState): void {
    this.view = view;
    this.problem = null;
    if (this.current !== null && !view.diff.rows[this.current]?.changed) this.current = null;
    vscode.setState({ left: view.left.uri, right: view.right.uri });
  }

  protected override differences(): number[] {
    return (this.view?.diff.rows ?? []).flatMap(({ changed }, index) => (changed ? [index] : []));
  }

  override render() {
    const { view } = this;
    return html`
      ${view ? this.#header(view) : nothing} ${this.problemLine()}
      <main tabindex="0" aria-label=${l10n.t('Branches')}>${view ? this.#branches(view) : nothing}</main>
      ${view ? footer(view) : nothing} ${this.spokenLine()}
    `;
  }

  #header({ question, otherQuestion, left, right }: CompareState) {
    return html`<header>
      <div class="bar">
        <h1 dir="auto">${oneLine(question) || l10n.t('No question')}</h1>
        ${this.differenceBar((count) => plural(count, 'difference'))}
      </div>
      ${
        otherQuestion === null
          ? nothing
          : html`<p class="message">
              ${icon('info')}<span
                >${l10n.t('{0} was asked something else: {1}', stemOf(right.name), oneLine(otherQuestion))}</span
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
          title=${l10n.t('Open {0}', oneLine(side.name))}
          @click=${(event: Event) => {
            event.preventDefault();
            void this.ask(() => this.host.open(side.uri));
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
            ? l10n.t('Nothing is shared.')
            : button({
                label: l10n.t('{0} shared', plural(sharedTokens, 'token')),
                name: 'shared-tokens',
                icon: this.unfolded ? 'chevronDown' : 'chevronRight',
                appearance: 'quiet',
                expanded: this.unfolded,
                onClick: () => (this.unfolded = !this.unfolded),
              })
        }
      </div>
      ${this.unfolded ? html`<div class="shared" role="group" aria-label=${l10n.t('Shared by both')}>${shared.map((cell) => branchCell(cell, left))}</div>` : nothing}
      ${
        rows.length === 0
          ? html`<p class="message">${icon('info')}<span>${l10n.t('Both say the same.')}</span></p>`
          : html`<div class="pairs" role="table" aria-label=${l10n.t('From the fork on')}>
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
      html`<div role="cell" class="${name} ${of ? '' : 'missing'}">
        ${of ? branchCell(of, side) : html`<span class="hidden">${l10n.t('nothing')}</span>`}
        ${row.coarse ? coarseLine : nothing}
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
}

function footer({ left, right }: CompareState) {
  return html`<footer class="columns" aria-label=${l10n.t('Answers')}>
    ${result(left)}${result(right)}
  </footer>`;
}

function result(side: CompareSide) {
  const { answer, right, lastScore } = side;
  const word = rightWord(right);
  const stateSaid = stateWords(side);
  return html`<div class="side result">
    <span class="hidden">${l10n.t('Answer of {0}:', stemOf(side.name))}</span>
    ${answer === null ? nothing : html`<b dir="auto">${oneLine(answer)}</b>`}
    ${word === null ? nothing : html`<span class="verdict ${word}">${right ? '✓' : '✗'} ${rightText(right)}</span>`}
    ${stateSaid === null ? nothing : html`<span class="state">${stateSaid}</span>`}
    ${lastScore === null ? nothing : html`<span class="facts">${l10n.t('last score {0}', formatScore(lastScore))}</span>`}
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-compare-view': CompareView;
  }
}
