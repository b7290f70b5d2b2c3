/** What the curation view says, in words. */
import type { DropRule, Selected, Stage } from '../../src/core/curate/decision';
import type { QualityRule } from '../../src/core/curate/qualityRules';
import type { StateFilter } from '../../src/core/curate/rowOrder';
import type { ShownRow } from '../../src/core/curate/shownCuration';

export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  unreadable: 'Could be read',
  person: 'Not dropped by hand',
  duplicate: 'No question twice',
  handover: 'Kept by the hand-over',
  quality: 'Quality',
  difficulty: 'Difficulty',
  decontamination: 'Decontamination',
  diversity: 'Diversity',
};

export const RULE_WORDS: Readonly<Record<DropRule, string>> = {
  unreadable: 'not readable',
  'dropped by a person': 'dropped by hand',
  'same question': 'same question',
  'dropped elsewhere': 'dropped elsewhere',
  'not selected elsewhere': 'not selected elsewhere',
  nullFields: 'null fields',
  asy: 'drawings',
  image: 'images',
  numbering: 'numbering',
  boldDigits: 'bold numbering',
  'solved by a grader': 'solved by a grader',
  'shared n-gram': 'shared n-gram',
  'no domain': 'no domain',
  'not drawn': 'not drawn',
};

export const SELECTED_WORDS: Readonly<Record<Selected, string>> = {
  kept: 'kept by hand',
  taken: 'taken by a rule',
  drawn: 'drawn',
};

/** What a rule of quality looks for, and what it is like otherwise. */
export const QUALITY_WORDS: Readonly<
  Record<QualityRule, { readonly about: string; readonly fixed: string }>
> = {
  nullFields: { about: 'A field of the row is null', fixed: '' },
  asy: {
    about: 'Drawn in Asymptote: [asy]. A drawn question of AIME is kept, whatever else is in it',
    fixed: 'The other rules hold for drawn questions of AIME too',
  },
  image: { about: 'Has an image: ![Image]', fixed: '' },
  numbering: {
    about: 'p1. to p999., inside words too: "step1." is hit',
    fixed: 'Only where a word begins, and before no digit',
  },
  boldDigits: {
    about: 'Bold text with a digit anywhere later on its line: "**Problem** has 3 parts" is hit',
    fixed: 'The digit must be in the bold text',
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
  if (state === 'selected') return 'selected';
  if (state === 'kept' || state === 'taken' || state === 'drawn') return SELECTED_WORDS[state];
  const [kind, name = ''] = state.split(':');
  if (kind === 'rule') return RULE_WORDS[name as DropRule];
  return `dropped: ${STAGE_WORDS[name as Stage].toLowerCase()}`;
}
