import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { decide } from '../../src/core/search/decide';
import type { Choice } from '../../src/core/search/searchRecord';
import { pathTo } from '../../src/core/search/treePath';
import type { Selection } from '../../src/core/search/words';
import type { Aggregation } from '../../src/core/score/aggregate';
import type { Trace } from '../../src/core/trace/trace';
import { unpackTrace } from '../../src/protocol/packedTrace';
import type {
  SearchForm,
  SearchGrowth,
  SearchHostApi,
  SearchNodeView,
  SearchPanelState,
  SearchState,
  SearchViewApi,
} from '../../src/protocol/searchView';
import { button } from '../components/button';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { segmented } from '../components/segmented';
import { displayText } from '../trace/displayText';
import { formatCount } from '../trace/format';
import { oneLine } from '../tree/traceWords';
import { vscode } from '../vscodeApi';
import './ledgerTable';
import { nodeFacts } from './nodeFacts';
import './roundBar';
import './searchForm';
import type { SearchFormElement } from './searchForm';
import { asOf, visits } from './searchLayout';
import './searchPath';
import './searchTree';
import type { SearchTree } from './searchTree';
import { searchViewStyles } from './searchViewStyles';
import { endWords, nodeName, progressWords, settingsWords } from './searchWords';
import { voteBars } from './voteBars';

type Side = 'node' | 'vote' | 'cost';
const SIDES: readonly { readonly value: Side; readonly label: string }[] = [
  { value: 'vote', label: l10n.t('Vote') },
  { value: 'node', label: l10n.t('Node') },
  { value: 'cost', label: l10n.t('Cost') },
];

/** A search: what it is asked for, its tree as it grows, the vote of its leaves, and what it cost. */
@customElement('wp-search-view')
export class SearchView extends LitElement implements SearchViewApi {
  static override styles = searchViewStyles;

  /** Set once, before `start`. */
  host!: SearchHostApi;

  @state() private view: SearchState | null = null;
  @state() private problem: string | null = null;
  /** As typed; null: as proposed. */
  @state() private form: SearchForm | null = null;
  /** Null: as long as there is no tree. */
  @state() private showsForm: boolean | null = null;
  @state() private selected: number | null = null;
  /** Marked for comparing, two at most. */
  @state() private marks: readonly number[] = [];
  /** That is shown; null: as it is now. */
  @state() private round: number | null = null;
  @state() private side: Side = 'vote';
  /** Null: as the search chooses. */
  @state() private decision: { readonly select: Selection; readonly by: Aggregation } | null = null;
  /** The path to `of`; null: not there yet. */
  @state() private path: { readonly of: number; readonly trace: Trace } | null = null;
  @state() private spoken = '';
  @query('wp-search-tree') private tree!: SearchTree | null;
  /** By id; as the round left them. */
  #shown: readonly (SearchNodeView | null)[] = [];
  #visits: readonly number[] = [];
  #choice: Choice | null = null;
  /** Node whose path was asked for last. */
  #asked: number | null = null;

  async start(): Promise<void> {
    const kept = vscode.getState() as Partial<SearchPanelState> | null | undefined;
    this.form = kept?.form ?? null;
    await this.#ask(async () => this.show(await this.host.ready()));
  }

  // What the host calls.

  show(view: SearchState): void {
    const isOther = this.view?.search?.createdAt !== view.search?.createdAt;
    this.view = view;
    this.problem = view.failure;
    if (isOther) {
      [this.selected, this.marks, this.round, this.decision, this.path] = [null, [], null, null, null];
      if (view.running) this.showsForm = null;
    }
    this.#keep();
  }

  grow({ running, failure, search, nodes: changed }: SearchGrowth): void {
    const { view } = this;
    if (!view) return;
    const nodes = [...view.nodes];
    for (const node of changed) nodes[node.id] = node;
    if (view.running && !running) {
      const { answer = null } = search.choice ?? {};
      this.spoken =
        answer === null
          ? l10n.t('The search is over. No answer was chosen.')
          : l10n.t('The search is over. It chose {0}.', oneLine(answer));
    } else if (search.rounds > (view.search?.rounds ?? 0)) this.spoken = progressWords(search, nodes.length);
    this.view = { ...view, running, failure, search, nodes };
    if (failure !== null) this.problem = failure;
    // It may be complete by now.
    if (changed.some(({ id }) => id === this.#asked)) void this.#askPath(this.#asked);
  }

  failed(message: string): void {
    this.problem = message;
  }

  run(): void {
    this.showsForm = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector('wp-search-form')?.run());
  }

  #keep(): void {
    const { file = null, setup = null } = this.view ?? {};
    const kept: SearchPanelState = { parent: setup?.parent ?? null, file, form: this.form };
    vscode.setState(kept);
  }

