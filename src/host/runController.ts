/** Runs traces: one run a document at a time, journaled, and never losing what was received. */
import type { Insertion } from '../core/decode/budgetForcing';
import { asWaitpointError, errors, messageOf } from '../core/errors';
import { leastContext, validateRequest } from '../core/decode/validate';
import type { Fork } from '../core/fork';
import { l10n } from '../core/l10n';
import { runTrace } from '../core/runTrace';
import { openScorer } from '../core/score/openScorer';
import type { Journal } from '../core/trace/journal';
import { gradesFor, type GradeAnswer } from '../core/grade/traceGrade';
import { draftTrace, type Trace } from '../core/trace/trace';
import type { TraceEvent } from '../core/trace/traceEvent';
import { modelDefaultsOf } from './modelDefaultsOf';
import type { Notice, RunParameters } from '../protocol/webview';
import { isUnfinished, shownTrace, withParameters } from './documentState';
import { exitMessage } from '../core/engineExit';
import type { EngineService, Lease } from './engineService';
import type { JournalStore } from './journalStore';
import { endNotice, failureNotice, warningNotice } from './notices';
import type { TraceDocument } from './traceDocument';

/** For all answers of one trace: they take a millisecond each, unless somebody made them to take long. */
export const GRADES_MS = 10_000;

interface Run {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

export interface RunServices {
  readonly engine: EngineService;
  readonly journals: JournalStore;
  /** Names of the undo entries; handed in because the host localises. */
  readonly labels: { readonly run: string; readonly continue: string; readonly fork: string };
  log(message: string): void;
  /** Most tokens the context may hold; undefined: what the model was trained for. */
  contextSize(): number | undefined;
  /** Compares answers with the right one, where that is known; default: they are not graded. */
  readonly grade?: GradeAnswer | undefined;
}

/** Work over the engine on the trace that a document holds. */
export interface TraceChange {
  /** Name of the undo entry, and what is said while it lasts. */
  readonly label: string;
  /** Events that are progress, and how many of them there will be. */
  readonly counted: TraceEvent['type'];
  readonly total: number;
  /** A file, or 'none' where no scorer is needed. */
  readonly scorerPath: string;
  work(lease: Lease, emit: (event: TraceEvent) => void, signal: AbortSignal): Promise<unknown>;
}

export class RunController {
  readonly #runs = new Map<TraceDocument, Run>();

  constructor(private readonly services: RunServices) {}

  /** Begins a run from nothing. @throws WaitpointError what is wrong with the parameters; nothing has changed then */
  run(document: TraceDocument, parameters: RunParameters): void {
    this.#mayRun(document);
    validateRequest(parameters.question, parameters.request);
    // The run bar first, as an edit: a run that fails to load must not lose what was typed.
    document.edit(this.services.labels.run, withParameters(document.state, parameters));
    const draft = draftTrace(parameters.question, parameters.request, new Date().toISOString());
    // With its right answer, where that is known.
    const { question } = shownTrace(document.state);
    this.#beginRun(document, this.services.labels.run, { trace: { ...draft, question }, insertions: [] });
  }

  /** Goes on with an interrupted run from its last token. */
  continueRun(document: TraceDocument): void {
    this.#mayRun(document);
    const { trace } = document.state;
    if (!isUnfinished(trace))
      throw errors.badInput(l10n.t('This trace came to its end: there is nothing to continue.'));
    this.#beginRun(document, this.services.labels.continue, { trace, insertions: [] });
  }

  /** Runs a fork in the document that was made for it. */
  runFork(document: TraceDocument, fork: Fork): void {
    this.#mayRun(document);
    this.#beginRun(document, this.services.labels.fork, fork);
  }

  /** Changes the trace of a document by events, as one undoable edit that begins with the first of them. */
  change(document: TraceDocument, change: TraceChange): void {
    this.#mayRun(document);
    this.#begin(document, (signal) => this.#change(document, change, signal));
    document.setRunning(true, { label: change.label, done: 0, total: change.total });
  }

  /** Settles when nothing is under way in the document any more. */
  async ended(document: TraceDocument): Promise<void> {
    await this.#runs.get(document)?.done;
  }

  /**
   * Ends the run of a document, if there is one, and waits until it has ended. An engine that does not listen any
   * more (a hung GPU) is ended with it after `graceMs`.
   */
  async stop(document: TraceDocument, graceMs?: number): Promise<void> {
    const run = this.#runs.get(document);
    if (!run) return;
    run.abort.abort();
    await this.services.engine.awaitStop(run.done, graceMs);
  }

