/** Whether the scorer can be trusted: numbers, charts, failures. */
import { html, nothing, type TemplateResult } from 'lit';
import type { LabelReportState } from '../../src/protocol/labelReport';
import { FAILURE_WORDS } from '../annotate/annotateWords';
import { unitChart, type UnitPoint } from '../charts/unitChart';
import { oneLine } from '../tree/traceWords';
import { formatCount, plural } from '../trace/format';

type Scorer = LabelReportState['scorer'];

/** Two decimals; a dash for what is not known. */
export const share = (value: number | null): string => (value === null ? '–' : value.toFixed(2));

export function scorerSection(scorer: Scorer, open: (uri: string, step: number) => void): TemplateResult {
  const steps = scorer.steps ?? 0;
  if (steps === 0)
    return html`<p class="empty">
      No step with a score is labelled good or bad yet. Annotate traces that were run with a scorer.
    </p>`;
  return html`<p>
      ${verdict(scorer)} ${plural(steps, 'step')} with a score and a label: ${formatCount(scorer.right ?? 0)}
      good, ${formatCount(steps - (scorer.right ?? 0))} bad.
    </p>
    <dl class="numbers">
      ${number('AUC', share(scorer.auc), 'chance that a good step scores higher than a bad one')}
      ${number('best threshold', share(scorer.threshold), 'a score below it is taken for bad; chosen on these very labels')}
      ${number('precision', share(scorer.precision), 'of the steps below the threshold, those that are bad')}
      ${number('recall', share(scorer.recall), 'of the bad steps, those below the threshold')}
      ${number('F1', share(scorer.f1), 'of finding bad steps at the threshold')}
      ${number('first error F1', share(scorer.firstError.f1), 'of finding the first bad step of a trace, and none where there is none')}
      ${number('calibration error', share(scorer.calibration.expectedError), 'mean distance of score and share of good steps')}
      ${number('score ~ length', share(scorer.lengthCorrelation), 'rank correlation of score and length of good steps: 0 without a bias')}
    </dl>
    <div class="charts">${charts(scorer)}</div>
    ${failures(scorer, open)}`;
}

function verdict({ auc, steps }: Scorer): string {
  if (auc === null) return 'There are not both good and bad labels yet.';
  const few = (steps ?? 0) < 50 ? ' Few labels: these numbers will move.' : '';
  if (auc >= 0.9) return `The scorer tells good steps from bad ones well.${few}`;
  return auc >= 0.75
    ? `The scorer tells good steps from bad ones, with exceptions.${few}`
    : `The scorer hardly tells good steps from bad ones.${few}`;
}

const number = (name: string, value: string, what: string): TemplateResult =>
  html`<div title=${what}>
    <dt>${name}</dt>
    <dd>${value}</dd>
    <dd class="what">${what}</dd>
  </div>`;

function charts({ calibration, roc, lengths, auc }: Scorer): TemplateResult {
  const bins = calibration.bins.flatMap(
    ({ meanScore, shareRight, count }): (UnitPoint & { count: number })[] =>
      meanScore === null || shareRight === null || !count ? [] : [{ x: meanScore, y: shareRight, count }],
  );
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const points = lengths.flatMap(({ from, to, meanScore, shareRight }) =>
    from === null || to === null || meanScore === null || shareRight === null
      ? []
      : [{ x: (from + to) / 2, meanScore, shareRight }],
  );
  return html`${unitChart({
    title: 'Calibration',
    summary: `Share of good steps by score: ${bins.map(({ x, y }) => `${share(x)}: ${share(y)}`).join(', ')}`,
    xLabel: 'mean score',
    yLabel: 'share of good steps',
    diagonal: true,
    series: [{ name: 'steps', points: bins.map((bin) => ({ ...bin, weight: bin.count / most })) }],
  })}
  ${
    roc.length === 0
      ? nothing
      : unitChart({
          title: `ROC, AUC ${share(auc)}`,
          summary: `ROC curve with an area of ${share(auc)}`,
          xLabel: 'bad steps trusted',
          yLabel: 'good steps trusted',
          diagonal: true,
          series: [
            {
              name: 'scores',
              dots: false,
              points: roc.flatMap(({ falsePositive: x, truePositive: y }) =>
                x === null || y === null ? [] : [{ x, y }],
              ),
            },
          ],
        })
  }
  ${unitChart({
    title: 'Score and length',
    summary: `Mean score by length in tokens: ${points.map(({ x, meanScore }) => `${x}: ${share(meanScore)}`).join(', ')}`,
    xLabel: 'tokens of a step',
    yLabel: 'share',
    xEnd: Math.max(1, ...points.map(({ x }) => x)),
    series: [
      { name: 'mean score', points: points.map(({ x, meanScore }) => ({ x, y: meanScore })) },
      { name: 'good steps', points: points.map(({ x, shareRight }) => ({ x, y: shareRight })), second: true },
    ],
  })}`;
}

function failures({ failures: all }: Scorer, open: (uri: string, step: number) => void): TemplateResult {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Failure of the scorer</th>
        <th scope="col" class="number">steps</th>
        <th scope="col" class="number">confirmed</th>
        <th scope="col">examples</th>
      </tr>
    </thead>
    <tbody>
      ${all.map(
        ({ failure, count, confirmed, examples }) =>
          html`<tr>
            <th scope="row" title=${FAILURE_WORDS[failure].long}>
              ${FAILURE_WORDS[failure].short}<span class="what">${FAILURE_WORDS[failure].long}</span>
            </th>
            <td class="number">${formatCount(count ?? 0)}</td>
            <td class="number">${formatCount(confirmed ?? 0)}</td>
            <td>
              ${examples.map(
                ({ uri, name, step, text, score }) =>
                  html`<a
                    role="link"
                    tabindex="0"
                    data-uri=${uri}
                    data-step=${step ?? 0}
                    @click=${() => open(uri, step ?? 0)}
                    @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && open(uri, step ?? 0)}
                    ><span dir="auto">${oneLine(text)}</span>
                    <span class="where">${share(score)} · ${name}, step ${(step ?? 0) + 1}</span></a
                  >`,
              )}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
