/** One run of a command: evaluated, shown, journaled and saved. */
import type { Insertion } from '../core/decode/budgetForcing';
import type { Engine } from '../core/engine';
import { runTrace } from '../core/runTrace';
import { visibleText } from '../core/text';
import type { Trace } from '../core/trace/trace';
import { applyEvent, type TraceEvent } from '../core/trace/traceEvent';
import { stringifyTrace } from '../core/trace/traceFile';
import { commandGrader, gradeTrace } from './answerGrader';
import type { EngineExit } from '../core/engineExit';
import type { Engines, LoadedModels } from './engines';
import { EXIT, errorLine, type ExitCode } from './exit';
import type { Interruption } from './interruption';
import { Output, screenOf } from './streams';
import { RunDrawing } from './terminal';
import type { TraceOutput } from './traceOutput';

export const NOTHING_RECEIVED = 'No token was received, so nothing is saved.';
const NOT_KEPT = 'The partial trace is not kept: --out FILE.trace.json would save it.';

/** Enough of a crash report to search for; the rest is stack frames. */
const MOST_LAST_LINES = 12;

export interface TraceRunOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly context?: number;
  /** What the model says of itself, for the head of what is drawn. */
  readonly description?: string | undefined;
}

export function warn(message: string): void {
  process.stderr.write(errorLine(message));
}

export class TraceRun {
  readonly #output: Output;

  constructor(
    private readonly options: TraceRunOptions,
    private readonly interruption: Interruption,
    private readonly out: TraceOutput | null,
  ) {
    this.#output = new Output(process.stdout, () => {
      // With --out the run is still worth finishing; without, nobody would see the rest.
      if (!out) interruption.interrupt();
    });
  }

  /**
   * @param load gets the models, which may be there already
   * @param prepare makes what is run, once they are
   * @throws WaitpointError for what keeps the run from beginning
   */
  async complete(
    engines: Engines,
    load: () => Promise<LoadedModels>,
    prepare: (engine: Engine) => Promise<{ trace: Trace; insertions?: readonly Insertion[] }>,
  ): Promise<ExitCode> {
    let begun = false;
    const grader = commandGrader();
    try {
      const { engine, scorer, device, loadMs } = await load();
      const drawing = this.#drawing(device);
      const emit = (event: TraceEvent): void => {
        begun = true;
        this.out?.append(event);
        drawing?.handle(event);
      };
      const trace = await runTrace({
        ...(await prepare(engine)),
        engine,
        scorer,
        emit,
        signal: this.interruption.signal,
        now: () => performance.now(),
        contextSize: this.options.context,
        loadMs,
      });
      await gradeTrace(trace, grader.grade, emit);
      const compute = engines.compute();
      if (compute) {
        const used = { type: 'usage', usage: {}, compute } as const;
        applyEvent(trace, used);
        emit(used);
      }
      return await this.#conclude(trace, drawing, engines.exit);
    } catch (error) {
      if (!begun) await this.out?.discard();
      throw error;
    } finally {
      await grader.dispose();
    }
  }

  #drawing(device: string): RunDrawing | null {
    if (this.options.json || this.options.quiet) return null;
    return new RunDrawing(screenOf(this.#output, process.env), {
      device,
      description: this.options.description,
    });
  }

  /** Saves and shows the trace, says what went wrong, and picks the exit code. */
  async #conclude(trace: Trace, drawing: RunDrawing | null, exit: EngineExit | null): Promise<ExitCode> {
    // Nothing received: whatever stands at --out is worth more.
    const empty = trace.tokens.id.length === 0;
    if (empty) await this.out?.discard();
    const saved = this.out && !empty ? await this.out.save(trace) : null;
    if (this.options.json) this.#output.write(stringifyTrace(trace));
    else if (this.options.quiet) this.#printAnswer(trace);
    else drawing?.finish(trace);
    await this.#output.flush();

    // A signal to the whole group may end the engine before it is asked to stop: interrupted all the same.
    const interrupted = this.interruption.signal.aborted && !isWhole(trace);
    if (trace.failure && !interrupted) warnOfFailure(trace.failure.message, exit);
    if (this.#output.failure) warn(this.#output.failure.message);
    if (interrupted && !this.#output.closed) warn('Interrupted.');
    trace.warnings.forEach(warn);
    if (saved !== null) this.#sayWhere(trace, saved);
    else if (this.out && !empty)
      warn(`The trace is not saved; ${this.out.journal} holds what could be written.`);
    else if (!isWhole(trace)) warn(empty ? NOTHING_RECEIVED : NOT_KEPT);

    if (trace.failure && !interrupted) return EXIT.engineFailed;
    if (this.#output.failure ?? this.out?.hasFailed) return EXIT.badInput;
    return interrupted ? EXIT.interrupted : EXIT.done;
  }

  #printAnswer(trace: Trace): void {
    const extracted = trace.answer?.extracted ?? null;
    if (extracted !== null) this.#output.write(`${visibleText(extracted)}\n`);
    else if (isWhole(trace)) warn('No answer could be extracted.');
  }

  #sayWhere(trace: Trace, path: string): void {
    const whole = isWhole(trace);
    if (whole && path === this.out?.path && (this.options.quiet || this.options.json)) return;
    process.stderr.write(`${whole ? 'Saved' : 'The partial trace was saved'} to ${path}\n`);
  }
}

/** Says why the engine failed, and what it said last. */
export function warnOfFailure(message: string, exit: EngineExit | null): void {
  warn(message);
  if (exit?.stderrTail) process.stderr.write(`The engine's last words:\n${quoted(exit.stderrTail)}`);
}

/** The last lines of `text`, indented. */
function quoted(text: string): string {
  const lines = visibleText(text).split('\n').slice(-MOST_LAST_LINES);
  return lines.map((line) => `    ${line}\n`).join('');
}

/** Came to its end: nobody stopped it, nothing failed. */
export function isWhole({ failure, finish }: Trace): boolean {
  return failure === null && finish.answer !== null && finish.answer !== 'abort';
}
