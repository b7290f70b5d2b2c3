import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { SweepState } from '../../src/protocol/sweepView';
import '../charts/answerPoints';
import { gradeShape, gradeShapeStyles } from '../charts/gradeShape';
import '../charts/scoreLines';
import type { AnswerPoint, ScoreLine } from '../charts/sweepChartData';
import { l10n } from '../components/l10n';
import { noScores } from '../trace/words';
import { answerPoints, scoreLines } from './sweepChartState';
import { columnName, gradeLegend, noAnswers } from './sweepWords';

/**
 * The columns of a sweep against their thinking tokens: answers with what they are worth, and scores. What is pointed
 * at in one chart stands out in both. Fires `wp-choose` with the place of the column that is clicked.
 */
@customElement('wp-sweep-charts')
export class SweepCharts extends LitElement {
  static override styles = [
    gradeShapeStyles,
    css`
      .charts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(340px, 100%), 1fr));
        gap: 4px 0;
        align-items: end;
      }
      figure {
        margin: 0;
        min-width: 0;
      }
      figcaption,
      p {
        color: var(--wp-muted);
        padding-inline: 14px;
      }
      figcaption {
        display: flex;
        flex-wrap: wrap;
        gap: 0 12px;
        align-items: center;
        min-height: 22px;
      }
      b {
        font-weight: 600;
        color: var(--wp-foreground);
      }
      figcaption span {
        display: flex;
        gap: 3px;
        align-items: center;
      }
      p {
        margin: 0;
        padding-block: 4px;
      }
      /* One line, whatever it says: what is pointed at must not move. */
      .readout {
        height: 1lh;
        padding-block: 0 4px;
        overflow: hidden;
        white-space: nowrap;
        text-overflow: ellipsis;
        unicode-bidi: isolate;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) view: SweepState | null = null;
  /** Place of the column gone to last; null: none. */
  @property({ attribute: false }) chosen: number | null = null;
  /** Of the reference; null: none. */
  @property({ attribute: false }) pinned: number | null = null;
  /** Of the column under the mouse, or with the focus, in a chart or elsewhere; null: none. */
  @state() pointed: number | null = null;

  #points: readonly AnswerPoint[] = [];
  #lines: readonly ScoreLine[] = [];

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('view')) return;
    const columns = this.view?.columns ?? [];
    this.#points = answerPoints(columns);
    this.#lines = scoreLines(columns);
  }

  override render() {
    const { view } = this;
    if (!view) return nothing;
    const tokens = Math.max(0, ...view.columns.map(({ thinkingTokens }) => thinkingTokens));
    return html`<div class="charts">${this.#answers(view, tokens)} ${this.#scores(view, tokens)}</div>
      <p class="readout" aria-hidden="true">${this.#readout(view)}</p>`;
  }

  #answers({ curves, columns, expected, progress }: SweepState, tokens: number) {
    const points = this.#points;
    if (points.length === 0) return html`<p>${noAnswers(progress !== null)}</p>`;
    const grades = [true, false, null].filter((right) => points.some((point) => point.right === right));
    return html`<figure>
      <figcaption>
        <b>${l10n.t('How sure of the answer')}</b>
        ${grades.map((right) => html`<span>${gradeShape(right)}${gradeLegend(right, expected)}</span>`)}
      </figcaption>
      <wp-answer-points
        .points=${points}
        .curves=${curves}
        .tokens=${tokens}
        .pointed=${this.pointed}
        .chosen=${this.chosen}
        .pinned=${this.pinned}
        summary=${l10n.t('Answers of {0} columns against thinking tokens', columns.length)}
        @wp-point=${this.#point}
        @wp-choose=${this.#choose}
      ></wp-answer-points>
    </figure>`;
  }

  #scores({ columns, scored, progress }: SweepState, tokens: number) {
    if (this.#lines.length === 0) return html`<p>${noScores(progress !== null, scored)}</p>`;
    return html`<figure>
      <figcaption><b>${l10n.t('Scores of the steps')}</b></figcaption>
      <wp-score-lines
        .lines=${this.#lines}
        .tokens=${tokens}
        .pointed=${this.pointed}
        .chosen=${this.chosen}
        .pinned=${this.pinned}
        summary=${l10n.t('Scores of the steps of {0} columns against thinking tokens; each step has its score beside it above', columns.length)}
        @wp-point=${this.#point}
        @wp-choose=${this.#choose}
      ></wp-score-lines>
    </figure>`;
  }

  #readout({ columns }: SweepState): string {
    const place = this.pointed ?? this.chosen ?? this.pinned;
    const column = columns[place ?? -1];
    if (place === null || !column) return '';
    return this.#points.find(({ places }) => places.includes(place))?.words ?? columnName(column);
  }

  readonly #point = (event: CustomEvent<number | null>): void => {
    this.pointed = event.detail;
  };

  readonly #choose = ({ detail }: CustomEvent<number>): void => {
    this.dispatchEvent(new CustomEvent('wp-choose', { detail }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-sweep-charts': SweepCharts;
  }
}
