/** What a reader of a foreign format finds in a row, before it becomes a trace (`toTrace.ts`). */
import type { JsonPath } from '../trace/jsonText';

/** What a source says of a step: right, neutral, wrong. */
export type Label = 1 | 0 | -1;

export interface ForeignStep {
  readonly text: string;
  /** Null: the source says nothing of it. */
  readonly label: Label | null;
  /** A person wrote it, not a model. */
  readonly byPerson?: boolean;
}

export interface ForeignTrace {
  readonly question: string;
  /** A text that is still to be divided, or the steps of the source. */
  readonly thinking: string | readonly ForeignStep[];
  /** What stands between thinking and answer, such as `</think>`; '' where the source holds them apart. */
  readonly delimiter: string;
  /** Null: a text breaks off inside the thinking, or the steps are the whole solution. */
  readonly answer: string | null;
  /** The right answer by the source; null: it tells none. */
  readonly expected: string | null;
  /** What a reader should know and the trace cannot show, in sentences: they become its warnings. */
  readonly notes: readonly string[];
}

/** Tells of a part of a row that cannot be read, where the rest of it can. */
export type Complain = (path: JsonPath, reason: string) => void;

/** A foreign format: `detect` looks at the shape alone, so that what `read` complains of names the field. */
export interface Format {
  /** As `--format` and `Trace.imported.format` have it. */
  readonly name: string;
  /** For a person who chooses one. */
  readonly title: string;
  /** @param row parsed JSON, or a text as a string */
  detect(row: unknown): boolean;
  /**
   * The traces of a row; lazily, so that only one of a long conversation is held.
   * @throws RowError when nothing of the row can be read
   */
  read(row: unknown, complain: Complain): Iterable<ForeignTrace>;
}

/** A row that cannot be read, with the field that is wrong. */
export class RowError extends Error {
  override readonly name = 'RowError';

  constructor(
    /** Empty: the row as a whole. */
    readonly path: JsonPath,
    readonly reason: string,
  ) {
    super(reason);
  }
}
