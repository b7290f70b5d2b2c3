/** Runs what is missing of an evaluation: question by question, each in all of its cells. */
import type { Cell } from './cell';
import type { DatasetRow } from './dataset/dataset';
import { decodeShared, type DecodeContext, type DecodeRequests } from './decodeRequests';
import { WaitpointError, errors, quote } from '../errors';
import { Estimate } from './estimate';
import { gradesFor, type GradeAnswer } from '../grade/traceGrade';
import { verdictOn } from './grading';
import { outcomeOf, type DirectRun, type Outcome, type PlannedCell, type Procedure } from './methods/method';
import { planCells } from './plan';
import { QuestionRuns, Stopped } from './questionRuns';
import { EVALUATION_SCHEMA, refuseChanged, type RecordedEvaluation } from './record';
import { ScorerMeter } from './scorerMeter';
import { resultRow, rowName, tracePath, type ResultRow } from './resultRow';
import { validateSettings, type EvaluationSettings } from './settings';
import type { EvaluationStore } from './store';

/** What an evaluation does, as plain data. */
export type EvaluationEvent =
  /** `done` of `total` rows were finished before. */
  | { readonly type: 'begin'; readonly done: number; readonly total: number; readonly cells: readonly Cell[] }
  /** A question is asked in the cells that it is not finished in. */
  | { readonly type: 'question'; readonly row: DatasetRow }
  | {
      readonly type: 'row';
      readonly row: ResultRow;
      readonly done: number;
      readonly total: number;
      /** Until all is done, as far as can be told; null: not yet. */
      readonly remainingMs: number | null;
    };

export interface EvaluationOptions extends DecodeContext {
  readonly settings: EvaluationSettings;
  readonly rows: readonly DatasetRow[];
  readonly store: EvaluationStore;
  readonly grade: GradeAnswer;
  /** How several cells of a question are decoded; default: what they share once. */
  readonly decode?: DecodeRequests | undefined;
  readonly emit: (event: EvaluationEvent) => void;
  /** Questions that run at once, where the models can; default 1. What comes of each does not depend on it. */
  readonly concurrency?: number | undefined;
  /**
   * Lends the models for a question; default: `engine` and `scorer`. Whoever shares them with others lets these have
   * their turn between two questions. It may leave `work` undone once `signal` is aborted.
   */
  readonly turn?: ((work: (models: Models) => Promise<void>) => Promise<void>) | undefined;
}

export type Models = Pick<DecodeContext, 'engine' | 'scorer'>;

export interface Evaluated {
  readonly cells: readonly Cell[];
  /** Finished, in the order asked for: by question, then by cell. */
  readonly rows: readonly ResultRow[];
  /** False: it was stopped, and goes on when it is run again. */
  readonly complete: boolean;
}

/**
 * Rows that are finished are never run again. After a stop, a failure or a crash, the same call goes on.
 * @throws WaitpointError for bad settings, for another evaluation in the store, and for what the engine or the store
 *   cannot do; the rows that are finished stay
 */
export async function runEvaluation(options: EvaluationOptions): Promise<Evaluated> {
  const { settings, rows, store } = options;
  validateSettings(settings);
  const planned = planCells(settings);
  const cells = planned.map(({ cell }) => cell);
  refuseWithoutScorer(options, planned);
  await begin(options, cells);
  const finished = await readFinished(store, rows, cells);
  const evaluation = new Evaluation(options, planned, finished);
  const complete = await evaluation.run();
  const ordered = evaluation.ordered();
  if (complete) await store.replaceResults(ordered);
  return { cells, rows: ordered, complete };
}

/** @throws WaitpointError `badInput` */
function refuseWithoutScorer({ scorer }: EvaluationOptions, planned: readonly PlannedCell[]): void {
  const needing = planned.find(({ how }) => how.kind === 'procedure' && how.needsScorer);
  if (scorer === null && needing)
    throw errors.badInput(
      `The method ${quote(needing.cell.method)} needs a scorer. Choose one, or leave the method out.`,
    );
}

async function begin(
  { settings, rows, store, engine, scorer, createdAt }: EvaluationOptions,
  cells: Cell[],
): Promise<void> {
  const now: RecordedEvaluation = {
    record: {
      schema: EVALUATION_SCHEMA,
      createdAt,
      settings,
      cells,
      model: engine.info.identity,
      scorer: scorer?.identity ?? null,
    },
    rows,
  };
  const before = await store.readRecord();
  if (before) refuseChanged(before, now, store.where);
  else await store.writeRecord(now);
}

/** @throws WaitpointError `badInput` for a row of another evaluation */
async function readFinished(
  store: EvaluationStore,
  rows: readonly DatasetRow[],
  cells: readonly Cell[],
): Promise<Map<string, ResultRow>> {
  const asked = new Set(rows.flatMap((row) => cells.map((cell) => rowName(row, cell))));
  const finished = new Map<string, ResultRow>();
  for (const row of await store.readResults()) {
    const name = rowName(row, row);
    if (!asked.has(name))
      throw errors.badInput(`${store.where} holds a result of another evaluation, ${name}.`);
    finished.set(name, row);
  }
  return finished;
}

