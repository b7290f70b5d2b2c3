/** Notes under the steps: repeated reasoning and its remedies, scores that disagree with the model, labels. */
import { html, nothing, render, type TemplateResult } from 'lit';
import { remediesOf, type Loop } from '../../src/core/decode/loops';
import type { Disagreement, TraceOverview } from '../../src/core/metrics/traceOverview';
import type { Trace } from '../../src/core/trace/trace';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import type { RowView } from '../trace/stepRows';
import type { DebugActions } from './debugActions';
import { DISAGREEMENTS, LABELS, loopWords, REMEDIES } from './debugWords';

/** What was drawn last. */
interface Drawn {
  readonly trace: Trace;
  readonly overview: TraceOverview;
  readonly rows: number;
  readonly disabled: boolean;
}

interface Note {
  /** The loop that begins in this step. */
  loop: Loop | null;
  disagreement: Disagreement['kind'] | null;
  label: -1 | 0 | 1 | null;
}

export class StepNotes {
  /** First tokens of the loops whose remedies are shown. */
  readonly #open = new Set<number>();
  /** Rows that have a note, or are part of a loop. */
  readonly #noted = new WeakSet<HTMLElement>();
  #drawn: Drawn | null = null;
  /** Draws the same once more. */
  #again: (() => void) | null = null;

  constructor(private readonly actions: DebugActions) {}

  /** @param rows of the list */
  draw(trace: Trace, overview: TraceOverview, rows: readonly RowView[], disabled: boolean): void {
    const drawn = this.#drawn;
    // A frame of a stream that changed nothing here costs nothing.
    if (
      drawn?.trace === trace &&
      drawn.overview === overview &&
      drawn.rows === rows.length &&
      drawn.disabled === disabled
    )
      return;
    this.#drawn = { trace, overview, rows: rows.length, disabled };
    this.#again = () => this.draw(trace, overview, rows, disabled);
    const notes = notesOf(trace, overview);
    // Of thousands of rows, those that say something or did.
    for (const { element, row } of rows) {
      const index = row?.kind === 'step' && row.count !== null ? row.index : null;
      const step = index === null ? undefined : trace.steps[index];
      const note = index === null ? undefined : notes.get(index);
      const loop = step && overview.loops.find(({ start, end }) => start < step.end && step.start < end);
      if (note || loop) this.#noted.add(element);
      else if (!this.#noted.delete(element)) continue;
      if (loop) element.dataset['loop'] = loop.cause;
      else delete element.dataset['loop'];
      let place = element.querySelector<HTMLElement>('.notes');
      if (!note && !place) continue;
      if (!place) {
        place = document.createElement('div');
        place.className = 'notes';
        element.append(place);
      }
      render(note ? this.#note(note, trace, disabled) : nothing, place);
    }
  }

  #note({ loop, disagreement, label }: Note, trace: Trace, disabled: boolean): TemplateResult {
    return html`${
      label === null ? nothing : html`<span class="note label" data-label=${label}>${LABELS[label]}</span>`
    }${
      disagreement === null
        ? nothing
        : html`<span
            class="note"
            role="note"
            title=${DISAGREEMENTS[disagreement].long}
            aria-label="${DISAGREEMENTS[disagreement].short}: ${DISAGREEMENTS[disagreement].long}"
            >${DISAGREEMENTS[disagreement].short}</span
          >`
    }${loop ? this.#loop(loop, trace, disabled) : nothing}`;
  }

  #loop(loop: Loop, trace: Trace, disabled: boolean): TemplateResult {
    const isOpen = this.#open.has(loop.start);
    return html`<button
        class="note loop ${loop.cause}"
        aria-expanded=${isOpen}
        title=${loop.cause === 'waits' ? l10n.t('The same answer to every wait') : l10n.t('The model repeats itself')}
        @click=${() => this.#toggle(loop.start)}
      >
        ${icon('loop')}${loopWords(loop)}${icon(isOpen ? 'chevronDown' : 'chevronRight')}
      </button>
      ${
        isOpen
          ? html`<span class="remedies" role="group" aria-label=${l10n.t('Fork before the repetition')}
              >${l10n.t('Fork before the repetition:')}
              ${remediesOf(trace, loop).map(
                ({ name, at, action }) =>
                  html`<button
                    class="remedy"
                    ?disabled=${disabled}
                    @click=${() => this.actions.fork(at, action)}
                  >
                    ${REMEDIES[name]}
                  </button>`,
              )}</span
            >`
          : nothing
      }`;
  }

  #toggle(start: number): void {
    if (!this.#open.delete(start)) this.#open.add(start);
    this.#drawn = null;
    this.#again?.();
  }
}

function notesOf(trace: Trace, { loops, disagreements }: TraceOverview): Map<number, Note> {
  const notes = new Map<number, Note>();
  const noteOf = (step: number): Note => {
    const note = notes.get(step) ?? { loop: null, disagreement: null, label: null };
    notes.set(step, note);
    return note;
  };
  trace.imported?.labels?.forEach((label, step) => {
    if (label !== null) noteOf(step).label = label;
  });
  for (const { step, kind } of disagreements) noteOf(step).disagreement = kind;
  for (const loop of loops) {
    const step = trace.steps.findIndex(({ start, end }) => start <= loop.start && loop.start < end);
    if (step >= 0) noteOf(step).loop = loop;
  }
  return notes;
}
