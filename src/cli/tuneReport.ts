/** What `waitpoint tune` prints. */
import type { Policy } from '../core/search/policy';
import type { Tuned } from '../core/search/tune/tune';

const percent = (share: number): string => (100 * share).toFixed(1);
const amount = (compute: number): string => compute.toExponential(2);

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row.map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0))).join('  '),
  );
}

/** Every way, the bins with what the policy says, and what is saved. */
export function tuneTable({ ways, curves, questions }: Tuned, { bins, unit }: Policy): string {
  const everyWay = table([
    ['way', 'budget', 'waits', 'right, %', unit === 'flops' ? 'FLOPs' : 'tokens'],
    ...ways.map(({ method, budget, waits, accuracy, interval, compute }) => [
      method,
      String(budget),
      String(waits),
      `${percent(accuracy)} (${percent(interval.low)}–${percent(interval.high)})`,
      amount(compute),
    ]),
  ]);
  const policy = table([
    ['bin', 'ease from', 'questions', 'best', 'right, %', 'compute'],
    ...bins.map(({ name, from, questions: count, envelope }) => {
      const best = envelope.at(-1);
      return [
        name,
        from.toFixed(3),
        String(count),
        best ? `${best.method} under ${best.budget}, ${best.waits} waits` : '–',
        best ? percent(best.accuracy) : '–',
        best ? amount(best.compute) : '–',
      ];
    }),
  ]);
  const savings = table([
    ['compute-optimal', 'best-of-N', 'right, %', 'saves', '95 %'],
    ...curves.flatMap(({ difficulty, kind, savings: all }) =>
      all.map(({ n, accuracy, saving, interval }) => [
        `${difficulty}, ${kind}`,
        String(n),
        percent(accuracy),
        saving === null ? 'not reached' : `× ${saving.toFixed(2)}`,
        `${interval.low.toFixed(2)}–${interval.high.toFixed(2)}`,
      ]),
    ),
  ]);
  return [
    ...[...everyWay, ''],
    ...[...policy, ''],
    ...savings,
    `Compute for the same accuracy, on questions that nothing was chosen by; ${questions} questions.`,
    '',
  ].join('\n');
}
