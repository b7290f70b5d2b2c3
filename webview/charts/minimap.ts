import { adoptStyles, css } from 'lit';
import type { Trace } from '../../src/core/trace/trace';
import { l10n } from '../components/l10n';
import { focusStyles } from '../components/styles';
import { onThemeChange } from '../components/theme';
import { readMinimapColors, type MinimapColors } from './minimapColors';
import { EntropySums, minimapEvents, minimapRows } from './minimapData';
import { stepAt, tokenAt, viewportBox, type Viewport } from './minimapGeometry';
import type { MinimapMark } from './minimapMarks';
import { paintMinimap } from './minimapPaint';
import { stepSentence } from './minimapWords';
import { scoreScale } from './scoreScale';

export interface MinimapState {
  readonly trace: Trace;
  readonly viewport: Viewport | null;
  readonly marks: readonly MinimapMark[];
}

/**
 * The whole trace at once, beside its steps: scores, entropies, waits, probes, and what of it is in sight. Places are
 * shares of the trace's tokens. Drawn once a frame at most, by hand: a stream must cost steps, not tokens.
 *
 * Fires `wp-go` with the token (not necessarily whole) that its user wants in the middle of the window.
 *
 * For keyboard and screen reader it is a slider over the steps. It could have been hidden from both, for the list of
 * steps is a way to every place; but mean entropies are shown nowhere else, and this way they are said.
 */
export class Minimap extends HTMLElement {
  readonly #canvas = document.createElement('canvas');
  readonly #scored = document.createElement('span');
  readonly #sums = new EntropySums();
  #colors: MinimapColors | null = null;
  #state: MinimapState | null = null;
  #frame = 0;
  /** Between the pointer and the middle of the box that it drags, in CSS pixels; null: nothing is dragged. */
  #grab: number | null = null;
  /** Step that was asked for by key; the middle of the window cannot be at the first and last ones. */
  #asked: number | null = null;
  #forgetTheme: (() => void) | null = null;
  readonly #resized = new ResizeObserver(([entry]) => {
    const size = entry?.devicePixelContentBoxSize[0];
    if (size) this.#resize(size.inlineSize, size.blockSize);
  });

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    adoptStyles(root, [scoreScale, focusStyles, minimapStyles]);
    this.#scored.className = 'scored';
    this.#scored.hidden = true;
    root.append(this.#canvas, this.#scored);
    this.addEventListener('pointerdown', (event) => this.#press(event));
    this.addEventListener('pointermove', (event) => this.#move(event));
    for (const name of ['pointerup', 'pointercancel'] as const) {
      this.addEventListener(name, () => (this.#grab = null));
    }
    this.addEventListener('keydown', (event) => this.#key(event));
  }

  connectedCallback(): void {
    this.tabIndex = 0;
    this.role = 'slider';
    this.ariaLabel = l10n.t('Step in sight');
    this.ariaOrientation = 'vertical';
    this.ariaValueMin = '1';
    this.#resized.observe(this.#canvas, { box: 'device-pixel-content-box' });
    this.#forgetTheme = onThemeChange(() => {
      this.#colors = null;
      this.#ask();
    });
  }

  disconnectedCallback(): void {
    this.#resized.disconnect();
    this.#forgetTheme?.();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** Shows this state from the next frame on. */
  draw(state: MinimapState): void {
    this.#state = state;
    if (this.#asked !== null && !isInSight(state, this.#asked)) this.#asked = null;
    this.#ask();
  }

  #ask(): void {
    if (this.#frame !== 0 || !this.isConnected) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  /** Setting its size empties a canvas: it is drawn in the same frame. */
  #resize(width: number, height: number): void {
    const canvas = this.#canvas;
    if (canvas.width === width && canvas.height === height) return;
    canvas.width = width;
    canvas.height = height;
    this.#paint();
  }

  #paint(): void {
    const context = this.#canvas.getContext('2d');
    if (!this.#state || !context || this.#canvas.height === 0) return;
    const { trace, viewport, marks } = this.#state;
    this.#colors ??= readMinimapColors(this.#scored);
    this.#sums.follow(trace);
    paintMinimap(
      context,
      {
        rows: minimapRows(trace, this.#sums, this.#canvas.height),
        events: minimapEvents(trace),
        tokens: trace.tokens.id.length,
        marks,
        viewport,
      },
      this.#colors,
      devicePixelRatio,
    );
    this.#describe();
  }

  #describe(): void {
    if (!this.#state) return;
    const { trace, viewport } = this.#state;
    const step = this.#current();
    this.ariaValueMax = String(Math.max(1, trace.steps.length));
    this.ariaValueNow = String(step + 1);
    this.ariaValueText = viewport === null ? '' : stepSentence(trace, step, this.#sums);
  }

  /** The step that was asked for, until it is out of sight; else the one in the middle. */
  #current(): number {
    const { trace, viewport } = this.#state ?? {};
    if (!trace || !viewport) return 0;
    return this.#asked ?? stepAt(trace.steps, (viewport.from + viewport.to) / 2);
  }

  #tokenAt(y: number): number {
    return tokenAt(y, this.#state?.trace.tokens.id.length ?? 0, this.clientHeight);
  }

  #go(token: number): void {
    this.dispatchEvent(new CustomEvent('wp-go', { detail: token }));
  }

  /** Inside the box it is dragged from where it is held; elsewhere it comes to the pointer. */
  #press(event: PointerEvent): void {
    const { trace, viewport } = this.#state ?? {};
    if (!trace || event.button !== 0) return;
    this.setPointerCapture(event.pointerId);
    this.#asked = null;
    const box = viewport && viewportBox(viewport, trace.tokens.id.length, this.clientHeight);
    const held = box && event.offsetY >= box.top && event.offsetY <= box.top + box.height;
    this.#grab = held ? event.offsetY - (box.top + box.height / 2) : 0;
    if (!held) this.#go(this.#tokenAt(event.offsetY));
  }

  #move(event: PointerEvent): void {
    if (this.#grab !== null) return this.#go(this.#tokenAt(event.offsetY - this.#grab));
    const { trace } = this.#state ?? {};
    if (trace)
      this.title = stepSentence(trace, stepAt(trace.steps, this.#tokenAt(event.offsetY)), this.#sums);
  }

  #key(event: KeyboardEvent): void {
    const { trace, viewport } = this.#state ?? {};
    if (!trace || !viewport || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const last = trace.steps.length - 1;
    const current = this.#current();
    const page = Math.max(1, stepAt(trace.steps, viewport.to) - stepAt(trace.steps, viewport.from));
    const to = {
      ArrowDown: current + 1,
      ArrowRight: current + 1,
      ArrowUp: current - 1,
      ArrowLeft: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const asked = Math.min(last, Math.max(0, to));
    const step = trace.steps[asked];
    if (!step) return;
    this.#asked = asked;
    this.#go((step.start + step.end) / 2);
    // Where there is nothing to scroll, the step changes all the same.
    this.#describe();
  }
}

function isInSight({ trace, viewport }: MinimapState, index: number): boolean {
  const step = trace.steps[index];
  return step !== undefined && viewport !== null && step.start < viewport.to && step.end > viewport.from;
}

const minimapStyles = css`
  :host {
    display: block;
    position: relative;
    touch-action: none;
    user-select: none;
    cursor: default;
  }
  canvas {
    display: block;
    width: 100%;
    height: 100%;
  }
`;

customElements.define('wp-minimap', Minimap);

declare global {
  interface HTMLElementTagNameMap {
    'wp-minimap': Minimap;
  }
}
