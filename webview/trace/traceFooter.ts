/** What stands at and below the end of the steps: how the thinking ended, counters, the debugger's lines, the scores. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Trace } from '../../src/core/trace/trace';
import type { EngineStatus } from '../../src/protocol/webview';
import type { ScoreChartData } from '../charts/chartData';
import '../charts/scoreChart';
import { button } from '../components/button';
import { l10n } from '../components/l10n';
import { counters } from './counters';
import { endSentence, noScores } from './words';

/** Scores for the eye and in words. */
export interface ChartWords {
  readonly data: ScoreChartData;
  readonly summary: string;
}

export interface TraceFooter {
  readonly trace: Trace;
  /** The trace itself grows. */
  readonly writing: boolean;
  readonly engine: EngineStatus;
  readonly chart: ChartWords;
  readonly debug: TemplateResult;
  /** What is below the counters is shown. */
  readonly isOpen: boolean;
  readonly toggle: () => void;
  readonly goToStep: (index: number) => void;
}

/** How the thinking ended, below the last step. */
export function endLine(trace: Trace, writing: boolean): TemplateResult | typeof nothing {
  const sentence = trace.tokens.id.length === 0 ? null : endSentence(trace, writing);
  if (sentence === null) return nothing;
  const forced = trace.finish.thinking === 'budget';
  return html`<p class="end ${forced ? 'forced' : ''}"><span>${sentence}</span></p>`;
}

export function traceFooter(footer: TraceFooter): TemplateResult {
  const { trace, writing, engine, isOpen, toggle } = footer;
  return html`<footer>
      <div class="facts">
        ${counters(trace, writing, engine)}
        ${button({
          label: isOpen ? l10n.t('Hide the panel') : l10n.t('Show the panel'),
          title: isOpen ? l10n.t('Hide probes, forks and scores') : l10n.t('Show probes, forks and scores'),
          name: 'toggle-panel',
          icon: isOpen ? 'chevronDown' : 'chevronRight',
          appearance: 'icon',
          expanded: isOpen,
          onClick: toggle,
        })}
      </div>
    </footer>
    ${isOpen ? panel(footer) : nothing}`;
}

function panel({ trace, writing, chart, debug, goToStep }: TraceFooter): TemplateResult {
  return html`<div class="chart">
    ${trace.tokens.id.length > 0 ? debug : nothing}
    ${
      chart.data.bars.length > 0
        ? html`<wp-score-chart
            .data=${chart.data}
            summary=${chart.summary}
            @wp-step=${(event: CustomEvent<number>) => goToStep(event.detail)}
          ></wp-score-chart>`
        : html`<p class="no-chart">${noScores(writing, trace.scorer !== null)}</p>`
    }
  </div>`;
}
