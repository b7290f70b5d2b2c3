import fc from 'fast-check';
import { expect, test } from 'vitest';
import { configSchema, type CurationConfig } from '../../../src/core/curate/curationConfig';
import { canDecide, countDecision, decide } from '../../../src/core/curate/decision';
import { funnelOf } from '../../../src/core/curate/funnel';
import { NgramIndex } from '../../../src/core/curate/ngramIndex';
import { outcomeOf } from '../../../src/core/curate/outcome';
import { QUALITY_RULES, type RuleMode } from '../../../src/core/curate/qualityRules';
import { orderRows, stageFilter, WHOLE_POOL } from '../../../src/core/curate/rowOrder';
import { SignalReader, type CurationTools, type SignalExtent } from '../../../src/core/curate/signalReader';
import { questionKey } from '../../../src/core/evaluation/dataset/dataset';

const contamination = new NgramIndex(2);
contamination.add('lazy dog');
const TOOLS: CurationTools = {
  ...{ contamination, contaminationNames: () => 'set:1' },
  ...{ solved: [null, null], handover: null, domains: null },
};

function read(rows: readonly unknown[], config: CurationConfig, extent: SignalExtent) {
  const reader = new SignalReader(config, TOOLS, extent);
  const texts = rows.map((value) => reader.add({ value }));
  return { reader, texts };
}

/** What became of every row under `config`, of signals that were read under another. */
function decided({ reader, texts }: ReturnType<typeof read>, config: CurationConfig) {
  const decision = decide(reader.signals, config);
  const outcomes = texts.map((text, i) => outcomeOf(i, text, decision, reader, (row) => `row ${row}`));
  return { outcomes, counts: countDecision(decision, reader) };
}

const QUESTIONS = [
  'a',
  'b',
  'p1. c',
  'step1. d',
  '[asy] e',
  '![Image] f',
  '**3.** g',
  '**P** has 3',
  'lazy dog h',
];
const row = fc.record({
  question: fc.constantFrom(...QUESTIONS),
  solution: fc.constantFrom('7', null),
  attempt: fc.constantFrom('\\boxed{7}', '8'),
  source_type: fc.constantFrom('AIME', 'gpqa', 'openaimath', 'other'),
  domain: fc.constantFrom('x', 'y', undefined),
  trace_length: fc.nat(9000),
  isqwen7bcorrect: fc.boolean(),
  isqwen32bcorrect: fc.constantFrom(true, false, null),
});
const rows = fc.array(fc.oneof({ weight: 9, arbitrary: row }, fc.constant({ broken: 1 })), { maxLength: 24 });
const mode = fc.constantFrom<RuleMode>('paper', 'fixed', 'off');
const onOrOff = fc.constantFrom('paper' as const, 'off' as const);
/** Everything that needs no second look at the pool. */
const rules = fc
  .record({
    select: fc.integer({ min: 1, max: 12 }),
    seed: fc.nat(1000),
    quality: fc.record({ nullFields: onOrOff, asy: mode, image: onOrOff, numbering: mode, boldDigits: mode }),
    keep: fc.constantFrom([], [questionKey('p1. c')], [questionKey('a'), questionKey('lazy dog h')]),
    drop: fc.constantFrom([], [questionKey('b')]),
  })
  .map((given) => configSchema.parse(given));

test('a decision under other rules is that of a pool that was read under them', () => {
  fc.assert(
    fc.property(rows, rules, rules, (pool, before, after) => {
      const once = read(pool, before, 'all');
      expect(canDecide(once.reader.signals, before, after)).toBe(true);
      expect(decided(once, after)).toEqual(decided(read(pool, after, 'needed'), after));
    }),
  );
});

test('rows may be decided while more of them come, and the end is the same', () => {
  const config = configSchema.parse({ select: 3, diversity: { take: [] } });
  fc.assert(
    fc.property(rows, (pool) => {
      const reader = new SignalReader(config, TOOLS, 'all');
      for (const value of pool) {
        reader.add({ value });
        decide(reader.signals, config);
      }
      const last = decide(reader.signals, config);
      const whole = decide(read(pool, config, 'all').reader.signals, config);
      expect(pool.map((_, i) => last.of(i))).toEqual(pool.map((_, i) => whole.of(i)));
    }),
  );
});

