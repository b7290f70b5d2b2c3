/** The points of an evaluation, method by method: accuracy against mean thinking tokens. */
import type { ShownCell } from '../../src/protocol/evaluationView';
import { l10n } from '../components/l10n';

export interface AccuracyPoint {
  /** Name of the cell. */
  readonly cell: string;
  readonly method: string;
  /** What tells it from others of its method: "64 · 2 waits". */
  readonly label: string;
  /** Mean thinking tokens. */
  readonly tokens: number;
  /** 0..1, with its interval. */
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
  /** Questions. */
  readonly n: number;
}

/** A stroke through points of a method. */
export interface AccuracyLine {
  readonly points: readonly AccuracyPoint[];
  /** Stands at its end; null where the method has one line. */
  readonly label: string | null;
}

export interface AccuracySeries {
  readonly method: string;
  /** Place among all methods: decides shape, dash and colour, also when others are hidden. */
  readonly place: number;
  readonly lines: readonly AccuracyLine[];
}

export const waitWords = (waits: number): string =>
  waits === 1 ? l10n.t('1 wait') : l10n.t('{0} waits', waits);

/** "short · 64 · 2 waits"; the method's name where nothing else tells it. */
export function cellLabel({
  method,
  budget,
  waits,
  variant,
}: Pick<ShownCell, 'method' | 'budget' | 'waits' | 'variant'>): string {
  const parts = [variant, budget, waits === null ? null : waitWords(waits)];
  return parts.filter((part) => part !== null).join(' · ') || method;
}

/** Methods in the order of the evaluation, those without a finished row left out; points by thinking tokens. */
export function accuracySeries(cells: readonly ShownCell[]): AccuracySeries[] {
  const methods = [...new Set(cells.map(({ method }) => method))];
  return methods.flatMap((method, place) => {
    const own = cells.filter((cell) => cell.method === method);
    const lines = linesOf(own);
    return lines.length === 0 ? [] : [{ method, place, lines }];
  });
}

/**
 * A line a number of waits where budgets × waits are a grid: one line through all of them would go back and forth. Else
 * one line, as s1 draws budget forcing: budgets first, and from the largest on by waits.
 */
function linesOf(cells: readonly ShownCell[]): AccuracyLine[] {
  const byWaits = new Map<number | null, ShownCell[]>();
  for (const cell of cells) byWaits.set(cell.waits, [...(byWaits.get(cell.waits) ?? []), cell]);
  const isGrid = [...byWaits.values()].filter((group) => group.length > 1).length > 1;
  const groups = isGrid ? [...byWaits] : [[null, cells] as const];
  return groups.flatMap(([waits, group]) => {
    const points = group.flatMap(pointOf).sort((a, b) => a.tokens - b.tokens);
    return points.length === 0 ? [] : [{ points, label: waits === null ? null : waitWords(waits) }];
  });
}

function pointOf(cell: ShownCell): AccuracyPoint[] {
  const { name, method, meanThinkingTokens: tokens, accuracy, interval, n } = cell;
  if (tokens === null || accuracy === null || interval === null) return [];
  return [{ cell: name, method, label: cellLabel(cell), tokens, accuracy, ...interval, n }];
}
