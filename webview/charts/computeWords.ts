/** Compute and ways, as the report of a tuning says them. */
import type { ChartPoint } from '../../src/core/search/tune/chartPanels';
import { l10n } from '../components/l10n';
import { displayText } from '../trace/displayText';
import { formatCount, plural } from '../trace/format';

export type ComputeUnit = 'flops' | 'tokens';

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** 12 → "10¹²". */
export function powerOfTen(exponent: number): string {
  return `10${String(exponent).replace(/./g, (sign) => SUPERSCRIPTS[Number(sign)] ?? '⁻')}`;
}

/** FLOPs "3.21 × 10⁹", tokens "1,204"; a fraction of a token is told where there are few. */
export function computeAmount(compute: number, unit: ComputeUnit): string {
  if (unit === 'tokens')
    return compute < 10 ? String(Number(compute.toFixed(1))) : formatCount(Math.round(compute));
  if (compute === 0) return '0';
  const [mantissa = '', exponent = ''] = compute.toExponential(2).split('e');
  return `${mantissa}\u00a0×\u00a0${powerOfTen(Number(exponent))}`;
}

/** Of an axis and a column. */
export const aQuestion = (unit: ComputeUnit): string =>
  unit === 'flops' ? l10n.t('FLOPs a question') : l10n.t('tokens a question');

/** "45.0 %". */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** "45.0 % (30.1 to 60.0)". @param interval may be of a sampled figure, and then not known */
export function shareWords({ accuracy, interval }: Pick<ChartPoint, 'accuracy' | 'interval'>): string {
  if (!interval) return percent(accuracy);
  return l10n.t(
    '{0} ({1} to {2})',
    percent(accuracy),
    (100 * interval.low).toFixed(1),
    (100 * interval.high).toFixed(1),
  );
}

/** "beam@4x2, budget 256, 2 waits". */
export function wayWords(way: {
  readonly method: string;
  readonly budget: number;
  readonly waits: number;
}): string {
  return l10n.t(
    '{0}, budget {1}, {2}',
    displayText(way.method),
    formatCount(way.budget),
    plural(way.waits, 'wait'),
  );
}
