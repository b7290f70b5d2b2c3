/** All that is known of one model, and what can be done with it. */
import { html, nothing, type TemplateResult } from 'lit';
import { parameterText, sizeText } from '../../src/core/models/sizeText';
import type { ModelsHostApi, ShownModel, ShownNeed } from '../../src/protocol/modelsView';
import { button } from '../components/button';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { displayText } from '../trace/displayText';
import { formatCount } from '../trace/format';
import { roleWord } from './modelWords';

export type ModelActions = Pick<ModelsHostApi, 'use' | 'reveal' | 'override'>;

export function modelDetail(
  model: ShownModel,
  need: ShownNeed | undefined,
  act: (call: (host: ModelActions) => Promise<unknown>) => void,
): TemplateResult {
  const { facts, problem, preset, path, role, isDefault, delimiters } = model;
  return html`<h2>${displayText(facts?.name ?? model.label)}</h2>
    ${model.description === null ? nothing : html`<p>${displayText(model.description)}</p>`}
    ${
      problem === null
        ? nothing
        : html`<p class="message" role="alert">${icon('warning')}<span>${displayText(problem)}</span></p>`
    }
    <div class="actions">
      ${button({
        label: l10n.t('Use as Model'),
        appearance: role === 'model' && !isDefault ? 'primary' : 'secondary',
        disabled: facts === null || (role === 'model' && isDefault),
        onClick: () => act((host) => host.use(path, 'model')),
      })}
      ${button({
        label: l10n.t('Use as Scorer'),
        appearance: role === 'scorer' && !isDefault ? 'primary' : 'secondary',
        disabled: facts === null || (role === 'scorer' && isDefault),
        onClick: () => act((host) => host.use(path, 'scorer')),
      })}
      ${button({ label: l10n.t('Set Its Defaults…'), onClick: () => act((host) => host.override(path)) })}
      ${button({ label: l10n.t('Reveal in File Manager'), onClick: () => act((host) => host.reveal(path)) })}
    </div>
    ${need ? html`<p class="need">${displayText(need.text)}</p>` : nothing}
    <dl>
      ${preset ? presetRows(preset, delimiters) : nothing} ${row(l10n.t('role'), roleWord(role))}
      ${row(l10n.t('found in'), model.from)} ${row(l10n.t('file'), path)}
      ${facts ? factRows(model, facts) : nothing}
    </dl>
    ${facts ? templateOf(facts.chatTemplate) : nothing}`;
}

function presetRows(
  { name, source, reason }: NonNullable<ShownModel['preset']>,
  delimiters: readonly string[],
): TemplateResult {
  return html`${row(l10n.t('preset'), l10n.t('{0}, by {1}', name, source))}
  ${reason === null ? nothing : row(l10n.t('why'), reason)}
  ${delimiters.length === 0 ? nothing : row(l10n.t('thinks between'), l10n.t('{0} and {1}', ...delimiters.map((one) => JSON.stringify(one))))}`;
}

function factRows({ sizeBytes }: ShownModel, facts: NonNullable<ShownModel['facts']>): TemplateResult {
  return html`${row(l10n.t('architecture'), facts.architecture)}
  ${row(l10n.t('weights'), `${parameterText(facts.parameterCount)}, ${sizeText(sizeBytes)}`)}
  ${row(l10n.t('quantisation'), facts.quantization ?? l10n.t('not told'))}
  ${row(l10n.t('context'), facts.trainContext === null ? l10n.t('not told') : l10n.t('{0} tokens', formatCount(facts.trainContext)))}
  ${row(l10n.t('vocabulary'), facts.vocabularySize === null ? l10n.t('not told') : l10n.t('{0} tokens', formatCount(facts.vocabularySize)))}
  ${row(l10n.t('delimiters found'), facts.tokens.join(' ') || l10n.t('none that is known'))}
  ${facts.license === null ? nothing : row(l10n.t('licence'), facts.license)}`;
}

const row = (term: string, text: string): TemplateResult =>
  html`<div>
    <dt>${term}</dt>
    <dd>${displayText(text)}</dd>
  </div>`;

/** As text: it is the file's word. */
function templateOf(template: string | null): TemplateResult {
  if (template === null) return html`<p class="none">${l10n.t('It has no chat template.')}</p>`;
  return html`<details>
    <summary>${l10n.t('Chat template, {0} characters', formatCount(template.length))}</summary>
    <pre tabindex="0" role="region" aria-label=${l10n.t('Chat template')}>${displayText(template)}</pre>
  </details>`;
}
