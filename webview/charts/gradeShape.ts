/** What stands for the answer of a trace in a chart: its shape says whether it is right, its colour repeats it. */
import { symbol, symbolCircle, symbolDiamond2, symbolTimes } from 'd3';
import { css, html } from 'lit';

/** Areas in square pixels, chosen to look alike. */
const SHAPES = {
  right: { type: symbolCircle, size: 64 },
  wrong: { type: symbolTimes, size: 72 },
  ungraded: { type: symbolDiamond2, size: 48 },
} as const;

/** @param right null: not graded */
export function gradeShape(right: boolean | null) {
  const grade = right === null ? 'ungraded' : right ? 'right' : 'wrong';
  const { type, size } = SHAPES[grade];
  return html`<svg class="shape ${grade}" viewBox="-8 -8 16 16" aria-hidden="true">
    <path d=${symbol(type, size)() ?? ''}></path>
  </svg>`;
}

export const gradeShapeStyles = css`
  .shape {
    display: block;
    width: 16px;
    height: 16px;
    fill: none;
    stroke: var(--wp-score-middle);
    stroke-width: 2px;
  }
  .shape.right {
    fill: var(--wp-score-high);
    stroke: none;
  }
  .shape.wrong {
    stroke: var(--wp-score-low);
  }
`;
