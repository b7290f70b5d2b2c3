/**
 * Compute-optimal scaling (Snell et al., 2408.03314, section 3.2): for questions of each difficulty the search that does
 * best under the same compute. What it saves is told for questions that it was not chosen by: two folds, each chosen for
 * on the other.
 */
import { bootstrapInterval, mean, meanInterval, type Interval } from '../../metrics/bootstrap';
import { binOf, type PolicyBin, type PolicyPoint } from '../policy';
import { makeBins, type Bin, type BinKind } from './bins';
import type { TuneQuestion, Way, WayResult } from './tuneQuestion';

/** `predicted` is by the scores of a few samples, which it pays for; `oracle` by the right answers, for nothing. */
export type Difficulty = 'predicted' | 'oracle';

export interface WayPoint extends PolicyPoint {
  readonly interval: Interval;
}

export interface CurvePoint {
  /** Compute that a question might cost. */
  readonly target: number;
  /** Mean that it did cost. */
  readonly compute: number;
  readonly accuracy: number;
  readonly interval: Interval;
}

/** Compute of best-of-N ÷ compute of the cheapest point that is as accurate. */
export interface Saving {
  readonly n: number;
  readonly accuracy: number;
  readonly compute: number;
  /** Null: no point is as accurate. */
  readonly saving: number | null;
  /** 95 % bootstrap interval over questions; draws in which no point is as accurate count as 0. */
  readonly interval: Interval;
}

export interface Curve {
  readonly difficulty: Difficulty;
  readonly kind: BinKind;
  readonly points: readonly CurvePoint[];
  readonly savings: readonly Saving[];
}

export interface TuneBin extends PolicyBin {
  /** Every way, in the order asked for. */
  readonly points: readonly PolicyPoint[];
}

export interface Tuned {
  readonly questions: number;
  /** Every way over all questions. */
  readonly ways: readonly WayPoint[];
  readonly bins: readonly {
    readonly difficulty: Difficulty;
    readonly kind: BinKind;
    readonly bins: readonly TuneBin[];
  }[];
  readonly curves: readonly Curve[];
}

const BEST_OF = /^best-of-n@(\d+)$/;

/** @param probe the samples that predict; the same way, and larger ones of its kind, need not pay for them again */
export function tune(
  questions: readonly TuneQuestion[],
  ways: readonly Way[],
  probe: Way,
  seed: number,
): Tuned {
  const variants = (['predicted', 'oracle'] as const).flatMap((difficulty) =>
    (['quantile', 'absolute'] as const).map((kind) => ({ difficulty, kind })),
  );
  return {
    questions: questions.length,
    ways: ways.map((way) => ({
      ...pointOf(questions, way, () => 0),
      interval: meanInterval(
        questions.map(({ results }) => Number(results.get(way.name)?.correct)),
        seed,
      ),
    })),
    bins: variants.map(({ difficulty, kind }) => ({
      difficulty,
      kind,
      bins: tuneBins(questions, ways, probe, difficulty, kind),
    })),
    curves: variants.map(({ difficulty, kind }) => curveOf(questions, ways, probe, difficulty, kind, seed)),
  };
}

/** The bins of all questions, with what does best in each. */
export function tuneBins(
  questions: readonly TuneQuestion[],
  ways: readonly Way[],
  probe: Way,
  difficulty: Difficulty,
  kind: BinKind,
): TuneBin[] {
  const bins = makeBins(
    questions.map((question) => question[difficulty]),
    kind,
  );
  return bins.flatMap((bin) => {
    const own = questions.filter((question) => binOf(bins, question[difficulty]) === bin);
    if (own.length === 0) return [];
    const points = ways.map((way) => pointOf(own, way, extraFor(way, probe, difficulty)));
    return { ...bin, questions: own.length, points, envelope: envelopeOf(points) };
  });
}

/** By compute, each more accurate than all that cost less. */
export function envelopeOf(points: readonly PolicyPoint[]): PolicyPoint[] {
  const sorted = points.toSorted((a, b) => a.compute - b.compute || b.accuracy - a.accuracy);
  let best = -1;
  return sorted.filter(({ accuracy }) => accuracy > best && ((best = accuracy), true));
}

type Extra = (question: TuneQuestion) => number;

/** What finding out the difficulty costs on top of a way. */
function extraFor(way: Way, probe: Way, difficulty: Difficulty): Extra {
  const [, n] = BEST_OF.exec(way.method) ?? [];
  const [, samples] = BEST_OF.exec(probe.method) ?? [];
  const same = way.budget === probe.budget && way.waits === probe.waits && n !== undefined;
  if (difficulty === 'oracle' || (same && Number(n) >= Number(samples))) return () => 0;
  // Fewer samples than were drawn to find out: those that were drawn are paid.
  if (same) return ({ probeCompute, results }) => probeCompute - (results.get(way.name)?.compute ?? 0);
  return ({ probeCompute }) => probeCompute;
}

