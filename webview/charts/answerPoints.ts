import { line } from 'd3';
import { css, html, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { cssVariables } from '../components/cssVariables';
import { focusStyles } from '../components/styles';
import { axes, chartStyles, HEIGHT, shareScale, SizedChart, tokenScale } from './chartFrame';
import { gradeShape, gradeShapeStyles } from './gradeShape';
import type { AnswerPoint } from './sweepChartData';

/**
 * Answers against thinking tokens, the higher the surer the model was. One stop in the tab order; left and right go
 * from point to point. Fires `wp-point` with the place of a column whose point has the mouse or the focus, or null, and
 * `wp-choose` with that of one that is clicked; where several ended alike, the next click goes to the next of them.
 */
@customElement('wp-answer-points')
export class AnswerPoints extends SizedChart {
  static override styles = [
    focusStyles,
    chartStyles,
    gradeShapeStyles,
    css`
      .curve {
        fill: none;
        stroke: var(--wp-muted);
        stroke-opacity: 0.6;
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      button {
        position: absolute;
        left: calc(var(--x) * 1px);
        top: calc(var(--y) * 1px);
        translate: -50% -50%;
        padding: 3px;
        border: none;
        border-radius: 50%;
        background: none;
        cursor: pointer;
      }
      .pinned {
        box-shadow: 0 0 0 2px var(--wp-accent-text);
      }
      .emphasised {
        z-index: 1;
        background: var(--wp-panel);
        box-shadow: 0 0 0 2px var(--wp-foreground);
      }
      .count {
        position: absolute;
        left: calc(100% - 3px);
        top: calc(100% - 8px);
        color: var(--wp-muted);
        font: inherit;
        font-size: 11px;
      }
    `,
  ];

  @property({ attribute: false }) points: readonly AnswerPoint[] = [];
  /** Columns that are joined by a line, in order. */
  @property({ attribute: false }) curves: readonly (readonly number[])[] = [];
  /** At the right end of the axis. */
  @property({ attribute: false }) tokens = 0;
  /** What the chart says, for those who do not see it. */
  @property() summary = '';
  /** Places of columns: that with the mouse or the focus, that which was gone to last, and the reference. */
  @property({ attribute: false }) pointed: number | null = null;
  @property({ attribute: false }) chosen: number | null = null;
  @property({ attribute: false }) pinned: number | null = null;

  override render() {
    const { points, curves, width } = this;
    if (width === 0) return nothing;
    const x = tokenScale(width, this.tokens);
    const y = shareScale();
    const heightOf = ({ confidence }: AnswerPoint): number => y(confidence ?? 0);
    const draw = line<AnswerPoint>(({ tokens }) => x(tokens), heightOf);
    const byPlace = new Map(points.flatMap((point) => point.places.map((place) => [place, point])));
    const joined = curves.map((places) => places.flatMap((place) => byPlace.get(place) ?? []));
    const stop = points.find((point) => this.#isEmphasised(point)) ?? points[0];
    return html`
      <svg aria-hidden="true" viewBox="0 0 ${width} ${HEIGHT}" height=${HEIGHT}>
        ${axes(width, x, y)} ${joined.map((of) => svg`<path class="curve" d=${draw(of) ?? ''}></path>`)}
      </svg>
      <ol aria-label=${this.summary} @keydown=${(event: KeyboardEvent) => this.#key(event)}>
        ${points.map((point) => html`<li>${this.#point(point, x(point.tokens), heightOf(point), point === stop)}</li>`)}
      </ol>
    `;
  }

  #point(point: AnswerPoint, x: number, y: number, isStop: boolean) {
    const { places, right, words } = point;
    const marks = [
      ...(this.#isEmphasised(point) ? ['emphasised'] : []),
      ...(includes(point, this.pinned) ? ['pinned'] : []),
    ];
    const tell = (name: string, detail: number | null) => () =>
      this.dispatchEvent(new CustomEvent(name, { detail }));
    const here = tell('wp-point', places[0] ?? null);
    const gone = tell('wp-point', null);
    // The one after that which is gone to already; the first where none is.
    const next = places[(places.indexOf(this.chosen ?? -1) + 1) % places.length] ?? null;
    return html`<button
      class=${marks.join(' ')}
      tabindex=${isStop ? '0' : '-1'}
      aria-label=${words}
      title=${words}
      ${cssVariables({ '--x': x.toFixed(1), '--y': y.toFixed(1) })}
      @pointerenter=${here}
      @pointerleave=${gone}
      @focus=${here}
      @blur=${gone}
      @click=${tell('wp-choose', next)}
    >
      ${gradeShape(right)}
      ${places.length > 1 ? html`<span class="count" aria-hidden="true">×${places.length}</span>` : nothing}
    </button>`;
  }

  #isEmphasised(point: AnswerPoint): boolean {
    return includes(point, this.pointed ?? this.chosen);
  }

  #key(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const buttons = [...this.renderRoot.querySelectorAll('button')];
    const to = buttons[buttons.indexOf(event.target as HTMLButtonElement) + step];
    if (!to) return;
    event.preventDefault();
    to.focus();
  }
}

const includes = ({ places }: AnswerPoint, place: number | null): boolean =>
  place !== null && places.includes(place);

declare global {
  interface HTMLElementTagNameMap {
    'wp-answer-points': AnswerPoints;
  }
}
