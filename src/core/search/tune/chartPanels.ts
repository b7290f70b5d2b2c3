/** What the chart of a tuning shows: accuracy against compute of every way in each bin, and what choosing by bin saves. */
import type { PolicyPoint } from '../policy';
import type { BinKind } from './bins';
import type { Tuned } from './tune';

export interface ChartPoint {
  readonly compute: number;
  readonly accuracy: number;
}

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

/** A panel for each bin of predicted difficulty, and one for all questions. */
export function chartPanels({ bins, ways, curves, questions }: Tuned, kind: BinKind): ChartPanel[] {
  const own = bins.find((one) => one.difficulty === 'predicted' && one.kind === kind);
  const perBin = (own?.bins ?? []).map(({ name, questions: count, points, envelope }): ChartPanel => ({
    ...{ bin: name, questions: count, points },
    lines: [{ kind: 'envelope', points: envelope }],
  }));
  const chosen = curves.flatMap((curve) =>
    curve.kind === kind ? [{ kind: curve.difficulty, points: byCompute(curve.points) }] : [],
  );
  const bestOf = byCompute(ways.filter(({ method }) => method.startsWith('best-of-n@')));
  return [
    ...perBin,
    { bin: null, questions, points: ways, lines: [...chosen, { kind: 'best-of-n', points: bestOf }] },
  ];
}

function byCompute(points: readonly ChartPoint[]): ChartPoint[] {
  return points.toSorted((a, b) => a.compute - b.compute);
}
