/** Annotations in words. */
import type { Annotation } from '../../src/core/annotate/annotation';
import type { DIFFICULTIES, FailureClass, Label } from '../../src/core/annotate/vocabulary';
import type { AnnotateAction } from '../../src/protocol/annotations';
import { l10n } from '../components/l10n';

export const LABEL_WORDS: Readonly<Record<Label, string>> = {
  good: l10n.t('good'),
  neutral: l10n.t('neutral'),
  bad: l10n.t('bad'),
  unsure: l10n.t('unsure'),
};

/** Where one is chosen. */
export const DIFFICULTY_WORDS: Readonly<Record<(typeof DIFFICULTIES)[number], string>> = {
  easy: l10n.t('Easy'),
  medium: l10n.t('Medium'),
  hard: l10n.t('Hard'),
};

/** Code points of codicons that tell labels apart without colour. */
export const LABEL_GLYPHS: Readonly<Record<Label, string>> = {
  good: '\ueab2',
  neutral: '\ueacc',
  bad: '\uea76',
  unsure: '\ueb32',
};

export const FAILURE_WORDS: Readonly<
  Record<FailureClass, { readonly short: string; readonly long: string }>
> = {
  overCriticism: {
    short: l10n.t('over-criticism'),
    long: l10n.t('the step is right, and the scorer doubts it'),
  },
  errorNeglect: {
    short: l10n.t('error neglect'),
    long: l10n.t('the step is wrong, and the scorer trusts it'),
  },
  errorLocalisation: {
    short: l10n.t('error localisation'),
    long: l10n.t('the scorer doubts another step than the first wrong one'),
  },
  scoringBias: { short: l10n.t('scoring bias'), long: l10n.t('the score follows length, not truth') },
};

export const ACTION_WORDS: Readonly<Record<AnnotateAction, string>> = {
  nextStep: l10n.t('next step'),
  previousStep: l10n.t('previous step'),
  good: l10n.t('good'),
  neutral: l10n.t('neutral'),
  bad: l10n.t('bad'),
  unsure: l10n.t('unsure'),
  firstError: l10n.t('first error of the trace'),
  flag: l10n.t('flag'),
  note: l10n.t('note'),
  confirmFailure: l10n.t('confirm what is proposed of the scorer'),
  nextTrace: l10n.t('next trace of the queue'),
  undo: l10n.t('undo'),
  redo: l10n.t('redo'),
  hideScores: l10n.t('hide scores until a step is rated'),
  help: l10n.t('show these keys'),
};

/** What was said of the whole trace or a range of it, for a list. */
export function saidWords({ said }: Annotation): string {
  switch (said.kind) {
    case 'label':
      return said.value ?? '';
    case 'failure':
      return said.value === null ? '' : FAILURE_WORDS[said.value].short;
    case 'flag':
      return l10n.t('flagged');
    case 'note':
      return said.value ?? '';
    case 'firstError':
      return l10n.t('first error');
    case 'correct':
      return said.value === true ? l10n.t('answer right') : l10n.t('answer wrong');
    case 'quality':
      return l10n.t('quality {0}', said.value ?? '');
    case 'domain':
      return l10n.t('domain {0}', said.value ?? '');
    case 'difficulty':
      return said.value === null ? '' : DIFFICULTY_WORDS[said.value].toLowerCase();
    case 'verdict':
      return said.value === 'keep' ? l10n.t('keep') : l10n.t('drop');
    default:
      return said satisfies never;
  }
}
