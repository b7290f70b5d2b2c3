/** All that is known of one model, and what can be done with it. */
import { html, nothing, type TemplateResult } from 'lit';
import { parameterText, sizeText } from '../../src/core/models/sizeText';
import type { ModelsHostApi, ShownModel, ShownNeed } from '../../src/protocol/modelsView';
import { button } from '../components/button';
import { icon } from '../components/icon';
import { displayText } from '../trace/displayText';
import { formatCount } from '../trace/format';

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
        label: 'Use as Model',
        appearance: role === 'model' && !isDefault ? 'primary' : 'secondary',
        disabled: facts === null || (role === 'model' && isDefault),
        onClick: () => act((host) => host.use(path, 'model')),
      })}
      ${button({
        label: 'Use as Scorer',
        appearance: role === 'scorer' && !isDefault ? 'primary' : 'secondary',
        disabled: facts === null || (role === 'scorer' && isDefault),
        onClick: () => act((host) => host.use(path, 'scorer')),
      })}
      ${button({ label: 'Set Its Defaults…', onClick: () => act((host) => host.override(path)) })}
      ${button({ label: 'Reveal in File Manager', onClick: () => act((host) => host.reveal(path)) })}
    </div>
    ${need ? html`<p class="need">${displayText(need.text)}</p>` : nothing}
    <dl>
      ${preset ? presetRows(preset, delimiters) : nothing} ${row('role', role)} ${row('found in', model.from)}
      ${row('file', path)} ${facts ? factRows(model, facts) : nothing}
    </dl>
    ${facts ? templateOf(facts.chatTemplate) : nothing}`;
}

function presetRows(
  { name, source, reason }: NonNullable<ShownModel['preset']>,
  delimiters: readonly string[],
): TemplateResult {
  return html`${row('preset', `${name}, by ${source}`)} ${reason === null ? nothing : row('why', reason)}
  ${delimiters.length === 0 ? nothing : row('thinks between', delimiters.map((one) => JSON.stringify(one)).join(' and '))}`;
}

function factRows({ sizeBytes }: ShownModel, facts: NonNullable<ShownModel['facts']>): TemplateResult {
  return html`${row('architecture', facts.architecture)}
  ${row('weights', `${parameterText(facts.parameterCount)}, ${sizeText(sizeBytes)}`)}
  ${row('quantisation', facts.quantization ?? 'not told')}
  ${row('context', facts.trainContext === null ? 'not told' : `${formatCount(facts.trainContext)} tokens`)}
  ${row('vocabulary', facts.vocabularySize === null ? 'not told' : `${formatCount(facts.vocabularySize)} tokens`)}
  ${row('delimiters found', facts.tokens.join(' ') || 'none that is known')}
  ${facts.license === null ? nothing : row('licence', facts.license)}`;
}

const row = (term: string, text: string): TemplateResult =>
  html`<div>
    <dt>${term}</dt>
    <dd>${displayText(text)}</dd>
  </div>`;

/** As text: it is the file's word. */
function templateOf(template: string | null): TemplateResult {
  if (template === null) return html`<p class="none">It has no chat template.</p>`;
  return html`<details>
    <summary>Chat template, ${formatCount(template.length)} characters</summary>
    <pre tabindex="0" role="region" aria-label="Chat template">${displayText(template)}</pre>
  </details>`;
}
