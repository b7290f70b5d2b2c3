/** The fields of the form that are typed: what they are called, and what they are for. */
import type { EvaluationField, EvaluationForm } from '../../src/protocol/evaluationView';

export type TextName = {
  [Name in EvaluationField]: EvaluationForm[Name] extends string ? Name : never;
}[EvaluationField];

export const LABELS: Readonly<Partial<Record<TextName, string>>> = {
  budgets: 'Budgets',
  waits: 'Waits',
  continuation: 'Continue with',
  limit: 'Questions at most',
  seed: 'Seed',
  temperature: 'Temperature',
  min: 'Least thinking',
  max: 'Most thinking',
  maxAnswer: 'Answer tokens',
  mostTries: 'Most tries',
  samples: 'Samples',
  confidence: 'Confidence',
};
/** What a field is for, where its label does not say it. */
export const HINTS: Readonly<Partial<Record<TextName, string>>> = {
  budgets: 'Thinking tokens at most, ascending, with commas',
  waits: 'Ends of thinking refused, with commas',
  continuation: 'Put where an end is refused, in turn, with commas; none refuses only',
  limit: 'From the beginning of the dataset',
  seed: 'Decides every random number',
  max: 'Where a method sets no maximum itself',
  mostTries: 'Until rejection sampling gives up',
  samples: 'From which difficulty-waits estimates',
  confidence: 'At which adaptive waits stop',
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
