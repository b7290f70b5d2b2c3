/** What the evaluation view shows of an evaluation. */
import { cellName } from '../core/evaluation/cell';
import { countedRow, type CountedRow, type MarkedAnswers } from '../core/evaluation/overrides';
import type { ReadEvaluation } from '../core/evaluation/record';
import type { ResultRow } from '../core/evaluation/resultRow';
import { summarize, type Summary } from '../core/evaluation/summary';
import type {
  ContentUpdate,
  EvaluationProgress,
  ShownEvaluation,
  ShownQuestion,
  ShownRow,
} from '../protocol/evaluationView';

/** What is shown of a run in this window. */
export interface RunNews {
  readonly isOver: boolean;
  readonly isPausing: boolean;
  readonly perMinute: number | null;
  readonly remainingMs: number | null;
  readonly note: string | null;
  readonly failure: string | null;
}

/** Characters of a question or an answer that are shown in a list; its trace has all of them. */
const LONGEST_QUESTION = 4_000;
const LONGEST_ANSWER = 400;

/** An evaluation with the words of people in it. */
export interface CountedEvaluation extends ReadEvaluation {
  readonly rowsCounted: readonly CountedRow[];
  readonly summary: Summary;
}

export function counted(read: ReadEvaluation, marks: ReadonlyMap<string, MarkedAnswers>): CountedEvaluation {
  const { cells, settings } = read.record;
  const rowsCounted = read.results.map((row) => countedRow(row, marks));
  return { ...read, rowsCounted, summary: summarize(cells, rowsCounted, settings.request.sampler.seed) };
}

/** @param refusal why it cannot be resumed here; null: it can */
export function shownEvaluation(
  folder: string,
  { record, rows, rowsCounted, summary, writer }: CountedEvaluation,
  run: RunNews | null,
  refusal: string | null,
): ShownEvaluation {
  const { cells, settings, model, scorer, createdAt } = record;
  return {
    folder,
    createdAt,
    model: model.name,
    scorer: scorer?.name ?? null,
    paper: settings.paper,
    seed: settings.request.sampler.seed,
    questions: rows.length,
    cells: summary.results.map((result) => ({ ...result, name: cellName(result) })),
    methods: summary.metrics.methods,
    overridden: rowsCounted.filter(({ overridden }) => overridden).length,
    progress: progressOf(rowsCounted.length, rows.length * cells.length, writer, run, refusal),
  };
}

function progressOf(
  done: number,
  total: number,
  writer: number | null,
  run: RunNews | null,
  refusal: string | null,
): EvaluationProgress {
  const isRunning = run !== null && !run.isOver;
  const elsewhere = !isRunning && writer !== null;
  const stage = isRunning
    ? run.isPausing
      ? 'pausing'
      : 'running'
    : elsewhere
      ? 'elsewhere'
      : done >= total
        ? 'complete'
        : 'stopped';
  return {
    ...{ stage, done, total, refusal },
    perMinute: isRunning ? run.perMinute : null,
    remainingMs: isRunning ? run.remainingMs : null,
    note: isRunning ? run.note : null,
    failure: isRunning ? null : (run?.failure ?? null),
    writer: elsewhere ? writer : null,
  };
}

/** What a page was told of the rows, so that it is told of changes alone. */
export class ToldContent {
  #questions: ReadEvaluation['rows'] | null = null;
  #rows: readonly { readonly row: ResultRow; readonly correct: boolean; readonly overridden: boolean }[] = [];

  /** A page that knows nothing. */
  forget(): void {
    this.#questions = null;
    this.#rows = [];
  }

  update({ record, rows, results, rowsCounted }: CountedEvaluation): ContentUpdate {
    const places = new Map(rows.map(({ key }, place) => [key, place]));
    const cells = new Map(record.cells.map((cell, place) => [cellName(cell), place]));
    const next = results.map((row, i) => {
      const { correct = row.correct, overridden = false } = rowsCounted[i] ?? {};
      return { row, correct, overridden };
    });
    const isKnown = ({ row, correct, overridden }: (typeof next)[number], i: number): boolean => {
      const before = this.#rows[i];
      return before?.row === row && before.correct === correct && before.overridden === overridden;
    };
    const changed = next.findIndex((one, i) => !isKnown(one, i));
    const from = changed < 0 ? next.length : changed;
    const questions = this.#questions === rows ? null : rows.map(shownQuestion);
    this.#questions = rows;
    this.#rows = next;
    const added = rowsCounted
      .slice(from)
      .map((row) => shownRow(row, places.get(row.key) ?? -1, cells.get(cellName(row)) ?? -1));
    return { questions, from, rows: added };
  }
}

function shownQuestion({ line, domain, question, answer }: ReadEvaluation['rows'][number]): ShownQuestion {
  return {
    ...{ line, domain },
    question: beginning(question, LONGEST_QUESTION),
    expected: beginning(answer, LONGEST_ANSWER),
  };
}

/** Rows of another evaluation in the file have no place: the view leaves them out. */
function shownRow(row: CountedRow, question: number, cell: number): ShownRow {
  const { correct, verdict, reason, overridden, thinkingTokens, note, trace } = row;
  return {
    ...{ question, cell, correct, verdict, overridden, thinkingTokens, note, trace },
    reason: beginning(reason, LONGEST_ANSWER),
    answer: row.answer === null ? null : beginning(row.answer, LONGEST_ANSWER),
  };
}

const beginning = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most)}…` : text;
