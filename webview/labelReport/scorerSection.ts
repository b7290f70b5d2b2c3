/** Whether the scorer can be trusted: numbers, charts, failures. */
import { html, nothing, type TemplateResult } from 'lit';
import type { LabelReportState } from '../../src/protocol/labelReport';
import { FAILURE_WORDS } from '../annotate/annotateWords';
import { unitChart, type UnitPoint } from '../charts/unitChart';
import { l10n } from '../components/l10n';
import { oneLine } from '../tree/traceWords';
import { formatCount, plural } from '../trace/format';

type Scorer = LabelReportState['scorer'];

/** Two decimals; a dash for what is not known. */
export const share = (value: number | null): string => (value === null ? '–' : value.toFixed(2));

export function scorerSection(scorer: Scorer, open: (uri: string, step: number) => void): TemplateResult {
  const steps = scorer.steps ?? 0;
  if (steps === 0)
    return html`<p class="empty">
      ${l10n.t('No step with a score is labelled good or bad yet. Annotate traces that were run with a scorer.')}
    </p>`;
  return html`<p>
      ${l10n.t('{0} {1} with a score and a label: {2} good, {3} bad.', verdict(scorer), plural(steps, 'step'), formatCount(scorer.right ?? 0), formatCount(steps - (scorer.right ?? 0)))}
    </p>
    <dl class="numbers">
      ${number('AUC', share(scorer.auc), l10n.t('chance that a good step scores higher than a bad one'))}
      ${number(l10n.t('best threshold'), share(scorer.threshold), l10n.t('a score below it is taken for bad; chosen on these very labels'))}
      ${number(l10n.t('precision'), share(scorer.precision), l10n.t('of the steps below the threshold, those that are bad'))}
      ${number(l10n.t('recall'), share(scorer.recall), l10n.t('of the bad steps, those below the threshold'))}
      ${number('F1', share(scorer.f1), l10n.t('of finding bad steps at the threshold'))}
      ${number(l10n.t('first error F1'), share(scorer.firstError.f1), l10n.t('of finding the first bad step of a trace, and none where there is none'))}
      ${number(l10n.t('calibration error'), share(scorer.calibration.expectedError), l10n.t('mean distance of score and share of good steps'))}
      ${number(l10n.t('score ~ length'), share(scorer.lengthCorrelation), l10n.t('rank correlation of score and length of good steps: 0 without a bias'))}
    </dl>
    <div class="charts">${charts(scorer)}</div>
    ${failures(scorer, open)}`;
}

function verdict({ auc, steps }: Scorer): string {
  if (auc === null) return l10n.t('There are not both good and bad labels yet.');
  const few = (steps ?? 0) < 50 ? ` ${l10n.t('Few labels: these numbers will move.')}` : '';
  if (auc >= 0.9) return `${l10n.t('The scorer tells good steps from bad ones well.')}${few}`;
  return auc >= 0.75
    ? `${l10n.t('The scorer tells good steps from bad ones, with exceptions.')}${few}`
    : `${l10n.t('The scorer hardly tells good steps from bad ones.')}${few}`;
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
    title: l10n.t('Calibration'),
    summary: l10n.t(
      'Share of good steps by score: {0}',
      bins.map(({ x, y }) => `${share(x)}: ${share(y)}`).join(', '),
    ),
    xLabel: l10n.t('mean score'),
    yLabel: l10n.t('share of good steps'),
    diagonal: true,
    series: [{ name: 'steps', points: bins.map((bin) => ({ ...bin, weight: bin.count / most })) }],
  })}
  ${
    roc.length === 0
      ? nothing
      : unitChart({
          title: `ROC, AUC ${share(auc)}`,
          summary: l10n.t('ROC curve with an area of {0}', share(auc)),
          xLabel: l10n.t('bad steps trusted'),
          yLabel: l10n.t('good steps trusted'),
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
    title: l10n.t('Score and length'),
    summary: l10n.t(
      'Mean score by length in tokens: {0}',
      points.map(({ x, meanScore }) => `${x}: ${share(meanScore)}`).join(', '),
    ),
    xLabel: l10n.t('tokens of a step'),
    yLabel: l10n.t('share'),
    xEnd: Math.max(1, ...points.map(({ x }) => x)),
    series: [
      { name: l10n.t('mean score'), points: points.map(({ x, meanScore }) => ({ x, y: meanScore })) },
      {
        name: l10n.t('good steps'),
        points: points.map(({ x, shareRight }) => ({ x, y: shareRight })),
        second: true,
      },
    ],
  })}`;
}

function failures({ failures: all }: Scorer, open: (uri: string, step: number) => void): TemplateResult {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${l10n.t('Failure of the scorer')}</th>
        <th scope="col" class="number">${l10n.t('steps')}</th>
        <th scope="col" class="number">${l10n.t('confirmed')}</th>
        <th scope="col">${l10n.t('examples')}</th>
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
                    <span class="where"
                      >${l10n.t('{0} · {1}, step {2}', share(score), name, (step ?? 0) + 1)}</span
                    ></a
                  >`,
              )}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
