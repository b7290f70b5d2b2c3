import { describe, expect, test } from 'vitest';
import { DEFAULT_REQUEST } from '../../src/core/trace/trace';
import { formOf, proposedForm, readSearchForm, type SearchSource } from '../../src/host/searchSetup';
import type { SearchForm } from '../../src/protocol/searchView';
import { BEAM, searchRecord } from '../support/searchRecord';

const BEAM_RECORD = searchRecord(BEAM);

const source: SearchSource = {
  question: { text: 'What is 2+2?', expected: '4' },
  request: DEFAULT_REQUEST,
  ...{ modelPath: '/m/reasoner.gguf', scorerPath: '/m/scorer.gguf' },
};
const proposed = proposedForm(source, null);
const read = (change: Partial<SearchForm>) => readSearchForm({ ...proposed, ...change }, DEFAULT_REQUEST);

const policy = {
  schema: 1 as const,
  createdAt: '2026-01-01T00:00:00.000Z',
  model: BEAM_RECORD.model,
  scorer: null,
  unit: 'flops' as const,
  probe: { samples: 2, budget: 64 },
  bins: [
    {
      name: 'all',
      from: 0,
      questions: 4,
      envelope: [{ method: 'beam@8x4', budget: 64, waits: 0, compute: 9, accuracy: 1 }],
    },
  ],
  compute: 1234,
  questions: 4,
};

describe('auto', () => {
  const auto = { policy, compute: policy.compute, name: 'policy.json' };
  const form: SearchForm = { ...proposed, strategy: 'auto', policyPath: '/p/policy.json' };

  test('goes by a policy, under the compute that is typed or else its own', () => {
    const own = readSearchForm(form, DEFAULT_REQUEST, { auto });
    expect(own.problems).toEqual({});
    expect(own.order?.auto).toEqual(auto);
    expect(own.defaults.compute).toBe('1.23e+3');
    const typed = readSearchForm({ ...form, compute: '5e9' }, DEFAULT_REQUEST, { auto });
    expect(typed.order?.auto).toEqual({ ...auto, compute: 5e9 });
  });

  test('says at the policy what is wrong with it, and needs a scorer', () => {
    const broken = readSearchForm(form, DEFAULT_REQUEST, { problem: 'It is no policy.' });
    expect(broken.problems).toEqual({ policyPath: 'It is no policy.' });
    expect(broken.order).toBeNull();
    const unscored = readSearchForm({ ...form, scorerPath: 'none' }, DEFAULT_REQUEST, { auto });
    expect(unscored.problems.strategy).toMatch(/Choose a scorer/);
    expect(readSearchForm({ ...form, compute: 'much' }, DEFAULT_REQUEST, { auto }).problems.compute).toMatch(
      /"much"/,
    );
  });
});

describe('what is proposed', () => {
  test('can run as it is: a beam under the request, sampled though the request is greedy', () => {
    const { order, problems } = read({});
    expect(problems).toEqual({});
    expect(order?.settings).toMatchObject({ strategy: 'beam', n: 8, width: 4, expand: 4 });
    expect(order?.request.sampler.temperature).toBe(0.8);
    expect(order?.question).toEqual({ text: 'What is 2+2?', expected: '4' });
  });

  test('needs no scorer where there is none', () => {
    const form = proposedForm({ ...source, scorerPath: 'none' }, null);
    expect(form.strategy).toBe('majority');
    expect(readSearchForm(form, DEFAULT_REQUEST).problems).toEqual({});
  });

  test('begins from what was typed last, but asks this question of these models', () => {
    const form = proposedForm(source, { n: '32', strategy: 'dvts' });
    expect(form).toMatchObject({ n: '32', strategy: 'dvts', question: 'What is 2+2?', expected: '4' });
  });

  test('of a search that ran is what asks for the same again', () => {
    const record = searchRecord(BEAM, { treeTokens: 900, atOnce: 2, unique: true });
    const { order } = readSearchForm(formOf(record, '/m/a.gguf', '/m/b.gguf'), record.request);
    expect(order).toEqual({
      question: record.question,
      request: record.request,
      settings: record.settings,
    });
  });
});

describe('what is wrong is told at its field', () => {
  test.each<[keyof SearchForm, Partial<SearchForm>, RegExp]>([
    ['n', { n: '0' }, /N is "0".*from 1/],
    ['n', { n: '-4' }, /N is "-4"/],
    ['width', { n: '8', width: '3' }, /width 3 does not divide N = 8.*(2|4) as the width, or 9 as N/],
    ['width', { n: '4', width: '8' }, /width is "8"/],
    ['lookahead', { strategy: 'lookahead', lookahead: '0' }, /lookahead is "0"/],
    ['balance', { strategy: 'rebase', balance: '0' }, /balance is "0"/],
    ['temperature', { temperature: '0' }, /all 8 paths would be the same/],
    ['temperature', { temperature: 'warm' }, /"warm"/],
    ['seed', { seed: '1.5' }, /seed is "1.5"/],
    ['max', { max: '0' }, /maximum of a path is "0"/],
    ['min', { min: '600', max: '512' }, /minimum of 600 .* above the maximum of 512/],
    ['treeTokens', { treeTokens: '3' }, /budget of the tree is "3".*8 or more/],
    ['atOnce', { atOnce: '257' }, /from 1 to 256/],
    ['atOnce', { strategy: 'majority', n: '300' }, /300 paths at once, and a context holds 256/],
    ['strategy', { scorerPath: 'none' }, /beam ranks steps by a scorer/],
    ['select', { scorerPath: 'none', strategy: 'best-of-n' }, /needs a scorer/],
    ['question', { question: '  ' }, /Type a question/],
  ])('%s', (field, change, message) => {
    const { order, problems } = read(change);
    expect(order).toBeNull();
    expect(Object.keys(problems)).toEqual([field]);
    expect(problems[field]).toMatch(message);
  });

  test('several at once', () => {
    expect(Object.keys(read({ width: '3', seed: 'x', question: '' }).problems).sort()).toEqual([
      'question',
      'seed',
      'width',
    ]);
  });
});

test('fields that are left empty say what they stand for', () => {
  const { defaults } = read({ n: '16', width: '8' });
  expect(defaults).toMatchObject({ width: '4', expand: '8', rounds: '40', max: '512', temperature: '0.8' });
  expect(read({ strategy: 'revisions', n: '16' }).defaults.width).toBe('4');
});