  async #ask(call: () => Promise<unknown>): Promise<void> {
    try {
      await call();
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  // Drawing.

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const { view } = this;
    if (!['view', 'round', 'decision'].some((name) => changed.has(name))) return;
    if (this.round !== null && this.round >= (view?.search?.rounds ?? 0) - 1 && !view?.running)
      this.round = null;
    this.#shown = asOf(view?.nodes ?? [], this.round);
    this.#visits = visits(this.#shown);
    this.#choice = this.#decide();
  }

  /** The recorded choice where that is asked for; else what the leaves that are shown say. */
  #decide(): Choice | null {
    const { view, decision, round } = this;
    if (!view?.search || view.nodes.length === 0) return null;
    const { settings, choice } = view.search;
    if (!decision && round === null && choice) return choice;
    const nodes = view.nodes.map((node) => this.#shown[node.id] ?? { ...node, state: 'open' as const });
    const { select, by } = decision ?? { select: settings.select, by: settings.aggregate };
    return decide(nodes, select, by);
  }

  override render() {
    const { view, problem } = this;
    return html`
      ${view ? this.#header(view) : nothing}
      ${problem === null ? nothing : html`<p class="message" role="alert">${icon('warning')}<span>${displayText(problem)}</span></p>`}
      <main aria-label=${l10n.t('Search')}>
        ${view?.search && view.nodes.length > 0 ? this.#body(view) : this.#empty()}
      </main>
      <div class="hidden" role="status" aria-live="polite">${this.spoken}</div>
    `;
  }

