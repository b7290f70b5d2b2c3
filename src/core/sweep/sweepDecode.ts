/** The decode that the columns of a sweep share, stretch by stretch. */
import { unmetBudget } from '../decode/endVerdict';
import type { Engine } from '../engine';
import { errors } from '../errors';
import { runTrace } from '../runTrace';
import type { Scorer } from '../score/scorer';
import { tracePrefix, wholeStart } from '../trace/prefix';
import type { RunRequest, Trace } from '../trace/trace';
import { applyEvent, type TraceEvent } from '../trace/traceEvent';
import type { SweepOptions, SweepUsage } from './runSweep';
import type { SweepColumn } from './sweepColumn';

export class SweepDecode {
  #usage: SweepUsage = {
    thinkingTokens: 0,
    answerTokens: 0,
    policyEvaluatedTokens: 0,
    scorerEvaluatedTokens: 0,
  };
  #failure: Trace['failure'] = null;

  /**
   * @param engine keeps its last sequence, and opens it large enough for every column
   * @param scorer keeps its last session; null: steps are not scored
   */
  constructor(
    private readonly engine: Engine,
    private readonly scorer: Scorer | null,
    private readonly options: SweepOptions,
  ) {}

  get usage(): SweepUsage {
    return this.#usage;
  }

  get failure(): Trace['failure'] {
    return this.#failure;
  }

  /** Cancelled or failed: nothing more is begun. */
  get isOver(): boolean {
    return this.#failure !== null || this.options.signal?.aborted === true;
  }

  /**
   * Runs columns that differ in maximum, waits and continuation strings alone, and share `from`. Those with the
   * strings of the first one go ahead; the others end with them where they end alike, and else part from them last.
   */
  async run(columns: readonly SweepColumn[], from: Trace): Promise<void> {
    const strings = JSON.stringify(columns[0]?.request.continuation);
    const ahead = columns.filter(({ request }) => JSON.stringify(request.continuation) === strings);
    let others = columns.filter((column) => !ahead.includes(column));
    let open = ahead;
    let trace = from;
    let start = from;
    while (open.length > 0) {
      if (this.isOver) return this.#breakOff(open, trace);
      const stretch = await this.#decode(open, others, start);
      const left = (column: SweepColumn): boolean => !stretch.ended.includes(column);
      if (stretch.ended.length === 0 && !this.isOver)
        throw errors.engineFailed('A stretch of a sweep ended where no column of it does.');
      ({ trace } = stretch);
      open = open.filter(left);
      others = others.filter(left);
      start = goOnFrom(trace, trace.thinking.end);
    }
    if (others.length === 0 || this.isOver) return;
    await this.run(others, goOnFrom(trace, Math.min(...others.map((column) => column.follow(trace).at))));
  }

  /**
   * Thinks under the narrowest budget of `open` from where `from` stands, to its end and its answer.
   * @returns the trace of it, and the columns that end there: their traces are complete, unless it broke off
   */
  async #decode(
    open: readonly SweepColumn[],
    others: readonly SweepColumn[],
    from: Trace,
  ): Promise<{ trace: Trace; ended: readonly SweepColumn[] }> {
    const { now, signal, contextSize, loadMs } = this.options;
    const request = narrowest(open.map((column) => column.request));
    let running = from;
    const found: { ended: readonly SweepColumn[] | null } = { ended: null };
    const trace = await runTrace({
      engine: this.engine,
      scorer: this.scorer,
      trace: { ...from, request },
      now,
      signal,
      contextSize,
      loadMs,
      emit: (event) => {
        // Of the narrowest budget, which is that of no column.
        if (event.type === 'warning' && event.message === unmetWarning(running)) return;
        running = applyEvent(running, event);
        if (event.type === 'start') this.#start(open, running);
        else if (event.type === 'thinkingEnd') {
          found.ended = [...open, ...others].filter((column) => column.endsWith(running));
          this.#end(found.ended, running, event);
        } else this.#emit(found.ended ?? open, event);
      },
    });
    const { ended } = found;
    this.#count(from, trace, ended ?? open);
    this.#failure = trace.failure;
    const whole = trace.failure === null && trace.finish.answer !== null && trace.finish.answer !== 'abort';
    if (whole) for (const column of ended ?? []) this.options.done?.(column.index, column.trace);
    return { trace, ended: ended ?? [] };
  }

  /** Columns that have what `running` holds go on; others begin with it. */
  #start(columns: readonly SweepColumn[], running: Trace): void {
    for (const column of columns)
      if (!column.agreesWith(running)) this.#emit([column], column.startFrom(running));
  }

  /** @param running holds the end already */
  #end(columns: readonly SweepColumn[], running: Trace, event: TraceEvent): void {
    const late = columns.filter(({ live }) => !live);
    this.#start(late, running);
    for (const column of columns) {
      const message = column.warningAt(running);
      if (message !== null) this.#emit([column], { type: 'warning', message });
    }
    this.#emit(
      columns.filter((column) => !late.includes(column)),
      event,
    );
  }

  #emit(columns: readonly SweepColumn[], event: TraceEvent): void {
    const told = event.type === 'usage' ? withoutCosts(event) : event;
    this.#tell(columns, told);
  }

  #tell(columns: readonly SweepColumn[], event: TraceEvent): void {
    const changed = columns.filter((column) => column.take(event));
    if (changed.length > 0)
      this.options.emit(
        changed.map(({ index }) => index),
        event,
      );
  }

  /** What a stretch cost, in all and for the first column that ended after it. */
  #count(from: Trace, { thinking, usage }: Trace, [payer]: readonly SweepColumn[]): void {
    const { policyEvaluatedTokens, scorerEvaluatedTokens } = usage;
    const total = this.#usage;
    this.#usage = {
      thinkingTokens: total.thinkingTokens + (thinking.end - from.thinking.end),
      answerTokens: total.answerTokens + usage.answerTokens,
      policyEvaluatedTokens: total.policyEvaluatedTokens + policyEvaluatedTokens,
      scorerEvaluatedTokens: total.scorerEvaluatedTokens + scorerEvaluatedTokens,
    };
    if (payer)
      this.#tell([payer], { type: 'usage', usage: { policyEvaluatedTokens, scorerEvaluatedTokens } });
  }

  /** Columns that were thinking still: what they have is theirs. */
  #breakOff(columns: readonly SweepColumn[], trace: Trace): void {
    for (const column of columns.filter(({ live }) => live)) {
      for (const [index, step] of trace.steps.entries()) this.#emit([column], { type: 'step', index, step });
      const totalMs = Math.round(column.trace.tokens.timeMs.at(-1) ?? 0);
      this.#emit([column], {
        type: 'finish',
        finish: { thinking: 'abort', answer: null },
        answer: null,
        failure: this.#failure,
      });
      this.#emit([column], { type: 'usage', usage: {}, timings: { totalMs } });
    }
  }
}

