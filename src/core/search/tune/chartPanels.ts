/** What the chart of a tuning shows: accuracy against compute of every way in each bin, and what choosing by bin saves. */
import type { PolicyPoint } from '../policy';
import type { BinKind } from './bins';
import type { Tuned, WayPoint } from './tune';

/** With its way where it is one, and its interval where it is known. */
export type ChartPoint = Pick<PolicyPoint, 'compute' | 'accuracy'> & Partial<WayPoint>;

/**
 * `envelope`: the best under its compute; `predicted`, `oracle`: chosen by difficulty, for questions that nothing was
 * chosen by; `best-of-n`: what is compared with.
 */
export type LineKind = 'envelope' | 'predicted' | 'oracle' | 'best-of-n';

export interface ChartPanel {
  /** Name of the bin; null: all questions. */
  readonly bin: string | null;
  readonly questions: number;
  readonly points: readonly PolicyPoint[];
  readonly lines: readonly { readonly kind: LineKind; readonly points: readonly ChartPoint[] }[];
}

/** A tuning with the number of samples that predict. */
export type ChartedTuning = Tuned & { readonly probe: number };

/** A panel for each bin of predicted difficulty, and one for all questions. */
export function chartPanels(tuning: ChartedTuning, kind: BinKind): ChartPanel[] {
  const { bins, ways, curves, questions } = tuning;
  const own = bins.find((one) => one.difficulty === 'predicted' && one.kind === kind);
  const perBin = (own?.bins ?? []).map(({ name, questions: count, points, envelope }): ChartPanel => ({
    ...{ bin: name, questions: count, points },
    lines: [{ kind: 'envelope', points: envelope }],
  }));
  const chosen = curves.flatMap((curve) =>
    curve.kind === kind ? [{ kind: curve.difficulty, points: byCompute(curve.points) }] : [],
  );
  const bestOf = byCompute(comparedWays(tuning));
  return [
    ...perBin,
    { bin: null, questions, points: ways, lines: [...chosen, { kind: 'best-of-n', points: bestOf }] },
  ];
}

/** Best-of-N under the budget and waits of the samples that predict: what savings are told over. */
function comparedWays({ ways, probe }: ChartedTuning): WayPoint[] {
  const samples = ways.find(({ method, waits }) => method === `best-of-n@${probe}` && waits === 0);
  return ways.filter(
    ({ method, budget, waits }) =>
      /^best-of-n@\d+$/.test(method) && budget === samples?.budget && waits === samples.waits,
  );
}

function byCompute(points: readonly ChartPoint[]): ChartPoint[] {
  return points.toSorted((a, b) => a.compute - b.compute);
}
