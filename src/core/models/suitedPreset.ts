/** Which preset a model's own tokens and template ask for. */
import { l10n } from '../l10n';
import type { ModelDefaults } from '../modelDefaults';
import type { PresetName } from '../trace/trace';
import type { ModelFacts } from './modelFacts';

export interface SuitedPreset {
  readonly preset: PresetName;
  /** With `generic`. */
  readonly delimiters: { readonly start: string; readonly end: string } | null;
  /** Why, as a sentence. */
  readonly reason: string;
  /** Whether the file tells so; false: it does not say, and this is what does least harm. */
  readonly isKnown: boolean;
}

/** Pairs that reasoning models use other than `<think>`, as tokens or as texts of their templates. */
const OTHER_PAIRS: readonly (readonly [start: string, end: string])[] = [
  ['[THINK]', '[/THINK]'],
  ['<thinking>', '</thinking>'],
  ['<reasoning>', '</reasoning>'],
  ['<thought>', '</thought>'],
  ['<seed:think>', '</seed:think>'],
  ['<|begin_of_thought|>', '<|end_of_thought|>'],
];

/** Names of the s1 models: "s1-32B", "simplescaling_s1.1-7B". Their tokens are those of Qwen2.5, which has many children. */
const S1_NAME = /(?:^|[^a-z0-9])s1(?:\.1)?(?:[^a-z0-9.]|$)|simplescaling/i;

/**
 * Tokens decide, the template where they do not, and a name only where both leave it open: s1 marks its thinking by
 * ChatML turns, for which it has no tokens of its own.
 * @param fileName without its folder
 */
export function suitedPreset(
  facts: Pick<ModelFacts, 'tokens' | 'chatTemplate' | 'name'>,
  fileName: string,
): SuitedPreset {
  const { chatTemplate } = facts;
  const has = (...tokens: string[]): boolean => tokens.every((token) => facts.tokens.includes(token));
  const says = (...texts: string[]): boolean => texts.every((text) => chatTemplate?.includes(text) ?? false);
  const known = (
    preset: PresetName,
    reason: string,
    delimiters: SuitedPreset['delimiters'] = null,
  ): SuitedPreset => ({ preset, delimiters, reason, isKnown: true });

  if (has('<think>', '</think>')) {
    return known(
      'think-tags',
      chatTemplate !== null && !/think/i.test(chatTemplate)
        ? l10n.t(
            'Its vocabulary has <think> and </think>. Its template does not speak of thinking: it may answer at once.',
          )
        : l10n.t('Its vocabulary has <think> and </think>.'),
    );
  }
  for (const [start, end] of OTHER_PAIRS) {
    if (has(start, end))
      return known('generic', l10n.t('Its vocabulary has {0} and {1}.', start, end), {
        start: `${start}\n`,
        end,
      });
  }
  if (says('</think>')) {
    return known(
      'generic',
      l10n.t(
        'Its template speaks of </think>, for which its vocabulary has no single token: they are watched as text.',
      ),
      { start: '<think>\n', end: '</think>' },
    );
  }
  for (const [start, end] of OTHER_PAIRS) {
    if (says(start, end))
      return known('generic', l10n.t('Its template speaks of {0} and {1}.', start, end), {
        start: `${start}\n`,
        end,
      });
  }
  if (has('<|im_start|>', '<|im_end|>')) {
    if (S1_NAME.test(facts.name ?? '') || S1_NAME.test(fileName))
      return known(
        's1-eval',
        l10n.t('It is called s1, and its vocabulary has the turns that s1 marks its thinking by.'),
      );
    return {
      ...generic(),
      reason: l10n.t(
        'Its file does not tell how it marks its thinking. Its vocabulary has ChatML turns: if it is a model of the s1 kind, choose s1-eval.',
      ),
    };
  }
  return generic();
}

const generic = (): SuitedPreset => ({
  preset: 'generic',
  delimiters: { start: '<think>\n', end: '</think>' },
  reason: l10n.t('Its file does not tell how it marks its thinking. Set its delimiters, if it has any.'),
  isKnown: false,
});

/** As the layer of defaults below all others. */
export function suitedDefaults({ preset, delimiters }: SuitedPreset): ModelDefaults {
  return { preset, ...(delimiters && { delimiters }) };
}
