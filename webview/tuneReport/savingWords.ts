/** What a tuning comes to, in sentences. */
import type { BinKind } from '../../src/core/search/tune/bins';
import type { TuneReport } from '../../src/core/search/tune/tuneReport';
import { percent } from '../charts/computeWords';
import { l10n } from '../components/l10n';
import { formatCount } from '../trace/format';

type Saving = TuneReport['curves'][number]['savings'][number];

/** Over the largest best-of-N, by predicted difficulty: what anybody can have. Null: nothing was compared. */
export function savingSentence({ curves }: TuneReport, kind: BinKind): string | null {
  const predicted = curves.find((curve) => curve.difficulty === 'predicted' && curve.kind === kind);
  const largest = predicted?.savings.reduce<Saving | null>(
    (most, one) => (one.n > (most?.n ?? 0) ? one : most),
    null,
  );
  if (!largest) return null;
  const { n, accuracy, saving, interval } = largest;
  const what = l10n.t('Best-of-{0} has {1} right.', formatCount(n), percent(accuracy));
  if (saving === null)
    return l10n.t('{0} Choosing the search by predicted difficulty does not reach that.', what);
  const bounds = l10n.t('95 % interval {0} to {1}', interval.low.toFixed(2), interval.high.toFixed(2));
  const [times, saved] = [(saving >= 1 ? saving : 1 / saving).toFixed(2), saving.toFixed(2)];
  const told =
    saving >= 1
      ? l10n.t(
          '{0} Choosing the search by predicted difficulty is as accurate and takes {1} times less compute (saving {2} ×, {3}).',
          ...[what, times, saved, bounds],
        )
      : l10n.t(
          '{0} Choosing the search by predicted difficulty is as accurate and takes {1} times as much compute (saving {2} ×, {3}).',
          ...[what, times, saved, bounds],
        );
  return interval.low <= 1 && interval.high >= 1
    ? `${told} ${l10n.t('The interval contains 1: it may as well save nothing.')}`
    : told;
}