  #empty() {
    const { view } = this;
    if (!view) return nothing;
    if (view.running)
      return html`<div class="empty">
        <p>${view.search ? l10n.t('The first steps are being written…') : l10n.t('Loading the models…')}</p>
        <progress aria-label=${l10n.t('The search begins')}></progress>
      </div>`;
    return html`<div class="empty">
      ${
        view.search
          ? html`<p>${l10n.t('This search ended before its first step.')}</p>`
          : html`<p>
              ${l10n.t('A search tries many paths to an answer, and chooses among them. Its tree grows here, a node a step, coloured by what the scorer says of it.')}
            </p>`
      }
    </div>`;
  }

  #header(view: SearchState) {
    const { search, setup, running, readOnly } = view;
    const ended = search && endWords(search, running);
    return html`<header>
      <div class="bar">
        <h1 dir="auto">${oneLine(search?.question.text ?? l10n.t('Search a question'))}</h1>
        ${search?.question.expected == null ? nothing : html`<span class="facts">${l10n.t('right answer:')} <b dir="auto">${oneLine(search.question.expected)}</b></span>`}
        <span class="actions">
          ${
            running
              ? button({
                  label: l10n.t('Stop'),
                  name: 'stop-search',
                  icon: 'stop',
                  onClick: () => void this.#ask(() => this.host.stop()),
                })
              : nothing
          }
          ${
            setup
              ? search
                ? button({
                    label: l10n.t('Settings'),
                    name: 'settings',
                    icon: this.#formShown ? 'chevronDown' : 'chevronRight',
                    appearance: 'quiet',
                    expanded: this.#formShown,
                    onClick: () => (this.showsForm = !this.#formShown),
                  })
                : nothing
              : button({
                  label: l10n.t('Search Again…'),
                  name: 'again',
                  icon: 'search',
                  title: l10n.t('Another search of this question'),
                  onClick: () => void this.#ask(() => this.host.again()),
                })
          }
        </span>
        ${
          search
            ? html`<p class="facts settings">
                ${settingsWords(search)} ·
                ${
                  search.scorer === null
                    ? l10n.t('{0}, no scorer', oneLine(search.model))
                    : l10n.t('{0}, scored by {1}', oneLine(search.model), oneLine(search.scorer))
                }
              </p>`
            : nothing
        }
        ${
          search?.auto
            ? html`<p class="facts settings">
                ${l10n.t('Chosen for the difficulty: {0}, {1}, by {2}.', oneLine(search.auto.bin), search.auto.difficulty.toFixed(2), oneLine(search.auto.policy))}
              </p>`
            : nothing
        }
      </div>
      ${this.#form(view)}
      ${readOnly === null ? nothing : html`<p class="message">${icon('lock')}<span>${displayText(readOnly)}</span></p>`}
      ${ended === null ? nothing : html`<p class="message">${icon('info')}<span>${ended}</span></p>`}
      ${(search?.warnings ?? []).map((one) => html`<p class="message">${icon('warning')}<span>${displayText(one)}</span></p>`)}
    </header>`;
  }

  /** Lit takes a host that answers to every name for one of its directives. */
  readonly #formHost: SearchFormElement['host'] = {
    check: (form) => this.host.check(form),
    browse: (role) => this.host.browse(role),
    browsePolicy: () => this.host.browsePolicy(),
  };

  get #formShown(): boolean {
    return this.showsForm ?? (this.view?.search === null && !this.view.running);
  }

  #form({ setup, running }: SearchState) {
    if (!setup || !this.#formShown) return nothing;
    return html`<wp-search-form
      .setup=${setup}
      .form=${this.form ?? setup.form}
      .host=${this.#formHost}
      ?running=${running}
      @wp-form=${(event: CustomEvent<SearchForm>) => {
        this.form = event.detail;
        this.#keep();
      }}
      @wp-run=${(event: CustomEvent<SearchForm>) => {
        this.problem = null;
        void this.#ask(() => this.host.run(event.detail));
      }}
      @wp-stop=${() => void this.#ask(() => this.host.stop())}
    ></wp-search-form>`;
  }

  #body(view: SearchState): TemplateResult | typeof nothing {
    const { search, nodes } = view;
    if (!search) return nothing;
    return html`<div class="left">
        <div class="legend">
          <span class="progress">${progressWords(search, nodes.length)}</span>
          ${legend(search.scorer !== null)} ${this.#comparing()}
        </div>
        <wp-search-tree
          .nodes=${nodes}
          .shown=${this.#shown}
          .selected=${this.selected}
          .winner=${this.#choice?.leaf ?? null}
          .marks=${this.marks}
          label=${l10n.t('Tree of {0} nodes', formatCount(nodes.length))}
          @wp-select=${(event: CustomEvent<number>) => this.#select(event.detail)}
          @wp-open=${(event: CustomEvent<number>) => this.#open(event.detail)}
          @wp-mark=${(event: CustomEvent<number>) => this.#mark(event.detail)}
        ></wp-search-tree>
        <wp-round-bar
          .rounds=${search.rounds}
          .round=${this.round}
          @wp-round=${(event: CustomEvent<number | null>) => this.#showRound(event.detail)}
        ></wp-round-bar>
      </div>
      <aside aria-label=${l10n.t('Vote, node and cost')}>
        <div class="sides">
          ${segmented({ label: l10n.t('Show'), name: 'side', value: this.side, choices: SIDES, onChange: (side) => (this.side = side) })}
        </div>
        ${this.#side(view)}
      </aside>`;
  }

  #side({ search, nodes }: SearchState): TemplateResult | typeof nothing {
    if (!search) return nothing;
    const choice = this.#choice;
    switch (this.side) {
      case 'vote':
        return choice
          ? voteBars({
              ...{ choice, nodes: this.#shown, selected: this.selected },
              by: this.decision?.by ?? search.settings.aggregate,
              recorded: this.round === null ? search.choice : null,
              recordedBy: search.settings.aggregate,
              decide: (select, by) => this.#redecide(select, by),
              goTo: (id) => this.#goTo(id),
            })
          : html`<p class="hint">${l10n.t('No path has come to an answer yet.')}</p>`;
      case 'node':
        return this.#node();
      case 'cost': {
        const leaf = choice?.leaf ?? null;
        const prompt = search.ledger.uniqueTokens - nodes.reduce((sum, { tokens }) => sum + tokens, 0);
        const path =
          leaf === null
            ? null
            : pathTo(nodes, leaf).reduce((sum, { tokens }) => sum + tokens, Math.max(0, prompt));
        return html`<div class="cost">
          <wp-search-ledger .ledger=${search.ledger} .path=${path}></wp-search-ledger>
        </div>`;
      }
      default:
        return this.side satisfies never;
    }
  }

  #node() {
    const { selected, path } = this;
    const node = selected === null ? null : this.#shown[selected];
    if (!node)
      return html`<p class="hint">
        ${l10n.t('Click a node, or go to one by the arrow keys, to read the path to it. Enter opens it as a trace, Space marks it for comparing.')}
      </p>`;
    return html`${nodeFacts({
      node,
      siblings: this.#shown.filter((one) => one !== null && one.parent === node.parent) as SearchNodeView[],
      visits: this.#visits[node.id] ?? 0,
      wins: node.id === this.#choice?.leaf,
      marked: this.marks.includes(node.id),
      goTo: (id) => this.#goTo(id),
      open: () => this.#open(node.id),
      mark: () => this.#mark(node.id),
    })}
    ${
      path?.of === node.id
        ? html`<wp-search-path .trace=${path.trace} .node=${node.id}></wp-search-path>`
        : nothing
    }`;
  }

  #comparing() {
    const { marks } = this;
    if (marks.length === 0) return nothing;
    const [first = '', second] = marks.map(nodeName);
    const names =
      second === undefined
        ? l10n.t('{0} is marked: mark another one', first)
        : l10n.t('{0} and {1}', first, second);
    return html`<span class="comparing"
      >${button({
        label: l10n.t('Compare'),
        name: 'compare',
        icon: 'compare',
        disabled: marks.length !== 2,
        onClick: () => this.#compare(),
      })}<span>${names}</span></span
    >`;
  }

  // What its user does.

  #select(id: number): void {
    this.selected = id;
    this.side = 'node';
    void this.#askPath(id);
  }

  #goTo(id: number): void {
    if (!this.#shown[id]) this.round = null;
    void this.updateComplete.then(() => this.tree?.goTo(id));
  }

  async #askPath(id: number | null): Promise<void> {
    this.#asked = id;
    if (id === null) return;
    await this.#ask(async () => {
      const trace = unpackTrace(await this.host.path(id));
      // Another one was gone to meanwhile.
      if (this.#asked === id) this.path = { of: id, trace };
    });
  }

  #open(id: number): void {
    void this.#ask(() => this.host.open(id));
  }

  /** A third one takes the place of the one marked first. */
  #mark(id: number): void {
    const isMarked = this.marks.includes(id);
    this.marks = isMarked ? this.marks.filter((one) => one !== id) : [...this.marks.slice(-1), id];
    const [name, marked] = [nodeName(id), this.marks.length];
    this.spoken = isMarked
      ? l10n.t('{0} is no longer marked. {1} of 2.', name, marked)
      : l10n.t('{0} is marked. {1} of 2.', name, marked);
  }

  #compare(): void {
    const [left, right] = [...this.marks].sort((a, b) => a - b);
    if (left !== undefined && right !== undefined) void this.#ask(() => this.host.compare(left, right));
  }

  #showRound(round: number | null): void {
    this.round = round;
    if (this.selected !== null && round !== null && (this.view?.nodes[this.selected]?.round ?? 0) > round)
      this.selected = null;
  }

  #redecide(select: Selection, by: Aggregation): void {
    const { search } = this.view ?? {};
    const { settings } = search ?? {};
    const isRecorded = select === settings?.select && (select !== 'weighted' || by === settings.aggregate);
    this.decision = isRecorded ? null : { select, by };
    void this.updateComplete.then(() => {
      const answer = this.#choice?.answer ?? null;
      this.spoken =
        answer === null ? l10n.t('Nothing is chosen.') : l10n.t('{0} is chosen.', oneLine(answer));
    });
  }
}

/** What the shapes and colours mean. */
function legend(scored: boolean): TemplateResult {
  const shape = (name: string): TemplateResult =>
    html`<span class="shape ${name}" aria-hidden="true"></span>`;
  return html`<ul class="key" aria-label=${l10n.t('Legend')}>
    ${
      scored
        ? html`<li class="scale"><span aria-hidden="true" class="ramp"></span>${l10n.t('score 0 to 1')}</li>`
        : nothing
    }
    <li>${shape('hollow')}${l10n.t('not scored')}</li>
    <li>${shape('leaf')}${l10n.t('leaf')}</li>
    <li>${shape('pruned')}${l10n.t('pruned')}</li>
    <li>${shape('open')}${l10n.t('open')}</li>
    <li>${l10n.t('★ chosen')}</li>
  </ul>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-search-view': SearchView;
  }
}
