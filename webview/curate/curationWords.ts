/** What the curation view says, in words. */
import type { DropRule, Selected, Stage } from '../../src/core/curate/decision';
import type { QualityRule } from '../../src/core/curate/qualityRules';
import type { StateFilter } from '../../src/core/curate/rowOrder';
import type { ShownRow } from '../../src/core/curate/shownCuration';
import { l10n } from '../components/l10n';

export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  unreadable: l10n.t('Could be read'),
  person: l10n.t('Not dropped by hand'),
  duplicate: l10n.t('No question twice'),
  handover: l10n.t('Kept by the hand-over'),
  quality: l10n.t('Quality'),
  difficulty: l10n.t('Difficulty'),
  decontamination: l10n.t('Decontamination'),
  diversity: l10n.t('Diversity'),
};

export const RULE_WORDS: Readonly<Record<DropRule, string>> = {
  unreadable: l10n.t('not readable'),
  'dropped by a person': l10n.t('dropped by hand'),
  'same question': l10n.t('same question'),
  'dropped elsewhere': l10n.t('dropped elsewhere'),
  'not selected elsewhere': l10n.t('not selected elsewhere'),
  nullFields: l10n.t('null fields'),
  asy: l10n.t('drawings'),
  image: l10n.t('images'),
  numbering: l10n.t('numbering'),
  boldDigits: l10n.t('bold numbering'),
  'solved by a grader': l10n.t('solved by a grader'),
  'shared n-gram': l10n.t('shared n-gram'),
  'no domain': l10n.t('no domain'),
  'not drawn': l10n.t('not drawn'),
};

export const SELECTED_WORDS: Readonly<Record<Selected, string>> = {
  kept: l10n.t('kept by hand'),
  taken: l10n.t('taken by a rule'),
  drawn: l10n.t('drawn'),
};

/** What a rule of quality looks for, and what it is like otherwise. */
export const QUALITY_WORDS: Readonly<
  Record<QualityRule, { readonly about: string; readonly fixed: string }>
> = {
  nullFields: { about: l10n.t('A field of the row is null'), fixed: '' },
  asy: {
    about: l10n.t('Drawn in Asymptote: [asy]. A drawn question of AIME is kept, whatever else is in it'),
    fixed: l10n.t('The other rules hold for drawn questions of AIME too'),
  },
  image: { about: l10n.t('Has an image: ![Image]'), fixed: '' },
  numbering: {
    about: l10n.t('p1. to p999., inside words too: "step1." is hit'),
    fixed: l10n.t('Only where a word begins, and before no digit'),
  },
  boldDigits: {
    about: l10n.t('Bold text with a digit anywhere later on its line: "**Problem** has 3 parts" is hit'),
    fixed: l10n.t('The digit must be in the bold text'),
  },
};

/** "drawn", "quality: numbering". */
export function stateWords({ selected, dropped }: ShownRow): string {
  return selected !== null ? SELECTED_WORDS[selected] : dropped ? RULE_WORDS[dropped.rule] : '';
}

/** A sign that does not rest on colour. */
export const stateSign = ({ selected }: ShownRow): string =>
  selected === null ? '✗' : selected === 'kept' ? '★' : '✓';

export function filterWords(state: StateFilter): string {
  if (state === 'selected') return l10n.t('selected');
  if (state === 'kept' || state === 'taken' || state === 'drawn') return SELECTED_WORDS[state];
  const [kind, name = ''] = state.split(':');
  if (kind === 'rule') return RULE_WORDS[name as DropRule];
  return l10n.t('dropped: {0}', STAGE_WORDS[name as Stage].toLowerCase());
}
