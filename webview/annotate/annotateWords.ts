/** Annotations in words. */
import type { Annotation } from '../../src/core/annotate/annotation';
import type { FailureClass, Label } from '../../src/core/annotate/vocabulary';
import type { AnnotateAction } from '../../src/protocol/annotations';

export const LABEL_WORDS: Readonly<Record<Label, string>> = {
  good: 'good',
  neutral: 'neutral',
  bad: 'bad',
  unsure: 'unsure',
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
  overCriticism: { short: 'over-criticism', long: 'the step is right, and the scorer doubts it' },
  errorNeglect: { short: 'error neglect', long: 'the step is wrong, and the scorer trusts it' },
  errorLocalisation: {
    short: 'error localisation',
    long: 'the scorer doubts another step than the first wrong one',
  },
  scoringBias: { short: 'scoring bias', long: 'the score follows length, not truth' },
};

export const ACTION_WORDS: Readonly<Record<AnnotateAction, string>> = {
  nextStep: 'next step',
  previousStep: 'previous step',
  good: 'good',
  neutral: 'neutral',
  bad: 'bad',
  unsure: 'unsure',
  firstError: 'first error of the trace',
  flag: 'flag',
  note: 'note',
  confirmFailure: 'confirm what is proposed of the scorer',
  nextTrace: 'next trace of the queue',
  undo: 'undo',
  redo: 'redo',
  hideScores: 'hide scores until a step is rated',
  help: 'show these keys',
};

/** What was said of the whole trace or a range of it, for a list. */
export function saidWords({ said }: Annotation): string {
  switch (said.kind) {
    case 'label':
      return said.value ?? '';
    case 'failure':
      return said.value === null ? '' : FAILURE_WORDS[said.value].short;
    case 'flag':
      return 'flagged';
    case 'note':
      return said.value ?? '';
    case 'firstError':
      return 'first error';
    case 'correct':
      return said.value === true ? 'answer right' : 'answer wrong';
    case 'quality':
      return `quality ${said.value}`;
    case 'domain':
      return `domain ${said.value}`;
    case 'difficulty':
      return `${said.value}`;
    case 'verdict':
      return `${said.value}`;
    default:
      return said satisfies never;
  }
}
