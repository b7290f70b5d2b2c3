/** Tunes a policy from the command line: an evaluation of every way to search, and what it says. */
import { join } from 'node:path';
import { errors, quote } from '../core/errors';
import { verdictOn } from '../core/evaluation/grading';
import { planCells } from '../core/evaluation/plan';
import type { ResultRow } from '../core/evaluation/resultRow';
import type { GradeAnswer } from '../core/grade/traceGrade';
import { mean } from '../core/metrics/bootstrap';
import { searchNamed } from '../core/search/methodName';
import { POLICY_SCHEMA, type Policy } from '../core/search/policy';
import type { BinKind } from '../core/search/tune/bins';
import { tune, type Tuned } from '../core/search/tune/tune';
import { TUNE_SCHEMA } from '../core/search/tune/tuneReport';
import { tuneQuestions, waysOf, type Way } from '../core/search/tune/tuneQuestion';
import { cellName } from '../core/evaluation/cell';
import { GREEDY } from '../core/trace/trace';
import { saveText } from '../files/saveTrace';
import { evaluateDataset } from './eval';
import { settingsOf, type EvalOptions } from './evalOptions';
import { EXIT, type ExitCode } from './exit';
import { Output } from './streams';
import { warn } from './traceRun';
import { tuneChart } from './tuneChart';
import { tuneTable } from './tuneReport';

export interface TuneOptions extends EvalOptions {
  readonly probe: number;
  readonly bins: BinKind;
}

const POLICY_FILE = 'policy.json';
const TUNE_FILE = 'waitpoint.tune.json';
const CHART_FILE = 'tune.svg';

/** @throws WaitpointError as `waitpoint eval`, and `badInput` for methods that nothing can be tuned from */
export async function tuneDataset(path: string, options: TuneOptions): Promise<ExitCode> {
  const cells = planCells(settingsOf(options, {})).map(({ cell }) => cell);
  const ways = waysOf(cells);
  refuseOthers(ways);
  const probe = probeOf(ways, options.probe);
  return evaluateDataset(path, options, async (folder, { rows, complete }, { models, grade }) => {
    if (!complete) {
      warn(`Interrupted after ${rows.length} rows, which stay; the same command goes on.`);
      return EXIT.interrupted;
    }
    const { engine, scorer } = models;
    const parameters = { policy: engine.info.parameterCount, scorer: scorer?.parameterCount ?? null };
    const passRate = await passRates(rows, ways, grade);
    const questions = tuneQuestions(rows, ways, probe, passRate, parameters);
    const tuned = tune(questions, ways, probe, options.seed ?? GREEDY.seed);
    const unit = parameters.policy === null || parameters.scorer === null ? 'tokens' : 'flops';
    const policy: Policy = {
      schema: POLICY_SCHEMA,
      createdAt: new Date().toISOString(),
      model: engine.info.identity,
      scorer: scorer?.identity ?? null,
      unit,
      probe: { samples: options.probe, budget: probe.budget },
      bins: binsOf(tuned, options.bins).map(({ name, from, questions: count, envelope }) => ({
        ...{ name, from, envelope },
        questions: count,
      })),
      compute: largestBestOf(tuned),
      questions: questions.length,
    };
    const report = {
      schema: TUNE_SCHEMA,
      unit,
      probe: options.probe,
      binKind: options.bins,
      ...tuned,
    };
    await saveText(join(folder.path, TUNE_FILE), `${JSON.stringify(report, null, 2)}\n`);
    await saveText(join(folder.path, CHART_FILE), tuneChart(report, unit, options.bins));
    await saveText(join(folder.path, POLICY_FILE), `${JSON.stringify(policy, null, 2)}\n`);
    const output = new Output(process.stdout, () => {});
    output.write(options.json ? `${JSON.stringify(report)}\n` : tuneTable(tuned, policy));
    await output.flush();
    if (output.failure) warn(output.failure.message);
    return output.failure ? EXIT.badInput : EXIT.done;
  });
}

/** @throws WaitpointError `badInput` for a method that a policy could not name */
function refuseOthers(ways: readonly Way[]): void {
  const other = ways.find(({ method }) => searchNamed(method) === null);
  if (other)
    throw errors.badInput(
      `${quote(other.method)} is no search: a policy could not choose it. Give searches such as best-of-n@8 or beam@16x4.`,
    );
}

/** @throws WaitpointError `badInput` */
function probeOf(ways: readonly Way[], samples: number): Way {
  const found = ways.find(({ method, waits }) => method === `best-of-n@${samples}` && waits === 0);
  if (found) return found;
  throw errors.badInput(
    `The difficulty is predicted by ${samples} samples, so ${quote(`best-of-n@${samples}`)} must be among the methods, ` +
      'without waits. Add it, or choose another --probe.',
  );
}

/** The share of right samples of each question, of the largest best-of-N. */
async function passRates(
  rows: readonly ResultRow[],
  ways: readonly Way[],
  grade: GradeAnswer,
): Promise<Map<string, number>> {
  const size = ({ method }: Way): number => Number(/^best-of-n@(\d+)$/.exec(method)?.[1] ?? 0);
  const largest = ways
    .filter(({ waits }) => waits === 0)
    .reduce((most, way) => (size(way) > size(most) ? way : most), ways[0] as Way);
  const rates = new Map<string, number>();
  for (const row of rows) {
    if (cellName(row) !== largest.name || row.attempts.length === 0) continue;
    const right: number[] = [];
    for (const { answer } of row.attempts)
      right.push(Number((await verdictOn(grade, answer, row.expected)).correct));
    rates.set(row.key, mean(right));
  }
  return rates;
}

function binsOf({ bins }: Tuned, kind: BinKind): Tuned['bins'][number]['bins'] {
  return bins.find((one) => one.difficulty === 'predicted' && one.kind === kind)?.bins ?? [];
}

function largestBestOf({ ways }: Tuned): number {
  const sampled = ways.filter(({ method }) => method.startsWith('best-of-n@'));
  return Math.max(0, ...sampled.map(({ compute }) => compute));
}
