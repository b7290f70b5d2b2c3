/** Where an evaluation is kept. Files stay behind this interface. */
import type { Trace } from '../trace/trace';
import type { RecordedEvaluation } from './record';
import type { ResultRow } from './resultRow';

export interface EvaluationStore {
  /** Where it is, for messages. */
  readonly where: string;
  /** Null: nothing has begun. @throws WaitpointError `badInput` for what cannot be read; it stays as it is */
  readRecord(): Promise<RecordedEvaluation | null>;
  writeRecord(recorded: RecordedEvaluation): Promise<void>;
  /**
   * The rows that are finished, in the order in which they were. A last one that a crash has cut short is dropped.
   * @throws WaitpointError `badInput` naming the line that cannot be read; it stays as it is
   */
  readResults(): Promise<ResultRow[]>;
  /** A row is finished once this settles, and stays whatever happens. @throws WaitpointError `writeFailed` */
  appendResult(row: ResultRow): Promise<void>;
  /** All rows anew, whole or not at all. @throws WaitpointError `writeFailed` */
  replaceResults(rows: readonly ResultRow[]): Promise<void>;
  /** @param path from the folder of the evaluation, with `/`; @throws WaitpointError `writeFailed` */
  saveTrace(path: string, trace: Trace): Promise<void>;
}
