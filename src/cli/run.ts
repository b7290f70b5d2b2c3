/** Runs one question from the command line: everything checked first, then loaded, run, shown and saved. */
import { leastContext, validateRequest } from '../core/decode/validate';
import { errors } from '../core/errors';
import { draftTrace, type RunRequest } from '../core/trace/trace';
import { BUNDLED_MODELS, Engines } from './engines';
import { EXIT, type ExitCode } from './exit';
import { Interruption } from './interruption';
import { chooseModels } from './models';
import { readQuestion } from './question';
import { requestOf, type RunOptions } from './runOptions';
import { TraceOutput } from './traceOutput';
import { NOTHING_RECEIVED, TraceRun, warn } from './traceRun';

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
    const engines = new Engines(options, models, interruption);
    try {
      const { description } = models.model.defaults;
      const run = new TraceRun({ ...options, description }, interruption, out);
      const trace = draftTrace(question, request, new Date().toISOString());
      return await run.complete(
        engines,
        () => engines.load(leastContext(request)),
        async () => ({ trace }),
      );
    } finally {
      await engines.dispose();
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
export function checkContext({ context }: Pick<RunOptions, 'context'>, request: RunRequest): void {
  if (context === undefined) return;
  const { budget } = request;
  const needed = leastContext(request) + 1;
  if (needed > context) {
    const parts = `thinking ${budget.maxThinkingTokens}, answer ${budget.maxAnswerTokens}, and the question`;
    throw errors.contextTooSmall(needed, context, parts);
  }
}