/** The budget under which thinking ends at the first place where it ends for some of them. */
function narrowest(requests: readonly RunRequest[]): RunRequest {
  const [first] = requests as [RunRequest];
  const budgets = requests.map(({ budget }) => budget);
  return {
    ...first,
    budget: {
      ...first.budget,
      maxThinkingTokens: Math.min(...budgets.map(({ maxThinkingTokens }) => maxThinkingTokens)),
      waits: Math.min(...budgets.map(({ waits }) => waits)),
    },
  };
}

/** What `runTrace` would warn of if the thinking ended now with its budget unmet. */
function unmetWarning({ thinking, interventions, request }: Trace): string {
  const waits = interventions.filter(({ kind }) => kind === 'wait').length;
  return unmetBudget(request.budget, { thought: thinking.end - thinking.start, waits });
}

function withoutCosts(event: TraceEvent & { type: 'usage' }): TraceEvent {
  const usage = { ...event.usage };
  delete usage.policyEvaluatedTokens;
  delete usage.scorerEvaluatedTokens;
  return { ...event, usage };
}

/**
 * The beginning of `trace` for columns that go on from a token of its thinking. A character that is open there is
 * decoded again: cut, it is a broken one, and whoever goes on may complete it.
 */
function goOnFrom(trace: Trace, token: number): Trace {
  const { thinking, finish, timings, tokens } = trace;
  const isBroken = finish.thinking === 'budget' && (tokens.text[token - 1] ?? '').endsWith('\uFFFD');
  const at = wholeStart(trace, token === thinking.end && isBroken ? token - 1 : token);
  const { loadMs, firstTokenMs } = timings;
  const prefix = tracePrefix(trace, at);
  return {
    ...prefix,
    usage: { ...prefix.usage, thinkingTokens: at - thinking.start, answerTokens: 0 },
    timings: { loadMs, firstTokenMs, totalMs: null },
  };
}
