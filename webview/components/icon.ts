import { html, type TemplateResult } from 'lit';

/** Code points of the codicons in use; their font is declared in the page's style sheet. */
const CODE_POINTS = {
  add: 0xea60,
  arrowDown: 0xea9a,
  arrowUp: 0xeaa1,
  check: 0xeab2,
  chevronDown: 0xeab4,
  chevronLeft: 0xeab5,
  chevronRight: 0xeab6,
  close: 0xea76,
  collapseAll: 0xeac5,
  compare: 0xeafd,
  continue: 0xeacf,
  error: 0xea87,
  expandAll: 0xeb95,
  filter: 0xeaf1,
  filterFilled: 0xebce,
  fit: 0xeb4c,
  flag: 0xec3f,
  fork: 0xea63,
  info: 0xea74,
  lock: 0xea75,
  loop: 0xea77,
  keyboard: 0xea65,
  matchCase: 0xeab1,
  maths: 0xeb64,
  note: 0xeb26,
  pause: 0xead1,
  play: 0xeb2c,
  redo: 0xebb0,
  regex: 0xeb38,
  search: 0xea6d,
  stop: 0xead7,
  tag: 0xea66,
  undo: 0xeae2,
  warning: 0xea6c,
  wholeWord: 0xeb7e,
  zoomIn: 0xeb81,
  zoomOut: 0xeb82,
} as const;

export type IconName = keyof typeof CODE_POINTS;

/** A codicon, for the eye only: what it means must be said beside it. Styled by `iconStyles`. */
export function icon(name: IconName, slot?: 'start'): TemplateResult {
  const character = String.fromCodePoint(CODE_POINTS[name]);
  return slot
    ? html`<span class="icon" slot=${slot} aria-hidden="true">${character}</span>`
    : html`<span class="icon" aria-hidden="true">${character}</span>`;
}
