/** Searches for the answer to one question from the command line. */
import { leastContext, validateRequest } from '../core/decode/validate';
import { errors } from '../core/errors';
import { runSearch } from '../core/search/runSearch';
import type { SearchRecord } from '../core/search/searchRecord';
import { validateSearch } from '../core/search/settings';
import type { AutoOptions } from '../core/search/strategies/auto';
import { commandGrader } from './answerGrader';
import { BUNDLED_MODELS, Engines } from './engines';
import { EXIT, type ExitCode } from './exit';
import type { Interruption } from './interruption';
import { chooseModels, warnOfPreset } from './models';
import { readPolicy } from '../files/readPolicy';
import { requestOf } from './runOptions';
import { settingsOf, type SearchOptions } from './searchOptions';
import { SearchOutput } from './searchOutput';
import { searchReport, searchTable } from './searchReport';
import { Output } from './streams';
import { computeText } from '../core/models/computeText';
import { NOTHING_RECEIVED, warn, warnOfFailure } from './traceRun';
import { askTyped } from './typedQuestion';

/** @throws WaitpointError for everything that keeps a search from beginning */
export async function searchQuestion(typed: string, options: SearchOptions): Promise<ExitCode> {
  return askTyped(typed, async (question, interruption) => {
    const models = await chooseModels(options, BUNDLED_MODELS);
    warnOfPreset(options, models);
    const hasScorer = models.scorer !== null;
    const auto = await autoOf(options);
    const settings = settingsOf(
      options,
      options.strategy === 'auto' ? 'best-of-n' : options.strategy,
      hasScorer,
    );
    const request = requestOf({ ...options, quiet: false }, models.model.defaults);
    validateRequest(question, request);
    if (!auto) validateSearch(settings, request.sampler.temperature, hasScorer);
    const out = options.out === undefined ? null : new SearchOutput(options.out, () => performance.now());
    const engines = new Engines(options, models, interruption);
    const grader = commandGrader();
    try {
      const { engine, scorer } = await engines.load(leastContext(request));
      let running: SearchRecord | null = null;
      const record = await runSearch({
        engine,
        scorer,
        question: { text: question, expected: options.expected ?? null },
        request,
        settings,
        auto,
        createdAt: new Date().toISOString(),
        now: () => performance.now(),
        grade: (answer, expected) => grader.grade(answer, expected),
        signal: interruption.signal,
        contextSize: options.context,
        emit: (event) => {
          if (event.type === 'start') running = event.record;
          if (event.type !== 'ledger' || !running) return;
          const { nodes, rounds } = running;
          const leaves = nodes.filter(({ state }) => state === 'leaf').length;
          engines.status.show(`round ${rounds} · ${nodes.length} nodes · ${leaves} leaves`);
          out?.note(running);
        },
      });
      engines.status.clear();
      return await conclude(record, options, { interruption, out, engines });
    } finally {
      engines.status.clear();
      await engines.dispose();
      await grader.dispose();
    }
  });
}

/** @throws WaitpointError `badInput` for a policy that is missing, or is none */
async function autoOf({ strategy, policy, compute }: SearchOptions): Promise<AutoOptions | undefined> {
  if (strategy !== 'auto') return undefined;
  if (policy === undefined)
    throw errors.badInput('--strategy auto needs --policy FILE, which waitpoint tune makes.');
  return readPolicy(policy, compute);
}

interface Parts {
  readonly interruption: Interruption;
  readonly out: SearchOutput | null;
  readonly engines: Engines;
}

/** Saves and prints; says what went wrong, and picks the exit code. */
async function conclude(
  record: SearchRecord,
  { json }: SearchOptions,
  { interruption, out, engines }: Parts,
): Promise<ExitCode> {
  const empty = record.nodes.length === 0;
  const unsaved = out && !empty ? await out.finish(record) : null;
  const output = new Output(process.stdout, () => interruption.interrupt());
  const file = out && !empty && unsaved === null ? out.path : null;
  const compute = engines.compute();
  if (json) output.write(`${JSON.stringify(searchReport(record, file, compute), null, 2)}\n`);
  else if (!empty) output.write(`${searchTable(record)}${compute ? `${computeText(compute)}\n` : ''}`);
  await output.flush();
  const interrupted = interruption.signal.aborted && !record.complete;
  if (output.failure) warn(output.failure.message);
  record.warnings.forEach(warn);
  if (interrupted)
    warn(
      empty ? `Interrupted. ${NOTHING_RECEIVED}` : 'Interrupted: the answer is that of the leaves so far.',
    );
  else if (record.failure) warnOfFailure(record.failure.message, engines.exit);
  if (unsaved !== null) warn(unsaved);
  if (record.failure && !interrupted) return EXIT.engineFailed;
  if (output.failure ?? unsaved !== null) return EXIT.badInput;
  return interrupted ? EXIT.interrupted : EXIT.done;
}
