/** What a benchmark is: a file `NAME.bench.ts` that exports one of these as `benchmark`. */
export interface Benchmark {
  readonly title: string;
  /** What is divided by what, and how; one paragraph of Markdown. */
  readonly method: string;
  run(context: BenchmarkContext): Promise<Table>;
}

export interface BenchmarkContext {
  /** Folder of the checkout. */
  readonly root: string;
  /** An empty folder, removed afterwards. */
  readonly scratch: string;
  /** One line of progress for whoever waits. */
  readonly progress: (line: string) => void;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}
