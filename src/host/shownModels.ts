/** What the view of models shows of each; apart from vscode. */
import { basename } from 'node:path';
import { l10n } from '../core/l10n';
import { overridesFor } from '../core/models/modelOverrides';
import { messageOf } from '../core/errors';
import type { ModelDefaults } from '../core/modelDefaults';
import { originName } from '../core/models/origin';
import { roleOf, type ModelRole } from '../core/models/role';
import { suitedPreset } from '../core/models/suitedPreset';
import { readModelDefaults } from '../files/readModelDefaults';
import type { FoundModel } from '../files/findModels';
import type { ModelReader, ReadModel } from '../files/modelReader';
import type { ShownModel } from '../protocol/modelsView';

export interface ShownModelOptions {
  readonly reader: ModelReader;
  /** `waitpoint.modelDefaults` as it stands. */
  readonly overrides: unknown;
  /** What new traces use. */
  readonly defaults: Readonly<Record<ModelRole, string>>;
}

/** In the same order; what is no model by what is in it is left out. */
export async function shownModels(
  found: readonly FoundModel[],
  options: ShownModelOptions,
): Promise<ShownModel[]> {
  const read = await options.reader.readAll(found.map(({ path }) => path));
  const shown = await Promise.all(found.map((one, i) => shownModel(one, read[i], options)));
  return shown.filter(({ facts }) => (facts?.kind ?? 'model') === 'model');
}

async function shownModel(
  { path, origin, label }: FoundModel,
  read: ReadModel | undefined,
  { overrides, defaults }: ShownModelOptions,
): Promise<ShownModel> {
  const name = basename(path);
  const problems: string[] = [];
  const tried = async (call: () => ModelDefaults | Promise<ModelDefaults>): Promise<ModelDefaults> => {
    try {
      return await call();
    } catch (error) {
      problems.push(messageOf(error));
      return {};
    }
  };
  const single = await tried(() => overridesFor(overrides, name));
  const beside = await tried(() => readModelDefaults(path));
  const file = read?.file ?? null;
  if (!file) problems.unshift(read?.problem ?? '');
  else if (file.missing.length > 0)
    problems.unshift(l10n.t('Of its {0} files some are missing: {1}.', file.parts, file.missing.join(', ')));
  const facts = file?.facts ?? null;
  const role = roleOf(facts ?? { name: null }, name, { ...beside, ...single });
  const own = facts && suitedPreset(facts, name);
  const preset = ((): ShownModel['preset'] => {
    if (role === 'scorer' || !own) return null;
    if (single.preset) return { name: single.preset, source: 'waitpoint.modelDefaults', reason: null };
    if (beside.preset) return { name: beside.preset, source: l10n.t('the file beside it'), reason: null };
    return {
      ...{ name: own.preset, reason: own.reason },
      source: own.isKnown ? l10n.t('its vocabulary and template') : l10n.t('nothing: it is a guess'),
    };
  })();
  const pair = single.delimiters ?? beside.delimiters ?? own?.delimiters ?? null;
  return {
    ...{ path, label, role, facts, preset, from: originName(origin) },
    sizeBytes: file?.sizeBytes ?? 0,
    isDefault: defaults[role] === path,
    description: single.description ?? beside.description ?? null,
    problem: problems.length > 0 ? problems.join(' ') : null,
    delimiters: preset?.name === 'generic' && pair ? [pair.start, pair.end] : [],
  };
}
