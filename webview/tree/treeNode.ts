/** One node of the fork tree. */
import { html, nothing, type TemplateResult } from 'lit';
import type { TraceFacts } from '../../src/protocol/forkViews';
import { cssVariables } from '../components/cssVariables';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { formatScore } from '../trace/format';
import {
  edgeWords,
  oneLine,
  rightText,
  rightWord,
  sizeWords,
  stateWords,
  stemOf,
  traceSentence,
} from './traceWords';
import type { PlacedNode } from './treeLayout';

export interface NodeView {
  readonly placed: PlacedNode;
  readonly key: string;
  /** The trace that is open in front. */
  readonly active: boolean;
  readonly marked: boolean;
  /** Reached by Tab. */
  readonly tabStop: boolean;
  readonly onOpen: () => void;
  readonly onMark: () => void;
  readonly onFocus: () => void;
}

export function treeNode(view: NodeView): TemplateResult {
  const { placed, active, marked } = view;
  const { node, x, y, level, position, siblings } = placed;
  const { trace } = node;
  return html`<div
    role="treeitem"
    class="node ${trace ? '' : 'missing'} ${active ? 'active' : ''} ${marked ? 'marked' : ''}"
    data-key=${view.key}
    aria-level=${level}
    aria-posinset=${position}
    aria-setsize=${siblings}
    aria-selected=${trace ? String(marked) : nothing}
    aria-current=${active ? 'true' : nothing}
    aria-label=${nodeSentence(view)}
    title=${trace ? oneLine(trace.name) : nothing}
    tabindex=${view.tabStop ? 0 : -1}
    ${cssVariables({ '--x': `${x}px`, '--y': `${y}px`, '--score': String(trace?.lastScore ?? 0) })}
    @click=${trace ? view.onOpen : nothing}
    @focus=${view.onFocus}
  >
    ${node.edge ? html`<span class="edge" title=${edgeWords(node.edge)}>${edgeWords(node.edge)}</span>` : nothing}
    ${trace ? traceParts(trace, view) : missingParts(node.name)}
  </div>`;
}

function traceParts(trace: TraceFacts, { placed, active, marked, onMark }: NodeView): TemplateResult {
  const { right, lastScore } = trace;
  const word = rightWord(right);
  const state = stateWords(trace);
  const notes = notesOf(placed);
  return html`
    <span class="line">
      <span class="name"><bdi>${stemOf(trace.name)}</bdi></span>
      ${active ? html`<span class="badge">${l10n.t('open')}</span>` : nothing}
      <span
        class="mark"
        title=${marked ? l10n.t('Marked for comparing (Space)') : l10n.t('Mark for comparing (Space)')}
        aria-hidden="true"
        @click=${(event: Event) => {
          event.stopPropagation();
          onMark();
        }}
        >${marked ? icon('check') : nothing}</span
      >
    </span>
    <span class="line">
      <span class="answer"
        >${word === null ? nothing : html`<span class="verdict ${word}">${right ? '✓' : '✗'} ${rightText(right)}</span>`}
        ${trace.answer === null ? nothing : html`<b>${oneLine(trace.answer)}</b>`}
        ${state === null ? nothing : html`<span class="state">${state}</span>`}</span
      >
      ${
        lastScore === null
          ? nothing
          : html`<span class="score scored" title=${l10n.t('Score of the last step')}
              ><span class="gauge"></span>${formatScore(lastScore)}</span
            >`
      }
    </span>
    <span class="line facts"
      ><span class="size">${sizeWords(trace)}</span
      >${notes.length > 0 ? html`<span class="note">${notes.join(', ')}</span>` : nothing}</span
    >
  `;
}

function missingParts(name: string): TemplateResult {
  return html`
    <span class="line"
      ><span class="name"><bdi>${name === '' ? l10n.t('a trace') : stemOf(name)}</bdi></span></span
    >
    <span class="line"><span class="state">${l10n.t('not in this workspace')}</span></span>
  `;
}

function notesOf({ node }: PlacedNode): string[] {
  return [
    ...(node.isCopy ? [l10n.t('copy')] : []),
    ...(node.parentChanged ? [l10n.t('parent changed')] : []),
  ];
}

function nodeSentence({ placed, active, marked }: NodeView): string {
  const { trace, name, edge } = placed.node;
  if (!trace)
    return name === ''
      ? l10n.t('A trace, not in this workspace')
      : l10n.t('{0}, not in this workspace', stemOf(name));
  return [
    traceSentence(trace),
    ...(edge ? [l10n.t('forked by {0}', edgeWords(edge))] : []),
    ...notesOf(placed),
    ...(active ? [l10n.t('open')] : []),
    ...(marked ? [l10n.t('marked for comparing')] : []),
  ].join(', ');
}
