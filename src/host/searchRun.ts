/** One run of a search: its tree grows in memory, journaled, and is saved when it is over. */
import { leastContext } from '../core/decode/validate';
import { asWaitpointError, messageOf } from '../core/errors';
import type { GradeAnswer } from '../core/grade/traceGrade';
import { l10n } from '../core/l10n';
import { openScorer } from '../core/score/openScorer';
import { runSearch } from '../core/search/runSearch';
import { applySearchEvent, type SearchEvent } from '../core/search/searchEvent';
import type { SearchRecord } from '../core/search/searchRecord';
import type { SearchSettings } from '../core/search/settings';
import type { AutoOptions } from '../core/search/strategies/auto';
import type { Journal } from '../core/trace/journal';
import type { RunRequest } from '../core/trace/trace';
import { modelDefaultsOf } from './modelDefaultsOf';
import { exitMessage } from '../core/engineExit';
import type { EngineService } from './engineService';
import type { JournalStore } from './journalStore';
import { Listeners } from './listeners';
import type { EndingRun } from './runningSet';

export interface SearchOrder {
  readonly question: SearchRecord['question'];
  readonly request: RunRequest;
  readonly settings: SearchSettings;
  /** What chooses the strategy; undefined: the settings do. */
  readonly auto?: AutoOptions | undefined;
  readonly modelPath: string;
  /** 'none' for no scorer. */
  readonly scorerPath: string;
  /** Where it will be saved: nothing is there yet. */
  readonly uri: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

export interface SearchRunServices {
  readonly engine: EngineService;
  readonly journals: JournalStore;
  /** Most tokens the context may hold; undefined: what the search needs. */
  contextSize(): number | undefined;
  readonly grade: GradeAnswer;
  /** @throws what cannot be written */
  save(uri: string, record: SearchRecord): Promise<void>;
}

export class SearchRun implements EndingRun {
  readonly #journal: Journal<SearchEvent>;
  readonly #abort = new AbortController();
  readonly #changed = new Listeners<number | null>();
  /** A node is new or another than before, or (null) something else is; told often. */
  readonly onChange = this.#changed.event;
  #record: SearchRecord | null = null;
  #failure: string | null = null;
  #isSaved = false;
  #isOver = false;
  readonly ended: Promise<void>;

  constructor(
    private readonly order: SearchOrder,
    private readonly services: SearchRunServices,
  ) {
    this.#journal = services.journals.beginSearch(order.uri, (reason) =>
      this.#fail(
        l10n.t('The search goes on, but a crash would lose it: its journal cannot be written. {0}', reason),
      ),
    );
    this.ended = this.#run().finally(() => {
      this.#isOver = true;
      this.#changed.fire(null);
    });
  }

  /** What it says so far; null: the models are being loaded. */
  get record(): SearchRecord | null {
    return this.#record;
  }

  /** Where it is, or will be, saved. */
  get uri(): string {
    return this.order.uri;
  }

  get isSaved(): boolean {
    return this.#isSaved;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Why it broke off, or what could not be saved; null: nothing. */
  get failure(): string | null {
    return this.#failure;
  }

  async stop(graceMs?: number): Promise<void> {
    this.#abort.abort();
    await this.services.engine.awaitStop(this.ended, graceMs);
  }

  async #run(): Promise<void> {
    try {
      await this.#search();
    } catch (error) {
      this.#fail(asWaitpointError(error).message);
    }
    try {
      await this.#journal.close();
      if (this.#record && this.#record.nodes.length > 0) {
        await this.services.save(this.order.uri, this.#record);
        this.#isSaved = true;
      }
      await this.services.journals.discard(this.order.uri);
    } catch (error) {
      // The journal has it all, and is offered again.
      this.#fail(messageOf(error));
      this.services.journals.abandon(this.order.uri);
    }
  }

  async #search(): Promise<void> {
    const { modelPath, scorerPath, question, request, settings, auto, createdAt } = this.order;
    const { engine, grade } = this.services;
    const { signal } = this.#abort;
    const { scorerProtocol } = scorerPath === 'none' ? {} : await modelDefaultsOf(scorerPath);
    const lease = await engine.lend(modelPath, scorerPath, signal, leastContext(request));
    if (!lease) return;
    try {
      const record = await runSearch({
        engine: lease.policy,
        scorer: lease.scorer && (await openScorer(lease.scorer, scorerProtocol ?? null)),
        ...{ question, request, settings, auto, createdAt, grade, signal },
        now: () => performance.now(),
        contextSize: this.services.contextSize(),
        emit: (event) => this.#take(event),
      });
      const exit = lease.exit();
      if (record.failure) this.#fail(exit ? exitMessage(exit) : record.failure.message);
    } finally {
      lease.release();
    }
  }

  #take(event: SearchEvent): void {
    if (event.type === 'start') this.#record = structuredClone(event.record);
    else if (this.#record) applySearchEvent(this.#record, event);
    this.#journal.append(event);
    this.#changed.fire(event.type === 'node' ? event.node.id : null);
  }

  #fail(message: string): void {
    this.#failure ??= message;
    this.#changed.fire(null);
  }
}
