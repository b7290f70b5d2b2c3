/** Whether a scorer can be trusted, by what people say of the same steps. */
import { areaUnderCurve, type JudgedScore } from '../metrics/areaUnderCurve';
import { calibration, type Calibration } from '../metrics/calibration';
import { firstErrorF1, type FirstErrorResult } from '../metrics/firstError';
import { FAILURE_CLASSES, type FailureClass, type Label } from './vocabulary';
import { proposedFailure } from './failureClass';

export interface LabelledStep {
  readonly label: Label | null;
  readonly score: number | null;
  /** In tokens. */
  readonly length: number;
  /** As a person confirmed it; null: nobody did. */
  readonly failure: FailureClass | null;
}

export interface LabelledTrace {
  readonly identity: string;
  readonly steps: readonly LabelledStep[];
}

export interface RocPoint {
  /** Wrong steps that score at least `threshold`, of all wrong ones. */
  readonly falsePositive: number;
  /** Right steps that score at least `threshold`, of all right ones. */
  readonly truePositive: number;
  readonly threshold: number;
}

export interface FailureExample {
  readonly identity: string;
  readonly step: number;
  readonly score: number;
}

export interface FailureCount {
  readonly failure: FailureClass;
  /** Steps; of `scoringBias`, those that a person called so. */
  readonly count: number;
  /** Of them, confirmed by a person. */
  readonly confirmed: number;
  /** The farthest from the threshold first. */
  readonly examples: readonly FailureExample[];
}

export interface LengthBin {
  /** Tokens of a step, inclusive. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly meanScore: number;
  readonly shareRight: number;
}

export interface ScorerReport {
  /** Steps with a score that are labelled right or wrong. */
  readonly steps: number;
  readonly right: number;
  readonly auc: number;
  readonly roc: readonly RocPoint[];
  readonly calibration: Calibration;
  /** Where doubt begins so that wrong steps are found best: highest F1 of finding them. */
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Of the first wrong step, over traces with labels on all steps up to it. */
  readonly firstError: FirstErrorResult;
  readonly failures: readonly FailureCount[];
  readonly lengths: readonly LengthBin[];
  /** Spearman's rank correlation of score and length, right steps alone: 0 without a bias by length. */
  readonly lengthCorrelation: number;
}

const MOST_EXAMPLES = 5;
const LENGTH_BINS = 8;

export function scorerReport(traces: readonly LabelledTrace[]): ScorerReport {
  const judgedTraces = traces.map(({ steps }) => judgedSteps(steps));
  const judged = judgedTraces.flat();
  const best = bestF1(judged);
  return {
    steps: judged.length,
    right: judged.filter(({ right }) => right).length,
    auc: areaUnderCurve(judged),
    roc: rocCurve(judged),
    calibration: calibration(judged),
    ...best,
    firstError: firstErrorF1(
      judgedTraces.filter((steps) => steps.length > 0),
      best.threshold,
    ),
    failures: failuresOf(traces, best.threshold),
    ...lengthsOf(traces),
  };
}

function judgedSteps(steps: readonly LabelledStep[]): JudgedScore[] {
  return steps.flatMap(({ label, score }) =>
    score !== null && (label === 'good' || label === 'bad') ? [{ score, right: label === 'good' }] : [],
  );
}

/** From (0, 0) to (1, 1), a point a score. */
export function rocCurve(judged: readonly JudgedScore[]): RocPoint[] {
  const sorted = judged.toSorted((a, b) => b.score - a.score);
  const right = judged.filter((one) => one.right).length;
  const wrong = judged.length - right;
  if (right === 0 || wrong === 0) return [];
  const points: RocPoint[] = [{ falsePositive: 0, truePositive: 0, threshold: Infinity }];
  let [rights, wrongs] = [0, 0];
  sorted.forEach(({ score, right: isRight }, i) => {
    if (isRight) rights++;
    else wrongs++;
    if (sorted[i + 1]?.score !== score)
      points.push({ falsePositive: wrongs / wrong, truePositive: rights / right, threshold: score });
  });
  return points;
}

