/** Annotating in the trace view: keys, what is said, and how it is shown. */
import { nothing, type TemplateResult } from 'lit';
import type { Said, TokenRange } from '../../src/core/annotate/annotation';
import type { Label } from '../../src/core/annotate/vocabulary';
import { LABELS } from '../../src/core/annotate/vocabulary';
import type { Trace } from '../../src/core/trace/trace';
import {
  ANNOTATE_ACTIONS,
  type AnnotateAction,
  type AnnotateCall,
  type AnnotationsState,
} from '../../src/protocol/annotations';
import type { HostApi } from '../../src/protocol/webview';
import { l10n } from '../components/l10n';
import { formatCount, plural } from '../trace/format';
import type { StepList } from '../trace/stepList';
import { recall, remember } from '../trace/viewMemory';
import { annotateBar, ofTrace, type AnnotateBarActions } from './annotateBar';
import { DIFFICULTY_WORDS, ACTION_WORDS, FAILURE_WORDS, LABEL_WORDS } from './annotateWords';
import { SaidRows } from './saidRows';
import { saidOfSteps, type SaidOfStep } from './saidOfSteps';

/** The view that is annotated in. */
export interface AnnotatedView {
  host(): HostApi;
  now(): {
    readonly trace: Trace | null;
    readonly stepList: StepList | null;
    readonly range: TokenRange | null;
  };
  say(sentence: string): void;
  ask(call: Promise<unknown>): void;
  requestUpdate(): void;
  /** After the next drawing. */
  drawn(): Promise<unknown>;
  /** Focuses the text of the note. */
  focusNote(): void;
}

