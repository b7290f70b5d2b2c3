/** Which rows of a pool a table lists, and in which order. Every order takes time in proportion to the pool. */
import {
  DROP_RULES,
  isSelected,
  SELECTED,
  stageOf,
  type Decision,
  type DropRule,
  type Selected,
  type Stage,
} from './decision';
import { FLAG, NO_DOMAIN, type PoolSignals } from './poolSignals';

export const SORT_COLUMNS = ['place', 'state', 'domain', 'length'] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];

/** Rows by what became of them. */
export type StateFilter = 'selected' | Selected | `stage:${Stage}` | `rule:${DropRule}`;

/** What a stage drops; a stage of one rule is that rule. */
export function stageFilter(stage: Stage): StateFilter {
  const [rule, ...more] = DROP_RULES.filter((one) => stageOf(one) === stage);
  return rule === undefined || more.length > 0 ? `stage:${stage}` : `rule:${rule}`;
}

/** How the rows of a pool are looked at. */
export interface RowLook {
  readonly sort: SortColumn;
  readonly descending: boolean;
  /** Null: whatever became of them. */
  readonly state: StateFilter | null;
  /** Null: whatever their domain; '': rows without one. */
  readonly domain: string | null;
  /** Part of the question, upper and lower case alike; '': every question. */
  readonly text: string;
}

export const WHOLE_POOL: RowLook = {
  ...{ sort: 'place', descending: false, state: null, domain: null, text: '' },
};

export function meetsState(result: Selected | DropRule, state: StateFilter | null): boolean {
  if (state === null) return true;
  if (isSelected(result)) return state === 'selected' || state === result;
  return state === `stage:${stageOf(result)}` || state === `rule:${result}`;
}

/**
 * @param hasText whether the question has the text that is looked for; null: none is
 * @returns numbers of rows
 */
export function orderRows(
  signals: PoolSignals,
  decision: Decision,
  look: RowLook,
  hasText: ((row: number) => boolean) | null,
): Int32Array {
  const wanted = new Set(
    [...SELECTED, ...DROP_RULES].flatMap((result, code) => (meetsState(result, look.state) ? code : [])),
  );
  const domain = look.domain === null ? null : signals.domains.indexOf(look.domain);
  const isListed = (row: number): boolean =>
    wanted.has(decision.codeOf(row)) &&
    (domain === null ||
      (signals.domain.at(row) === domain && (signals.flags.at(row) & FLAG.unreadable) === 0)) &&
    (hasText === null || hasText(row));
  const rows = sorted(signals, decision, look.sort);
  const listed = new Int32Array(decision.rows);
  let count = 0;
  for (let i = 0; i < decision.rows; i++) {
    const at = look.descending ? decision.rows - 1 - i : i;
    const row = rows ? (rows[at] ?? 0) : at;
    if (isListed(row)) listed[count++] = row;
  }
  return listed.slice(0, count);
}

/** All rows, ascending; null: as they stand in the pool. */
function sorted(signals: PoolSignals, decision: Decision, sort: SortColumn): Int32Array | null {
  switch (sort) {
    case 'place':
      return null;
    case 'length':
      return signals.longestFirst().toReversed();
    case 'state':
      return byGroup(decision.rows, SELECTED.length + DROP_RULES.length, (row) => decision.codeOf(row));
    case 'domain': {
      const names = signals.domains;
      const ranks = new Int32Array(names.length);
      names
        .map((_, i) => i)
        .sort((a, b) => ((names[a] ?? '') < (names[b] ?? '') ? -1 : 1))
        .forEach((name, rank) => (ranks[name] = rank));
      // Rows without one stand last.
      return byGroup(decision.rows, names.length + 1, (row) => {
        const domain = signals.domain.at(row);
        return domain === NO_DOMAIN ? names.length : (ranks[domain] ?? 0);
      });
    }
    default:
      return sort satisfies never;
  }
}

/** Rows by the number of their group; within one as they stand in the pool. */
function byGroup(rows: number, groups: number, groupOf: (row: number) => number): Int32Array {
  const next = new Int32Array(groups + 1);
  for (let row = 0; row < rows; row++) next[groupOf(row) + 1] = (next[groupOf(row) + 1] ?? 0) + 1;
  for (let group = 1; group <= groups; group++) next[group] = (next[group] ?? 0) + (next[group - 1] ?? 0);
  const order = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const group = groupOf(row);
    const at = next[group] ?? 0;
    order[at] = row;
    next[group] = at + 1;
  }
  return order;
}
