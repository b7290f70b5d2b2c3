/** One evaluation under way in the editor, from its beginning or where it stood, until it is done or paused. */
import { leastContext } from '../core/decode/validate';
import { asWaitpointError, errors } from '../core/errors';
import { concurrencyFor } from '../core/evaluation/concurrency';
import { mostTokensPerQuestion } from '../core/evaluation/cost';
import type { DatasetProblem, DatasetRow } from '../core/evaluation/dataset/dataset';
import { fittingRows } from '../core/evaluation/fit';
import { largestRequest, type PlannedCell } from '../core/evaluation/methods/method';
import { planCells } from '../core/evaluation/plan';
import { runEvaluation, type EvaluationEvent, type Models } from '../core/evaluation/runEvaluation';
import { validateSettings, type EvaluationSettings } from '../core/evaluation/settings';
import type { GradeAnswer } from '../core/grade/traceGrade';
import { l10n } from '../core/l10n';
import { openScorer } from '../core/score/openScorer';
import { modelKey } from '../core/trace/identity';
import { EvaluationFolder } from '../files/evaluationFolder';
import { EvaluationFiles } from '../files/evaluationFiles';
import { readDataset } from '../files/readDataset';
import { modelDefaultsOf } from './modelDefaultsOf';
import { exitMessage } from '../core/engineExit';
import type { EngineService, Lease } from './engineService';
import { saveTables } from '../files/evaluationTables';

/** An engine hears of a stop between two batches; one of a large model on a slow processor takes seconds. */
const STOP_GRACE_MS = 10_000;

/** Where the questions come from. */
export interface DatasetOrder {
  readonly path: string;
  readonly limit?: number | undefined;
  readonly skipBad: boolean;
}

export interface EvaluationOrder {
  readonly folder: string;
  readonly settings: EvaluationSettings;
  /** Null: as the folder has kept them. */
  readonly dataset: DatasetOrder | null;
  readonly modelPath: string;
  /** 'none' for no scorer. */
  readonly scorerPath: string;
}

export interface EvaluationRunServices {
  readonly engine: EngineService;
  readonly grade: GradeAnswer;
  /** Most tokens the context may hold; undefined: what the model was trained for. */
  contextSize(): number | undefined;
  /** Milliseconds that a model took for each token that its questions may cost at most. */
  measured(modelPath: string, msPerToken: number): void;
}

export class EvaluationRun {
  readonly #abort = new AbortController();
  #done = 0;
  #total = 0;
  #remainingMs: number | null = null;
  #note: string | null = l10n.t('Reading the dataset…');
  #failure: string | null = null;
  #isOver = false;
  /** Rows since it began, and when the first question of it was asked. */
  #rows = 0;
  #askedAt: number | null = null;
  #lease: Lease | null = null;
  #models: Models | null = null;
  /** Questions that run with the models that are lent. */
  readonly #asking = new Set<Promise<void>>();
  /** Others have their turn at the models. */
  #handover: Promise<void> | null = null;
  /** Settles when it is over and everything is saved; does not reject. */
  readonly ended: Promise<void>;

