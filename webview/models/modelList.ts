import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { parameterText, sizeText } from '../../src/core/models/sizeText';
import type { ShownModel, ShownNeed } from '../../src/protocol/modelsView';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { iconStyles } from '../components/styles';
import { VirtualList } from '../components/virtualList';
import { displayText } from '../trace/displayText';
import { fitWords, roleWord } from './modelWords';

/** The models on this machine, two lines each. */
@customElement('wp-model-list')
export class ModelList extends VirtualList {
  static override styles = [
    VirtualList.styles,
    iconStyles,
    css`
      .line {
        display: flex;
        gap: 8px;
        align-items: center;
        padding: 0 14px;
        line-height: 21px;
        white-space: nowrap;
      }
      .line:first-child {
        padding-top: 3px;
      }
      .name,
      .facts {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .name {
        font-weight: 600;
      }
      .facts {
        display: block;
        opacity: 0.85;
        font-size: 0.92em;
      }
      .icon {
        vertical-align: middle;
      }
      .mark {
        margin-inline-start: auto;
        flex: none;
      }
    `,
  ];

  @property({ attribute: false }) models: readonly ShownModel[] = [];
  @property({ attribute: false }) needs: readonly ShownNeed[] = [];

  protected readonly itemHeight = 48;
  protected readonly label = l10n.t('Models on this machine');

  protected get count(): number {
    return this.models.length;
  }

  protected item(place: number) {
    const model = this.models[place];
    if (!model) return html``;
    const { facts, role, isDefault, problem, sizeBytes, from, path } = model;
    const need = this.needs.find((one) => one.path === path);
    const about = facts
      ? [facts.architecture, parameterText(facts.parameterCount), facts.quantization, sizeText(sizeBytes)]
      : [];
    return html`<div class="line">
        <span class="name">${displayText(model.label)}</span>
        ${isDefault ? html`<span>${icon('check')} ${l10n.t('in use')}</span>` : nothing}
        <span class="mark"
          >${problem !== null ? html`${icon('warning')} ${l10n.t('has a problem')}` : need ? fitWords(need.fit) : ''}</span
        >
      </div>
      <div class="line facts">
        ${displayText([roleWord(role), ...about.filter((one) => one), from].join(' · '))}
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-model-list': ModelList;
  }
}
