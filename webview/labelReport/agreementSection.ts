/** Who labelled what, and how they agree. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Label } from '../../src/core/annotate/vocabulary';
import type { LabelReportState } from '../../src/protocol/labelReport';
import { LABEL_WORDS } from '../annotate/annotateWords';
import { button } from '../components/button';
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
    return html`<p class="empty">Nobody has annotated a trace of this workspace yet.</p>`;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">annotator</th>
        <th scope="col" class="number">steps</th>
        <th scope="col" class="number">whole traces</th>
        <th scope="col" class="number">time</th>
        <th scope="col" class="number">as gold</th>
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
          <th scope="col">two annotators</th>
          <th scope="col" class="number">steps of both</th>
          <th scope="col" class="number">same label</th>
          <th scope="col" class="number">Cohen’s κ</th>
          <th scope="col" class="number">traces</th>
          <th scope="col" class="number">same first error</th>
        </tr>
      </thead>
      <tbody>
        ${pairs.map(
          ({ annotators, steps, same, kappa, traces, sameFirstError }) =>
            html`<tr>
              <th scope="row">${annotators[0]} and ${annotators[1]}</th>
              <td class="number">${formatCount(steps ?? 0)}</td>
              <td class="number">${share(same)}</td>
              <td class="number">${share(kappa)}</td>
              <td class="number">${formatCount(traces ?? 0)}</td>
              <td class="number">${share(sameFirstError)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p>Krippendorff’s α of all: <b>${share(alpha)}</b></p>`;
}

export function disagreementList(
  { disagreements, disagreementCount }: LabelReportState,
  actions: AgreementActions,
): TemplateResult {
  const count = disagreementCount ?? 0;
  if (count === 0) return html`<p class="empty">No step has different labels.</p>`;
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
            ><span dir="auto">${oneLine(text)}</span> <span class="where">${name}, step ${at + 1}</span></a
          >
          <span class="labels"
            >${labels.map(
              ({ annotator, label }) =>
                html`<span class="said"><b>${annotator}</b> ${LABEL_WORDS[label]}</span>`,
            )}</span
          >
          <span class="decide" role="group" aria-label="Decide step ${at + 1} of ${name}"
            >${DECISIONS.map((label) =>
              button({
                label: LABEL_WORDS[label],
                name: `decide-${label}`,
                appearance: 'quiet',
                pressed: decided === label,
                title: `Gold label: ${LABEL_WORDS[label]}`,
                onClick: () => actions.decide(uri, at, label),
              }),
            )}</span
          >
        </li>`;
      })}
    </ul>
    ${more > 0 ? html`<p class="empty">${plural(more, 'more step')} like these.</p>` : nothing}`;
}
