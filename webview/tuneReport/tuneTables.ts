/** The numbers of a tuning: what is saved, every way, and what does best in each bin. */
import { html, type TemplateResult } from 'lit';
import type { TuneReport } from '../../src/core/search/tune/tuneReport';
import { computeAmount, percent, shareWords, unitWord, wayWords } from '../charts/computeWords';
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
    'What is saved over best-of-N',
    [
      ...['difficulty', 'bins'],
      ...['N', 'best-of-N right', `${unitWord(unit)} a question`, 'compute saved', '95 % interval'].map(
        number,
      ),
    ],
    curves.flatMap(({ difficulty, kind, savings }) =>
      savings.map(({ n, accuracy, compute, saving, interval }) => [
        ...[difficulty, kind],
        number(formatCount(n)),
        number(percent(accuracy)),
        number(computeAmount(compute, unit)),
        number(saving === null ? 'not reached' : `${saving.toFixed(2)} ×`),
        number(`${interval.low.toFixed(2)} to ${interval.high.toFixed(2)}`),
      ]),
    ),
  );
}

export function waysTable({ ways, unit }: TuneReport): TemplateResult {
  return table(
    'Every way over all questions',
    ['way', ...['budget', 'waits', 'right, 95 % interval', `${unitWord(unit)} a question`].map(number)],
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
    'What does best in each bin',
    [
      ...['bin', 'difficulty', 'bins'],
      ...['ease from', 'questions'].map(number),
      'best way',
      ...['right', `${unitWord(unit)} a question`].map(number),
    ],
    bins.flatMap(({ difficulty, kind, bins: of }) =>
      of.map(({ name, from, questions, envelope }) => {
        const best = envelope.at(-1);
        return [
          ...[displayText(name), difficulty, kind],
          ...[from.toFixed(2), formatCount(questions)].map(number),
          best ? wayWords(best) : 'none',
          ...(best ? [percent(best.accuracy), computeAmount(best.compute, unit)] : ['', '']).map(number),
        ];
      }),
    ),
  );
}
