/** What host and the report of a tuning tell each other. */
import type { TuneReport } from '../core/search/tune/tuneReport';

export interface TuneReportHostApi {
  /** @throws WaitpointError for a file that cannot be read, or is none of ours */
  ready(): Promise<TuneReport>;
}

export interface TuneReportViewApi {
  /** The file has changed. */
  show(report: TuneReport): void;
  /** It has changed, and cannot be shown any more: what is there stays. */
  failed(message: string): void;
}
