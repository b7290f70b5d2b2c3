import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Trace } from '../../src/core/trace/trace';
import type { TokenOverlay } from '../../src/protocol/tokenOverlay';
import { l10n } from '../components/l10n';
import { segmentedStyles } from '../components/segmented';
import { focusStyles, hiddenStyles } from '../components/styles';
import { onThemeChange } from '../components/theme';
import '../trace/answerBox';
import type { AnswerBox } from '../trace/answerBox';
import { MathsText } from '../trace/mathsText';
import { overlayBar, overlayStyles } from '../trace/overlayBar';
import { overlayPainter } from '../trace/overlayPainter';
import '../trace/stepList';
import type { StepList } from '../trace/stepList';
import { applyTints } from '../trace/themeTints';
import { tokenSentence } from '../trace/tokenFacts';
import '../trace/tokenInspector';

/**
 * The path to a node as the trace view shows a trace: its steps with scores and waits, tokens tinted on demand, what else a
 * token might have been, and the answer of a leaf. The node's own step comes last, and in sight.
 */
@customElement('wp-search-path')
export class SearchPath extends LitElement {
  static override styles = [
    focusStyles,
    hiddenStyles,
    segmentedStyles,
    overlayStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        flex: 1;
      }
      .overlay {
        padding: 4px 14px;
        border-block: 1px solid var(--wp-line);
        background: var(--wp-panel);
      }
      .scroller {
        flex: 1 1 120px;
        min-height: 120px;
        overflow: auto;
        outline: none;
      }
      wp-token-inspector {
        flex: none;
        max-height: 45%;
        border-top: 1px solid var(--wp-line);
      }
    `,
  ];

  @property({ attribute: false }) trace: Trace | null = null;
  /** Of the node, as an index in the path: to be told apart from the same path's other nodes. */
  @property({ attribute: false }) node: number | null = null;
  @state() private overlay: TokenOverlay = 'none';
  @state() private token: number | null = null;
  @state() private folded: ReadonlySet<number> = new Set();
  @state() private spoken = '';
  @query('wp-step-list') private stepList!: StepList | null;
  @query('wp-answer-box') private answerBox!: AnswerBox | null;
  @query('.scroller') private scroller!: HTMLElement | null;
  readonly #maths = new MathsText(() => this.#look());
  #shown: number | null = null;
  readonly #resized = new ResizeObserver(() => this.#look());

  override connectedCallback(): void {
    super.connectedCallback();
    overlayPainter.show(this.overlay);
    this.#maths.enable(true);
    applyTints(this);
    onThemeChange(() => applyTints(this));
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    overlayPainter.look([]);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('node')) [this.token, this.folded] = [null, new Set()];
    if (this.token !== null && this.token >= (this.trace?.tokens.id.length ?? 0)) this.token = null;
  }

  protected override updated(): void {
    const { trace, stepList, answerBox, scroller } = this;
    if (!trace || !stepList || !answerBox || !scroller) return;
    stepList.arrange({ folded: this.folded, isShown: null });
    stepList.draw(trace, this.token);
    answerBox.draw(trace, false);
    if (this.node !== this.#shown) {
      this.#shown = this.node;
      stepList.complete();
      scroller.scrollTop = scroller.scrollHeight;
    }
    this.#look();
  }

  override render() {
    const { trace, token } = this;
    if (!trace) return nothing;
    return html`${overlayBar(this.overlay, trace, (overlay) => {
        this.overlay = overlay;
        overlayPainter.show(overlay);
      })}
      <div class="scroller" tabindex="-1" @scroll=${() => this.#look()}>
        <wp-step-list
          @wp-token=${(event: CustomEvent<number | null>) => this.#pick(event.detail)}
          @wp-extend=${(event: CustomEvent<number | 'next' | 'previous'>) =>
            typeof event.detail === 'number' && this.#pick(event.detail)}
          @wp-fold=${(event: CustomEvent<number>) => this.#fold(event.detail)}
        ></wp-step-list>
        <wp-answer-box hidden locked></wp-answer-box>
      </div>
      ${
        token === null
          ? nothing
          : html`<wp-token-inspector
              .trace=${trace}
              .token=${token}
              open
              @wp-close=${() => {
                this.#pick(null);
                this.stepList?.focusCurrent();
              }}
            ></wp-token-inspector>`
      }
      <div class="hidden" role="status" aria-live="polite">${this.spoken}</div>`;
  }

  #pick(token: number | null): void {
    this.token = token;
    if (this.trace) this.spoken = token === null ? l10n.t('No token.') : tokenSentence(this.trace, token);
  }

  #fold(step: number): void {
    const folded = new Set(this.folded);
    if (!folded.delete(step)) folded.add(step);
    this.folded = folded;
  }

  /** Tints and formulas of what is in sight. */
  #look(): void {
    const { stepList, answerBox, scroller, trace } = this;
    if (!stepList || !scroller || !trace) return;
    const { top, bottom } = scroller.getBoundingClientRect();
    const rows = stepList.rowsBetween(top, bottom);
    const answer = trace.answer && answerBox ? answerBox.text : null;
    overlayPainter.look([...rows.flatMap(({ text }) => text ?? []), ...(answer ? [answer] : [])]);
    const { token } = this;
    this.#maths.show([
      ...rows.flatMap(({ text, element }) =>
        text
          ? [
              {
                element: text.element,
                exact:
                  element.classList.contains('folded') ||
                  (token !== null && token >= text.range.start && token < text.range.end),
              },
            ]
          : [],
      ),
      ...(answer ? [{ element: answer.element, exact: false }] : []),
    ]);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-search-path': SearchPath;
  }
}