  async stopAll(graceMs?: number): Promise<void> {
    await Promise.all([...this.#runs.keys()].map((document) => this.stop(document, graceMs)));
  }

  #mayRun(document: TraceDocument): void {
    if (document.readOnly !== null) throw errors.badInput(document.readOnly);
    if (this.#runs.has(document))
      throw errors.badInput(l10n.t('This trace is running already. Stop it first.'));
  }

  #beginRun(document: TraceDocument, label: string, { trace, insertions }: Fork): void {
    this.#begin(document, (signal) => this.#execute(document, label, trace, insertions, signal));
  }

  /** @param execute answers what to tell the user at the end, or null */
  #begin(document: TraceDocument, execute: (signal: AbortSignal) => Promise<Notice | null>): void {
    const abort = new AbortController();
    document.stopRun = () => this.stop(document);
    document.setNotice(null);
    document.setRunning(true);
    const done = execute(abort.signal)
      .then(
        (notice) => document.setNotice(notice),
        (error: unknown) => {
          this.services.log(messageOf(error));
          document.setNotice(failureNotice(asWaitpointError(error).message));
        },
      )
      .finally(() => {
        this.#runs.delete(document);
        document.setRunning(false);
      });
    this.#runs.set(document, { abort, done });
  }

  async #execute(
    document: TraceDocument,
    label: string,
    trace: Trace,
    insertions: readonly Insertion[],
    signal: AbortSignal,
  ): Promise<Notice | null> {
    const { modelPath, scorerPath } = document.state;
    const { scorerProtocol } = scorerPath === 'none' ? {} : await modelDefaultsOf(scorerPath);
    const lease = await this.services.engine.lend(modelPath, scorerPath, signal, leastContext(trace.request));
    if (!lease) return null;
    const journal = this.#journal(document);
    const emit = (event: TraceEvent): void => {
      document.record(label, event);
      journal.append(event);
      if (event.type === 'warning') document.setNotice(warningNotice(event.message));
    };
    let ended: Trace;
    try {
      const scorer = lease.scorer && (await openScorer(lease.scorer, scorerProtocol ?? null));
      ended = await runTrace({
        engine: lease.policy,
        scorer,
        trace,
        insertions,
        emit,
        signal,
        now: () => performance.now(),
        loadMs: lease.loadMs,
        contextSize: this.services.contextSize(),
      });
      await this.#grade(ended, emit);
      const { compute } = lease.policy;
      if (compute && ended.tokens.id.length > 0) emit({ type: 'usage', usage: {}, compute });
    } finally {
      document.finishRecording(label);
      await journal.close();
      lease.release();
    }
    return endNotice(ended, lease.exit()) ?? document.notice;
  }

  async #change(document: TraceDocument, change: TraceChange, signal: AbortSignal): Promise<Notice | null> {
    const { label, counted, total } = change;
    const lease = await this.services.engine.lend(document.state.modelPath, change.scorerPath, signal);
    if (!lease) return null;
    let journal: Journal | null = null;
    let done = 0;
    const emit = (event: TraceEvent): void => {
      if (!journal) {
        document.beginChange(label);
        journal = this.#journal(document);
        journal.append({ type: 'start', trace: document.state.trace });
      }
      document.record(label, event);
      journal.append(event);
      if (event.type === counted) document.setRunning(true, { label, done: ++done, total });
    };
    try {
      await change.work(lease, emit, signal);
      if (journal !== null) await this.#grade(document.state.trace, emit);
    } catch (error) {
      const exit = lease.exit();
      throw exit ? errors.engineFailed(exitMessage(exit)) : error;
    } finally {
      document.finishRecording(label);
      await (journal as Journal | null)?.close();
      lease.release();
    }
    return document.notice;
  }

  async #grade(trace: Trace, emit: (event: TraceEvent) => void): Promise<void> {
    const { grade } = this.services;
    if (!grade) return;
    for (const one of await gradesFor(trace, grade, AbortSignal.timeout(GRADES_MS)))
      emit({ type: 'grade', grade: one });
  }

  #journal(document: TraceDocument): Journal {
    return this.services.journals.begin(document.uri.toString(), (reason) =>
      document.setNotice(
        warningNotice(
          l10n.t('The run goes on, but a crash would lose it: its journal cannot be written. {0}', reason),
        ),
      ),
    );
  }
}
