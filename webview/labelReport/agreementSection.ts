/** Who labelled what, and how they agree. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Label } from '../../src/core/annotate/vocabulary';
import type { LabelReportState } from '../../src/protocol/labelReport';
import { LABEL_WORDS } from '../annotate/annotateWords';
import { button } from '../components/button';
import { l10n } from '../components/l10n';
import { oneLine } from '../tree/traceWords';
import { formatCount, formatMs, plural } from '../trace/format';
import { share } from './scorerSection';

export interface AgreementActions {
  open(uri: string, step: number): void;
  decide(uri: string, step: number, label: Label): void;
}

const DECISIONS: readonly Label[] = ['good', 'neutral', 'bad'];

export function annotatorTable({ annotators }: LabelReportState): TemplateResult {
  if (annotators.length === 0)
    return html`<p class="empty">${l10n.t('Nobody has annotated a trace of this workspace yet.')}</p>`;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${l10n.t('annotator')}</th>
        <th scope="col" class="number">${l10n.t('steps')}</th>
        <th scope="col" class="number">${l10n.t('whole traces')}</th>
        <th scope="col" class="number">${l10n.t('time')}</th>
        <th scope="col" class="number">${l10n.t('as gold')}</th>
      </tr>
    </thead>
    <tbody>
      ${annotators.map(
        ({ annotator, steps, traces, spentMs, gold }) =>
          html`<tr>
            <th scope="row">${annotator}</th>
            <td class="number">${formatCount(steps ?? 0)}</td>
            <td class="number">${formatCount(traces ?? 0)}</td>
            <td class="number">${formatMs(spentMs ?? 0)}</td>
            <td class="number">${share(gold)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

export function agreementTable({ pairs, alpha }: LabelReportState): TemplateResult | typeof nothing {
  if (pairs.length === 0) return nothing;
  return html`<table>
      <thead>
        <tr>
          <th scope="col">${l10n.t('two annotators')}</th>
          <th scope="col" class="number">${l10n.t('steps of both')}</th>
          <th scope="col" class="number">${l10n.t('same label')}</th>
          <th scope="col" class="number">Cohen’s κ</th>
          <th scope="col" class="number">${l10n.t('traces')}</th>
          <th scope="col" class="number">${l10n.t('same first error')}</th>
        </tr>
      </thead>
      <tbody>
        ${pairs.map(
          ({ annotators, steps, same, kappa, traces, sameFirstError }) =>
            html`<tr>
              <th scope="row">${l10n.t('{0} and {1}', annotators[0] ?? '', annotators[1] ?? '')}</th>
              <td class="number">${formatCount(steps ?? 0)}</td>
              <td class="number">${share(same)}</td>
              <td class="number">${share(kappa)}</td>
              <td class="number">${formatCount(traces ?? 0)}</td>
              <td class="number">${share(sameFirstError)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p>${l10n.t('Krippendorff’s α of all:')} <b>${share(alpha)}</b></p>`;
}

export function disagreementList(
  { disagreements, disagreementCount }: LabelReportState,
  actions: AgreementActions,
): TemplateResult {
  const count = disagreementCount ?? 0;
  if (count === 0) return html`<p class="empty">${l10n.t('No step has different labels.')}</p>`;
  const more = count - disagreements.length;
  return html`<ul class="disagreements">
      ${disagreements.map(({ uri, name, step, text, labels, decided }) => {
        const at = step ?? 0;
        return html`<li>
          <a
            role="link"
            tabindex="0"
            @click=${() => actions.open(uri, at)}
            @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && actions.open(uri, at)}
            ><span dir="auto">${oneLine(text)}</span>
            <span class="where">${l10n.t('{0}, step {1}', name, at + 1)}</span></a
          >
          <span class="labels"
            >${labels.map(
              ({ annotator, label }) =>
                html`<span class="said"><b>${annotator}</b> ${LABEL_WORDS[label]}</span>`,
            )}</span
          >
          <span class="decide" role="group" aria-label=${l10n.t('Decide step {0} of {1}', at + 1, name)}
            >${DECISIONS.map((label) =>
              button({
                label: LABEL_WORDS[label],
                name: `decide-${label}`,
                appearance: 'quiet',
                pressed: decided === label,
                title: l10n.t('Gold label: {0}', LABEL_WORDS[label]),
                onClick: () => actions.decide(uri, at, label),
              }),
            )}</span
          >
        </li>`;
      })}
    </ul>
    ${more > 0 ? html`<p class="empty">${l10n.t('{0} like these.', plural(more, 'more step'))}</p>` : nothing}`;
}
