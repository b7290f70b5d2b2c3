import { html, LitElement, nothing, svg } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Tree, TreeHostApi, TreeState, TreeViewApi } from '../../src/protocol/forkViews';
import { button } from '../components/button';
import { cssVariables } from '../components/cssVariables';
import { l10n } from '../components/l10n';
import { focusStyles, hiddenStyles, iconStyles } from '../components/styles';
import { plural } from '../trace/format';
import { vscode } from '../vscodeApi';
import { forkTreeStyles } from './forkTreeStyles';
import { oneLine, stemOf } from './traceWords';
import { neighbour, treeLayout, type Direction, type TreeLayout } from './treeLayout';
import { treeNode } from './treeNode';

/** Narrower than this a tree grows downwards. */
const LEAST_WIDTH_RIGHTWARD = 620;
const ZOOM = { least: 0.2, most: 2, step: 1.2 };

interface Drawn {
  readonly tree: Tree;
  readonly layout: TreeLayout;
}

/** A place: in which tree, and which of its nodes. */
interface Place {
  readonly tree: number;
  readonly node: number;
}

/** Forks under their parents; two of them can be marked for comparing. */
@customElement('wp-fork-tree')
export class ForkTree extends LitElement implements TreeViewApi {
  static override styles = [focusStyles, hiddenStyles, iconStyles, forkTreeStyles];

  /** Set once, before `start`. */
  host!: TreeHostApi;

  @state() private view: TreeState | null = null;
  @state() private read: { readonly read: number; readonly all: number } | null = null;
  @state() private problem: string | null = null;
  @state() private direction: Direction = 'right';
  @state() private zoom = 1;
  /** URIs of the traces marked for comparing: two at most. */
  @state() private marks: readonly string[] = [];
  /** Key of the node that has the focus, or had it last. */
  @state() private current: string | null = null;
  @state() private spoken = '';
  #drawn: readonly Drawn[] = [];

  readonly #resized = new ResizeObserver(([entry]) => {
    if (entry) this.direction = entry.contentRect.width < LEAST_WIDTH_RIGHTWARD ? 'down' : 'right';
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  /** Asks for the first state, and goes to the active trace. */
  async start(): Promise<void> {
    await this.#ask(async () => this.show(await this.host.ready()));
    await this.updateComplete;
    this.renderRoot.querySelector('.node.active')?.scrollIntoView({ block: 'center', inline: 'center' });
  }

  show(view: TreeState): void {
    this.view = view;
    this.read = null;
    this.problem = null;
    vscode.setState({ active: view.active });
  }

  progress(read: number, all: number): void {
    this.read = { read, all };
  }

