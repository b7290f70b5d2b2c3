/** The rows between the heads and the answers of a sweep. */
import { html, nothing } from 'lit';
import type { SweepCell, SweepColumn, SweepRow } from '../../src/protocol/sweepView';
import { branchCell } from '../compare/branchCell';
import { coarseLine } from '../compare/differencePanel';
import { button } from '../components/button';
import { l10n } from '../components/l10n';
import { plural } from '../trace/format';
import { comparedCell } from './referenceDiff';

/** What all columns say first, over the width of the view. */
export function sharedRow(
  columns: readonly SweepColumn[],
  shared: readonly SweepCell[],
  unfolded: boolean,
  toggle: () => void,
) {
  const [first] = columns;
  const tokens = shared.reduce((sum, { start, end }) => sum + end - start, 0);
  if (tokens === 0 || !first) return nothing;
  return html`<div class="row whole" role="row">
    <div role="cell" aria-colspan=${columns.length}>
      <div class="pane">
        ${button({
          label: l10n.t('{0} shared by all', plural(tokens, 'token')),
          name: 'shared-tokens',
          icon: unfolded ? 'chevronDown' : 'chevronRight',
          appearance: 'quiet',
          expanded: unfolded,
          onClick: toggle,
        })}
        ${
          unfolded
            ? html`<div class="shared" role="group" aria-label=${l10n.t('Shared by all columns')}>
                ${shared.map((cell) => branchCell({ ...cell, parts: partsOf(cell.text) }, first))}
              </div>`
            : nothing
        }
      </div>
    </div>
  </div>`;
}

export interface AlignedRow {
  /** Of the row, from 0. */
  readonly index: number;
  readonly columns: readonly SweepColumn[];
  /** Place of the column that the others are compared with; null: none. */
  readonly reference: number | null;
  /** Its difference was gone to last. */
  readonly isCurrent: boolean;
}

/** What stands beside each other. */
export function alignedRow(row: SweepRow, { index, columns, reference, isCurrent }: AlignedRow) {
  return html`<div role="row" class="row ${isCurrent ? 'current' : ''}" data-row=${index} tabindex="-1">
    ${columns.map((column, place) => {
      const { cell, parts, changed, coarse } = comparedCell(row, place, reference);
      const name = changed ? (cell ? 'changed' : 'missing') : reference === null ? '' : 'same';
      if (!cell)
        return html`<div role="cell" class="none ${name}">
          <span class="hidden">${l10n.t('nothing')}</span>
        </div>`;
      return html`<div role="cell" class=${name}>
        ${branchCell({ ...cell, parts }, column)} ${coarse ? coarseLine : nothing}
      </div>`;
    })}
  </div>`;
}

const partsOf = (text: string) => (text === '' ? [] : [{ kind: 'same' as const, text }]);
