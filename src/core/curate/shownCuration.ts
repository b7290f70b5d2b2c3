/** What a curation under way shows: plain data between the thread that reads, the host and the view. */
import type { CurationConfig } from './curationConfig';
import type { DropRule, Selected, Stage } from './decision';
import type { Funnel } from './funnel';
import type { QualityRule } from './qualityRules';
import type { RowLook } from './rowOrder';

export interface ReadingProgress {
  readonly rows: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

/** A text around what a rule hit. */
export interface HitText {
  readonly row: number;
  readonly before: string;
  readonly hit: string;
  readonly after: string;
}

/** A curation as it stands. */
export interface CurationNews {
  /** Counts its changes: rows that were asked for under another number are void. */
  readonly version: number;
  /** What the rows were decided by. */
  readonly config: CurationConfig;
  /** Null: the pool is read to its end. */
  readonly reading: ReadingProgress | null;
  /** Why it could not be read to its end; null: nothing went wrong. */
  readonly failure: string | null;
  readonly funnel: Funnel;
  /** Some of what each rule of quality hits. */
  readonly examples: Readonly<Record<QualityRule, readonly HitText[]>>;
  /** Rows that the table lists. */
  readonly listed: number;
  readonly look: RowLook;
  /** Rows that were searched for the text of the look; null: none is looked for, or all were. */
  readonly searched: number | null;
  /** Files of the pool that are not any more what was read. */
  readonly changed: readonly string[];
  /** Questions of evaluation sets that have fewer words than an n-gram. */
  readonly warnings: readonly string[];
}

export interface ShownRow {
  /** Number in the pool. */
  readonly row: number;
  /** Null: it could not be read. */
  readonly key: string | null;
  /** "pool.jsonl:17". */
  readonly place: string;
  /** Its beginning; null: it could not be read. */
  readonly question: string | null;
  readonly domain: string | null;
  readonly length: number | null;
  readonly selected: Selected | null;
  /** Null: it is selected. */
  readonly dropped: { readonly stage: Stage; readonly rule: DropRule } | null;
  /** In words, with its evidence; '' where it is selected. */
  readonly reason: string;
}

export interface RowPage {
  readonly version: number;
  /** Place of the first of them in the table. */
  readonly from: number;
  readonly rows: readonly ShownRow[];
}

/** A row in full, read from its file again. */
export interface RowText {
  readonly place: string;
  readonly question: string;
  readonly trace: string | null;
  readonly answer: string | null;
  readonly solution: string | null;
  readonly source: string;
  readonly id: string | null;
}
