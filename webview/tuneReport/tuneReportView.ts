import { html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { BIN_KINDS, type BinKind } from '../../src/core/search/tune/bins';
import { chartPanels, type LineKind } from '../../src/core/search/tune/chartPanels';
import type { TuneReport } from '../../src/core/search/tune/tuneReport';
import type { TuneReportHostApi, TuneReportViewApi } from '../../src/protocol/tuneReport';
import {
  computeDomain,
  computePanel,
  strategyOf,
  strategyPlaces,
  type ComputePanel,
} from '../charts/computeData';
import { lineStyle, markShape } from '../charts/computeDrawing';
import '../charts/computePanelChart';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { segmented, segmentedStyles } from '../components/segmented';
import { focusStyles, iconStyles, pageStyles, reportStyles } from '../components/styles';
import { displayText } from '../trace/displayText';
import { plural } from '../trace/format';
import { vscode } from '../vscodeApi';
import { savingSentence } from './savingWords';
import { tuneReportStyles } from './tuneReportStyles';
import { binsTable, savingsTable, waysTable } from './tuneTables';

/** What the page keeps for a reload. */
interface Kept {
  readonly kind: BinKind;
}

const KIND_LABELS: Readonly<Record<BinKind, string>> = {
  quantile: l10n.t('Five with as many questions each'),
  absolute: l10n.t('Easy, medium, hard'),
};
const LINE_LABELS: readonly (readonly [LineKind, string])[] = [
  ['envelope', l10n.t('best under its compute, in a bin')],
  ['predicted', l10n.t('chosen by predicted difficulty')],
  ['oracle', l10n.t('chosen by oracle difficulty')],
];

/** A tuning: accuracy against compute in each bin, what choosing by difficulty saves, and all the numbers. */
@customElement('wp-tune-report')
export class TuneReportView extends LitElement implements TuneReportViewApi {
  static override styles = [
    pageStyles,
    focusStyles,
    iconStyles,
    segmentedStyles,
    reportStyles,
    tuneReportStyles,
  ];

  /** Set once, before `start`. */
  host!: TuneReportHostApi;

  @state() private report: TuneReport | null = null;
  @state() private problem: string | null = null;
  /** Null: that of the policy. */
  @state() private kind: BinKind | null = null;
  /** Way that is looked at in one of the panels. */
  @state() private way: string | null = null;
  /** Of `report` and `kind`: the same objects from render to render. */
  #panels: readonly ComputePanel[] = [];

  async start(): Promise<void> {
    const kept = vscode.getState() as Partial<Kept> | null | undefined;
    this.kind = BIN_KINDS.find((one) => one === kept?.kind) ?? null;
    try {
      this.show(await this.host.ready());
    } catch (error) {
      this.failed(error instanceof Error ? error.message : String(error));
    }
  }

  show(report: TuneReport): void {
    this.report = report;
    this.problem = null;
  }

  failed(message: string): void {
    this.problem = message;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const { report, kind } = this;
    if (report && (changed.has('report') || changed.has('kind')))
      this.#panels = chartPanels(report, kind ?? report.binKind).map((panel) =>
        computePanel(panel, report.unit),
      );
  }

  override render() {
    const { report, problem } = this;
    return html`<main>
      ${problem === null ? nothing : html`<p role="alert">${icon('warning')} ${problem}</p>`}
      ${report === null ? nothing : this.#report(report)}
    </main>`;
  }

  #report(report: TuneReport): TemplateResult {
    const { questions, probe, binKind } = report;
    const kind = this.kind ?? binKind;
    const sentence = savingSentence(report, kind);
    return html`<h1>
        ${l10n.t('Which search pays, by difficulty: tuned on {0}', plural(questions, 'question'))}
      </h1>
      ${sentence === null ? nothing : html`<p class="result">${sentence}</p>`}
      <p class="what">
        ${l10n.t('Difficulty is predicted by the mean final score of {0}, which are paid for; oracle difficulty is known from the right answers. What choosing saves is measured on questions that nothing was chosen by.', plural(probe, 'sample'))}
      </p>
      <div class="bar">
        <span aria-hidden="true">${l10n.t('Bins')}</span>
        ${segmented({
          ...{ label: l10n.t('Bins'), name: 'kind', value: kind },
          choices: BIN_KINDS.map((value) => ({
            value,
            label: `${KIND_LABELS[value]}${value === binKind ? l10n.t(' (of the policy)') : ''}`,
          })),
          onChange: (value) => this.#choose(value),
        })}
      </div>
      ${this.#charts(report)}
      <h2>${l10n.t('Saved over best-of-N at equal accuracy')}</h2>
      <p class="what">
        ${l10n.t('Compute of best-of-N divided by that of the cheapest point of the curve that is as accurate. In the interval, draws of questions in which no point is as accurate count as 0.')}
      </p>
      ${savingsTable(report)}
      <h2>${l10n.t('Ways')}</h2>
      ${waysTable(report)}
      <h2>${l10n.t('Bins')}</h2>
      ${binsTable(report)}`;
  }

  #charts(report: TuneReport): TemplateResult {
    const panels = this.#panels;
    const domain = computeDomain(panels);
    const methods = report.ways.map(({ method }) => method);
    const places = strategyPlaces(methods);
    const used = [...new Set(methods.map(strategyOf))];
    return html`<ul class="legend" aria-label=${l10n.t('What the marks and lines are')}>
        ${used.map(
          (strategy) =>
            html`<li>
              <svg width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true">
                ${markShape({ strategy }, places)}</svg
              >${displayText(strategy)}
            </li>`,
        )}
        ${LINE_LABELS.map(([line, label]) => {
          const { color, dash } = lineStyle(line, places);
          return html`<li>
            <svg width="30" height="16" viewBox="-15 -8 30 16" aria-hidden="true">
              <path
                d="M-15,0H15"
                stroke=${color}
                stroke-width="1.5"
                stroke-dasharray=${dash || nothing}
              ></path>
              ${line === 'predicted' || line === 'oracle' ? markShape({ chosenBy: line }, places) : svg``}</svg
            >${label}
          </li>`;
        })}
      </ul>
      <div class="panels" @wp-way=${(event: CustomEvent<string | null>) => (this.way = event.detail)}>
        ${panels.map(
          (panel) =>
            html`<wp-compute-panel
              .panel=${panel}
              .unit=${report.unit}
              .domain=${domain}
              .places=${places}
              .way=${this.way}
            ></wp-compute-panel>`,
        )}
      </div>`;
  }

  #choose(kind: BinKind): void {
    this.kind = kind;
    const kept: Kept = { kind };
    vscode.setState(kept);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-tune-report': TuneReportView;
  }
}
