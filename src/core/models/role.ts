import type { ModelDefaults } from '../modelDefaults';
import { protocolByName } from '../score/protocolName';
import type { ModelFacts } from './modelFacts';

/** What a model is for: to think, or to score what another thinks. */
export type ModelRole = 'model' | 'scorer';

/** By the defaults beside it, else by its name: nothing else in a file tells. */
export function roleOf(
  facts: Pick<ModelFacts, 'name'>,
  fileName: string,
  defaults: Pick<ModelDefaults, 'scorerProtocol' | 'preset'>,
): ModelRole {
  if (defaults.scorerProtocol !== undefined) return 'scorer';
  if (defaults.preset !== undefined) return 'model';
  const names = `${facts.name ?? ''} ${fileName}`;
  return protocolByName(names) !== null || /(?:^|[^a-z])prm(?:[^a-z]|$)/i.test(names) ? 'scorer' : 'model';
}
