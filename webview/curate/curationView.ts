import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { CurationConfig } from '../../src/core/curate/curationConfig';
import { STAGES, type PersonsWord, type Stage } from '../../src/core/curate/decision';
import type { RowLook, StateFilter } from '../../src/core/curate/rowOrder';
import type { CurationNews, RowText, ShownRow } from '../../src/core/curate/shownCuration';
import type { CurationHostApi, CurationState, CurationViewApi } from '../../src/protocol/curationView';
import { l10n } from '../components/l10n';
import { oneLine } from '../tree/traceWords';
import { vscode } from '../vscodeApi';
import { curationHead } from './curationHead';
import { curationStyles } from './curationStyles';
import { stateWords } from './curationWords';
import { decontaminationSection } from './decontaminationSection';
import { difficultySection } from './difficultySection';
import { diversitySection } from './diversitySection';
import { funnelStage } from './funnelStage';
import { qualitySection } from './qualitySection';
import { rowFilter } from './rowFilter';
import { RowPages } from './rowPages';
import './rowTable';
import type { RowTable } from './rowTable';
import { rowDetail } from './rowText';

/** A text is looked for once nothing was typed for this long. */
const TYPING_MS = 250;

/** A curation: its funnel, whose rules can be changed, and its rows, which can be taken back. */
@customElement('wp-curation-view')
export class CurationView extends LitElement implements CurationViewApi {
  static override styles = curationStyles;

  /** Set once, before `start`. */
  host!: CurationHostApi;

  @state() private view: CurationState | null = null;
  @state() private found: CurationNews | null = null;
  @state() private failure: string | null = null;
  /** As it is asked for; the table may still be that of another. */
  @state() private look: RowLook | null = null;
  /** Place of the selected row. */
  @state() private selected = -1;
  /** The row whose text is shown, or asked for. */
  @state() private detail: { readonly row: number; readonly text: RowText | null } | null = null;
  @state() private spoken = '';
  @query('wp-row-table') private readonly table!: RowTable | null;