  async #ask(call: () => Promise<unknown>): Promise<void> {
    try {
      await call();
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('view') && !changed.has('direction')) return;
    this.#drawn = (this.view?.trees ?? []).map((tree) => ({
      tree,
      layout: treeLayout(tree.root, this.direction),
    }));
    const keys = new Set(this.#drawn.flatMap((drawn) => drawn.layout.nodes.map((_, at) => keyOf(drawn, at))));
    this.marks = this.marks.filter((uri) => keys.has(uri));
    if (this.current === null || !keys.has(this.current)) this.current = this.view?.active ?? null;
  }

  override render() {
    const { view, problem } = this;
    return html`
      ${view && view.trees.length > 0 ? this.#header() : nothing}
      ${problem === null ? nothing : html`<p class="error message" role="alert">${oneLine(problem)}</p>`}
      <main tabindex="-1" aria-label=${l10n.t('Fork tree')}>${this.#content()}</main>
      ${view ? footer(view) : nothing}
      <div class="hidden" role="status" aria-live="polite">${this.spoken}</div>
    `;
  }

  #content() {
    const { view, read } = this;
    if (!view && this.problem === null)
      return html`<div class="message">
        <p>
          ${read ? l10n.t('Reading {0} of {1}', read.read, plural(read.all, 'trace')) : l10n.t('Reading traces')}…
        </p>
        <progress
          aria-label=${l10n.t('Traces read')}
          max=${read?.all ?? nothing}
          value=${read?.read ?? nothing}
        ></progress>
      </div>`;
    if (view?.trees.length === 0)
      return html`<div class="message">
        <h2>${l10n.t('No trace here has forks yet.')}</h2>
        <p>
          ${l10n.t('A fork is a new trace that shares its beginning with another one, and changes one thing there. Open a trace and fork it at a token; the two then stand here as a tree.')}
        </p>
      </div>`;
    return repeat(
      this.#drawn,
      (drawn) => keyOf(drawn, 0),
      (drawn) => this.#tree(drawn),
    );
  }

  #header() {
    const { marks } = this;
    const names = marks.map((uri) => stemOf(decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1))));
    const hint =
      names.length === 2
        ? l10n.t('{0} and {1}', ...names)
        : names.length === 1
          ? l10n.t('{0} is marked. Mark another one to compare them.', names[0] ?? '')
          : l10n.t('Mark two traces to compare them: Space, or the box in their corner.');
    return html`<header>
      ${button({
        label: l10n.t('Compare'),
        name: 'compare',
        icon: 'compare',
        appearance: 'primary',
        disabled: marks.length !== 2,
        onClick: () => this.#compare(),
      })}
      <span class="hint">${hint}</span>
      <span class="zoom" role="group" aria-label=${l10n.t('Zoom')}>
        ${button({ label: l10n.t('Zoom out'), name: 'zoom-out', icon: 'zoomOut', appearance: 'icon', onClick: () => this.#zoomBy(1 / ZOOM.step) })}
        ${button({ label: `${Math.round(this.zoom * 100)} %`, name: 'zoom-reset', appearance: 'quiet', title: l10n.t('Zoom to 100 %'), onClick: () => (this.zoom = 1) })}
        ${button({ label: l10n.t('Zoom in'), name: 'zoom-in', icon: 'zoomIn', appearance: 'icon', onClick: () => this.#zoomBy(ZOOM.step) })}
        ${button({ label: l10n.t('Zoom to fit'), name: 'zoom-fit', icon: 'fit', appearance: 'icon', onClick: () => this.#fit() })}
      </span>
    </header>`;
  }

  #tree(drawn: Drawn) {
    const { tree, layout } = drawn;
    const { nodes, width, height } = layout;
    const holdsCurrent = nodes.some((_, at) => keyOf(drawn, at) === this.current);
    return html`<section>
      <div class="question">
        <h2 dir="auto">${oneLine(tree.question) || l10n.t('No question')}</h2>
        ${tree.expected === null ? nothing : html`<span class="expected">${l10n.t('right answer: {0}', oneLine(tree.expected))}</span>`}
      </div>
      <div
        class="tree ${this.direction}-ward"
        role="tree"
        aria-multiselectable="true"
        aria-label=${l10n.t('Forks of {0}', oneLine(tree.question) || l10n.t('a trace without a question'))}
        ${cssVariables({ '--width': `${width}px`, '--height': `${height}px`, '--zoom': String(this.zoom) })}
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
      >
        <svg role="none" aria-hidden="true">
          ${nodes.map(({ link }) => (link === '' ? nothing : svg`<path d=${link}></path>`))}
        </svg>
        ${repeat(
          nodes,
          (_, at) => keyOf(drawn, at),
          (placed, at) => {
            const key = keyOf(drawn, at);
            const uri = placed.node.trace?.uri;
            return treeNode({
              placed,
              key,
              active: uri !== undefined && uri === this.view?.active,
              marked: this.marks.includes(key),
              tabStop: holdsCurrent ? key === this.current : at === 0,
              onOpen: () => uri !== undefined && this.#open(uri),
              onMark: () => uri !== undefined && this.#mark(uri, placed.node.name),
              onFocus: () => (this.current = key),
            });
          },
        )}
      </div>
    </section>`;
  }

  // What its user does.

  #open(uri: string): void {
    void this.#ask(() => this.host.open(uri));
  }

  #compare(): void {
    const [left, right] = this.#inOrder();
    if (left === undefined || right === undefined) {
      this.spoken = l10n.t('Mark two traces first.');
      return;
    }
    void this.#ask(() => this.host.compare(left, right));
  }

  /** The marked ones as they stand in the tree: a parent on the left of its fork. */
  #inOrder(): string[] {
    return this.#drawn
      .flatMap((drawn) => drawn.layout.nodes.map((_, at) => keyOf(drawn, at)))
      .filter((key) => this.marks.includes(key));
  }

  /** A third one takes the place of the one marked first. */
  #mark(uri: string, name: string): void {
    const isMarked = this.marks.includes(uri);
    this.marks = isMarked ? this.marks.filter((one) => one !== uri) : [...this.marks.slice(-1), uri];
    const [stem, marked] = [stemOf(name), this.marks.length];
    this.spoken = isMarked
      ? l10n.t('{0} is no longer marked. {1} of 2.', stem, marked)
      : l10n.t('{0} is marked. {1} of 2.', stem, marked);
  }

  #key(event: KeyboardEvent): void {
    const place = this.#placeOf((event.target as HTMLElement).dataset['key']);
    if (!place || event.ctrlKey || event.altKey || event.metaKey) return;
    const drawn = this.#drawn[place.tree];
    const trace = drawn?.layout.nodes[place.node]?.node.trace;
    if (!drawn) return;
    if (event.key === 'Enter' && trace) this.#open(trace.uri);
    else if (event.key === ' ' && trace) this.#mark(trace.uri, trace.name);
    else if (event.key === '+') this.#zoomBy(ZOOM.step);
    else if (event.key === '-') this.#zoomBy(1 / ZOOM.step);
    else if (event.key === '0') this.zoom = 1;
    else {
      const next = neighbour(drawn.layout, place.node, event.key, this.direction);
      if (next === null) return;
      this.#focus(keyOf(drawn, next));
    }
    event.preventDefault();
  }

  #placeOf(key: string | undefined): Place | null {
    for (const [tree, drawn] of this.#drawn.entries()) {
      const node = drawn.layout.nodes.findIndex((_, at) => keyOf(drawn, at) === key);
      if (node >= 0) return { tree, node };
    }
    return null;
  }

  #focus(key: string): void {
    const nodes = [...this.renderRoot.querySelectorAll<HTMLElement>('.node')];
    const node = nodes.find(({ dataset }) => dataset['key'] === key);
    node?.focus({ preventScroll: true });
    node?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #zoomBy(factor: number): void {
    this.zoom = Math.min(ZOOM.most, Math.max(ZOOM.least, this.zoom * factor));
  }

  /** The widest tree in sight, and the highest. */
  #fit(): void {
    const main = this.renderRoot.querySelector('main');
    if (!main || this.#drawn.length === 0) return;
    const [widths, heights] = [
      this.#drawn.map(({ layout }) => layout.width),
      this.#drawn.map(({ layout }) => layout.height),
    ];
    const padding = 30;
    const title = 60;
    const zoom = Math.min(
      (main.clientWidth - padding) / Math.max(...widths),
      (main.clientHeight - title) / Math.max(...heights),
      1,
    );
    this.zoom = Math.max(ZOOM.least, zoom);
    main.scrollTo({ left: 0 });
  }
}

function footer({ others, unreadable }: TreeState) {
  const sentences = [
    ...(others > 0 ? [l10n.t('{0} without forks.', plural(others, 'other trace'))] : []),
    ...(unreadable.length > 0
      ? [
          l10n.t(
            'Not readable: {0}{1}.',
            unreadable.slice(0, 5).map(oneLine).join(', '),
            unreadable.length > 5 ? ', …' : '',
          ),
        ]
      : []),
  ];
  return sentences.length === 0
    ? nothing
    : html`<footer>${sentences.map((one) => html`<span>${one}</span>`)}</footer>`;
}

/** Of a node: the URI of its trace, or where it stands. */
function keyOf({ layout }: Drawn, at: number): string {
  const node = layout.nodes[at]?.node;
  return node?.trace?.uri ?? `missing ${node?.name ?? ''} ${node?.children[0]?.trace?.uri ?? ''}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-fork-tree': ForkTree;
  }
}
