/** Above the steps while a trace is annotated: who says what of the trace as a whole, and the note that is written. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Annotation, Said } from '../../src/core/annotate/annotation';
import { DIFFICULTIES } from '../../src/core/annotate/vocabulary';
import type { AnnotationsState } from '../../src/protocol/annotations';
import { button } from '../components/button';
import { checkbox } from '../components/checkbox';
import { dropdown } from '../components/dropdown';
import { l10n } from '../components/l10n';
import { textArea, textField } from '../components/textField';
import { displayText } from '../trace/displayText';
import { formatCount, plural } from '../trace/format';
import { DIFFICULTY_WORDS, saidWords } from './annotateWords';
import { keyHelp } from './keyHelp';

export interface AnnotateBarState {
  readonly annotations: AnnotationsState;
  readonly steps: number;
  readonly labelled: number;
  readonly hidesScores: boolean;
  readonly helpOpen: boolean;
  /** The note that is written; null: none. */
  readonly note: { readonly step: number; readonly text: string } | null;
  /** The domain as it is typed; null: as it was said. */
  readonly domain: string | null;
}

export interface AnnotateBarActions {
  /** Of the whole trace. */
  say(said: Said): void;
  revise(revision: 'undo' | 'redo'): void;
  hideScores(hide: boolean): void;
  toggleHelp(): void;
  typeNote(text: string): void;
  endNote(keep: boolean): void;
  typeDomain(text: string): void;
  takeOver(): void;
  nextTrace(): void;
}

const NONE = '';

export function annotateBar(state: AnnotateBarState, actions: AnnotateBarActions): TemplateResult {
  const { annotations, steps, labelled, hidesScores, helpOpen } = state;
  const { annotator, keys, canUndo, canRedo, problem } = annotations;
  return html`<div class="annotate-bar" role="group" aria-label=${l10n.t('Annotate')}>
      <span class="who" role="status"
        >${annotator === null ? l10n.t('Cannot annotate') : l10n.t('{0}: {1} of {2}', displayText(annotator), formatCount(labelled), plural(steps, 'step'))}</span
      >
      ${annotator === null ? nothing : traceFields(state, actions)}
      ${checkbox({
        label: l10n.t('Hide scores until rated'),
        name: 'hide-scores',
        checked: hidesScores,
        onChange: (hide) => actions.hideScores(hide),
      })}
      <div class="annotate-actions" role="toolbar" aria-label=${l10n.t('Annotations')}>
        ${button({
          label: l10n.t('Undo annotation ({0})', keys.undo),
          name: 'undo-annotation',
          icon: 'undo',
          appearance: 'icon',
          disabled: !canUndo,
          onClick: () => actions.revise('undo'),
        })}
        ${button({
          label: l10n.t('Redo annotation ({0})', keys.redo),
          name: 'redo-annotation',
          icon: 'redo',
          appearance: 'icon',
          disabled: !canRedo,
          onClick: () => actions.revise('redo'),
        })}
        ${button({
          label: l10n.t('Keys ({0})', keys.help),
          name: 'show-keys',
          icon: 'keyboard',
          appearance: 'icon',
          pressed: helpOpen,
          onClick: () => actions.toggleHelp(),
        })}
        ${button({
          label: l10n.t('Next trace'),
          title: l10n.t('The next trace of the label queue ({0})', keys.nextTrace),
          name: 'next-trace',
          onClick: () => actions.nextTrace(),
        })}
      </div>
    </div>
    ${problem === null ? nothing : html`<p class="annotate-problem" role="status">${displayText(problem)}</p>`}
    ${orphans(annotations, actions)} ${helpOpen ? keyHelp(keys, () => actions.toggleHelp()) : nothing}
    ${noteField(state, actions)}`;
}

function traceFields(
  { annotations: { mine }, domain }: AnnotateBarState,
  actions: AnnotateBarActions,
): TemplateResult {
  const say = (one: Said): void => actions.say(one);
  const said = ofTrace(mine);
  const choice = <Value extends string>(
    name: string,
    label: string,
    value: string,
    choices: readonly (readonly [Value, string])[],
    onChange: (value: Value | null) => void,
  ): TemplateResult =>
    dropdown({
      label,
      name,
      value,
      choices: [{ value: NONE, label }, ...choices.map(([of, words]) => ({ value: of, label: words }))],
      onChange: (picked) => onChange(picked === NONE ? null : (picked as Value)),
    });
  return html`${choice(
      'say-correct',
      l10n.t('Answer…'),
      said.correct === null ? NONE : String(said.correct),
      [
        ['true', l10n.t('Answer right')],
        ['false', l10n.t('Answer wrong')],
      ],
      (value) => say({ kind: 'correct', value: value === null ? null : value === 'true' }),
    )}${choice(
      'say-quality',
      l10n.t('Quality…'),
      said.quality === null ? NONE : String(said.quality),
      [1, 2, 3, 4, 5].map((quality) => [String(quality), l10n.t('Quality {0}', quality)] as const),
      (value) => say({ kind: 'quality', value: value === null ? null : Number(value) }),
    )}${choice(
      'say-difficulty',
      l10n.t('Difficulty…'),
      said.difficulty ?? NONE,
      DIFFICULTIES.map((difficulty) => [difficulty, DIFFICULTY_WORDS[difficulty]] as const),
      (value) => say({ kind: 'difficulty', value }),
    )}${choice(
      'say-verdict',
      l10n.t('Keep/drop…'),
      said.verdict ?? NONE,
      [
        ['keep', l10n.t('Keep')],
        ['drop', l10n.t('Drop')],
      ],
      (value) => say({ kind: 'verdict', value }),
    )}<span
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Enter')
          say({ kind: 'domain', value: (domain ?? said.domain ?? '').trim() || null });
      }}
      @focusout=${() => {
        if (domain !== null && domain.trim() !== (said.domain ?? ''))
          say({ kind: 'domain', value: domain.trim() || null });
      }}
      >${textField({
        label: l10n.t('Domain'),
        placeholder: l10n.t('Domain'),
        name: 'say-domain',
        value: domain ?? said.domain ?? '',
        onInput: (text) => actions.typeDomain(text),
      })}</span
    >`;
}