  readonly #pages = new RowPages(
    (from, count) => this.host.rows(from, count),
    () => {
      this.table?.rowsCame();
      // The rest shows nothing of rows but the one that is selected.
      if (this.selected >= 0) this.requestUpdate();
    },
  );
  #typing: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('keydown', this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('keydown', this.#key);
    clearTimeout(this.#typing);
  }

  async start(): Promise<void> {
    await this.#ask(async () => {
      const { state, news } = await this.host.ready();
      this.show(state);
      if (news) this.news(news);
    });
  }

  show(view: CurationState): void {
    this.view = view;
    this.look ??= view.kept.look;
    vscode.setState(view.kept);
  }

  news(news: CurationNews): void {
    const before = this.found?.look;
    const isOther = before !== undefined && JSON.stringify(before) !== JSON.stringify(news.look);
    this.found = news;
    this.#pages.renew(news.version, isOther);
    if (this.selected >= news.listed) this.selected = news.listed - 1;
  }

  async #ask(work: () => Promise<unknown>): Promise<void> {
    try {
      this.failure = null;
      await work();
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  #change(change: Partial<CurationConfig>): void {
    const config = this.view?.kept.config;
    if (config) void this.#ask(() => this.host.change({ ...config, ...change }));
  }

  #lookAt(change: Partial<RowLook>): void {
    if (!this.look) return;
    const look = { ...this.look, ...change };
    this.look = look;
    this.selected = -1;
    this.detail = null;
    clearTimeout(this.#typing);
    const tell = (): void => void this.#ask(() => this.host.look(look));
    if ('text' in change && change.text !== '') this.#typing = setTimeout(tell, TYPING_MS);
    else tell();
  }

  readonly #key = (event: KeyboardEvent): void => {
    const isTyping = event.composedPath().some((one) => one instanceof HTMLInputElement);
    if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || isTyping)
      return;
    event.preventDefault();
    if (this.view?.canUndo) void this.#ask(() => this.host.undo());
  };

  override render() {
    const { view, found } = this;
    if (!view)
      return this.failure === null ? nothing : html`<p class="message" role="alert">${this.failure}</p>`;
    return html`<div class="page">
        ${curationHead({
          ...{ state: view, news: found, failure: this.failure },
          ask: (work) => void this.#ask(() => work(this.host)),
        })}
      </div>
      <main>
        ${
          found
            ? html`<div class="funnel" tabindex="0" role="region" aria-label=${l10n.t('Funnel')}>
                  ${STAGES.map((stage) => this.#stage(stage, view, found))}
                </div>
                ${this.#rows(view, found)}`
            : html`<p class="message">${l10n.t('Opening the pool…')}</p>`
        }
      </main>
      <div class="hidden" role="status">${this.spoken}</div>`;
  }

  #stage(stage: Stage, view: CurationState, news: CurationNews): TemplateResult | typeof nothing {
    const show = (state: StateFilter): void => this.#lookAt({ state });
    const of = (content?: unknown): TemplateResult => funnelStage({ stage, news, show }, content);
    const { config } = view.kept;
    switch (stage) {
      case 'unreadable':
      case 'person':
        return of();
      case 'duplicate':
        return of(
          news.funnel.counts.repeatedIds.map(
            (id) =>
              html`<p class="facts">
                ${l10n.t('The id “{0}” is there for different questions.', oneLine(id))}
              </p>`,
          ),
        );
      case 'handover':
        return config.handover.selected.length + config.handover.dropped.length > 0 ? of() : nothing;
      case 'quality':
        return of(
          qualitySection({
            ...{ news: { ...news, config }, show },
            setMode: (rule, mode) => this.#change({ quality: { ...config.quality, [rule]: mode } }),
          }),
        );
      case 'difficulty':
        return of(
          difficultySection({
            ...{ news, graders: config.difficulty.graders, refusal: view.refusal },
            set: (graders) => this.#change({ difficulty: { graders } }),
            browse: (grader) => void this.#ask(() => this.host.browseGrader(grader)),
            run: (grader) => void this.#ask(() => this.host.runGrader(grader)),
          }),
        );
      case 'decontamination':
        return of(
          decontaminationSection({
            ...{ news, settings: config.decontamination },
            change: (change) => this.#change({ decontamination: { ...config.decontamination, ...change } }),
            addSets: () => void this.#ask(() => this.host.addSets()),
          }),
        );
      case 'diversity':
        return of(
          diversitySection({
            ...{ news, config, refusal: view.refusal },
            change: (change) => this.#change(change),
            show: (look) => this.#lookAt(look),
            browseRules: () => void this.#ask(() => this.host.browseDomainRules()),
            askModel: () => void this.#ask(() => this.host.askForDomains()),
          }),
        );
      default:
        return stage satisfies never;
    }
  }

  #rows(view: CurationState, news: CurationNews): TemplateResult {
    const look = this.look ?? view.kept.look;
    const row = this.selected < 0 ? undefined : this.#pages.at(this.selected);
    const { detail } = this;
    const isDetailed = detail !== null && row !== undefined;
    return html`<div class="rows ${isDetailed ? 'detailed' : ''}">
      ${rowFilter({ news, look, change: (change) => this.#lookAt(change) })}
      <wp-row-table
        .count=${news.listed}
        .pages=${this.#pages}
        .look=${look}
        .selected=${this.selected}
        @wp-select=${(event: CustomEvent<number>) => this.#select(event.detail)}
        @wp-open=${(event: CustomEvent<number>) => {
          this.#select(event.detail);
          this.#openDetail(event.detail);
        }}
        @wp-say=${(event: CustomEvent<PersonsWord | null>) => row && this.#say(row, event.detail)}
        @wp-sort=${(event: CustomEvent<Pick<RowLook, 'sort' | 'descending'>>) => this.#lookAt(event.detail)}
      ></wp-row-table>
      ${
        isDetailed
          ? rowDetail(
              { row, text: detail.row === row.row ? detail.text : null, word: wordOf(row, view.kept.config) },
              {
                say: (word) => this.#say(row, word),
                openTrace: () => void this.#ask(() => this.host.openTrace(row.row)),
                openPlace: () => void this.#ask(() => this.host.openPlace(row.row)),
                close: () => {
                  this.detail = null;
                  this.table?.shadowRoot?.querySelector<HTMLElement>('.grid')?.focus();
                },
              },
            )
          : nothing
      }
    </div>`;
  }

  protected override updated(): void {
    // Rows move while rules change: the text is that of whatever stands there now.
    const row = this.selected < 0 ? undefined : this.#pages.at(this.selected);
    if (this.detail && row && row.row !== this.detail.row) this.#openDetail(this.selected);
  }

  #select(place: number): void {
    this.selected = place;
  }

  #openDetail(place: number): void {
    const row = this.#pages.at(place);
    if (!row) return;
    this.detail = { row: row.row, text: null };
    void this.#ask(async () => {
      const text = await this.host.text(row.row);
      if (this.detail?.row === row.row) this.detail = { row: row.row, text };
    });
  }

  #say(row: ShownRow, word: PersonsWord | null): void {
    const { key } = row;
    if (key === null) {
      this.spoken = l10n.t('A row that could not be read cannot be kept.');
      return;
    }
    if (wordOf(row, this.view?.kept.config) === word) return;
    this.spoken =
      word === 'keep'
        ? l10n.t('Taken back.')
        : word === 'drop'
          ? l10n.t('Dropped.')
          : l10n.t('Left to the rules; it was {0}.', stateWords(row));
    void this.#ask(() => this.host.say([key], word));
  }
}

/** What a person said of a row. */
function wordOf({ key }: ShownRow, config: CurationConfig | undefined): PersonsWord | null {
  if (key === null || !config) return null;
  return config.keep.includes(key) ? 'keep' : config.drop.includes(key) ? 'drop' : null;
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-curation-view': CurationView;
  }
}
