import { expect, test } from 'vitest';
import type { QualityRule, RuleMode, RuleModes } from '../../../src/core/curate/qualityRules';
import { qualityHit } from '../../support/qualityHit';

const all = (mode: RuleMode): RuleModes => ({
  nullFields: mode,
  asy: mode,
  image: mode,
  numbering: mode,
  boldDigits: mode,
});
const hit = (question: string, modes: RuleModes, source = ''): [QualityRule, string] | null => {
  const found = qualityHit({ question, source, nullField: null }, modes);
  return found && [found.rule, found.text];
};

test.each<[string, string, [QualityRule, string] | null, [QualityRule, string] | null]>([
  ['an image', 'See ![Image](a.png).', ['image', '![Image]'], ['image', '![Image]']],
  ['a drawing', 'See [asy] x [/asy]', ['asy', '[asy]'], ['asy', '[asy]']],
  ['a numbered part', 'p12. Find x.', ['numbering', 'p12.'], ['numbering', 'p12.']],
  ['a numbered part in brackets', '(p3. Find x)', ['numbering', 'p3.'], ['numbering', 'p3.']],
  ['a numbered step', 'In step1. add 2.', ['numbering', 'p1.'], null],
  ['a decimal number', 'Let p3.5 be', ['numbering', 'p3.'], null],
  ['bold numbering', '**1.** Find x', ['boldDigits', '**1.**'], ['boldDigits', '**1.**']],
  ['a bold word before a digit', '**Problem** has 3 parts', ['boldDigits', '**Problem**'], null],
  [
    'a bold word, then bold numbering',
    '**Problem** **3**',
    ['boldDigits', '**Problem**'],
    ['boldDigits', '**3**'],
  ],
  ['nothing', 'What is 83*46?', null, null],
])('%s: as the paper has it, and without false hits', (_, question, paper, fixed) => {
  expect(hit(question, all('paper'))).toEqual(paper);
  expect(hit(question, all('fixed'))).toEqual(fixed);
  expect(hit(question, all('off'))).toBeNull();
});

test('a drawn question of AIME is kept whatever is in it, unless the rule is fixed', () => {
  const question = '[asy] [/asy] p1. Find x';
  expect(hit(question, all('paper'), 'AIME')).toBeNull();
  expect(hit(question, all('fixed'), 'AIME')).toEqual(['numbering', 'p1.']);
  expect(hit('[asy] [/asy]', all('fixed'), 'AIME')).toBeNull();
});

test('a field that is null is named', () => {
  const found = qualityHit({ question: 'x', source: '', nullField: 'solution' }, all('paper'));
  expect(found).toEqual({ rule: 'nullFields', text: 'solution' });
});

test.each([
  ['asterisks', '*'.repeat(400_000)],
  ['bold marks on one line', '** '.repeat(200_000)],
  ['digits behind a bold mark', `**${'1'.repeat(400_000)}`],
  ['bold words without an end', '**a'.repeat(150_000)],
])('%s, hundreds of thousands, take no time that grows with their square', (_, question) => {
  for (const mode of ['paper', 'fixed'] as const)
    hit(question, { ...all('off'), boldDigits: mode, numbering: mode });
});
