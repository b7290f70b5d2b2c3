import { expect, test } from 'vitest';
import { configSchema, parseConfig } from '../../../src/core/curate/curationConfig';
import { countDecision, decide, STAGES } from '../../../src/core/curate/decision';
import { NgramIndex } from '../../../src/core/curate/ngramIndex';
import { outcomeOf } from '../../../src/core/curate/outcome';
import { SignalReader, type CurationTools } from '../../../src/core/curate/signalReader';
import { questionKey } from '../../../src/core/evaluation/dataset/dataset';

const NO_TOOLS: CurationTools = {
  contamination: null,
  contaminationNames: () => '',
  solved: [null, null],
  handover: null,
  domains: null,
};

/** @returns what became of every row: how it was selected, or `stage: rule (evidence)` */
function curated(
  rows: readonly unknown[],
  config: unknown = {},
  tools: Partial<CurationTools> = {},
): string[] {
  return run(rows, config, tools).outcomes;
}

function run(rows: readonly unknown[], config: unknown = {}, tools: Partial<CurationTools> = {}) {
  const reader = new SignalReader(configSchema.parse(config), { ...NO_TOOLS, ...tools }, 'needed');
  const read = rows.map((value) => reader.add({ value }));
  const decision = decide(reader.signals, reader.config);
  const results = read.map((one, i) => outcomeOf(i, one, decision, reader, (other) => `row ${other}`));
  const outcomes = results.map(({ result }) => {
    if ('selected' in result) return result.selected;
    const { stage, rule, evidence } = result.dropped;
    return `${stage}: ${rule}${evidence === '' ? '' : ` (${evidence})`}`;
  });
  return { outcomes, results, counts: countDecision(decision, reader) };
}

const row = (question: string, more: object = {}): object => ({
  question,
  solution: '\\boxed{7}',
  source_type: 'NuminaMath',
  cot: null,
  thinking_trajectories: ['one two three'],
  attempt: '\\boxed{7}',
  domain: 'Algebra',
  ...more,
});

