/** Messages between the extension host and the evaluation view, by birpc over postMessage. All are plain data. */
import type { ColumnNames } from '../core/evaluation/dataset/columns';
import type { DatasetProblem } from '../core/evaluation/dataset/dataset';
import type { MethodWords } from '../core/evaluation/methods/methods';
import type { SettingsTexts } from '../core/evaluation/settingsText';
import type { CellResult, Summary } from '../core/evaluation/summary';
import type { VerdictKind } from '../core/grade/verdict';
import type { ModelChoice } from './webview';

/** What an evaluation is set up with, as typed. */
export interface EvaluationForm extends SettingsTexts {
  /** Path of a file. */
  readonly dataset: string;
  /** Leave out what cannot be asked, in place of refusing the dataset. */
  readonly skipBad: boolean;
  readonly modelPath: string;
  /** 'none' for no scorer. */
  readonly scorerPath: string;
  /** Path of the folder that it is kept in. */
  readonly folder: string;
}
export type EvaluationField = keyof EvaluationForm;

export interface EvaluationSetup {
  /** What is proposed. */
  readonly form: EvaluationForm;
  readonly models: readonly ModelChoice[];
  readonly scorers: readonly ModelChoice[];
  readonly methods: readonly MethodWords[];
  /** What fields left empty stand for. */
  readonly defaults: Readonly<Partial<Record<EvaluationField, string>>>;
  /** Why nothing may run; null: it may. */
  readonly refusal: string | null;
}

export interface DatasetFacts {
  /** Questions that can be asked, within the limit. */
  readonly questions: number;
  readonly columns: ColumnNames | null;
  readonly problemCount: number;
  /** The first of them. */
  readonly problems: readonly DatasetProblem[];
}

/** What the host makes of a form. */
export interface FormCheck {
  /** One sentence a field that is wrong. */
  readonly problems: Readonly<Partial<Record<EvaluationField, string>>>;
  /** Null: there is none to be read. */
  readonly dataset: DatasetFacts | null;
  /** Null while something is wrong. */
  readonly cost: EvaluationCost | null;
  /** What to know of the folder; null: nothing. */
  readonly folderNote: string | null;
}

export interface EvaluationCost {
  readonly questions: number;
  readonly cells: number;
  /** Tokens of thinking and answers at most. */
  readonly tokens: number;
  /** Milliseconds, by what was measured with this model before; null: nothing was. */
  readonly ms: number | null;
}

/** `elsewhere`: another process writes it. `stopped`: rows are missing, and nobody is at it. */
export type EvaluationStage = 'running' | 'pausing' | 'stopped' | 'elsewhere' | 'complete';

export interface EvaluationProgress {
  readonly stage: EvaluationStage;
  /** Rows that are finished, and rows in all. */
  readonly done: number;
  readonly total: number;
  /** Rows a minute since it began or was resumed; null: not known yet. */
  readonly perMinute: number | null;
  readonly remainingMs: number | null;
  /** What it waits for (`loading …`), or what it asks now; null: nothing to tell. */
  readonly note: string | null;
  /** Why it broke off the last time; null: it did not. */
  readonly failure: string | null;
  /** The process that writes it; null: none, or this window. */
  readonly writer: number | null;
  /** Why it cannot be resumed here; null: it can. */
  readonly refusal: string | null;
}

/** A cell with what its rows add up to. */
export type ShownCell = CellResult & { /** `cellName`. */ readonly name: string };

export interface ShownEvaluation {
  /** Path of its folder. */
  readonly folder: string;
  readonly createdAt: string;
  readonly model: string;
  /** Null: steps are not scored. */
  readonly scorer: string | null;
  readonly paper: string | null;
  readonly seed: number;
  readonly questions: number;
  readonly cells: readonly ShownCell[];
  readonly methods: Summary['metrics']['methods'];
  /** Rows whose verdict is a person's. */
  readonly overridden: number;
  readonly progress: EvaluationProgress;
}

