/** Runs one question from the command line: everything checked first, then loaded, run, shown and saved. */
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Engine } from '../core/engine';
import { leastContext, validateRequest } from '../core/decode/validate';
import { errors } from '../core/errors';
import { visibleText } from '../core/text';
import { runTrace } from '../core/runTrace';
import { openScorer } from '../core/score/openScorer';
import type { Scorer } from '../core/score/scorer';
import { draftTrace, type RunRequest, type Trace } from '../core/trace/trace';
import { stringifyTrace } from '../core/trace/traceFile';
import { EngineProcess, type EngineExit } from '../engines/llama/client';
import { EXIT, errorLine, type ExitCode } from './exit';
import { Interruption } from './interruption';
import { chooseModels, type ModelFile, type RunModels } from './models';
import { readQuestion } from './question';
import { requestOf, type RunOptions } from './runOptions';
import { Output, StatusLine, screenOf } from './streams';
import { RunDrawing } from './terminal';
import { TraceOutput } from './traceOutput';

/** Both lie beside the bundle, in `dist/` and in `models/`. */
const ENGINE_ENTRY = fileURLToPath(new URL('./engineProcess.mjs', import.meta.url));
const BUNDLED_MODELS = fileURLToPath(new URL('../models/', import.meta.url));

const NOTHING_RECEIVED = 'No token was received, so nothing is saved.';
const NOT_KEPT = 'The partial trace is not kept: --out FILE.trace.json would save it.';

/** Enough of a crash report to search for; the rest is stack frames. */
const MOST_LAST_LINES = 12;

/** @throws WaitpointError for everything that keeps a run from beginning */
export async function runQuestion(typed: string, options: RunOptions): Promise<ExitCode> {
  const interruption = new Interruption();
  try {
    const question = await interruption.race(readQuestion(typed, process.stdin));
    const models = await chooseModels(options, BUNDLED_MODELS);
    const request = requestOf(options, models.model.defaults);
    validateRequest(question, request);
    checkContext(options, request);
    const out = options.out === undefined ? null : await TraceOutput.prepare(options.out, warn);
    try {
      return await new QuestionRun(options, models, interruption, out).complete(question, request);
    } finally {
      out?.release();
    }
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    warn(`Interrupted. ${NOTHING_RECEIVED}`);
    return EXIT.interrupted;
  } finally {
    interruption.dispose();
    // An input that was not read to its end would keep the process alive.
    if (typed === '-') process.stdin.destroy();
  }
}

/** The engine checks again with the question's tokens; this tells before anything is loaded. */
function checkContext({ context }: RunOptions, request: RunRequest): void {
  if (context === undefined) return;
  const { budget } = request;
  const needed = leastContext(request) + 1;
  if (needed > context) {
    const parts = `thinking ${budget.maxThinkingTokens}, answer ${budget.maxAnswerTokens}, and the question`;
    throw errors.contextTooSmall(needed, context, parts);
  }
}

function warn(message: string): void {
  process.stderr.write(errorLine(message));
}

class QuestionRun {
  readonly #output: Output;
  readonly #status = new StatusLine(process.stderr);

  constructor(
    private readonly options: RunOptions,
    private readonly models: RunModels,
    private readonly interruption: Interruption,
    private readonly out: TraceOutput | null,
  ) {
    this.#output = new Output(process.stdout, () => {
      // With --out the run is still worth finishing; without, nobody would see the rest.
      if (!out) interruption.interrupt();
    });
  }

  async complete(question: string, request: RunRequest): Promise<ExitCode> {
    const engines = EngineProcess.start({ entry: ENGINE_ENTRY, log: () => {} });
    let begun = false;
    try {
      const startedAt = performance.now();
      const engine = await this.#load(engines, this.models.model, leastContext(request));
      const scorer = await this.#loadScorer(engines);
      this.#status.clear();
      const loadMs = Math.round(performance.now() - startedAt);
      const drawing = this.#drawing(engine.device);
      const trace = await runTrace({
        engine,
        scorer,
        trace: draftTrace(question, request, new Date().toISOString()),
        emit: (event) => {
          begun = true;
          this.out?.append(event);
          drawing?.handle(event);
        },
        signal: this.interruption.signal,
        now: () => performance.now(),
        contextSize: this.options.context,
        loadMs,
      });
      return await this.#conclude(trace, drawing, engines.exit);
    } catch (error) {
      if (!begun) await this.out?.discard();
      throw error;
    } finally {
      this.#status.clear();
      await engines.dispose();
    }
  }

  async #load(engines: EngineProcess, { path }: ModelFile, least = 0): Promise<Engine & { device: string }> {
    const { gpu, threads } = this.options;
    const show = (progress: number): void =>
      this.#status.show(`loading ${basename(path)} ${Math.round(progress * 100)} %`);
    show(0);
    return this.interruption.race(engines.load({ path, gpu, threads, leastContext: least }, show));
  }

  async #loadScorer(engines: EngineProcess): Promise<Scorer | null> {
    const { scorer } = this.models;
    if (!scorer) return null;
    const protocol = this.options.scorerProtocol ?? scorer.defaults.scorerProtocol ?? null;
    return openScorer(await this.#load(engines, scorer), protocol);
  }

  #drawing(device: string): RunDrawing | null {
    if (this.options.json || this.options.quiet) return null;
    const { description } = this.models.model.defaults;
    return new RunDrawing(screenOf(this.#output, process.env), { device, description });
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
    if (trace.failure && !interrupted) {
      warn(trace.failure.message);
      if (exit?.stderrTail) process.stderr.write(`The engine's last words:\n${quoted(exit.stderrTail)}`);
    }
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

/** The last lines of `text`, indented. */
function quoted(text: string): string {
  const lines = visibleText(text).split('\n').slice(-MOST_LAST_LINES);
  return lines.map((line) => `    ${line}\n`).join('');
}

/** Came to its end: nobody stopped it, nothing failed. */
function isWhole({ failure, finish }: Trace): boolean {
  return failure === null && finish.answer !== null && finish.answer !== 'abort';
}
