import { expect, test } from 'vitest';
import { mostTokensPerQuestion } from '../../../src/core/evaluation/cost';
import {
  readSettings,
  type SettingsField,
  type SettingsTexts,
} from '../../../src/core/evaluation/settingsText';
import { methodWords, methodNamed } from '../../../src/core/evaluation/methods/methods';
import { toyRequest } from '../../support/runToy';

const EMPTY: SettingsTexts = {
  ...{
    methods: ['budget-forcing'],
    majority: '',
    strings: '',
    searches: '',
    paper: false,
    budgets: '',
    waits: '',
  },
  ...{ continuation: '', min: '', max: '', maxAnswer: '', temperature: '', seed: '', mostTries: '' },
  ...{ samples: '', confidence: '', limit: '' },
};
const base = toyRequest({ maxAnswerTokens: 8 });
const read = (texts: Partial<SettingsTexts>) => readSettings({ ...EMPTY, ...texts }, base);

test('fields left empty are as on the command line', () => {
  const { settings, problems, limit, planned } = read({});
  expect(problems).toEqual({});
  expect(settings).toMatchObject({
    ...{ paper: null, methods: ['budget-forcing'], budgets: [64, 128, 256, 512], waits: [0, 1, 2, 4] },
    ...{ mostTries: 64, difficultySamples: 8, confidence: 0.9 },
    request: { continuation: ['Wait'], budget: { maxThinkingTokens: 4096, maxAnswerTokens: 8 } },
  });
  expect([limit, planned.length]).toEqual([undefined, 16]);
});

test('what is typed decides', () => {
  const { settings, limit } = read({
    ...{ methods: ['majority@K', 'continuation:TEXT', 'ablation', 'none'], majority: '2, 4' },
    ...{ strings: 'But', budgets: '10, 20', waits: '0, 3', continuation: 'Hmm, Wait', min: '5', max: '99' },
    ...{ maxAnswer: '7', temperature: '0.5', seed: '9', mostTries: '3', samples: '2', confidence: '0.1' },
    limit: '12',
  });
  expect(settings?.methods).toEqual([
    ...['majority@2', 'majority@4', 'continuation:But', 'continuation:none', 'continuation:Alternatively'],
    ...['continuation:Hmm', 'continuation:Wait', 'none'],
  ]);
  expect(settings).toMatchObject({
    ...{ budgets: [10, 20], waits: [0, 3], mostTries: 3, difficultySamples: 2, confidence: 0.1 },
    request: {
      continuation: ['Hmm', 'Wait'],
      budget: { minThinkingTokens: 5, maxThinkingTokens: 99, maxAnswerTokens: 7 },
      sampler: { temperature: 0.5, seed: 9 },
    },
  });
  expect(limit).toBe(12);
  expect(read({ continuation: 'none' }).settings?.request.continuation).toEqual([]);
  expect(read({ paper: true, methods: [] }).settings).toMatchObject({ paper: 's1' });
});

test.each<[SettingsField, Partial<SettingsTexts>, RegExp]>([
  ['budgets', { budgets: '64, x' }, /is "x", but it must be a whole number from 1/],
  ['budgets', { budgets: '128, 64' }, /out of order: 64 stands behind 128/],
  ['budgets', { budgets: '64,64' }, /has "64" twice/],
  ['waits', { waits: '1,' }, /is "", but/],
  ['continuation', { continuation: 'Wait,,Hmm' }, /missing between two commas/],
  ['continuation', { continuation: 'none, Hmm' }, /goes with no other/],
  ['methods', { methods: [] }, /Choose a method/],
  ['methods', { methods: ['ablation'], waits: '0' }, /needs a number of waits above 0/],
  ['majority', { methods: ['majority@K'] }, /how many samples/],
  ['strings', { methods: ['continuation:TEXT'] }, /strings to compare/],
  ['min', { min: '100', budgets: '64' }, /minimum of 100 .* above the maximum of 64/],
  ['max', { max: '100', budgets: '64, 128' }, /below the budget of 128/],
  ['temperature', { temperature: '-1' }, /a number from 0 to 10/],
  ['confidence', { confidence: '2' }, /a number from 0 to 1/],
  ['seed', { seed: '4294967296' }, /a whole number from 0 to 4294967295/],
  ['limit', { limit: '0' }, /a whole number from 1/],
])('%s: %j is told at its field, and nothing is planned', (field, texts, message) => {
  const { settings, planned, problems } = read(texts);
  expect(settings).toBeNull();
  expect(planned).toEqual([]);
  expect(Object.keys(problems)).toEqual([field]);
  expect(problems[field]).toMatch(message);
});

test('every method has words, and every word a method', () => {
  for (const { name, about } of methodWords()) {
    expect(about).not.toBe('');
    if (name !== 'ablation') methodNamed(name.replace('K', '2').replace('STRATEGY@NxM', 'beam@4x2')); // Throws for one that is not there.
  }
});

test('what cells share is counted once; samples are not', () => {
  const cost = (texts: Partial<SettingsTexts>): number => mostTokensPerQuestion(read(texts).planned);
  const few = { budgets: '10, 20', waits: '0, 1' };
  expect(cost(few)).toBe(20 + 4 * 8);
  expect(cost({ ...few, methods: ['budget-forcing', 'continuation:TEXT'], strings: 'a, b' })).toBe(
    3 * 20 + (4 + 4) * 8,
  );
  expect(cost({ ...few, methods: ['token-conditional'], max: '50' })).toBe(2 * (50 + 8));
  expect(cost({ ...few, methods: ['majority@K'], majority: '3' })).toBe(3 * (10 + 8) + 3 * (20 + 8));
  expect(cost({ ...few, methods: ['rejection-sampling'], mostTries: '2' })).toBe(2 * (11 + 8 + 21 + 8));
  expect(cost({ ...few, methods: ['adaptive-waits'] })).toBe(10 + 2 * 8 + 20 + 2 * 8);
});
