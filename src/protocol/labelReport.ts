/** What host and label report tell each other. */
import type { PairAgreement } from '../core/annotate/agreement';
import type { Label } from '../core/annotate/vocabulary';
import type { FailureExample, ScorerReport } from '../core/annotate/scorerReport';

/** As it is sent: VS Code's messages are JSON, which has neither NaN nor Infinity. Null: not known. */
export type Known<T> = T extends number
  ? number | null
  : T extends readonly (infer Item)[]
    ? readonly Known<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Known<T[Key]> }
      : T;

/** A step of a trace of the workspace. */
export interface StepPlace {
  /** URI of the trace. */
  readonly uri: string;
  /** Of its file, without the folder. */
  readonly name: string;
  readonly step: number;
  readonly text: string;
}

export interface AnnotatorProgress {
  readonly annotator: string;
  readonly steps: number;
  /** Traces of which every step is labelled. */
  readonly traces: number;
  /** Spent on labels, milliseconds. */
  readonly spentMs: number;
  /** Share of gold labels that they agree with; NaN: none was labelled. */
  readonly gold: number;
}

export interface DisagreedStep extends StepPlace {
  readonly labels: readonly { readonly annotator: string; readonly label: Label }[];
  /** As it was decided; null: not yet. */
  readonly decided: Label | null;
}

export interface LabelReport {
  readonly traces: number;
  readonly annotators: readonly AnnotatorProgress[];
  readonly pairs: readonly PairAgreement[];
  readonly alpha: number;
  /** The first of them. */
  readonly disagreements: readonly DisagreedStep[];
  readonly disagreementCount: number;
  readonly scorer: Omit<ScorerReport, 'failures'> & {
    readonly failures: readonly (Omit<ScorerReport['failures'][number], 'examples'> & {
      readonly examples: readonly (StepPlace & Pick<FailureExample, 'score'>)[];
    })[];
  };
}

export type LabelReportState = Known<LabelReport>;

export interface LabelReportHostApi {
  ready(): Promise<LabelReportState>;
  open(uri: string, step: number): Promise<void>;
  /** Decides a step that annotators disagree on: a gold label. */
  decide(uri: string, step: number, label: Label): Promise<void>;
}

export interface LabelReportViewApi {
  show(state: LabelReportState): void;
  failed(message: string): void;
}

export function knownNumbers<T>(value: T): Known<T> {
  if (typeof value === 'number') return (Number.isFinite(value) ? value : null) as Known<T>;
  if (Array.isArray(value)) return value.map((one: unknown) => knownNumbers(one)) as Known<T>;
  if (typeof value !== 'object' || value === null) return value as Known<T>;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, knownNumbers<unknown>(one)]),
  ) as Known<T>;
}
