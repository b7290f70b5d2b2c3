/** What a tuning comes to, in sentences. */
import type { BinKind } from '../../src/core/search/tune/bins';
import type { TuneReport } from '../../src/core/search/tune/tuneReport';
import { percent } from '../charts/computeWords';
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
  const what = `Best-of-${formatCount(n)} has ${percent(accuracy)} right.`;
  if (saving === null) return `${what} Choosing the search by predicted difficulty does not reach that.`;
  const bounds = `95 % interval ${interval.low.toFixed(2)} to ${interval.high.toFixed(2)}`;
  const told =
    saving >= 1
      ? `takes ${saving.toFixed(2)} times less compute`
      : `takes ${(1 / saving).toFixed(2)} times as much compute`;
  const doubt =
    interval.low <= 1 && interval.high >= 1 ? ' The interval contains 1: it may as well save nothing.' : '';
  return `${what} Choosing the search by predicted difficulty is as accurate and ${told} (saving ${saving.toFixed(2)} ×, ${bounds}).${doubt}`;
}
