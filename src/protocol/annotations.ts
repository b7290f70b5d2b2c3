/** What host and trace view tell each other of annotations. */
import type { Annotation, Said, TokenRange } from '../core/annotate/annotation';

/** What a key does while a trace is annotated. */
export const ANNOTATE_ACTIONS = [
  'nextStep',
  'previousStep',
  'good',
  'neutral',
  'bad',
  'unsure',
  'firstError',
  'flag',
  'note',
  'confirmFailure',
  'nextTrace',
  'undo',
  'redo',
  'hideScores',
  'help',
] as const;
export type AnnotateAction = (typeof ANNOTATE_ACTIONS)[number];
/** `KeyboardEvent.key` of every action. */
export type AnnotateKeys = Readonly<Record<AnnotateAction, string>>;

export const DEFAULT_KEYS: AnnotateKeys = {
  nextStep: 'j',
  previousStep: 'k',
  good: '1',
  neutral: '2',
  bad: '3',
  unsure: 'u',
  firstError: 'e',
  flag: 'f',
  note: 'n',
  confirmFailure: 'c',
  nextTrace: 'Enter',
  undo: 'z',
  redo: 'Z',
  hideScores: 'b',
  help: '?',
};

export interface SaidBy {
  readonly annotator: string;
  readonly annotations: readonly Annotation[];
}

/** What is said of a trace, as its files are now. */
export interface AnnotationsState {
  /** Whose lines are added; null: none can be, see `problem`. */
  readonly annotator: string | null;
  /** Why nothing can be said of this trace for now, or what could not be read; null: nothing is wrong. */
  readonly problem: string | null;
  /** By `annotator`: what counts, of this trace. */
  readonly mine: readonly Annotation[];
  readonly others: readonly SaidBy[];
  /** Of this file, but of a trace that has changed since. */
  readonly orphaned: readonly SaidBy[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly keys: AnnotateKeys;
}

/** One thing that a person says; the host adds who and when. */
export interface AnnotateCall {
  /** Null: the whole trace. */
  readonly range: TokenRange | null;
  readonly said: Said;
  readonly spentMs: number;
  readonly scoresVisible: boolean;
}

/** Of the settings: unknown actions and empty keys are left out. */
export function annotateKeys(typed: unknown): AnnotateKeys {
  const given = typeof typed === 'object' && typed !== null ? (typed as Record<string, unknown>) : {};
  const own = ANNOTATE_ACTIONS.flatMap((action): [AnnotateAction, string][] => {
    const key = given[action];
    return typeof key === 'string' && key !== '' ? [[action, key]] : [];
  });
  return { ...DEFAULT_KEYS, ...Object.fromEntries(own) };
}
