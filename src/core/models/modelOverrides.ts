/** The setting `waitpoint.modelDefaults`: what suits models, by the name of their file. */
import { errors, quote } from '../errors';
import { mergeDefaults, modelDefaultsSchema, type ModelDefaults } from '../modelDefaults';

const overrideSchema = modelDefaultsSchema
  .strict()
  .refine(({ preset, delimiters }) => delimiters === undefined || (preset ?? 'generic') === 'generic', {
    path: ['delimiters'],
    message: 'delimiters go with the preset "generic" only',
  });

/** Names with `*` (any characters) and `?` (one); the same in upper and lower case. */
function matches(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'is').test(name);
}

/**
 * What the setting says of one model. Of several entries that fit, the more precise goes first, field by field: the
 * name itself, then the pattern with more characters that are no `*` or `?`.
 * @param setting as it stands in the settings, which can hold anything
 * @param fileName of the model, without its folder
 * @throws WaitpointError `badInput` naming the entry and field that is wrong, where an entry fits
 */
export function overridesFor(setting: unknown, fileName: string): ModelDefaults {
  const fitting = entriesOf(setting)
    .filter(([pattern]) => matches(pattern, fileName))
    .sort(([a], [b]) => precision(b) - precision(a));
  return mergeDefaults(fitting.map(([pattern, value]) => parse(pattern, value)));
}

/** What is wrong with the setting: a sentence an entry. */
export function overrideProblems(setting: unknown): string[] {
  if (setting !== undefined && setting !== null && !isRecord(setting))
    return ['The setting waitpoint.modelDefaults must be an object: file names, each with its defaults.'];
  return entriesOf(setting).flatMap(([pattern, value]) => problemOf(pattern, value) ?? []);
}

function parse(pattern: string, value: unknown): ModelDefaults {
  const problem = problemOf(pattern, value);
  if (problem !== null) throw errors.badInput(problem);
  return overrideSchema.parse(value);
}

function problemOf(pattern: string, value: unknown): string | null {
  const issue = overrideSchema.safeParse(value).error?.issues[0];
  if (!issue) return null;
  const field = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  return (
    `The setting waitpoint.modelDefaults is not valid for ${quote(pattern, 100)}: ${field}${issue.message}. ` +
    'Correct it in the settings.'
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const entriesOf = (setting: unknown): [string, unknown][] =>
  isRecord(setting) ? Object.entries(setting) : [];

const precision = (pattern: string): number =>
  /[*?]/.test(pattern) ? pattern.replace(/[*?]/g, '').length : Infinity;