test('every row goes through the stages, and the first that drops it is its reason', () => {
  const contamination = new NgramIndex();
  contamination.add('the quick brown fox jumps over the lazy dog');
  const { outcomes, counts } = run(
    [
      row('good'),
      { broken: 1 },
      row('good', { solution: null }),
      row('p1. Find x', { isqwen7bcorrect: true }),
      row('easy, and THE quick  brown fox jumps over the lazy', { isqwen32bcorrect: 'Yes' }),
      row('THE quick  brown fox jumps over the lazy cat'),
      row('nowhere', { domain: undefined }),
      row('[asy] [/asy]'),
      row('null', { domain: null }),
    ],
    { select: 9 },
    { contamination, contaminationNames: (source) => `aime:${source + 1}` },
  );
  expect(outcomes).toEqual([
    'drawn',
    expect.stringMatching(/^unreadable: unreadable \(The row has no column "question"/),
    'duplicate: same question (row 0)',
    'quality: numbering (p1.)',
    'difficulty: solved by a grader (isqwen32bcorrect)',
    'decontamination: shared n-gram (the quick brown fox jumps over the lazy (aime:1))',
    'diversity: no domain',
    'quality: asy ([asy])',
    'quality: nullFields (domain)',
  ]);
  expect(STAGES.map((stage) => counts.left[stage])).toEqual([8, 8, 7, 7, 4, 3, 2, 1]);
  expect(counts).toMatchObject({
    rows: 9,
    rules: { numbering: 1, asy: 1, nullFields: 1 },
    selected: { drawn: 1 },
  });
});

test('right answers of AIME and GPQA are taken, of MATH where their trace is long; the rest is drawn', () => {
  const rows = [
    row('a', { source_type: 'qq8933/AIME_1983_2024' }),
    row('b', { source_type: 'qq8933/AIME_1983_2024', attempt: 'It is 8' }),
    row('c', { source_type: 'Idavidrein/gpqa', isgeminicorrect: true, attempt: '' }),
    row('d', { source_type: 'Idavidrein/gpqa', isgeminicorrect: false }),
    row('e', { source_type: 'qfq/openaimath/Algebra', gemini_length: 5600 }),
    row('f', { source_type: 'qfq/openaimath/Algebra', gemini_length: 5601 }),
    row('g', { source_type: 'qq8933/AIME_1983_2024', domain: undefined }),
  ];
  const taken = (outcomes: readonly string[]): string =>
    outcomes.map((one) => (one === 'taken' ? 1 : 0)).join('');
  expect(taken(curated(rows, { select: 4 }))).toBe('1010011');
  expect(curated(rows, { select: 7 })).toEqual([
    'taken',
    'drawn',
    'taken',
    'drawn',
    'drawn',
    'taken',
    'taken',
  ]);
  // No more than were asked for, drawn as the others are.
  expect(curated(rows, { select: 2 }).filter((one) => one === 'taken')).toHaveLength(2);
  expect(curated(rows, { select: 2 }).filter((one) => one === 'drawn')).toHaveLength(0);
  expect(taken(curated(rows, { select: 7, diversity: { take: [] } }))).toBe('0000000');
});

test('a question that an evaluation solved is too easy', () => {
  const solved = [new Set([questionKey('easy')])];
  const config = { difficulty: { graders: [{ evaluation: 'eval/qwen' }] } };
  expect(curated([row(' easy\n'), row('hard')], config, { solved })).toEqual([
    'difficulty: solved by a grader (eval/qwen)',
    'drawn',
  ]);
});

test('a person keeps and drops rows by their keys', () => {
  const config = { select: 1, keep: [questionKey('p1. a')], drop: [questionKey('b')] };
  const rows = [row('p1. a'), row('b'), row('c'), row('p1. a')];
  expect(curated(rows, config)).toEqual([
    'kept',
    'person: dropped by a person',
    'diversity: not drawn',
    'duplicate: same question (row 0)',
  ]);
});

test('domains come from rules where the row names none', () => {
  const domainRules = [
    { domain: 'Geometry', pattern: 'triangle|circle' },
    { domain: 'Other', pattern: '.' },
  ];
  const { results } = run(
    [row('A Triangle', { domain: undefined }), row('x', { domain: undefined }), row('circle')],
    {
      diversity: { domainRules },
    },
  );
  expect(results.map(({ domain }) => domain)).toEqual(['Geometry', 'Other', 'Algebra']);
});

test('lengths are those of a column, else words; ids of several questions are told', () => {
  const { counts, results } = run([
    row('a', { gemini_length: 10, id: 'x' }),
    row('b', { id: 'x' }),
    row('c', { id: 'y' }),
    row('c', { id: 'y' }),
  ]);
  expect(results[0]?.length).toBe(10);
  expect(results[1]?.length).toBe(3);
  expect(counts.lengths).toEqual({ tokens: 1, words: 3 });
  expect(counts.repeatedIds).toEqual(['x']);
});

test('the longest trace of a domain is drawn most often', () => {
  let longest = 0;
  for (let seed = 0; seed < 400; seed++) {
    const rows = [row('a', { gemini_length: 1 }), row('b', { gemini_length: 9 })];
    if (curated(rows, { select: 1, seed })[1] === 'drawn') longest++;
  }
  expect(longest / 400).toBeCloseTo(2 / 3, 1);
});

test.each<[string, unknown, RegExp]>([
  ['a list', [], /^"c\.json" is no configuration of a curation: it: /],
  ['an unknown field', { selct: 3 }, /it: Unrecognized key: "selct"/],
  ['no rows', { select: 0 }, /"select": /],
  ['a wrong rule', { quality: { image: 'fixed' } }, /"quality\.image": /],
  ['three graders', { difficulty: { graders: ['a', 'b', 'c'] } }, /"difficulty\.graders": /],
  [
    'a broken pattern',
    { diversity: { domainRules: [{ domain: 'a', pattern: '(' }] } },
    /domainRules\.0\.pattern" is no regular expression: "\("/,
  ],
  ['a row kept and dropped', { keep: ['a'], drop: ['a'] }, /has the question a in "keep" and in "drop"/],
])('a configuration that is %s is refused by its field', (_, value, message) => {
  expect(() => parseConfig(value, 'c.json')).toThrow(message);
});
