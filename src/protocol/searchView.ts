/** Messages between the extension host and the search view, by birpc over postMessage. */
import type { DecidedNode } from '../core/search/decide';
import type { SearchNode, SearchRecord } from '../core/search/searchRecord';
import type { Selection, StrategyName } from '../core/search/words';
import type { Aggregation } from '../core/score/aggregate';
import type { PackedTrace } from './packedTrace';
import type { ModelChoice } from './webview';

/** A node without its tokens: those of a path are asked for when it is looked at. */
export interface SearchNodeView
  extends
    DecidedNode,
    Pick<SearchNode, 'round' | 'seed' | 'budget' | 'value' | 'rollout' | 'decidedIn' | 'warnings'> {
  readonly prompt: { readonly text: string } | null;
  /** Of its step, on one line and not whole where it is long. */
  readonly text: string;
  /** Its own. */
  readonly tokens: number;
  /** Ends of thinking refused in it. */
  readonly waits: number;
  /** Of its answer; null: it has none, or the right one is not known. */
  readonly correct: boolean | null;
}

/** A search without its tree. */
export interface SearchSummary extends Pick<
  SearchRecord,
  | 'createdAt'
  | 'question'
  | 'request'
  | 'settings'
  | 'auto'
  | 'rounds'
  | 'choice'
  | 'ledger'
  | 'complete'
  | 'failure'
> {
  readonly warnings: readonly string[];
  /** File names. */
  readonly model: string;
  /** Null: steps were not scored. */
  readonly scorer: string | null;
}

/** What a search is asked for, as typed; '' for the default. */
export interface SearchForm extends Readonly<Record<SearchTextField, string>> {
  readonly modelPath: string;
  /** 'none' for no scorer. */
  readonly scorerPath: string;
  /** `auto`: what the policy says. */
  readonly strategy: StrategyName | 'auto';
  /** File of `waitpoint tune`, for `auto`; '' for none. */
  readonly policyPath: string;
  /** Null: that of the strategy. */
  readonly select: Selection | null;
  readonly aggregate: Aggregation;
  readonly unique: boolean;
}

export const SEARCH_TEXT_FIELDS = [
  'question',
  'expected',
  'n',
  'width',
  'expand',
  'rounds',
  'lookahead',
  'balance',
  'temperature',
  'seed',
  'max',
  'min',
  'waits',
  'treeTokens',
  'atOnce',
  'compute',
] as const;
export type SearchTextField = (typeof SEARCH_TEXT_FIELDS)[number];
export type SearchField = keyof SearchForm;

/** What the host makes of a form. */
export interface SearchCheck {
  /** One sentence a field that is wrong; nothing: it can run. */
  readonly problems: Readonly<Partial<Record<SearchField, string>>>;
  /** What fields that are left empty stand for. */
  readonly defaults: Readonly<Partial<Record<SearchTextField, string>>>;
  readonly select: Selection;
}

export interface SearchSetup {
  /** URI of the trace or search that it was set up from; null: of none. */
  readonly parent: string | null;
  readonly form: SearchForm;
  readonly models: readonly ModelChoice[];
  readonly scorers: readonly ModelChoice[];
  /** Why nothing may run; null: it may. */
  readonly refusal: string | null;
}

export interface SearchState {
  /** Null: it is shown from its file, and nothing is set up. */
  readonly setup: SearchSetup | null;
  /** URI of its file, be it there or to come; null: there is no search yet. */
  readonly file: string | null;
  readonly running: boolean;
  /** Why the last run broke off, or what could not be saved; null: nothing. */
  readonly failure: string | null;
  /** Why its file must not be written back; null: it may. */
  readonly readOnly: string | null;
  /** Null: none has begun. */
  readonly search: SearchSummary | null;
  readonly nodes: readonly SearchNodeView[];
}

/** What has become of a search that runs. */
export interface SearchGrowth {
  readonly running: boolean;
  readonly failure: string | null;
  readonly search: SearchSummary;
  /** New, or other than before. */
  readonly nodes: readonly SearchNodeView[];
}

/** Served by the extension host. Every call answers or rejects with a message for the user. */
export interface SearchHostApi {
  ready(): Promise<SearchState>;
  check(form: SearchForm): Promise<SearchCheck>;
  /** @returns null where none was chosen */
  browse(role: 'model' | 'scorer'): Promise<ModelChoice | null>;
  /** @returns path of a policy; null where none was chosen */
  browsePolicy(): Promise<string | null>;
  run(form: SearchForm): Promise<void>;
  /** Ends it after the batch under way; what was received is kept. */
  stop(): Promise<void>;
  /** The trace from the prompt to the end of a node. */
  path(node: number): Promise<PackedTrace>;
  /** Opens that trace, saved beside the search. */
  open(node: number): Promise<void>;
  compare(left: number, right: number): Promise<void>;
  /** Sets up another search of the same question, with the same settings. */
  again(): Promise<void>;
}

export interface SearchViewApi {
  show(state: SearchState): void;
  grow(growth: SearchGrowth): void;
  /** It can no longer be shown. */
  failed(message: string): void;
  /** Runs what is typed, or shows why it cannot run. */
  run(): void;
}

/** What the view keeps for the day the window is loaded anew. */
export interface SearchPanelState {
  /** URI of the trace or search that it was set up from; null: of none. */
  readonly parent: string | null;
  /** Of the search that is shown; null: none is. */
  readonly file: string | null;
  readonly form: SearchForm | null;
}
