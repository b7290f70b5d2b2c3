import { errors, quote } from '../../errors';
import { adaptiveWaits } from './adaptiveWaits';
import { budgetForcing } from './budgetForcing';
import { conditional } from './conditional';
import { ABLATION, continuation } from './continuation';
import { difficultyWaits } from './difficultyWaits';
import { majority } from './majority';
import type { Method } from './method';
import { rejectionSampling } from './rejectionSampling';
import { unbounded } from './unbounded';

const METHODS: readonly Method[] = [
  budgetForcing,
  unbounded,
  ...conditional,
  rejectionSampling,
  ...adaptiveWaits,
  ...difficultyWaits,
];

/** Names for a list; those with a part of their own in capitals. */
export const METHOD_NAMES: readonly string[] = [
  ...METHODS.map(({ name }) => name),
  'majority@K',
  'continuation:TEXT',
  'ablation',
];

/** `ablation` stands for the four continuation strings of s1. */
export function expandMethods(names: readonly string[]): string[] {
  return names.flatMap((name) => (name === 'ablation' ? ABLATION : [name]));
}

/** @throws WaitpointError `badInput` */
export function methodNamed(name: string): Method {
  const found = METHODS.find((method) => method.name === name) ?? majority(name) ?? continuation(name);
  if (found) return found;
  throw errors.badInput(`There is no method ${quote(name)}. There are ${METHOD_NAMES.join(', ')}.`);
}
