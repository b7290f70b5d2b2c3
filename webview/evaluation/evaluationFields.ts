/** The fields of the form that are typed: what they are called, and what they are for. */
import type { EvaluationField, EvaluationForm } from '../../src/protocol/evaluationView';
import { l10n } from '../components/l10n';

export type TextName = {
  [Name in EvaluationField]: EvaluationForm[Name] extends string ? Name : never;
}[EvaluationField];

export const LABELS: Readonly<Partial<Record<TextName, string>>> = {
  budgets: l10n.t('Budgets'),
  waits: l10n.t('Waits'),
  continuation: l10n.t('Continue with'),
  limit: l10n.t('Questions at most'),
  seed: l10n.t('Seed'),
  temperature: l10n.t('Temperature'),
  min: l10n.t('Least thinking'),
  max: l10n.t('Most thinking'),
  maxAnswer: l10n.t('Answer tokens'),
  mostTries: l10n.t('Most tries'),
  samples: l10n.t('Samples'),
  confidence: l10n.t('Confidence'),
};
/** What a field is for, where its label does not say it. */
export const HINTS: Readonly<Partial<Record<TextName, string>>> = {
  budgets: l10n.t('Thinking tokens at most, ascending, with commas'),
  waits: l10n.t('Ends of thinking refused, with commas'),
  continuation: l10n.t('Put where an end is refused, in turn, with commas; none refuses only'),
  limit: l10n.t('From the beginning of the dataset'),
  seed: l10n.t('Decides every random number'),
  max: l10n.t('Where a method sets no maximum itself'),
  mostTries: l10n.t('Until rejection sampling gives up'),
  samples: l10n.t('From which difficulty-waits estimates'),
  confidence: l10n.t('At which adaptive waits stop'),
};
export const MAIN: readonly TextName[] = ['budgets', 'waits', 'continuation', 'limit'];
export const MORE: readonly TextName[] = [
  ...(['seed', 'temperature', 'min', 'max', 'maxAnswer'] as const),
  ...(['mostTries', 'samples', 'confidence'] as const),
];
/** Methods with a part of their own, and the field it is typed in. */
export const PARTS: Readonly<Record<string, TextName>> = {
  'majority@K': 'majority',
  'continuation:TEXT': 'strings',
  'STRATEGY@NxM': 'searches',
};