  /** Begins. @param changed it went on, or ended; called often */
  constructor(
    readonly order: EvaluationOrder,
    private readonly services: EvaluationRunServices,
    private readonly changed: () => void,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.ended = this.#run()
      .catch((error: unknown) => {
        const exit = this.#lease?.exit();
        this.#failure = exit ? exitMessage(exit) : asWaitpointError(error).message;
      })
      .finally(() => {
        this.#lease?.release();
        this.#isOver = true;
        this.#note = null;
        this.changed();
      });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** It was paused, by whomever. */
  get isPaused(): boolean {
    return this.#abort.signal.aborted;
  }

  get isPausing(): boolean {
    return this.isPaused && !this.#isOver;
  }

  /** Why it broke off; null: it did not. */
  get failure(): string | null {
    return this.#failure;
  }

  /** Rows finished, and rows in all; 0 of 0 until that is known. */
  get progress(): { readonly done: number; readonly total: number } {
    return { done: this.#done, total: this.#total };
  }

  get remainingMs(): number | null {
    return this.#remainingMs;
  }

  get perMinute(): number | null {
    if (this.#askedAt === null || this.#rows === 0) return null;
    return (this.#rows * 60_000) / Math.max(1, this.now() - this.#askedAt);
  }

  /** What it waits for or asks. */
  get note(): string | null {
    return this.#note;
  }

  /**
   * Ends it within a batch; what is finished stays. An engine that does not listen any more is ended with it.
   * @returns when it has ended
   */
  async pause(graceMs = STOP_GRACE_MS): Promise<void> {
    if (this.#isOver) return;
    this.#abort.abort();
    this.changed();
    const timer = setTimeout(() => void this.services.engine.unload().catch(() => undefined), graceMs);
    await this.ended;
    clearTimeout(timer);
  }

  async #run(): Promise<void> {
    const { settings, folder: path } = this.order;
    const { signal } = this.#abort;
    validateSettings(settings);
    const planned = planCells(settings);
    const asked = await this.#questions();
    // Before a model is loaded: the place may be taken.
    const folder = await EvaluationFolder.open(path);
    try {
      this.#tell(l10n.t('Waiting for the models…'));
      const models = (this.#models = await this.#borrow(planned));
      if (!models) return;
      const rows = await this.#fitting(models, asked, planned);
      const key = modelKey(models.engine.info.identity);
      const evaluated = await runEvaluation({
        ...models,
        ...{ settings, rows, store: folder, signal, grade: this.services.grade },
        turn: (work) => this.#turn(planned, key, work),
        emit: (event) => this.#hear(event),
        createdAt: new Date().toISOString(),
        now: this.now,
        contextSize: this.services.contextSize(),
        concurrency: concurrencyFor(this.order.modelPath, this.order.scorerPath),
      });
      this.#measure(planned);
      await saveTables(folder, { ...evaluated, seed: settings.request.sampler.seed });
    } finally {
      await folder.close();
    }
  }

  async #questions(): Promise<readonly DatasetRow[]> {
    const { dataset, folder } = this.order;
    if (!dataset) {
      const recorded = await new EvaluationFiles(folder).record();
      if (!recorded)
        throw errors.badInput(
          l10n.t('The folder holds no evaluation any more: there is nothing to go on with.'),
        );
      return recorded.rows;
    }
    const { rows, problems, problemCount } = await readDataset(dataset.path, {
      limit: dataset.limit,
      signal: this.#abort.signal,
    });
    if (problemCount > 0 && !dataset.skipBad) throw cannotBeAsked(problems, problemCount);
    if (rows.length === 0) throw errors.badInput(l10n.t('No question of the dataset can be asked.'));
    return rows;
  }

  /** A question that does not fit the context is one that cannot be asked. */
  async #fitting(
    { engine }: Models,
    asked: readonly DatasetRow[],
    planned: readonly PlannedCell[],
  ): Promise<readonly DatasetRow[]> {
    const { rows, problems } = await fittingRows(engine, asked, planned, this.services.contextSize());
    const { dataset } = this.order;
    if (problems.length > 0 && !dataset?.skipBad) throw cannotBeAsked(problems, problems.length);
    if (rows.length === 0) throw errors.badInput(l10n.t('No question of the dataset can be asked.'));
    return rows;
  }

  /** Others have their turn at the models between two questions. */
  async #turn(
    planned: readonly PlannedCell[],
    key: string,
    work: (models: Models) => Promise<void>,
  ): Promise<void> {
    if (this.#lease?.wanted())
      this.#handover ??= this.#handOver(planned).finally(() => (this.#handover = null));
    await this.#handover;
    if (!this.#models) return;
    const { identity } = this.#models.engine.info;
    if (modelKey(identity) !== key)
      throw errors.badInput(
        l10n.t(
          'The model changed while the evaluation ran: it is {0} now. Put the first one back, and resume.',
          identity.name,
        ),
      );
    const asking = work(this.#models);
    this.#asking.add(asking);
    await asking.finally(() => this.#asking.delete(asking));
  }

  /** Gives the models back once the questions that run are done, and borrows them again. */
  async #handOver(planned: readonly PlannedCell[]): Promise<void> {
    await Promise.allSettled(this.#asking);
    this.#lease?.release();
    this.#lease = null;
    this.#tell(l10n.t('Another run has its turn at the models…'));
    this.#models = await this.#borrow(planned);
  }

  /** @returns null when it was paused first */
  async #borrow(planned: readonly PlannedCell[]): Promise<Models | null> {
    const { modelPath, scorerPath } = this.order;
    const { scorerProtocol = null } = scorerPath === 'none' ? {} : await modelDefaultsOf(scorerPath);
    const least = Math.max(...planned.map((cell) => leastContext(largestRequest(cell))));
    this.#lease = await this.services.engine.lend(modelPath, scorerPath, this.#abort.signal, least);
    if (!this.#lease) return null;
    const { policy, scorer } = this.#lease;
    return { engine: policy, scorer: scorer && (await openScorer(scorer, scorerProtocol)) };
  }

  #hear(event: EvaluationEvent): void {
    if (event.type === 'question') {
      this.#askedAt ??= this.now();
      this.#tell(l10n.t('Line {0} of the dataset', event.row.line));
      return;
    }
    this.#done = event.done;
    this.#total = event.total;
    if (event.type === 'row') {
      this.#rows++;
      this.#remainingMs = event.remainingMs;
    }
    this.changed();
  }

  #tell(note: string): void {
    this.#note = note;
    this.changed();
  }

  #measure(planned: readonly PlannedCell[]): void {
    if (this.#askedAt === null || this.#rows === 0) return;
    const tokens = (this.#rows / planned.length) * mostTokensPerQuestion(planned);
    this.services.measured(this.order.modelPath, (this.now() - this.#askedAt) / tokens);
  }
}

/** Problems told in a message; the view lists more of them. */
const MOST_TOLD = 3;

function cannotBeAsked(problems: readonly DatasetProblem[], count: number): Error {
  const told = problems.slice(0, MOST_TOLD).map(({ line, message }) => `line ${line}: ${message}`);
  const rows = count === 1 ? '1 row of the dataset' : `${count} rows of the dataset`;
  return errors.badInput(
    `${rows} cannot be asked (${told.join(' ')}${count > told.length ? ' …' : ''}). ` +
      'Mend the dataset, or leave them out.',
  );
}
