/** Sweeps one question from the command line: everything checked first, then loaded, decoded, saved and shown. */
import { leastContext } from '../core/decode/validate';
import { validateColumns } from '../core/sweep/columns';
import { runSweep, type Sweep } from '../core/sweep/runSweep';
import type { RunRequest } from '../core/trace/trace';
import { BUNDLED_MODELS, Engines } from './engines';
import { EXIT, type ExitCode } from './exit';
import type { Interruption } from './interruption';
import { chooseModels, warnOfPreset } from './models';
import { checkContext } from './run';
import { Output } from './streams';
import { SweepFolder } from './sweepFolder';
import { columnsOf, type SweepOptions } from './sweepOptions';
import { sweepReport, sweepTable } from './sweepReport';
import { computeText } from '../core/models/computeText';
import { isWhole, warn, warnOfFailure } from './traceRun';
import { askTyped } from './typedQuestion';

/** @throws WaitpointError for everything that keeps a sweep from beginning */
export async function sweepQuestion(typed: string, options: SweepOptions): Promise<ExitCode> {
  return askTyped(typed, async (question, interruption) => {
    const models = await chooseModels(options, BUNDLED_MODELS);
    warnOfPreset(options, models);
    const columns = columnsOf(options, models.model.defaults);
    validateColumns(question, columns);
    const largest = columns.reduce((most, one) => (leastContext(one) > leastContext(most) ? one : most));
    checkContext(options, largest);
    const folder = options.out === undefined ? null : await SweepFolder.prepare(options.out, columns, warn);
    const engines = new Engines(options, models, interruption);
    try {
      return await complete(
        question,
        columns,
        options,
        { interruption, folder, engines },
        leastContext(largest),
      );
    } finally {
      await engines.dispose();
      folder?.release();
    }
  });
}

interface Parts {
  readonly interruption: Interruption;
  readonly folder: SweepFolder | null;
  readonly engines: Engines;
}

async function complete(
  question: string,
  columns: readonly RunRequest[],
  options: SweepOptions,
  { interruption, folder, engines }: Parts,
  context: number,
): Promise<ExitCode> {
  const output = new Output(process.stdout, () => {
    // With --out the sweep is still worth finishing; without, nobody would see the rest.
    if (!folder) interruption.interrupt();
  });
  let begun = false;
  try {
    const { engine, scorer, loadMs } = await engines.load(context);
    let done = 0;
    let longest = 0;
    const sweep = await runSweep({
      engine,
      scorer,
      question: { text: question, expected: null },
      columns,
      createdAt: new Date().toISOString(),
      now: () => performance.now(),
      signal: interruption.signal,
      contextSize: options.context,
      loadMs,
      emit: (into, event) => {
        begun = true;
        folder?.append(into, event);
        if (event.type !== 'usage') return;
        longest = Math.max(longest, event.usage.thinkingTokens ?? 0);
        engines.status.show(`thinking ${longest} tokens · ${done} of ${columns.length} columns`);
      },
      done: (column, trace) => {
        done++;
        folder?.save(column, trace);
      },
    });
    engines.status.clear();
    const files = (await folder?.finish(sweep.columns)) ?? null;
    const compute = engines.compute();
    if (options.json)
      output.write(`${JSON.stringify(sweepReport(question, sweep, files, compute), null, 2)}\n`);
    else output.write(`${sweepTable(sweep)}${compute ? `${computeText(compute)}\n` : ''}`);
    await output.flush();
    return conclude(sweep, { interruption, folder, engines }, output);
  } catch (error) {
    engines.status.clear();
    if (!begun) await folder?.discard();
    throw error;
  }
}

/** Says what went wrong, and picks the exit code. */
function conclude(sweep: Sweep, { interruption, folder, engines }: Parts, output: Output): ExitCode {
  const whole = sweep.columns.filter(isWhole).length;
  const of = `${whole} of ${sweep.columns.length} columns`;
  // A signal to the whole group may end the engine before it is asked to stop: interrupted all the same.
  const interrupted = interruption.signal.aborted && whole < sweep.columns.length;
  if (output.failure) warn(output.failure.message);
  for (const warning of new Set(sweep.columns.flatMap(({ warnings }) => warnings))) warn(warning);
  if (interrupted) {
    if (!output.closed) warn(`Interrupted after ${of}.`);
  } else if (sweep.failure) {
    warnOfFailure(sweep.failure.message, engines.exit);
    warn(`Complete are ${of}.`);
    return EXIT.engineFailed;
  }
  if (output.failure ?? folder?.hasFailed) return EXIT.badInput;
  return interrupted ? EXIT.interrupted : EXIT.done;
}