export interface EvaluationState {
  /** Null: it was opened from its folder. */
  readonly setup: EvaluationSetup | null;
  /** Null: nothing has begun. */
  readonly shown: ShownEvaluation | null;
  /** What it does before it has anything to show; null: nothing. */
  readonly starting: string | null;
  /** What is wrong with what is shown; null: nothing. */
  readonly problem: string | null;
}

export interface ShownQuestion {
  readonly line: number;
  readonly domain: string | null;
  /** Its beginning, where it is very long. */
  readonly question: string;
  readonly expected: string;
}

/** A question in a cell. */
export interface ShownRow {
  /** Place among the questions. */
  readonly question: number;
  /** Place among the cells. */
  readonly cell: number;
  /** Its beginning, where it is very long; null: none was found. */
  readonly answer: string | null;
  readonly correct: boolean;
  readonly verdict: VerdictKind;
  readonly reason: string;
  readonly overridden: boolean;
  readonly thinkingTokens: number;
  readonly note: string | null;
  /** Path of its trace from the folder. */
  readonly trace: string;
}

/** What changed of questions and rows. */
export interface ContentUpdate {
  /** Null: they are as before. */
  readonly questions: readonly ShownQuestion[] | null;
  /** Rows before this one are as before; these take the place of all others. */
  readonly from: number;
  readonly rows: readonly ShownRow[];
}

export interface EvaluationPage {
  readonly state: EvaluationState;
  readonly content: ContentUpdate;
}

export type ChartFormat = 'svg' | 'png';
export type ChartBackground = 'white' | 'theme';

/** Served by the extension host. Every call answers or rejects with a message for the user. */
export interface EvaluationHostApi {
  ready(): Promise<EvaluationPage>;
  check(form: EvaluationForm): Promise<FormCheck>;
  /** Asks for a file or a folder. @returns its path; null: cancelled */
  browse(what: 'dataset' | 'folder' | 'model' | 'scorer', form: EvaluationForm): Promise<string | null>;
  start(form: EvaluationForm): Promise<void>;
  /** Ends the question under way; it goes on when it is resumed, with what is missing. */
  pause(): Promise<void>;
  /** As pause, and forgets it: nobody is reminded of it. */
  cancel(): Promise<void>;
  resume(): Promise<void>;
  /** Opens the trace of a row. */
  open(trace: string): Promise<void>;
  /** Says that the answer of a row is right or wrong, whatever the grader says; null: its word counts again. */
  mark(trace: string, correct: boolean | null): Promise<void>;
  /** Opens its traces as the pool of a curation. */
  curate(): Promise<void>;
  /** Asks for the format and the file. */
  exportResults(): Promise<void>;
}

export interface EvaluationViewApi {
  show(state: EvaluationState): void;
  content(update: ContentUpdate): void;
  /** Draws the chart as a file. @returns SVG as text, PNG as bytes */
  chart(format: ChartFormat, background: ChartBackground): Promise<string | Uint8Array>;
}

/** What the view keeps for the day the window is loaded anew. */
export interface EvaluationPanelState {
  /** Path; null: nothing has begun. */
  readonly folder: string | null;
  /** As typed; null: as proposed, or there is none. */
  readonly form: EvaluationForm | null;
  /** How it is looked at. */
  readonly look: EvaluationLook;
}

export type RowStatus = 'right' | 'wrong' | 'unanswered' | 'ungraded' | 'missing';

export interface RowCondition {
  /** `cellName`; null: one of all cells. */
  readonly cell: string | null;
  readonly status: RowStatus | null;
}

export interface EvaluationLook {
  /** Methods that the chart leaves out. */
  readonly hidden: readonly string[];
  readonly logarithmic: boolean;
  /** The cell of the first is the one whose answers are listed, the second stands beside it. */
  readonly conditions: readonly [RowCondition, RowCondition];
  readonly domain: string | null;
  readonly text: string;
}
