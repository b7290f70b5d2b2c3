/** One run of a sweep: its columns grow in memory, each journaled, and saved when it is whole. */
import { leastContext } from '../core/decode/validate';
import { asWaitpointError, errors, messageOf } from '../core/errors';
import { gradesFor, type GradeAnswer } from '../core/grade/traceGrade';
import { l10n } from '../core/l10n';
import { openScorer } from '../core/score/openScorer';
import { runSweep } from '../core/sweep/runSweep';
import type { Journal } from '../core/trace/journal';
import { draftTrace, type RunRequest, type Trace } from '../core/trace/trace';
import { applyEvent } from '../core/trace/traceEvent';
import { modelDefaultsOf } from './modelDefaultsOf';
import { exitMessage } from '../core/engineExit';
import type { EngineService } from './engineService';
import type { JournalStore } from './journalStore';
import { Listeners } from './listeners';
import { GRADES_MS } from './runController';

export interface SweepRunServices {
  readonly engine: EngineService;
  readonly journals: JournalStore;
  /** Most tokens the context may hold; undefined: what the model was trained for. */
  contextSize(): number | undefined;
  readonly grade: GradeAnswer;
  /** @throws what cannot be written */
  save(uri: string, trace: Trace): Promise<void>;
  /** The column was never begun: its place is free again. */
  discard(uri: string): Promise<void>;
}

export interface SweepOrder {
  /** URI of the trace that it was set up from. */
  readonly parent: string;
  readonly question: Trace['question'];
  /** One a column; checked. */
  readonly columns: readonly RunRequest[];
  /** Where each column goes. */
  readonly uris: readonly string[];
  readonly modelPath: string;
  /** 'none' for no scorer. */
  readonly scorerPath: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

interface LiveColumn {
  readonly uri: string;
  readonly journal: Journal;
  trace: Trace;
  saving: Promise<void> | null;
  saved: boolean;
}

/** Stands in until the sweep has its own. */
const NO_ID = '0'.repeat(64);

export class SweepRun {
  readonly #columns: LiveColumn[];
  readonly #abort = new AbortController();
  readonly #changed = new Listeners<void>();
  /** A column grew, or is whole; told often. */
  readonly onChange = this.#changed.event;
  #failure: string | null = null;
  /** Settles when it is over and everything is saved; does not reject. */
  readonly ended: Promise<void>;

  /** Begins. Every column has a journal at once: a crash leaves none of their files without somebody to tell of it. */
  constructor(
    private readonly order: SweepOrder,
    private readonly services: SweepRunServices,
  ) {
    const { question, columns, createdAt, uris } = order;
    this.#columns = columns.map((request, column) => {
      const draft = { ...draftTrace(question.text, request, createdAt), question };
      const sweep = { id: NO_ID, column, columns: columns.length };
      const uri = uris[column] ?? '';
      const journal = this.#journal(uri);
      journal.append({ type: 'start', trace: draft });
      return { uri, journal, trace: { ...draft, sweep }, saving: null, saved: false };
    });
    this.ended = this.#run().catch((error: unknown) => this.#fail(messageOf(error)));
  }

  /** Why it broke off, or what could not be saved; null: nothing. */
  get failure(): string | null {
    return this.#failure;
  }

  /** Columns that are saved. */
  get done(): number {
    return this.saved.length;
  }

  /** Where they are. */
  get saved(): string[] {
    return this.#columns.flatMap(({ uri, saved }) => (saved ? [uri] : []));
  }

  /** Of the column that has thought most. */
  get thinkingTokens(): number {
    return Math.max(0, ...this.#columns.map(({ trace: { thinking } }) => thinking.end - thinking.start));
  }

  /** What a column says so far; null: its file says it. */
  traceOf(uri: string): Trace | null {
    const column = this.#columns.find((one) => one.uri === uri);
    return column && !column.saved ? column.trace : null;
  }

  /** Of its trace. */
  get parent(): string {
    return this.order.parent;
  }

  /** Where its columns go. */
  get uris(): readonly string[] {
    return this.order.uris;
  }

  /** Ends it after the batch under way; what was received is kept. Settles when it has ended. */
  async stop(graceMs?: number): Promise<void> {
    this.#abort.abort();
    await this.services.engine.awaitStop(this.ended, graceMs);
  }

  async #run(): Promise<void> {
    try {
      await this.#sweep();
    } catch (error) {
      this.#fail(asWaitpointError(error).message);
    }
    for (const column of this.#columns) {
      if (column.trace.tokens.id.length > 0) this.#save(column);
      else await this.#drop(column).catch((error: unknown) => this.#fail(messageOf(error)));
    }
    for (const { saving } of this.#columns) await saving;
  }

  async #sweep(): Promise<void> {
    const { modelPath, scorerPath, columns, question, createdAt } = this.order;
    const { engine } = this.services;
    const signal = this.#abort.signal;
    const { scorerProtocol } = scorerPath === 'none' ? {} : await modelDefaultsOf(scorerPath);
    const lease = await engine.lend(modelPath, scorerPath, signal, Math.max(...columns.map(leastContext)));
    if (!lease) return;
    try {
      const sweep = await runSweep({
        engine: lease.policy,
        scorer: lease.scorer && (await openScorer(lease.scorer, scorerProtocol ?? null)),
        question,
        columns,
        createdAt,
        now: () => performance.now(),
        signal,
        contextSize: this.services.contextSize(),
        loadMs: lease.loadMs,
        emit: (into, event) => {
          for (const place of into) {
            const column = this.#columns[place];
            if (!column) continue;
            column.trace = applyEvent(column.trace, event);
            column.journal.append(event);
          }
          this.#changed.fire();
        },
        done: (place) => this.#save(this.#columns[place]),
      });
      const exit = lease.exit();
      if (sweep.failure) throw errors.engineFailed(exit ? exitMessage(exit) : sweep.failure.message);
    } finally {
      lease.release();
    }
  }

  /** Begins to save a column; the sweep goes on. */
  #save(column: LiveColumn | undefined): void {
    if (column)
      column.saving ??= this.#saveNow(column).catch((error: unknown) => this.#fail(messageOf(error)));
  }

  async #saveNow(column: LiveColumn): Promise<void> {
    const { grade, journals } = this.services;
    const said = await gradesFor(column.trace, grade, AbortSignal.timeout(GRADES_MS));
    for (const one of said) column.trace = applyEvent(column.trace, { type: 'grade', grade: one });
    await column.journal.close();
    await this.services.save(column.uri, column.trace);
    await journals.discard(column.uri);
    column.saved = true;
    this.#changed.fire();
  }

  /** It was never begun. */
  async #drop({ uri, journal }: LiveColumn): Promise<void> {
    await journal.close();
    await this.services.discard(uri);
    await this.services.journals.discard(uri);
  }

  #journal(uri: string): Journal {
    const { parent, createdAt } = this.order;
    const failed = (reason: string): void =>
      this.#fail(
        l10n.t('The sweep goes on, but a crash would lose it: its journal cannot be written. {0}', reason),
      );
    return this.services.journals.begin(uri, failed, { parent, createdAt });
  }

  #fail(message: string): void {
    this.#failure ??= message;
    this.#changed.fire();
  }
}
