/** Panels of accuracy against compute as they are drawn: every mark with what it is and what is said of it. */
import type { Interval } from '../../src/core/metrics/bootstrap';
import type { ChartPanel, ChartPoint, LineKind } from '../../src/core/search/tune/chartPanels';
import { STRATEGIES } from '../../src/core/search/words';
import { l10n } from '../components/l10n';
import { displayText } from '../trace/displayText';
import { plural } from '../trace/format';
import { computeAmount, shareWords, wayWords, type ComputeUnit } from './computeWords';

export interface ComputeMark extends Pick<ChartPoint, 'compute' | 'accuracy'> {
  /** Of the strategy; or how the way was chosen. */
  readonly kind: { readonly strategy: string } | { readonly chosenBy: 'predicted' | 'oracle' };
  /** The same in every panel; null: no way of its own. */
  readonly way: string | null;
  readonly interval: Interval | null;
  readonly name: string;
  readonly words: string;
}

export interface ComputePanel {
  readonly title: string;
  /** For those who do not see it. */
  readonly summary: string;
  readonly lines: ChartPanel['lines'];
  /** By compute, as the arrow keys go. */
  readonly marks: readonly ComputeMark[];
}

const LINE_WORDS: Readonly<Record<LineKind, string>> = {
  envelope: l10n.t('The best under its compute'),
  predicted: l10n.t('Chosen by predicted difficulty'),
  oracle: l10n.t('Chosen by oracle difficulty'),
  'best-of-n': 'Best-of-N',
};

export const strategyOf = (method: string): string => method.split('@', 1)[0] ?? '';

/** Where a strategy stands in the order of shapes and colours: the known ones always have their own. */
export function strategyPlaces(methods: readonly string[]): Map<string, number> {
  return new Map(
    [...new Set<string>([...STRATEGIES, ...methods.map(strategyOf)])].map((name, i) => [name, i]),
  );
}

/** What a panel of a bin shows are its ways; the last shows what is compared: best-of-N, and choosing by difficulty. */
export function computePanel(panel: ChartPanel, unit: ComputeUnit): ComputePanel {
  const { bin, questions, points, lines } = panel;
  const marks =
    bin === null
      ? lines.flatMap(({ kind, points: of }) => of.map((point) => markOf(point, unit, kind)))
      : points.map((point) => markOf(point, unit));
  const title = `${bin === null ? l10n.t('All, held out') : displayText(bin)}: ${plural(questions, 'question')}`;
  const ends = lines.flatMap(({ kind, points: of }) => {
    const best = of.reduce<ChartPoint | null>(
      (most, one) => (one.accuracy > (most?.accuracy ?? -1) ? one : most),
      null,
    );
    return best ? [l10n.t('{0}: at most {1}.', LINE_WORDS[kind], amountWords(best, unit))] : [];
  });
  return {
    ...{ title, lines },
    summary: l10n.t(
      '{0}. Accuracy against compute, {1}. {2} Arrow keys go from point to point.',
      title,
      plural(marks.length, 'point'),
      ends.join(' '),
    ),
    marks: marks.toSorted((a, b) => a.compute - b.compute || a.accuracy - b.accuracy),
  };
}

function markOf(point: ChartPoint, unit: ComputeUnit, line?: LineKind): ComputeMark {
  const { compute, accuracy, interval = null, method, budget = 0, waits = 0 } = point;
  const chosenBy = line === 'oracle' ? line : 'predicted';
  const name = method === undefined ? LINE_WORDS[chosenBy] : wayWords({ method, budget, waits });
  return {
    ...{ compute, accuracy, interval },
    kind: method === undefined ? { chosenBy } : { strategy: strategyOf(method) },
    way: method === undefined ? null : JSON.stringify([method, budget, waits]),
    name,
    words: `${name}: ${amountWords(point, unit)}`,
  };
}

function amountWords(point: ChartPoint, unit: ComputeUnit): string {
  const [share, amount] = [shareWords(point), computeAmount(point.compute, unit)];
  return unit === 'flops'
    ? l10n.t('{0} right, {1} FLOPs a question', share, amount)
    : l10n.t('{0} right, {1} tokens a question', share, amount);
}

/** Of a mark, and which others it covers. */
export function pointedWords({ marks }: ComputePanel, mark: ComputeMark): string {
  const covered = marks.filter(
    (one) => one !== mark && one.compute === mark.compute && one.accuracy === mark.accuracy,
  );
  if (covered.length === 0) return mark.words;
  return l10n.t('{0}; the same: {1}', mark.words, covered.map(({ name }) => name).join('; '));
}

/** Of all panels: they have one axis. What cost nothing stands at its left end. */
export function computeDomain(panels: readonly ComputePanel[]): [number, number] {
  const known = panels
    .flatMap(({ marks, lines }) => [...marks, ...lines.flatMap(({ points }) => points)])
    .map(({ compute }) => compute)
    .filter((compute) => compute > 0);
  if (known.length === 0) return [1, 10];
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return [least / 1.2, most * 1.2];
}