/** What is said of the whole trace; null: nothing. */
export function ofTrace(mine: readonly Annotation[]) {
  const all = mine.map(({ said }) => said);
  const value = <T>(pick: (said: Said) => T | undefined): T | null =>
    all.map(pick).findLast((one) => one !== undefined) ?? null;
  return {
    correct: value((said) => (said.kind === 'correct' ? said.value : undefined)),
    quality: value((said) => (said.kind === 'quality' ? said.value : undefined)),
    domain: value((said) => (said.kind === 'domain' ? said.value : undefined)),
    difficulty: value((said) => (said.kind === 'difficulty' ? said.value : undefined)),
    verdict: value((said) => (said.kind === 'verdict' ? said.value : undefined)),
  };
}

function orphans(
  { orphaned, annotator }: AnnotationsState,
  actions: AnnotateBarActions,
): TemplateResult | typeof nothing {
  if (orphaned.length === 0) return nothing;
  const count = orphaned.reduce((sum, { annotations }) => sum + annotations.length, 0);
  const own = orphaned.some((one) => one.annotator === annotator);
  return html`<details class="orphans">
    <summary>${l10n.t('{0} of an earlier version of this trace', plural(count, 'annotation'))}</summary>
    <ul>
      ${orphaned.flatMap(({ annotator: by, annotations }) =>
        annotations.map(
          (one) =>
            html`<li>
              <b>${displayText(by)}: ${displayText(saidWords(one))}</b>
              ${one.range === null ? l10n.t('of the whole trace') : html`<q dir="auto">${displayText(one.quote)}</q>`}
            </li>`,
        ),
      )}
    </ul>
    ${
      own
        ? button({
            label: l10n.t('Take over mine where the text is the same'),
            name: 'take-over',
            onClick: () => actions.takeOver(),
          })
        : nothing
    }
  </details>`;
}

function noteField({ note }: AnnotateBarState, actions: AnnotateBarActions): TemplateResult | typeof nothing {
  if (!note) return nothing;
  return html`<div
    class="note-editor"
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === 'Escape') actions.endNote(false);
      else if (event.key === 'Enter' && !event.shiftKey) actions.endNote(true);
      else return;
      event.preventDefault();
      event.stopPropagation();
    }}
  >
    ${textArea({
      label: l10n.t('Note on step {0}', formatCount(note.step + 1)),
      placeholder: l10n.t(
        'Note on step {0}. Enter keeps it, Escape does not; none takes it away',
        formatCount(note.step + 1),
      ),
      name: 'note-text',
      value: note.text,
      onInput: (text) => actions.typeNote(text),
    })}
    ${button({ label: l10n.t('Keep'), name: 'keep-note', appearance: 'primary', onClick: () => actions.endNote(true) })}
    ${button({ label: l10n.t('Cancel'), name: 'cancel-note', onClick: () => actions.endNote(false) })}
  </div>`;
}

export const annotateBarStyles = css`
  .annotate-bar {
    display: flex;
    flex-wrap: wrap;
    gap: 5px 10px;
    align-items: center;
    padding: 4px 10px 4px 14px;
    border-bottom: 1px solid var(--wp-line);
    background: var(--wp-panel);
  }
  .annotate-bar .who {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .annotate-bar vscode-dropdown {
    min-width: 0;
    width: 118px;
  }
  .annotate-bar .say-domain {
    width: 130px;
  }
  .annotate-actions {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    align-items: center;
    margin-inline-start: auto;
  }
  .annotate-problem,
  .orphans {
    padding: 4px 14px;
    border-bottom: 1px solid var(--wp-line);
  }
  .annotate-problem {
    color: var(--wp-error);
  }
  .orphans ul {
    margin: 4px 0;
    padding-inline-start: 18px;
    max-height: 8lh;
    overflow: auto;
  }
  .orphans q {
    font-family: var(--wp-mono);
    overflow-wrap: anywhere;
  }
  .note-editor {
    display: flex;
    gap: 8px;
    align-items: start;
    padding: 5px 14px;
    border-bottom: 1px solid var(--wp-line);
    background: var(--wp-panel);
  }
  .note-editor vscode-text-area {
    flex: 1;
  }
`;
