/** Evaluates a dataset from the command line: everything checked first, then loaded, run, and summed up. */
import { leastContext } from '../core/decode/validate';
import { errors } from '../core/errors';
import { concurrencyFor } from '../core/evaluation/concurrency';
import type { DatasetProblem, DatasetRow } from '../core/evaluation/dataset/dataset';
import { durationWords } from '../core/evaluation/durationWords';
import { fittingRows } from '../core/evaluation/fit';
import { largestRequest, type PlannedCell } from '../core/evaluation/methods/method';
import { planCells } from '../core/evaluation/plan';
import type { GradeAnswer } from '../core/grade/traceGrade';
import { runEvaluation, type Evaluated, type EvaluationEvent } from '../core/evaluation/runEvaluation';
import { validateSettings } from '../core/evaluation/settings';
import { plainTables } from '../core/evaluation/summaryTable';
import { GREEDY } from '../core/trace/trace';
import { EvaluationFolder } from '../files/evaluationFolder';
import { saveTables } from '../files/evaluationTables';
import { readDataset } from '../files/readDataset';
import { resultsParquet } from '../files/resultsParquet';
import { commandGrader } from './answerGrader';
import { BUNDLED_MODELS, Engines, type LoadedModels } from './engines';
import { settingsOf, type EvalOptions } from './evalOptions';
import { EXIT, errorLine, type ExitCode } from './exit';
import { Interruption } from './interruption';
import { chooseModels, warnOfPreset } from './models';
import { readPolicy } from '../files/readPolicy';
import { Output } from './streams';
import { warn } from './traceRun';

/** Problems of a dataset that are told one by one: the first say what is wrong. */
const MOST_TOLD = 20;

/** @throws WaitpointError for everything that keeps an evaluation from beginning, or from going on */
export async function evaluate(path: string, options: EvalOptions): Promise<ExitCode> {
  return evaluateDataset(path, options, (folder, evaluated, { questions }) =>
    conclude(folder, evaluated, questions, options),
  );
}

export interface EvaluatedWith {
  readonly questions: number;
  readonly models: Pick<LoadedModels, 'engine' | 'scorer'>;
  readonly grade: GradeAnswer;
}

/**
 * @param finish what comes of the results; also called where it was interrupted
 * @throws WaitpointError as `evaluate`
 */
export async function evaluateDataset(
  path: string,
  options: EvalOptions,
  finish: (folder: EvaluationFolder, evaluated: Evaluated, using: EvaluatedWith) => Promise<ExitCode>,
): Promise<ExitCode> {
  const interruption = new Interruption();
  const { signal } = interruption;
  try {
    const models = await chooseModels(options, BUNDLED_MODELS);
    warnOfPreset(options, models);
    const auto = options.policy === undefined ? undefined : await readPolicy(options.policy, options.compute);
    const settings = settingsOf({ ...options, auto }, models.model.defaults);
    validateSettings(settings);
    const scorerPath = models.scorer?.path ?? 'none';
    const concurrency = concurrencyFor(models.model.path, scorerPath, options.concurrency);
    const planned = planCells(settings);
    const dataset = await interruption.race(readDataset(path, { limit: options.limit, signal }));
    tellProblems(path, dataset.problems, dataset.problemCount, options);
    if (dataset.rows.length === 0) throw errors.badInput('No question of the dataset can be asked.');
    const folder = await EvaluationFolder.open(options.out);
    const engines = new Engines(options, models, interruption);
    const grader = commandGrader();
    try {
      const loaded = await engines.load(
        Math.max(...planned.map((cell) => leastContext(largestRequest(cell)))),
      );
      const rows = await interruption.race(fitting(path, dataset.rows, planned, loaded, options));
      const grade: GradeAnswer = (answer, expected) => grader.grade(answer, expected);
      const progress = (event: EvaluationEvent): void => showProgress(engines, event);
      const evaluated = await runEvaluation({
        engine: loaded.engine,
        scorer: loaded.scorer,
        settings,
        rows,
        store: folder,
        grade,
        emit: progress,
        createdAt: new Date().toISOString(),
        now: () => performance.now(),
        signal,
        contextSize: options.context,
        concurrency,
      });
      engines.status.clear();
      return await finish(folder, evaluated, { questions: rows.length, models: loaded, grade });
    } finally {
      await grader.dispose();
      await engines.dispose();
      await folder.close();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    warn('Interrupted. The rows that are finished stay; the same command goes on.');
    return EXIT.interrupted;
  } finally {
    interruption.dispose();
  }
}

/** @throws WaitpointError `badInput` unless what cannot be asked is to be skipped */
function tellProblems(
  path: string,
  problems: readonly DatasetProblem[],
  count: number,
  { skipBad }: EvalOptions,
): void {
  if (count === 0) return;
  const told = problems.slice(0, MOST_TOLD);
  for (const { line, message } of told) process.stderr.write(errorLine(`${path}:${line}: ${message}`));
  if (count > told.length) warn(`${count - told.length} more like these.`);
  const rows = count === 1 ? '1 row of the dataset' : `${count} rows of the dataset`;
  if (!skipBad)
    throw errors.badInput(`${rows} cannot be asked. Mend the dataset, or leave them out with --skip-bad.`);
  warn(`${rows} ${count === 1 ? 'is' : 'are'} left out.`);
}

async function fitting(
  path: string,
  rows: readonly DatasetRow[],
  planned: readonly PlannedCell[],
  { engine }: LoadedModels,
  options: EvalOptions,
): Promise<readonly DatasetRow[]> {
  const { rows: left, problems } = await fittingRows(engine, rows, planned, options.context);
  tellProblems(path, problems, problems.length, options);
  if (left.length === 0) throw errors.badInput('No question of the dataset can be asked.');
  return left;
}

function showProgress({ status }: Engines, event: EvaluationEvent): void {
  if (event.type !== 'row') return;
  const { done, total, remainingMs, row } = event;
  const left = remainingMs === null ? '' : `, ${durationWords(remainingMs)} left`;
  status.show(`${done} of ${total} rows${left} · line ${row.line}, ${row.method}`);
}

async function conclude(
  folder: EvaluationFolder,
  { cells, rows, complete }: Evaluated,
  questions: number,
  { json, parquet, seed }: EvalOptions,
): Promise<ExitCode> {
  const { summary, overridden } = await saveTables(folder, { cells, rows, seed: seed ?? GREEDY.seed });
  if (overridden > 0) warn(`${overridden} ${overridden === 1 ? 'verdict is' : 'verdicts are'} a person's.`);
  if (parquet) await folder.saveExport('results.parquet', resultsParquet(rows));
  const output = new Output(process.stdout, () => {});
  output.write(json ? `${JSON.stringify(summary)}\n` : plainTables(summary));
  await output.flush();
  if (output.failure) process.stderr.write(errorLine(output.failure));
  const total = cells.length * questions;
  if (!complete)
    warn(`Interrupted after ${rows.length} of ${total} rows, which stay; the same command goes on.`);
  else if (!json) process.stderr.write(`${rows.length} rows in ${folder.path}\n`);
  if (!complete) return EXIT.interrupted;
  return output.failure ? EXIT.badInput : EXIT.done;
}
