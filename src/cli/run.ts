/** Runs one question from the command line: everything checked first, then loaded, run, shown and saved. */
import { leastContext, validateRequest } from '../core/decode/validate';
import { errors } from '../core/errors';
import { draftTrace, type RunRequest } from '../core/trace/trace';
import { BUNDLED_MODELS, Engines } from './engines';
import type { ExitCode } from './exit';
import { chooseModels, warnOfPreset } from './models';
import { requestOf, type RunOptions } from './runOptions';
import { TraceOutput } from './traceOutput';
import { TraceRun, warn } from './traceRun';
import { askTyped } from './typedQuestion';

/** @throws WaitpointError for everything that keeps a run from beginning */
export async function runQuestion(typed: string, options: RunOptions): Promise<ExitCode> {
  return askTyped(typed, async (question, interruption) => {
    const models = await chooseModels(options, BUNDLED_MODELS);
    warnOfPreset(options, models);
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
  });
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
