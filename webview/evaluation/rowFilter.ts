/** Which questions of an evaluation are listed: what they came to in one cell, and in another. */
import type {
  EvaluationLook,
  RowCondition,
  RowStatus,
  ShownQuestion,
  ShownRow,
} from '../../src/protocol/evaluationView';
import { l10n } from '../components/l10n';

export const NO_LOOK: EvaluationLook = {
  ...{ hidden: [], logarithmic: false, domain: null, text: '' },
  conditions: [
    { cell: null, status: null },
    { cell: null, status: null },
  ],
};

/** In words, as they stand in a sentence. */
export const STATUS_WORDS: Readonly<Record<RowStatus, string>> = {
  right: l10n.t('right'),
  wrong: l10n.t('wrong'),
  unanswered: l10n.t('without an answer'),
  ungraded: l10n.t('not understood by the grader'),
  missing: l10n.t('not run yet'),
};

/** Narrower kinds of wrong are wrong too. */
export function hasStatus(row: ShownRow | undefined, status: RowStatus): boolean {
  switch (status) {
    case 'right':
      return row?.correct === true;
    case 'wrong':
      return row?.correct === false;
    case 'unanswered':
      return row !== undefined && row.answer === null;
    case 'ungraded':
      return row !== undefined && !row.overridden && (row.verdict === 'unread' || row.verdict === 'gaveUp');
    case 'missing':
      return row === undefined;
    default:
      return status satisfies never;
  }
}

/** The rows of an evaluation, by question and cell. */
export class RowGrid {
  readonly #rows = new Map<number, ShownRow>();

  constructor(
    rows: readonly ShownRow[],
    /** Names of the cells, in order. */
    readonly cells: readonly string[],
  ) {
    for (const row of rows)
      if (row.question >= 0 && row.cell >= 0) this.#rows.set(row.question * cells.length + row.cell, row);
  }

  at(question: number, cell: number): ShownRow | undefined {
    return this.#rows.get(question * this.cells.length + cell);
  }

  /** @param cell name */
  in(question: number, cell: string): ShownRow | undefined {
    const place = this.cells.indexOf(cell);
    return place < 0 ? undefined : this.at(question, place);
  }
}

function meets(grid: RowGrid, question: number, { cell, status }: RowCondition): boolean {
  if (status === null) return true;
  if (cell !== null) return hasStatus(grid.in(question, cell), status);
  return grid.cells.some((_, place) => hasStatus(grid.at(question, place), status));
}

/** @returns places of the questions that meet everything */
export function matchingQuestions(
  questions: readonly ShownQuestion[],
  grid: RowGrid,
  { conditions, domain, text }: EvaluationLook,
): number[] {
  const wanted = text.trim().toLowerCase();
  const [first] = conditions;
  return questions.flatMap((one, place) => {
    if (domain !== null && one.domain !== domain) return [];
    if (!conditions.every((condition) => meets(grid, place, condition))) return [];
    if (wanted === '') return [place];
    const answer = (first.cell === null ? null : grid.in(place, first.cell)?.answer) ?? '';
    const isThere = [one.question, one.expected, answer].some((said) => said.toLowerCase().includes(wanted));
    return isThere ? [place] : [];
  });
}

/** Whether the look leaves anything out. */
export function isFiltering({ conditions, domain, text }: EvaluationLook): boolean {
  return domain !== null || text.trim() !== '' || conditions.some(({ status }) => status !== null);
}
