import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { ModelsHostApi, ModelsState, ModelsViewApi } from '../../src/protocol/modelsView';
import { button } from '../components/button';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import {
  fieldStyles,
  focusStyles,
  hiddenStyles,
  iconStyles,
  pageStyles,
  panelHeadStyles,
  progressStyles,
  titleStyles,
} from '../components/styles';
import { textField } from '../components/textField';
import { displayText } from '../trace/displayText';
import { plural } from '../trace/format';
import { vscode } from '../vscodeApi';
import { catalogueList, otherDownloads } from './catalogueList';
import { modelDetail } from './modelDetail';
import './modelList';
import { modelsStyles } from './modelsStyles';
import { matchingModels } from './modelWords';

/** What the page keeps for a reload. */
interface Kept {
  readonly filter: string;
  /** Path of the model that is looked at; null: the first. */
  readonly selected: string | null;
}

/** The models on this machine, all about one of them, and those to be had. */
@customElement('wp-models-view')
export class ModelsView extends LitElement implements ModelsViewApi {
  static override styles = [
    ...[pageStyles, focusStyles, hiddenStyles, iconStyles, fieldStyles],
    ...[panelHeadStyles, titleStyles, progressStyles, modelsStyles],
  ];

  /** Set once, before `start`. */
  host!: ModelsHostApi;

  @state() private view: ModelsState | null = null;
  @state() private failure: string | null = null;
  @state() private filter = '';
  @state() private selected: string | null = null;
  @state() private address = '';
  @state() private spoken = '';

  async start(): Promise<void> {
    const kept = vscode.getState() as Partial<Kept> | null | undefined;
    this.filter = typeof kept?.filter === 'string' ? kept.filter : '';
    this.selected = typeof kept?.selected === 'string' ? kept.selected : null;
    await this.#ask(async () => this.show(await this.host.ready()));
  }

  show(view: ModelsState): void {
    const before = this.view?.downloads ?? [];
    for (const { address, stage } of view.downloads) {
      const was = before.find((one) => one.address === address)?.stage;
      if (was === 'running' && stage !== 'running')
        this.spoken = {
          done: l10n.t('{0} is here.', address),
          failed: l10n.t('{0} failed.', address),
          stopped: l10n.t('{0} stopped.', address),
        }[stage];
    }
    this.view = view;
  }

  async #ask(call: () => Promise<unknown>): Promise<boolean> {
    try {
      await call();
      this.failure = null;
      return true;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      return false;
    }
  }

  readonly #act = (call: (host: ModelsHostApi) => Promise<unknown>): void =>
    void this.#ask(() => call(this.host));

  #keep(): void {
    const kept: Kept = { filter: this.filter, selected: this.selected };
    vscode.setState(kept);
  }

  async #download(): Promise<void> {
    if (this.address.trim() === '') return;
    if (await this.#ask(() => this.host.download(this.address))) this.address = '';
  }

  override render() {
    const { view, failure } = this;
    const problem =
      failure === null
        ? nothing
        : html`<p class="message" role="alert">${icon('warning')}<span>${displayText(failure)}</span></p>`;
    if (!view) return problem;
    const { refusal } = view;
    return html`<div class="bar">
        <h1>${l10n.t('Models')}</h1>
        ${textField({
          ...{
            label: l10n.t('Filter models'),
            placeholder: l10n.t('Filter'),
            name: 'filter',
            value: this.filter,
          },
          onInput: (text) => {
            this.filter = text;
            this.#keep();
          },
        })}
        <span
          class="address-field"
          @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && this.#download()}
          >${textField({
            ...{ label: l10n.t('Address on the hub'), placeholder: 'hf:owner/repo:Q4_K_M', name: 'address' },
            ...{ value: this.address, disabled: refusal !== null },
            onInput: (text) => (this.address = text),
          })}</span
        >
        ${button({ label: l10n.t('Download'), name: 'add', disabled: refusal !== null, onClick: () => void this.#download() })}
        ${button({
          label: view.hasToken ? l10n.t('Change Token…') : l10n.t('Set Token…'),
          title: l10n.t('For models that ask for one; kept as a secret'),
          onClick: () => this.#act((host) => host.setToken()),
        })}
        ${button({ label: l10n.t('Search Again'), icon: 'redo', onClick: () => this.#act((host) => host.refresh()) })}
      </div>
      ${problem}
      ${refusal === null ? nothing : html`<p class="message">${icon('info')}<span>${refusal}</span></p>`}
      <div class="hidden" role="status">${this.spoken}</div>
      ${this.#here(view)} ${otherDownloads(view, this.#act)}
      <div class="section">
        <h2>${l10n.t('Catalogue')}</h2>
        <span class="facts">${l10n.t('Downloads go to {0}', displayText(view.folder))}</span>
      </div>
      ${catalogueList(view, this.#act)}`;
  }

  #here({ models, needs }: ModelsState) {
    const shown = matchingModels(models, this.filter);
    const found = shown.findIndex(({ path }) => path === this.selected);
    const place = found >= 0 ? found : 0;
    const model = shown[place];
    if (!model)
      return html`<p class="none">
        ${models.length === 0 ? l10n.t('No models were found.') : l10n.t('None of {0} matches the filter.', plural(models.length, 'model'))}
      </p>`;
    return html`<div class="here">
      <wp-model-list
        .models=${shown}
        .needs=${needs}
        .selected=${place}
        @wp-select=${(event: CustomEvent<number>) => {
          this.selected = shown[event.detail]?.path ?? null;
          this.#keep();
        }}
        @wp-open=${() => this.#act((host) => host.use(model.path, model.role))}
      ></wp-model-list>
      <section class="detail" aria-label=${l10n.t('About {0}', displayText(model.label))}>
        ${modelDetail(
          model,
          needs.find(({ path }) => path === model.path),
          this.#act,
        )}
      </section>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-models-view': ModelsView;
  }
}