function pointOf(questions: readonly TuneQuestion[], way: Way, extra: Extra): PolicyPoint {
  const { method, budget, waits, name } = way;
  const found = questions.map((question) => ({ question, result: resultOf(question, name) }));
  return {
    ...{ method, budget, waits },
    compute: mean(found.map(({ question, result }) => result.compute + extra(question))),
    accuracy: mean(found.map(({ result }) => Number(result.correct))),
  };
}

function resultOf({ results }: TuneQuestion, name: string): WayResult {
  return results.get(name) ?? { correct: false, compute: 0 };
}

/** A question under a target, in the way that was chosen on the other fold. */
interface Outcome {
  readonly correct: number;
  readonly compute: number;
}

function curveOf(
  questions: readonly TuneQuestion[],
  ways: readonly Way[],
  probe: Way,
  difficulty: Difficulty,
  kind: BinKind,
  seed: number,
): Curve {
  const targets = [
    ...new Set(ways.map((way) => pointOf(questions, way, extraFor(way, probe, difficulty)).compute)),
  ];
  const outcomes = targets
    .toSorted((a, b) => a - b)
    .map((target) => ({ target, of: heldOut(questions, ways, probe, difficulty, kind, target) }));
  const points = outcomes.map(({ target, of }) => ({
    target,
    compute: mean(of.map(({ compute }) => compute)),
    accuracy: mean(of.map(({ correct }) => correct)),
    interval: meanInterval(
      of.map(({ correct }) => correct),
      seed,
    ),
  }));
  const references = ways.filter(({ method, waits, budget }) => {
    return BEST_OF.test(method) && waits === probe.waits && budget === probe.budget;
  });
  const savings = references.map((way) => savingOver(questions, way, outcomes, seed));
  return { difficulty, kind, points, savings };
}

/** Every question, in the way that does best for its bin in the fold that it is not in. */
function heldOut(
  questions: readonly TuneQuestion[],
  ways: readonly Way[],
  probe: Way,
  difficulty: Difficulty,
  kind: BinKind,
  target: number,
): Outcome[] {
  const folds = [0, 1].map((fold) => {
    const others = questions.filter((_, i) => i % 2 !== fold);
    const bins = tuneBins(others, ways, probe, difficulty, kind);
    return { bins, chosen: new Map(bins.map((bin) => [bin.name, chooseWay(bin, ways, target)])) };
  });
  return questions.map((question, i) => {
    const fold = folds[i % 2];
    const bin: Bin | undefined = fold && binOf(fold.bins, question[difficulty]);
    const way = bin && fold?.chosen.get(bin.name);
    if (!way) return { correct: 0, compute: 0 };
    const { correct, compute } = resultOf(question, way.name);
    return { correct: Number(correct), compute: compute + extraFor(way, probe, difficulty)(question) };
  });
}

/** The most accurate way within the target, the cheapest of those; or the cheapest of all. */
function chooseWay({ points }: TuneBin, ways: readonly Way[], target: number): Way | undefined {
  const indexed = points.map((point, i) => ({ point, way: ways[i] }));
  const within = indexed.filter(({ point }) => point.compute <= target);
  const from = within.length > 0 ? within : indexed;
  const better = (a: PolicyPoint, b: PolicyPoint): boolean =>
    within.length > 0
      ? a.accuracy > b.accuracy || (a.accuracy === b.accuracy && a.compute < b.compute)
      : a.compute < b.compute;
  return from.reduce(
    (best, one) => (better(one.point, best.point) ? one : best),
    from[0] as (typeof from)[number],
  ).way;
}

function savingOver(
  questions: readonly TuneQuestion[],
  way: Way,
  outcomes: readonly { readonly of: readonly Outcome[] }[],
  seed: number,
): Saving {
  const reference = questions.map((question) => resultOf(question, way.name));
  const ratio = (picked: readonly number[]): number => {
    const at = <T>(values: readonly T[]): T[] => picked.map((i) => values[i] as T);
    const accuracy = mean(at(reference).map(({ correct }) => Number(correct)));
    const reached = outcomes
      .map(({ of }) => at(of))
      .filter((of) => mean(of.map(({ correct }) => correct)) >= accuracy)
      .map((of) => mean(of.map(({ compute }) => compute)));
    if (reached.length === 0) return 0;
    return mean(at(reference).map(({ compute }) => compute)) / Math.min(...reached);
  };
  const all = questions.map((_, i) => i);
  const saving = ratio(all);
  return {
    n: Number(BEST_OF.exec(way.method)?.[1] ?? 0),
    accuracy: mean(reference.map(({ correct }) => Number(correct))),
    compute: mean(reference.map(({ compute }) => compute)),
    saving: saving === 0 ? null : saving,
    interval: bootstrapInterval(questions.length, ratio, seed),
  };
}