test('other columns, graders, sets and domains are read again; so are answers that a new rule would take', () => {
  const config = configSchema.parse({ diversity: { take: [{ sources: ['AIME'] }] } });
  const pool = [
    { question: 'a', solution: '7', attempt: '8', source_type: 'other', trace_length: 5 },
    { question: 'b', attempt: '8', source_type: 'unanswerable' },
  ];
  const { reader } = read(pool, config, 'all');
  const can = (change: object): boolean =>
    canDecide(reader.signals, config, configSchema.parse({ diversity: config.diversity, ...change }));
  expect(can({})).toBe(true);
  expect(can({ columns: { domain: 'topic' } })).toBe(false);
  expect(can({ quality: { mayBeNull: ['cot', 'answer'] } })).toBe(false);
  expect(can({ difficulty: { graders: [] } })).toBe(false);
  expect(can({ decontamination: { words: 7 } })).toBe(false);
  expect(can({ diversity: { ...config.diversity, domainsFile: 'domains.jsonl' } })).toBe(false);
  expect(can({ handover: { dropped: ['removed'] } })).toBe(false);
  // Of a row without a right answer to compare with it is known that none will take it.
  expect(can({ diversity: { take: [{ sources: ['unanswerable'] }] } })).toBe(true);
  expect(can({ diversity: { take: [{ sources: ['other'], longerThan: 5 }] } })).toBe(true);
  expect(can({ diversity: { take: [{ sources: ['other'], longerThan: 4 }] } })).toBe(false);
});

test('a rule counts what it drops, and all that it hits', () => {
  const pool = ['p1. [asy]', '[asy]', 'p2.', 'p2.', 'fine'].map((question) => ({ question, domain: 'x' }));
  const config = configSchema.parse({ quality: { image: 'off' } });
  const { reader } = read([...pool, 7], config, 'all');
  const { hits, counts, domains, lengths } = funnelOf(decide(reader.signals, config), reader, config);
  expect(QUALITY_RULES.map((rule) => [hits[rule], counts.rules[rule] ?? 0])).toEqual([
    [0, 0],
    [2, 2],
    [0, 0],
    [3, 1],
    [0, 0],
  ]);
  expect(counts.dropped).toMatchObject({ unreadable: 1, duplicate: 1, quality: 3, diversity: 0 });
  expect(domains).toEqual([{ domain: 'x', rows: 5, left: 1, selected: 1 }]);
  expect(lengths).toEqual([]);
});

test('lengths stand in bars of the same width, the longest in the last one', () => {
  const config = configSchema.parse({ select: 1 });
  const pool = Array.from({ length: 200 }, (_, i) => ({
    question: `q${i}`,
    domain: 'x',
    trace_length: i < 199 ? i : 1e6,
  }));
  const { reader } = read(pool, config, 'all');
  const { lengths } = funnelOf(decide(reader.signals, config), reader, config);
  // 1 % of 200 rows are longer than 197: 32 bars of 7, from 0 to 196 in 28 of them, then all that is longer.
  expect(lengths).toHaveLength(29);
  expect(lengths[0]).toEqual({ from: 0, to: 7, rows: 7, selected: 0 });
  expect(lengths.at(-1)).toMatchObject({ from: 196, to: null, rows: 4 });
  expect(lengths.reduce((sum, { selected }) => sum + selected, 0)).toBe(1);
});

test('a table is sorted and filtered by what became of the rows, their domain, length and text', () => {
  const config = configSchema.parse({ select: 9 });
  const pool = [
    { question: 'long', domain: 'b', trace_length: 30 },
    { question: 'p1.', domain: 'a', trace_length: 10 },
    { question: 'short', domain: 'a', trace_length: 20 },
    { question: 'nowhere', trace_length: 20 },
    7,
  ];
  const { reader } = read(pool, config, 'all');
  const { signals } = reader;
  const decision = decide(signals, config);
  const listed = (look: object, hasText: ((row: number) => boolean) | null = null): number[] => [
    ...orderRows(signals, decision, { ...WHOLE_POOL, ...look }, hasText),
  ];
  expect(listed({})).toEqual([0, 1, 2, 3, 4]);
  expect(listed({ descending: true })).toEqual([4, 3, 2, 1, 0]);
  expect(listed({ sort: 'length', descending: true })).toEqual([0, 2, 3, 1, 4]);
  expect(listed({ sort: 'domain' })).toEqual([1, 2, 0, 3, 4]);
  expect(listed({ sort: 'state' })).toEqual([0, 2, 4, 1, 3]);
  expect(listed({ state: 'selected' })).toEqual([0, 2]);
  expect(listed({ state: stageFilter('quality') })).toEqual([1]);
  // Of one rule alone: there is no filter of its own for it.
  expect(stageFilter('person')).toBe('rule:dropped by a person');
  expect(listed({ state: 'rule:no domain' })).toEqual([3]);
  expect(listed({ domain: 'a' })).toEqual([1, 2]);
  expect(listed({ sort: 'length' }, (i) => i % 2 === 0)).toEqual([4, 2, 0]);
});
