import { css, html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type {
  LabelReportHostApi,
  LabelReportState,
  LabelReportViewApi,
} from '../../src/protocol/labelReport';
import { unitChartStyles } from '../charts/unitChart';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import {
  focusStyles,
  hiddenStyles,
  iconStyles,
  pageStyles,
  pressedStyles,
  reportStyles,
} from '../components/styles';
import { plural } from '../trace/format';
import { agreementTable, annotatorTable, disagreementList, type AgreementActions } from './agreementSection';
import { scorerSection } from './scorerSection';

/** Annotations of the workspace, summed up: progress, agreement, disagreements to decide, and the scorer. */
@customElement('wp-label-report')
export class LabelReportView extends LitElement implements LabelReportViewApi {
  static override styles = [
    pageStyles,
    focusStyles,
    hiddenStyles,
    iconStyles,
    pressedStyles,
    unitChartStyles,
    reportStyles,
    css`
      .empty,
      .where {
        color: var(--wp-muted);
      }
      table {
        margin-bottom: 8px;
      }
      th,
      td {
        vertical-align: top;
      }
      th .what {
        display: block;
      }
      .numbers {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(210px, 1fr));
        gap: 6px 18px;
        margin: 8px 0 14px;
      }
      .numbers > div {
        display: grid;
        grid-template-columns: 1fr auto;
        border-top: 1px solid var(--wp-line);
        padding-top: 4px;
      }
      .numbers dd {
        margin: 0;
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      .numbers .what {
        grid-column: 1 / -1;
        font-size: 0.92em;
        font-weight: normal;
      }
      .charts {
        display: flex;
        flex-wrap: wrap;
        gap: 14px 28px;
        margin-bottom: 14px;
      }
      a {
        display: block;
        color: var(--wp-accent-text);
        cursor: pointer;
        overflow-wrap: anywhere;
      }
      a > span:first-child {
        font-family: var(--wp-mono);
        unicode-bidi: isolate;
      }
      .disagreements {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      .disagreements li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto auto;
        gap: 2px 18px;
        align-items: center;
        padding: 4px 0;
        border-bottom: 1px solid var(--wp-line);
      }
      .labels,
      .decide {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 10px;
      }
      @container view (max-width: 620px) {
        .disagreements li {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  /** Set once, before `start`. */
  host!: LabelReportHostApi;

  @state() private report: LabelReportState | null = null;
  @state() private problem: string | null = null;

  async start(): Promise<void> {
    await this.#ask(async () => this.show(await this.host.ready()));
  }

  show(report: LabelReportState): void {
    this.report = report;
    this.problem = null;
  }

  failed(message: string): void {
    this.problem = message;
  }

  async #ask(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.failed(error instanceof Error ? error.message : String(error));
    }
  }

  readonly #actions: AgreementActions = {
    open: (uri, step) => void this.#ask(() => this.host.open(uri, step)),
    decide: (uri, step, label) => void this.#ask(() => this.host.decide(uri, step, label)),
  };

  override render() {
    const { report, problem } = this;
    return html`<main>
      ${problem === null ? nothing : html`<p role="alert">${icon('warning')} ${problem}</p>`}
      ${
        report === null
          ? nothing
          : html`<h1>${l10n.t('Labels of {0}', plural(report.traces ?? 0, 'trace'))}</h1>
              ${annotatorTable(report)}
              <h2>${l10n.t('Agreement')}</h2>
              ${agreementTable(report)} ${disagreementList(report, this.#actions)}
              <h2>${l10n.t('Can the scorer be trusted?')}</h2>
              ${scorerSection(report.scorer, (uri, step) => this.#actions.open(uri, step))}`
      }
    </main>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-label-report': LabelReportView;
  }
}
