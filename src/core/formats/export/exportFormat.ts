/** What an export format is: the inverse of its importer. */
import type { Aggregation } from '../../score/aggregate';
import type { ExportTrace } from './exportTrace';
import type { Tell } from './losses';

export interface ExportOptions {
  /** How formats of two labels count neutral steps. Default right, as the scores of PRM800K's paper do. */
  readonly neutral: 'right' | 'wrong';
  /**
   * How formats that need a label for every step count those without one. Default `leave-out`: what follows the last
   * label is left out, and a trace with a gap before it refused.
   */
  readonly unlabelled: 'leave-out' | 'right' | 'wrong';
  /** Steps without a label of the source are right from this score on, 0 to 1. Default 0.5. */
  readonly threshold: number;
  /** Where `chat` has the thinking: in a field of the message, or in its content between tags. */
  readonly reasoning: 'reasoning_content' | 'reasoning' | 'thinking' | 'tags';
  /** What stands round the thinking in the texts of `dpo`. */
  readonly delimiters: 'think-tags' | 's1' | 'openthoughts';
  /** Which score of its own steps tells the better branch of `dpo` where grades do not. Default `mean`. */
  readonly score: Aggregation;
  /** By which the better branch must lead, 0 to 1. Default 0.1. */
  readonly margin: number;
}

export const DEFAULT_EXPORT: ExportOptions = {
  neutral: 'right',
  unlabelled: 'leave-out',
  threshold: 0.5,
  reasoning: 'reasoning_content',
  delimiters: 'think-tags',
  score: 'mean',
  margin: 0.1,
};

export type ExportRow = Readonly<Record<string, unknown>>;

/** Type of a Parquet column: a plain one, a list of one, or fields by name. All may be null. */
export type Shape =
  'STRING' | 'INT32' | 'DOUBLE' | 'BOOLEAN' | readonly [Shape] | { readonly [field: string]: Shape };

interface NamedFormat {
  /** As `--format` has it; where there is an importer, that has the same. */
  readonly name: string;
  /** For a person who chooses one. */
  readonly title: string;
  readonly columns: Readonly<Record<string, Shape>>;
}

export interface RowFormat extends NamedFormat {
  /** Its rows say of steps whether they are right. */
  readonly hasLabels: boolean;
  /** Neighbours with the same question stand in one row, up to so many; default 1. */
  readonly tracesPerRow?: 2;
  /**
   * The trace as the format can hold it.
   * @throws Unfit when it cannot be held at all
   */
  prepare?(trace: ExportTrace, options: ExportOptions, tell: Tell): ExportTrace;
  /** @param second only of a format with two traces a row */
  write(trace: ExportTrace, options: ExportOptions, second?: ExportTrace): ExportRow;
}

/** A trace that a format cannot hold, in words that end a sentence. */
export class Unfit extends Error {
  override readonly name = 'Unfit';
}