/** The threshold with the highest F1 of finding wrong steps; the lowest of equals; NaN where none is wrong. */
function bestF1(
  judged: readonly JudgedScore[],
): Pick<ScorerReport, 'threshold' | 'precision' | 'recall' | 'f1'> {
  const sorted = judged.toSorted((a, b) => a.score - b.score);
  const wrong = judged.filter(({ right }) => !right).length;
  let best = { threshold: NaN, precision: NaN, recall: NaN, f1: NaN };
  let found = 0;
  sorted.forEach(({ score, right }, i) => {
    if (!right) found++;
    const next = sorted[i + 1]?.score ?? Infinity;
    if (next === score) return;
    const [precision, recall] = [found / (i + 1), found / wrong];
    const f1 = found === 0 ? 0 : (2 * precision * recall) / (precision + recall);
    // Between two scores, so that new ones near them fall on the right side.
    const threshold = next === Infinity ? Math.min(1, score + Number.EPSILON) : (score + next) / 2;
    if (wrong > 0 && !(f1 <= best.f1)) best = { threshold, precision, recall, f1 };
  });
  return best;
}

function failuresOf(traces: readonly LabelledTrace[], threshold: number): FailureCount[] {
  return FAILURE_CLASSES.map((failure) => {
    const found = traces.flatMap(({ identity, steps }) =>
      steps.flatMap((one, step) =>
        one.score !== null && (one.failure ?? proposedFailure(steps, step, threshold)) === failure
          ? [{ identity, step, score: one.score, confirmed: one.failure !== null }]
          : [],
      ),
    );
    const distance = ({ score }: FailureExample): number => Math.abs(score - threshold);
    return {
      failure,
      count: found.length,
      confirmed: found.filter(({ confirmed }) => confirmed).length,
      examples: found
        .toSorted((a, b) => distance(b) - distance(a))
        .slice(0, MOST_EXAMPLES)
        .map(({ identity, step, score }) => ({ identity, step, score })),
    };
  });
}

function lengthsOf(traces: readonly LabelledTrace[]): Pick<ScorerReport, 'lengths' | 'lengthCorrelation'> {
  const steps = traces
    .flatMap((trace) => trace.steps)
    .flatMap(({ label, score, length }) =>
      score !== null && (label === 'good' || label === 'bad')
        ? [{ score, length, right: label === 'good' }]
        : [],
    )
    .toSorted((a, b) => a.length - b.length);
  const lengths: LengthBin[] = [];
  for (let i = 0; i < steps.length;) {
    // As many in each, but never one length in two.
    let end = Math.min(steps.length, i + Math.ceil(steps.length / LENGTH_BINS));
    while (end < steps.length && steps[end]?.length === steps[end - 1]?.length) end++;
    const bin = steps.slice(i, end);
    lengths.push({
      from: bin[0]?.length ?? 0,
      to: bin.at(-1)?.length ?? 0,
      count: bin.length,
      meanScore: bin.reduce((sum, { score }) => sum + score, 0) / bin.length,
      shareRight: bin.filter(({ right }) => right).length / bin.length,
    });
    i = end;
  }
  const right = steps.filter((step) => step.right);
  return {
    lengths,
    lengthCorrelation: correlation(
      ranksOf(right.map(({ score }) => score)),
      ranksOf(right.map(({ length }) => length)),
    ),
  };
}

/** Equal values share the mean of their ranks. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((value, i) => ({ value, i })).toSorted((a, b) => a.value - b.value);
  const ranks = new Array<number>(values.length);
  for (let from = 0; from < order.length;) {
    let end = from;
    while (end < order.length && order[end]?.value === order[from]?.value) end++;
    for (const { i } of order.slice(from, end)) ranks[i] = (from + end - 1) / 2;
    from = end;
  }
  return ranks;
}

/** Pearson's; NaN where one does not vary. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const meanOf = (values: readonly number[]): number =>
    values.reduce((sum, one) => sum + one, 0) / values.length;
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let [both, squareA, squareB] = [0, 0, 0];
  a.forEach((one, i) => {
    const [x, y] = [one - meanA, (b[i] ?? 0) - meanB];
    both += x * y;
    squareA += x * x;
    squareB += y * y;
  });
  return both / Math.sqrt(squareA * squareB);
}
