/** How far an evaluation is, and what can be done with it. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { EvaluationProgress } from '../../src/protocol/evaluationView';
import { button } from '../components/button';
import { cssVariables } from '../components/cssVariables';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { oneLine } from '../tree/traceWords';
import { progressSentence } from './evaluationWords';

export interface ProgressActions {
  pause(): void;
  cancel(): void;
  resume(): void;
}

export function progressBar(progress: EvaluationProgress, actions: ProgressActions): TemplateResult {
  const { stage, done, total, failure, refusal } = progress;
  const share = total === 0 ? 0 : done / total;
  const isUnderWay = stage === 'running' || stage === 'pausing';
  return html`<div class="progress-row">
      ${
        stage === 'complete'
          ? nothing
          : html`<div
              class="progress"
              role="progressbar"
              aria-label=${l10n.t('Rows finished')}
              aria-valuemin="0"
              aria-valuemax=${total}
              aria-valuenow=${done}
              ${cssVariables({ '--share': `${100 * share}%` })}
            ></div>`
      }
      <span class="progress-words">${progressSentence(progress)}</span>
      ${
        isUnderWay
          ? html`${button({
              label: l10n.t('Pause'),
              name: 'pause',
              disabled: stage === 'pausing',
              title: l10n.t('The question under way ends; Resume goes on with what is missing'),
              onClick: () => actions.pause(),
            })}
            ${button({
              label: l10n.t('Cancel'),
              name: 'cancel',
              disabled: stage === 'pausing',
              title: l10n.t('As Pause, and nobody is reminded of it. What is finished stays'),
              onClick: () => actions.cancel(),
            })}`
          : nothing
      }
      ${
        stage === 'stopped'
          ? button({
              label: l10n.t('Resume'),
              name: 'resume',
              icon: 'continue',
              appearance: 'primary',
              disabled: refusal !== null,
              onClick: () => actions.resume(),
            })
          : nothing
      }
    </div>
    ${
      failure === null
        ? nothing
        : html`<p class="message" role="alert">${icon('warning')}<span>${oneLine(failure)}</span></p>`
    }
    ${
      refusal === null || stage !== 'stopped'
        ? nothing
        : html`<p class="message">${icon('info')}<span>${oneLine(refusal)}</span></p>`
    }`;
}

export const progressBarStyles = css`
  .progress-row {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 10px;
    align-items: center;
    padding: 2px 14px 6px;
    font-variant-numeric: tabular-nums;
  }
  .progress-words {
    overflow-wrap: anywhere;
  }
`;