export class TraceAnnotator {
  #state: AnnotationsState | null = null;
  #on = recall().annotate;
  #hidesScores = recall().hidesScores;
  #helpOpen = false;
  #note: { readonly step: number; readonly text: string } | null = null;
  #domain: string | null = null;
  #said: { readonly trace: Trace; readonly state: AnnotationsState; readonly steps: SaidOfStep[] } | null =
    null;
  readonly #rows = new SaidRows();
  /** The step that is looked at, and since when. */
  #looking: { readonly step: number | null; readonly since: number } = {
    step: null,
    since: performance.now(),
  };

  constructor(private readonly view: AnnotatedView) {}

  get isOn(): boolean {
    return this.#on;
  }

  /** What the scorer says is hidden wherever it would tell of steps that are not rated. */
  isBlind(trace: Trace): boolean {
    return this.#on && this.#hidesScores && this.#stepsOf(trace).some(({ label }) => label === null);
  }

  /** What is said of every step. */
  saidOf(trace: Trace): readonly SaidOfStep[] {
    return this.#stepsOf(trace);
  }

  show(state: AnnotationsState): void {
    const before = this.#state && ofTrace(this.#state.mine).domain;
    this.#state = state;
    if (before !== ofTrace(state.mine).domain) this.#domain = null;
    this.view.requestUpdate();
  }

  toggle(): void {
    this.#on = !this.#on;
    remember({ annotate: this.#on });
    this.#looking = { step: null, since: performance.now() };
    this.view.say(
      this.#on
        ? l10n.t('Annotating. {0} shows the keys.', this.#state?.keys.help ?? '?')
        : l10n.t('Not annotating.'),
    );
    this.view.requestUpdate();
    if (this.#on) this.view.now().stepList?.focusCurrent();
  }

  #stepsOf(trace: Trace): readonly SaidOfStep[] {
    const state = this.#state;
    if (!state) return [];
    if (this.#said?.trace !== trace || this.#said.state !== state)
      this.#said = { trace, state, steps: saidOfSteps(trace, state) };
    return this.#said.steps;
  }

  // Drawing

  bar(trace: Trace): TemplateResult | typeof nothing {
    const state = this.#state;
    if (!state || !this.#on) return nothing;
    return annotateBar(
      {
        annotations: state,
        steps: trace.steps.length,
        labelled: this.#stepsOf(trace).filter(({ label }) => label !== null).length,
        hidesScores: this.#hidesScores,
        helpOpen: this.#helpOpen,
        note: this.#note,
        domain: this.#domain,
      },
      this.#barActions,
    );
  }

  /** After the list drew. */
  drawRows(trace: Trace, list: StepList): void {
    list.toggleAttribute('blind', this.isBlind(trace));
    this.#rows.draw(list.rows, this.#stepsOf(trace), {
      annotating: this.#on,
      confirm: (step) => this.#confirmFailure(step),
    });
    const step = list.currentStep;
    if (step !== this.#looking.step) this.#looking = { step, since: performance.now() };
  }

  readonly #barActions: AnnotateBarActions = {
    say: (said) => this.#say(null, said),
    revise: (revision) => this.#revise(revision),
    hideScores: (hide) => this.#setHidesScores(hide),
    toggleHelp: () => this.#toggleHelp(),
    typeNote: (text) => {
      if (this.#note) this.#note = { ...this.#note, text };
    },
    endNote: (keep) => this.#endNote(keep),
    typeDomain: (text) => {
      this.#domain = text;
      this.view.requestUpdate();
    },
    takeOver: () =>
      this.view.ask(
        this.view
          .host()
          .takeOverAnnotations()
          .then((count) => this.view.say(l10n.t('{0} taken over.', plural(count, 'annotation')))),
      ),
    nextTrace: () => this.view.ask(this.view.host().nextToLabel()),
  };

  // Keys

  /** @returns whether the key meant something here */
  key(event: KeyboardEvent): boolean {
    const state = this.#state;
    if (!this.#on || !state || event.altKey || event.ctrlKey || event.metaKey) return false;
    // Of the list, whose inside the event does not tell by itself.
    const [target] = event.composedPath();
    if (target instanceof HTMLButtonElement && (event.key === 'Enter' || event.key === ' ')) return false;
    const action = ANNOTATE_ACTIONS.find((one) => state.keys[one] === event.key);
    if (!action) return false;
    this.#act(action);
    return true;
  }

  #act(action: AnnotateAction): void {
    switch (action) {
      case 'nextStep':
        return this.#move(1);
      case 'previousStep':
        return this.#move(-1);
      case 'good':
      case 'neutral':
      case 'bad':
      case 'unsure':
        return this.#label(action);
      case 'firstError':
        return this.#ofStep((step, said) =>
          this.#say(step, { kind: 'firstError', value: said.firstError ? null : true }),
        );
      case 'flag':
        return this.#ofStep((step, said) =>
          this.#say(step, { kind: 'flag', value: said.flagged ? null : true }),
        );
      case 'note':
        return this.#beginNote();
      case 'confirmFailure':
        return this.#confirmFailure(this.#current);
      case 'nextTrace':
        return this.#barActions.nextTrace();
      case 'undo':
      case 'redo':
        return this.#revise(action);
      case 'hideScores':
        return this.#setHidesScores(!this.#hidesScores);
      case 'help':
        return this.#toggleHelp();
      default:
        return action satisfies never;
    }
  }

  get #current(): number | null {
    return this.view.now().stepList?.currentStep ?? null;
  }

  /** To the next or previous step that is shown. */
  #move(direction: 1 | -1): void {
    const { trace, stepList } = this.view.now();
    if (!trace || !stepList) return;
    const current = this.#current;
    stepList.complete();
    const shown = stepList.rows.flatMap(({ row, element }, i) =>
      row?.kind === 'step' && row.count !== null && row.index !== null && !element.hidden
        ? [{ row: i, step: row.index }]
        : [],
    );
    const next =
      direction === 1
        ? shown.find(({ step }) => current === null || step > current)
        : shown.findLast(({ step }) => current !== null && step < current);
    if (!next)
      return this.view.say(
        direction === 1 ? l10n.t('This is the last step.') : l10n.t('This is the first step.'),
      );
    const { element } = stepList.rows[next.row] ?? {};
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: 'nearest' });
    this.view.requestUpdate();
  }

  /** What is selected, else the step; then on to the next one. The same label again takes it back. */
  #label(label: Label): void {
    const { trace, range } = this.view.now();
    if (!trace) return;
    if (range !== null && range.end - range.start > 1) {
      this.#call(range, { kind: 'label', value: label }, true);
      return this.view.say(
        l10n.t('{0} labelled {1}.', plural(range.end - range.start, 'token'), LABEL_WORDS[label]),
      );
    }
    this.#ofStep((step, said) => {
      const value = said.label === label ? null : label;
      this.#say(step, { kind: 'label', value });
      if (value !== null) this.#move(1);
    });
  }

  #ofStep(act: (step: number, said: SaidOfStep) => void): void {
    const { trace } = this.view.now();
    const step = this.#current;
    const said = trace && step !== null ? this.#stepsOf(trace)[step] : undefined;
    if (step === null || !said) return this.view.say(l10n.t('Move to a step first.'));
    act(step, said);
  }

  #confirmFailure(step: number | null): void {
    const { trace } = this.view.now();
    const said = trace && step !== null ? this.#stepsOf(trace)[step] : undefined;
    if (step === null || !said?.proposed)
      return this.view.say(l10n.t('Nothing is proposed of the scorer here.'));
    this.#say(step, { kind: 'failure', value: said.proposed });
  }

  // Notes

  #beginNote(): void {
    this.#ofStep((step, said) => {
      this.#note = { step, text: said.note ?? '' };
      this.view.requestUpdate();
      void this.view.drawn().then(() => this.view.focusNote());
    });
  }

  #endNote(keep: boolean): void {
    const note = this.#note;
    this.#note = null;
    this.view.requestUpdate();
    this.view.now().stepList?.focusCurrent();
    if (note && keep) this.#say(note.step, { kind: 'note', value: note.text.trim() || null });
  }

  // Saying

  /** @param step null: of the whole trace */
  #say(step: number | null, said: Said): void {
    const { trace } = this.view.now();
    const of = step === null ? null : trace?.steps[step];
    if (of === undefined) return;
    const rated = step === null || trace === null || (this.#stepsOf(trace)[step]?.label ?? null) !== null;
    this.#call(of && { start: of.start, end: of.end }, said, !(this.#on && this.#hidesScores) || rated);
    const what = said.value === null ? l10n.t('taken back') : wordsOf(said);
    this.view.say(
      step === null ? l10n.t('The trace: {0}.', what) : l10n.t('Step {0}: {1}.', formatCount(step + 1), what),
    );
  }

  #call(range: TokenRange | null, said: Said, scoresVisible: boolean): void {
    const call: AnnotateCall = {
      range,
      said,
      spentMs: Math.round(performance.now() - this.#looking.since),
      scoresVisible,
    };
    this.view.ask(this.view.host().annotate(call));
  }

  #revise(revision: 'undo' | 'redo'): void {
    this.view.ask(
      this.view
        .host()
        .reviseAnnotation(revision)
        .then(() =>
          this.view.say(revision === 'undo' ? l10n.t('Annotation undone.') : l10n.t('Annotation redone.')),
        ),
    );
  }

  #setHidesScores(hide: boolean): void {
    this.#hidesScores = hide;
    remember({ hidesScores: hide });
    this.view.say(hide ? l10n.t('Scores are hidden until a step is rated.') : l10n.t('Scores are shown.'));
    this.view.requestUpdate();
  }

  #toggleHelp(): void {
    this.#helpOpen = !this.#helpOpen;
    this.view.requestUpdate();
    const { keys } = this.#state ?? {};
    if (this.#helpOpen && keys)
      this.view.say(ANNOTATE_ACTIONS.map((action) => `${keys[action]}: ${ACTION_WORDS[action]}`).join('. '));
  }
}

function wordsOf(said: Said): string {
  if (said.kind === 'failure' && said.value !== null) return FAILURE_WORDS[said.value].short;
  if (said.kind === 'label' && said.value !== null && LABELS.includes(said.value))
    return LABEL_WORDS[said.value];
  if (said.kind === 'note') return l10n.t('noted');
  if (said.kind === 'firstError') return l10n.t('the first error');
  if (said.kind === 'flag') return l10n.t('flagged');
  switch (said.kind) {
    case 'correct':
      return said.value === true ? l10n.t('correct true') : l10n.t('correct false');
    case 'quality':
      return l10n.t('quality {0}', said.value ?? '');
    case 'domain':
      return l10n.t('domain {0}', said.value ?? '');
    case 'difficulty':
      return l10n.t('difficulty {0}', said.value === null ? '' : DIFFICULTY_WORDS[said.value].toLowerCase());
    case 'verdict':
      return said.value === 'keep' ? l10n.t('verdict keep') : l10n.t('verdict drop');
    case 'failure':
    case 'label':
      return '';
    default:
      return said satisfies never;
  }
}
