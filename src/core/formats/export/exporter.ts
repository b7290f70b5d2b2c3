/** Turns traces into rows of a format, and tells of every one what it could not keep. */
import type { Trace } from '../../trace/trace';
import { formatNamed } from '../formats';
import { RowError, type ForeignTrace, type Label } from '../foreignTrace';
import { toTrace } from '../toTrace';
import { dpoPairs, type NamedTrace } from './dpoPairs';
import type { ExportFormat } from './exportFormats';
import { Unfit, type ExportOptions, type ExportRow, type RowFormat } from './exportFormat';
import { exportTraceOf, type ExportTrace } from './exportTrace';
import { findLosses } from './findLosses';
import type { Loss, LossKind, Tell } from './losses';

/** What became of a trace, or of a pair of them. */
export interface ExportOutcome {
  readonly id: string;
  /** Null: it is in the rows. Else why not, in words that end a sentence. */
  readonly leftOut: string | null;
  readonly losses: readonly Loss[];
}

export interface Exported {
  /** Null: it is left out. */
  readonly row: ExportRow | null;
  readonly outcomes: readonly ExportOutcome[];
}

/**
 * Every row is read back by its importer before it is handed out: what differs is told, and a row that would read back
 * as another text is left out.
 */
export class Exporter {
  /** Of a format with two traces a row: the first of the row to come. */
  #waiting: Prepared | null = null;
  readonly #forks: NamedTrace[] = [];

  constructor(
    readonly format: ExportFormat,
    private readonly options: ExportOptions,
  ) {}

  /** @param labels of each step, where who calls knows them better than the trace (annotations) */
  *add(trace: Trace, id: string, labels?: readonly (Label | null)[]): Generator<Exported> {
    const { format, options } = this;
    if ('pairs' in format) {
      this.#forks.push({ trace, id });
      return;
    }
    const said = labels ?? trace.imported?.labels;
    const threshold = format.hasLabels && !said ? options.threshold : null;
    const prepared = prepare(
      format,
      exportTraceOf(trace, id, { labels, threshold }),
      options,
      threshold !== null,
    );
    const first = this.#waiting;
    this.#waiting = null;
    if ('outcomes' in prepared) {
      if (first) yield written(format, options, first);
      yield prepared;
    } else if (format.tracesPerRow === undefined) {
      yield written(format, options, prepared);
    } else if (first?.trace.question === prepared.trace.question) {
      yield written(format, options, first, prepared);
    } else {
      if (first) yield written(format, options, first);
      this.#waiting = prepared;
    }
  }

  /** What was held back until all traces are there. */
  *end(): Generator<Exported> {
    const { format, options } = this;
    if (!('pairs' in format)) {
      if (this.#waiting) yield written(format, options, this.#waiting);
      this.#waiting = null;
      return;
    }
    for (const pair of dpoPairs(this.#forks.splice(0), options)) {
      if ('reason' in pair) {
        yield leftOut([pair.id], pair.reason);
        continue;
      }
      const both = [pair.better, pair.worse].map(({ trace, id }): Prepared => {
        const { losses, tell } = collect();
        return { trace: withoutSurrogates(exportTraceOf(trace, id, { threshold: null }), tell), losses };
      });
      const texts = Object.entries(pair.row).map(([name, text]) => [name, replaced(text)]);
      yield checked(format.name, Object.fromEntries(texts) as ExportRow, both);
    }
  }
}

interface Prepared {
  readonly trace: ExportTrace;
  readonly losses: readonly Loss[];
}

/** @param isScored its labels come from scores */
function prepare(
  format: RowFormat,
  trace: ExportTrace,
  options: ExportOptions,
  isScored: boolean,
): Prepared | Exported {
  const { losses, tell } = collect();
  try {
    if (trace.thinking.trim() === '') throw new Unfit('it has no thinking');
    const scored = isScored ? trace.steps.filter(({ label }) => label !== null).length : 0;
    if (scored > 0) tell('scored', scored);
    const clean = withoutSurrogates(trace, tell);
    return { trace: format.prepare?.(clean, options, tell) ?? clean, losses };
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    return leftOut([trace.id], error.message);
  }
}

function written(format: RowFormat, options: ExportOptions, first: Prepared, second?: Prepared): Exported {
  const row = format.write(first.trace, options, second?.trace);
  if (second) return checked(format.name, row, [first, second]);
  const half: readonly Loss[] = format.tracesPerRow === undefined ? [] : [{ kind: 'halfRow', count: 1 }];
  return checked(format.name, row, [{ ...first, losses: [...first.losses, ...half] }]);
}

/** @param of the traces of the row, in the order in which it is read */
function checked(format: string, row: ExportRow, of: readonly Prepared[]): Exported {
  const ids = of.map(({ trace }) => trace.id);
  try {
    const read = readBack(format, row);
    if (read.length !== of.length) throw new Unfit(`it would read back as ${read.length} traces`);
    const outcomes = of.map(({ trace, losses: before }, i): ExportOutcome => {
      const { losses, tell } = collect();
      const again = read[i];
      if (again) findLosses(trace, again, tell);
      return { id: trace.id, leftOut: null, losses: [...before, ...losses] };
    });
    return { row, outcomes };
  } catch (error) {
    if (error instanceof Unfit) return leftOut(ids, error.message);
    if (error instanceof RowError) {
      const field = error.path.length > 0 ? `"${error.path.join('.')}"` : 'the row';
      return leftOut(ids, `it could not be read back: ${field} ${error.reason}`);
    }
    throw error;
  }
}

/** @throws RowError */
function readBack(format: string, row: ExportRow): ExportTrace[] {
  const origin = { format, source: null, line: null, createdAt: '' };
  const read: readonly ForeignTrace[] = [...formatNamed(format).read(row, () => {})];
  return read.map((foreign) => exportTraceOf(toTrace(foreign, origin), '', { threshold: null }));
}

function leftOut(ids: readonly string[], reason: string): Exported {
  return { row: null, outcomes: ids.map((id) => ({ id, leftOut: reason, losses: [] })) };
}

function collect(): { losses: Loss[]; tell: Tell } {
  const losses: Loss[] = [];
  return { losses, tell: (kind: LossKind, count: number) => void losses.push({ kind, count }) };
}

/** Half of a pair is no text: Parquet cannot hold it, and Python stumbles over it. */
function withoutSurrogates(trace: ExportTrace, tell: Tell): ExportTrace {
  const text = [trace.question, trace.expected, trace.thinking, trace.answer].join(' ');
  if (!SURROGATE.test(text)) return trace;
  tell('noText', 1);
  return {
    ...trace,
    question: replaced(trace.question),
    expected: trace.expected === null ? null : replaced(trace.expected),
    thinking: replaced(trace.thinking),
    steps: trace.steps.map((step) => ({ ...step, text: replaced(step.text) })),
    answer: trace.answer === null ? null : replaced(trace.answer),
  };
}

const SURROGATE = /\p{Surrogate}/u;

function replaced(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
