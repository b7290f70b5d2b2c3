/** The numbers of a tuning: what is saved, every way, and what does best in each bin. */
import { html, type TemplateResult } from 'lit';
import type { TuneReport } from '../../src/core/search/tune/tuneReport';
import { computeAmount, percent, shareWords, aQuestion, wayWords } from '../charts/computeWords';
import { l10n } from '../components/l10n';
import { displayText } from '../trace/displayText';
import { formatCount } from '../trace/format';

type Cell = string | { readonly number: string };

/** @param caption for whoever does not see what stands above it */
function table(caption: string, heads: readonly Cell[], rows: readonly (readonly Cell[])[]): TemplateResult {
  const isNumber = (cell: Cell): cell is { readonly number: string } => typeof cell !== 'string';
  const text = (cell: Cell): string => (isNumber(cell) ? cell.number : cell);
  const kind = (cell: Cell): string => (isNumber(cell) ? 'number' : '');
  return html`<div class="wide" tabindex="0" role="region" aria-label=${caption}>
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col" class=${kind(head)}>${text(head)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first = '', ...others]) =>
            html`<tr>
              <th scope="row">${text(first)}</th>
              ${others.map((cell) => html`<td class=${kind(cell)}>${text(cell)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

const number = (text: string): Cell => ({ number: text });

/** Best-of-N against choosing by difficulty, for both kinds of difficulty and of bins. */
export function savingsTable({ curves, unit }: TuneReport): TemplateResult {
  return table(
    l10n.t('What is saved over best-of-N'),
    [
      ...[l10n.t('difficulty'), l10n.t('bins')],
      ...[
        'N',
        l10n.t('best-of-N right'),
        aQuestion(unit),
        l10n.t('compute saved'),
        l10n.t('95 % interval'),
      ].map(number),
    ],
    curves.flatMap(({ difficulty, kind, savings }) =>
      savings.map(({ n, accuracy, compute, saving, interval }) => [
        ...[difficulty, kind],
        number(formatCount(n)),
        number(percent(accuracy)),
        number(computeAmount(compute, unit)),
        number(saving === null ? l10n.t('not reached') : `${saving.toFixed(2)} ×`),
        number(l10n.t('{0} to {1}', interval.low.toFixed(2), interval.high.toFixed(2))),
      ]),
    ),
  );
}

export function waysTable({ ways, unit }: TuneReport): TemplateResult {
  return table(
    l10n.t('Every way over all questions'),
    [
      l10n.t('way'),
      ...[l10n.t('budget'), l10n.t('waits'), l10n.t('right, 95 % interval'), aQuestion(unit)].map(number),
    ],
    ways.map((way) => [
      displayText(way.method),
      ...[
        formatCount(way.budget),
        formatCount(way.waits),
        shareWords(way),
        computeAmount(way.compute, unit),
      ].map(number),
    ]),
  );
}

/** The most accurate way of each bin, the cheapest of those. */
export function binsTable({ bins, unit }: TuneReport): TemplateResult {
  return table(
    l10n.t('What does best in each bin'),
    [
      ...[l10n.t('bin'), l10n.t('difficulty'), l10n.t('bins')],
      ...[l10n.t('ease from'), l10n.t('questions')].map(number),
      l10n.t('best way'),
      ...[l10n.t('right'), aQuestion(unit)].map(number),
    ],
    bins.flatMap(({ difficulty, kind, bins: of }) =>
      of.map(({ name, from, questions, envelope }) => {
        const best = envelope.at(-1);
        return [
          ...[displayText(name), difficulty, kind],
          ...[from.toFixed(2), formatCount(questions)].map(number),
          best ? wayWords(best) : l10n.t('none'),
          ...(best ? [percent(best.accuracy), computeAmount(best.compute, unit)] : ['', '']).map(number),
        ];
      }),
    ),
  );
}
