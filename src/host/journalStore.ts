/**
 * Where the journals of running traces and searches live: the extension's storage, one a document, with a note beside it that
 * tells which document it belongs to and which process writes it. A journal whose writer is gone is an orphan: a
 * run that a crash or a closed window cut off.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Journal, recoverJournal, type JournalSink } from '../core/trace/journal';
import { recoverSearch } from '../core/search/searchJournal';
import type { SearchEvent } from '../core/search/searchEvent';
import type { SearchRecord } from '../core/search/searchRecord';
import type { Trace } from '../core/trace/trace';
import { openJournalFile, reasonOf } from '../files/journalFile';
import { processIsAlive } from '../files/processIsAlive';

/** A sweep that documents are columns of, told apart from others of the same trace by when it began. */
export interface SweepNote {
  /** URI of the trace that it was set up from. */
  readonly parent: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** A document that has a journal. */
export interface JournalNote {
  readonly document: string;
  /** Null: it is no column of a sweep. */
  readonly sweep: SweepNote | null;
  /** It is a search, and no trace. */
  readonly isSearch: boolean;
}

interface Note extends JournalNote {
  readonly pid: number;
}

export class JournalStore {
  /** Documents whose journals this process writes or has offered: not orphans. */
  readonly #own = new Set<string>();

  constructor(
    private readonly folder: string,
    private readonly pid: number = process.pid,
    private readonly isAlive: (pid: number) => boolean = processIsAlive,
  ) {}

  /**
   * @param onFailure told once, with the reason, when the journal cannot be written; the run goes on without
   * @param sweep of which the document is a column
   */
  begin(document: string, onFailure: (reason: string) => void, sweep: SweepNote | null = null): Journal {
    return new Journal(this.#sink({ document, sweep, isSearch: false }), (error) =>
      onFailure(reasonOf(error)),
    );
  }

  /** The same for a search. @param document where it will be saved */
  beginSearch(document: string, onFailure: (reason: string) => void): Journal<SearchEvent> {
    const sink = this.#sink({ document, sweep: null, isSearch: true });
    return new Journal<SearchEvent>(sink, (error) => onFailure(reasonOf(error)));
  }

  #sink(of: JournalNote): JournalSink {
    const { document } = of;
    this.#own.add(document);
    const note: Note = { ...of, pid: this.pid };
    let file: Promise<JournalSink> | null = null;
    const open = async (): Promise<JournalSink> => {
      await mkdir(this.folder, { recursive: true });
      await writeFile(this.#notePath(document), JSON.stringify(note));
      return openJournalFile(this.#path(document));
    };
    return {
      write: async (text) => (await (file ??= open())).write(text),
      close: async () => (await file)?.close(),
    };
  }

  /** The interrupted trace that a document's journal holds, or null where there is none (any more). */
  async recover(document: string): Promise<Trace | null> {
    const trace = recoverJournal(await this.#orphanText(document))?.trace ?? null;
    if (trace) this.#own.add(document);
    return trace;
  }

  /** The same of a search. */
  async recoverSearch(document: string): Promise<SearchRecord | null> {
    const search = recoverSearch(await this.#orphanText(document));
    if (search) this.#own.add(document);
    return search;
  }

  /** What an orphan journal holds; '' where there is none (any more). */
  async #orphanText(document: string): Promise<string> {
    if (this.#own.has(document)) return '';
    const note = await this.#readNote(this.#notePath(document));
    if (!note || this.#isWritten(note)) return '';
    return readFile(this.#path(document), 'utf8').catch(() => '');
  }

  /** Whether a journal of this document is there, be it written now or an orphan. */
  async has(document: string): Promise<boolean> {
    return (await this.#readNote(this.#notePath(document))) !== null;
  }

  /** Documents with an orphan journal. */
  async orphans(): Promise<JournalNote[]> {
    const names = await readdir(this.folder).catch(() => []);
    const notes = await Promise.all(
      names.filter((name) => name.endsWith('.json')).map((name) => this.#readNote(join(this.folder, name))),
    );
    return notes.filter(
      (note) => note !== null && !this.#own.has(note.document) && !this.#isWritten(note),
    ) as Note[];
  }

  /** Whether the document's journal was written or recovered here, and not abandoned since. */
  owns(document: string): boolean {
    return this.#own.has(document);
  }

  /** Forgets a document's journal: what it held is safe elsewhere, or not wanted. */
  async discard(document: string): Promise<void> {
    this.#own.delete(document);
    await rm(this.#path(document), { force: true });
    await rm(this.#notePath(document), { force: true });
  }

  /** Leaves the journal for the next time that the document is opened. */
  abandon(document: string): void {
    this.#own.delete(document);
  }

  #isWritten(note: Note): boolean {
    return note.pid !== this.pid && this.isAlive(note.pid);
  }

  #path(document: string): string {
    return join(this.folder, `${keyOf(document)}.jsonl`);
  }

  #notePath(document: string): string {
    return join(this.folder, `${keyOf(document)}.json`);
  }

  async #readNote(path: string): Promise<Note | null> {
    try {
      const note = JSON.parse(await readFile(path, 'utf8')) as Partial<Note>;
      if (typeof note.document !== 'string' || typeof note.pid !== 'number') return null;
      const { document, pid, sweep, isSearch } = note;
      return { document, pid, sweep: sweep ?? null, isSearch: isSearch ?? false };
    } catch {
      return null;
    }
  }
}

function keyOf(document: string): string {
  return createHash('sha256').update(document).digest('hex').slice(0, 16);
}