class Evaluation {
  private readonly estimate: Estimate;
  /** Rows are saved one after the other, however many questions run at once. */
  private saving: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: EvaluationOptions,
    private readonly planned: readonly PlannedCell[],
    private readonly finished: Map<string, ResultRow>,
  ) {
    this.estimate = new Estimate(options.rows.length);
    for (const row of finished.values()) this.estimate.add(row);
  }

  /** @returns false when it was stopped */
  async run(): Promise<boolean> {
    const { rows, emit, signal, engine, scorer, turn = (work) => work({ engine, scorer }) } = this.options;
    const cells = this.planned.map(({ cell }) => cell);
    emit({ type: 'begin', done: this.finished.size, total: this.total, cells });
    const left = rows.values();
    let broken = false;
    const work = async (): Promise<void> => {
      for (const row of left) {
        if (broken) return;
        if (signal?.aborted) throw new Stopped();
        const missing = this.planned.filter(({ cell }) => !this.finished.has(rowName(row, cell)));
        if (missing.length > 0) await turn((models) => this.runQuestion(row, missing, models));
      }
    };
    const workers = Array.from({ length: this.options.concurrency ?? 1 }, () =>
      work().catch((error: unknown) => {
        // The questions that run come to their end: what is nearly done is not thrown away.
        broken = true;
        throw error;
      }),
    );
    const ends = await Promise.allSettled(workers);
    const errorsMet = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as Error] : []));
    // Ctrl-C reaches the engine's process too, which may be gone before it is asked to stop.
    const isStop = (error: unknown): boolean =>
      error instanceof Stopped ||
      (error instanceof WaitpointError && error.code === 'engineFailed' && signal?.aborted === true);
    const failure = errorsMet.find((error) => !isStop(error));
    if (failure !== undefined) throw failure;
    return errorsMet.length === 0;
  }

  ordered(): ResultRow[] {
    return this.options.rows.flatMap((row) =>
      this.planned.flatMap(({ cell }) => this.finished.get(rowName(row, cell)) ?? []),
    );
  }

  private get total(): number {
    return this.options.rows.length * this.planned.length;
  }

  private async runQuestion(
    row: DatasetRow,
    missing: readonly PlannedCell[],
    { engine, scorer }: Models,
  ): Promise<void> {
    const { settings, grade, decode = decodeShared, emit, now } = this.options;
    emit({ type: 'question', row });
    /** When the row before of this question was finished. */
    let lastAt = now();
    const meter = scorer && new ScorerMeter(scorer);
    const context = { ...this.options, engine, scorer: meter };
    const runs = new QuestionRuns(context, decode, row, settings.request.sampler.seed, grade);
    const finish = (cell: Cell, outcome: Outcome): Promise<void> => {
      const at = now();
      const timeMs = Math.round(at - lastAt);
      lastAt = at;
      const saved = this.saving.then(() => this.finish(row, cell, outcome, meter, timeMs));
      this.saving = saved.catch(() => undefined);
      return saved;
    };
    const direct = new Map<string, { cell: Cell; how: DirectRun }[]>();
    const procedures: { cell: Cell; how: Procedure }[] = [];
    for (const { cell, how } of missing) {
      if (how.kind === 'procedure') procedures.push({ cell, how });
      else direct.set(cell.suffix, [...(direct.get(cell.suffix) ?? []), { cell, how }]);
    }
    for (const [suffix, group] of direct) {
      const requests = group.map(({ how }) => how.request);
      await runs.runAll(row.question + suffix, requests, (i, trace) =>
        finish((group[i] as { cell: Cell }).cell, outcomeOf(trace)),
      );
    }
    for (const { cell, how } of procedures)
      await finish(cell, await how.run(row.question + cell.suffix, row, runs));
  }

  /** The trace first: a row whose trace is missing would be finished and empty. */
  private async finish(
    row: DatasetRow,
    cell: Cell,
    outcome: Outcome,
    meter: ScorerMeter | null,
    timeMs: number,
  ): Promise<void> {
    const { store, engine, grade, emit, concurrency = 1 } = this.options;
    const verdict = await verdictOn(grade, outcome.answer, row.answer);
    const grades = await gradesFor(outcome.trace, grade);
    const { parameterCount } = engine.info;
    const scorerTokens = meter && (outcome.scorerTokens ?? meter.tokensOf(outcome.runs));
    const result = resultRow(row, cell, outcome, verdict, { parameterCount, scorerTokens, timeMs });
    await store.saveTrace(tracePath(row, cell), { ...outcome.trace, grades });
    await store.appendResult(result);
    this.finished.set(rowName(row, cell), result);
    this.estimate.add(result);
    const { total } = this;
    const alone = this.estimate.remainingMs(this.planned);
    const remainingMs = alone && Math.round(alone / concurrency);
    emit({ type: 'row', row: result, done: this.finished.size, total, remainingMs });
  }
}
