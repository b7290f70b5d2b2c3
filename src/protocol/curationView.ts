/** Messages between the extension host and the curation view, by birpc over postMessage. All are plain data. */
import type { CurationConfig } from '../core/curate/curationConfig';
import type { RowLook } from '../core/curate/rowOrder';
import type { CurationNews, RowPage, RowText } from '../core/curate/shownCuration';

/** What the view keeps for the day the window is loaded anew. */
export interface CurationPanelState {
  /** Files and folders of the pool. */
  readonly paths: readonly string[];
  readonly config: CurationConfig;
  /** Paths of the configuration are relative to it. */
  readonly configFolder: string;
  /** Path of the file that the configuration was read from or saved to; null: none. */
  readonly configFile: string | null;
  /** Where it was written to; null: nowhere yet. */
  readonly out: string | null;
  readonly look: RowLook;
}

/** Work that takes a while. */
export interface CurationTask {
  readonly kind: 'write' | 'domains' | 'grader' | 'questions';
  /** In words. */
  readonly label: string;
  readonly done: number;
  /** Null: not known yet. */
  readonly total: number | null;
  /** Whether it can be cancelled here. */
  readonly canCancel: boolean;
}

/** What came out. */
export interface WrittenCuration {
  /** Path of the folder. */
  readonly out: string;
  readonly rows: number;
  readonly warnings: readonly string[];
}

export interface CurationState {
  readonly kept: CurationPanelState;
  readonly canUndo: boolean;
  /** The configuration is not what its file has. */
  readonly isChanged: boolean;
  readonly task: CurationTask | null;
  /** Null: nothing was written in this window, or the configuration has changed since. */
  readonly written: WrittenCuration | null;
  /** What went wrong last; null: nothing. */
  readonly problem: string | null;
  /** Why no model may run; null: it may. */
  readonly refusal: string | null;
}

export interface CurationPage {
  readonly state: CurationState;
  /** Null: nothing is known yet. */
  readonly news: CurationNews | null;
}

/** Served by the extension host. Every call answers or rejects with a message for the user. */
export interface CurationHostApi {
  ready(): Promise<CurationPage>;
  /** Decides by other rules: an edit that can be undone. */
  change(config: CurationConfig): Promise<void>;
  /** A person takes questions back (`keep`), drops them, or leaves them to the rules again (null). */
  say(keys: readonly string[], word: 'keep' | 'drop' | null): Promise<void>;
  undo(): Promise<void>;
  look(look: RowLook): Promise<void>;
  /** Rows of the table. */
  rows(from: number, count: number): Promise<RowPage>;
  text(row: number): Promise<RowText>;
  openTrace(row: number): Promise<void>;
  /** Shows a row in its file. */
  openPlace(row: number): Promise<void>;
  readAgain(): Promise<void>;
  stopReading(): Promise<void>;
  /** Asks for another pool. */
  browsePool(): Promise<void>;
  /** Asks for files of evaluation sets, and adds them. */
  addSets(): Promise<void>;
  /** Asks for the folder of an evaluation whose right answers are too easy. @param grader place: 0 or 1 */
  browseGrader(grader: number): Promise<void>;
  /** Sets up an evaluation of the pool's questions, and takes it as a grader when it is done. */
  runGrader(grader: number): Promise<void>;
  /** Asks for a file of rules that give domains. */
  browseDomainRules(): Promise<void>;
  /** Asks a model for the domain of every question that has none. */
  askForDomains(): Promise<void>;
  cancelTask(): Promise<void>;
  openConfig(): Promise<void>;
  saveConfig(): Promise<void>;
  /** Asks for a folder, and writes. */
  write(): Promise<void>;
  openManifest(): Promise<void>;
}

export interface CurationViewApi {
  show(state: CurationState): void;
  news(news: CurationNews): void;
}
