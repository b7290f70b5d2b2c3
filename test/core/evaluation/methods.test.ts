import { expect, test } from 'vitest';
import { cellName } from '../../../src/core/evaluation/cell';
import { canonicalAnswers } from '../../../src/core/evaluation/grading';
import { expandMethods } from '../../../src/core/evaluation/methods/methods';
import type { PlannedCell } from '../../../src/core/evaluation/methods/method';
import { S1_METHODS, planCells } from '../../../src/core/evaluation/plan';
import type { EvaluationOptions } from '../../../src/core/evaluation/runEvaluation';
import type { GradeAnswer } from '../../../src/core/grade/traceGrade';
import type { Scorer } from '../../../src/core/score/scorer';
import type { Trace } from '../../../src/core/trace/trace';
import type { ScriptedModel } from '../../../src/engines/scripted/scriptedEngine';
import { TOY, lines, randomModel, toyModel } from '../../support/toyModel';
import { evaluateToy, questions, settings, type ToyEvaluation } from './support';

const { a, b, endThink, eos, seven, wait, hmm } = TOY;

const plan = (method: string, more: Parameters<typeof settings>[0] = {}): PlannedCell[] =>
  planCells(settings({ methods: [method], budgets: [100, 250], waits: [0, 2], request: base(), ...more }));
const base = () => settings({}, { maxThinkingTokens: 1000 }).request;
const namesOf = (cells: readonly PlannedCell[]): string[] => cells.map(({ cell }) => cellName(cell));

test('budget forcing has every budget with every number of waits', () => {
  const cells = plan('budget-forcing');
  expect(namesOf(cells)).toEqual([
    'budget-forcing-100-w0',
    'budget-forcing-100-w2',
    'budget-forcing-250-w0',
    'budget-forcing-250-w2',
  ]);
  expect(cells[3]?.how).toMatchObject({
    kind: 'run',
    request: { budget: { minThinkingTokens: 0, maxThinkingTokens: 250, waits: 2 } },
  });
});

test('a minimum is for what is forced, and for nothing else', () => {
  const request = settings({}, { minThinkingTokens: 50, maxThinkingTokens: 1000 }).request;
  for (const [method, min] of [
    ['budget-forcing', 50],
    ['token-conditional+budget-forcing', 50],
    ['continuation:Hmm', 50],
    ['none', 0],
    ['token-conditional', 0],
  ] as const)
    expect(plan(method, { request })[0]?.how).toMatchObject({
      request: { budget: { minThinkingTokens: min } },
    });
});

test.each([
  ['token-conditional', ['\n\nThink for up to 100 tokens.', '\n\nThink for up to 250 tokens.'], [100, 250]],
  // 250 tokens are two or three steps of 100; one step at least.
  ['step-conditional', ['\n\nThink for up to 1 steps.', '\n\nThink for up to 3 steps.'], [100, 250]],
  [
    'class-conditional',
    ['\n\nAnswer after a short amount of thinking.', '\n\nAnswer after a long amount of thinking.'],
    [100, 250],
  ],
])('%s asks in the words of s1, and forces nothing', (method, suffixes, budgets) => {
  const cells = plan(method);
  expect(cells.map(({ cell }) => cell.suffix)).toEqual(suffixes);
  expect(cells.map(({ cell }) => cell.mostThinkingTokens)).toEqual(budgets);
  for (const { how } of cells)
    expect(how).toMatchObject({ request: { budget: { maxThinkingTokens: 1000, waits: 0 } } });

  const forced = plan(`${method}+budget-forcing`);
  expect(forced.map(({ cell }) => [cell.suffix, cell.budget, cell.waits])).toEqual(
    suffixes.flatMap((suffix, i) => [0, 2].map((waits) => [suffix, budgets[i], waits])),
  );
  for (const { cell, how } of forced)
    expect(how).toMatchObject({
      request: { budget: { maxThinkingTokens: cell.budget, waits: cell.waits } },
    });
});

test('the ablation has the four strings, under every budget, with waits', () => {
  expect(expandMethods(['none', 'ablation'])).toEqual([
    'none',
    'continuation:none',
    'continuation:Alternatively',
    'continuation:Hmm',
    'continuation:Wait',
  ]);
  const cells = plan('continuation:Hmm');
  expect(namesOf(cells)).toEqual(['continuation~3aHmm-100-w2', 'continuation~3aHmm-250-w2']);
  expect(cells[0]?.how).toMatchObject({ request: { continuation: ['Hmm'] } });
  expect(plan('continuation:none')[0]?.how).toMatchObject({ request: { continuation: [] } });
});

test('the plan of s1 cuts without waits, and waits under the largest budget', () => {
  const cells = planCells(
    settings({
      paper: 's1',
      methods: [...S1_METHODS],
      budgets: [100, 250],
      waits: [0, 2, 4],
      request: base(),
    }),
  );
  expect(namesOf(cells)).toEqual([
    'budget-forcing-100-w0',
    'budget-forcing-250-w0',
    'budget-forcing-250-w2',
    'budget-forcing-250-w4',
    'none',
    'token-conditional-100',
    'token-conditional-250',
    'token-conditional+budget-forcing-100-w0',
    'token-conditional+budget-forcing-250-w0',
    'step-conditional-100',
    'step-conditional-250',
    'step-conditional+budget-forcing-100-w0',
    'step-conditional+budget-forcing-250-w0',
    'class-conditional-short-100',
    'class-conditional-long-250',
    'class-conditional+budget-forcing-short-100-w0',
    'class-conditional+budget-forcing-long-250-w0',
    'rejection-sampling-100',
    'rejection-sampling-250',
    'majority@2-250',
    'majority@4-250',
    'majority@8-250',
    'continuation~3anone-250-w2',
    'continuation~3aAlternatively-250-w2',
    'continuation~3aHmm-250-w2',
    'continuation~3aWait-250-w2',
  ]);
});

/** Runs one method on the question "a", under one budget. */
function evaluated(
  model: ScriptedModel,
  method: string,
  { budget = 12, waits = 2, ...more }: { budget?: number; waits?: number; mostTries?: number } = {},
  options: Omit<Partial<EvaluationOptions>, 'store'> = {},
): Promise<ToyEvaluation> {
  return evaluateToy(model, {
    settings: settings(
      { methods: [method], budgets: [budget], waits: [waits], ...more },
      { maxAnswerTokens: 2 },
    ),
    rows: questions('a'),
    ...options,
  });
}

/** A scorer whose sessions give these scores, step by step. */
function scoring(scoresOf: () => readonly number[]): Scorer {
  return {
    identity: {
      name: 's',
      file: 's',
      sha256: '0'.repeat(64),
      sizeBytes: 0,
      architecture: 's',
      quantization: 's',
      protocol: 'step-tag',
    },
    open: async () => {
      const scores = scoresOf();
      let step = 0;
      return {
        score: async () => ({ score: scores[step++] ?? 0, evaluatedTokens: 1 }),
        truncate: async (steps) => void (step = steps),
        dispose: async () => {},
      };
    },
    dispose: async () => {},
  };
}

/** Its first thinking token, and so its length and its answer, hang on the random number of the sample. */
function gambler(lengths: Record<number, number>, answers: Record<number, number> = {}): ScriptedModel {
  const vocabulary = randomModel(0).vocabulary;
  const weights = (ids: readonly number[]): Record<number, number> => {
    const start = ids.indexOf(TOY.think) + 2;
    const first = ids[start];
    if (first === undefined) return Object.fromEntries(Object.keys(lengths).map((id) => [id, 1]));
    const end = ids.indexOf(endThink);
    if (end < 0) return ids.length - start < (lengths[first] ?? 0) ? { [first]: 1 } : { [endThink]: 1 };
    return end === ids.length - 1 ? { [answers[first] ?? seven]: 1 } : { [eos]: 1 };
  };
  return randomModel(0, {
    predict: (ids) => {
      const chosen = weights(ids);
      const total = Object.values(chosen).reduce((sum, one) => sum + one, 0);
      return vocabulary.map((_, id) => (chosen[id] ?? 0) / total);
    },
  });
}

test('rejection sampling takes the first sample that ends within the budget', async () => {
  const { rows, store } = await evaluated(gambler({ [a]: 3, [b]: 9 }), 'rejection-sampling', {
    budget: 5,
    mostTries: 50,
  });
  const [row] = rows;
  const attempts = row?.attempts ?? [];
  // A sample of nine tokens is cut one past the budget.
  expect(attempts.map(({ thinkingTokens }) => thinkingTokens)).toEqual([
    ...Array<number>(attempts.length - 1).fill(6),
    3,
  ]);
  expect(new Set(attempts.map(({ seed }) => seed)).size).toBe(attempts.length);
  expect(row).toMatchObject({ thinkingTokens: 3, answer: '7', correct: true, inControl: true, note: null });
  const trace = JSON.parse(store.traces.get(row?.trace ?? '') ?? '') as Trace;
  expect(trace.request.sampler).toMatchObject({ temperature: 1, seed: attempts.at(-1)?.seed });
  expect(trace.request.budget).toMatchObject({ maxThinkingTokens: 6, waits: 0 });
  // Prompt of 4 tokens, thinking, delimiter, answer: 7, or what is forced at a cut.
  expect(row?.tokens).toBeGreaterThan(attempts.reduce((sum, { thinkingTokens }) => sum + thinkingTokens, 0));
});

test('rejection sampling gives up after the most tries, without an answer', async () => {
  const { rows } = await evaluated(gambler({ [a]: 9 }), 'rejection-sampling', { budget: 5, mostTries: 3 });
  expect(rows[0]).toMatchObject({
    answer: null,
    correct: false,
    inControl: false,
    note: 'none of 3 tries thought for 5 tokens or fewer',
  });
  expect(rows[0]?.attempts).toHaveLength(3);
});

test('majority takes the answer that most samples give, as the grader tells answers apart', async () => {
  const model = gambler(
    { [a]: 2, [b]: 2, [wait]: 2, [hmm]: 2 },
    { [a]: seven, [b]: seven, [wait]: 4, [hmm]: 4 },
  );
  const { rows, store } = await evaluated(model, 'majority@9');
  const [row] = rows;
  const answers = row?.attempts.map(({ answer }) => answer) ?? [];
  const votes = answers.filter((answer) => answer === '7').length;
  expect(answers).toHaveLength(9);
  // "a" holds no answer: whoever says it has no vote.
  expect(new Set(answers)).toEqual(new Set(['7', null]));
  expect(row).toMatchObject({ answer: '7', note: `${votes} of 9 votes`, thinkingTokens: 18 });
  const trace = JSON.parse(store.traces.get(row?.trace ?? '') ?? '') as Trace;
  expect(trace.answer?.extracted).toBe('7');
});

test('votes for answers that the grader calls equal count together', async () => {
  const base = gambler({ [a]: 2, [b]: 2, [wait]: 2 }, { [b]: 21, [wait]: 22 });
  const model = {
    ...base,
    vocabulary: [...base.vocabulary, '8', '9'],
    predict: (ids: readonly number[]) => {
      const probs = [...base.predict(ids), 0, 0];
      // What it says after the end: 8 or 9, which the toy vocabulary has not.
      const first = ids[ids.indexOf(TOY.think) + 2];
      if (ids.at(-1) !== endThink || first === a) return probs;
      return probs.map((_, id) => Number(id === (first === b ? 21 : 22)));
    },
  };
  const eightIsNine: GradeAnswer = async (one, other) => ({
    kind: 'number',
    correct: (one === '7') === (other === '7'),
    reason: '',
  });
  const { rows } = await evaluated(model, 'majority@9', {}, { grade: eightIsNine });
  const said = rows[0]?.attempts.map(({ answer }) => answer) ?? [];
  expect(new Set(said)).toEqual(new Set(['7', '8', '9']));
  const others = said.filter((answer) => answer !== '7');
  expect(others.length).toBeGreaterThan(4);
  expect(rows[0]).toMatchObject({ answer: others[0], note: `${others.length} of 9 votes` });
});

test('equal answers count together, whatever they look like', async () => {
  const byLength: GradeAnswer = async (one, other) => ({
    kind: 'text',
    correct: one.length === other.length,
    reason: '',
  });
  expect(await canonicalAnswers(byLength, ['1', '22', null, '3', '44', '1'])).toEqual([
    '1',
    '22',
    null,
    '1',
    '22',
    '1',
  ]);
});

/** Thinks one token a round and ends; its answer has this probability after so many waits. */
function unsure(...confidence: number[]): ScriptedModel {
  const said = toyModel((ids) => {
    const answering = ids.includes(endThink);
    const last = ids.at(-1);
    if (answering) return last === endThink ? seven : eos;
    return last === a || last === b ? endThink : a;
  });
  return {
    ...said,
    predict: (ids) => {
      const probs = said.predict(ids);
      if (ids.at(-1) !== endThink) return probs;
      const sure = confidence[ids.filter((id) => id === wait).length] ?? 1;
      return probs.map((_, id) => (id === seven ? sure : (1 - sure) / (probs.length - 1)));
    },
  };
}

test.each([
  ['is sure at once', unsure(0.9), 5, 0],
  ['is sure after two waits', unsure(0.2, 0.3, 0.9, 0.1), 5, 2],
  ['is never sure', unsure(0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2), 3, 3],
])('adaptive waits: a model that %s', async (_, model, waits, expected) => {
  const run = await evaluated(model, 'adaptive-waits', { waits, budget: 20 });
  const [row] = run.rows;
  expect(row?.waitsDone).toBe(expected);
  expect(row?.note).toMatch(`${expected} wait`);
  // The trace is the one that budget forcing gives with so many waits.
  const forced = await evaluated(model, 'budget-forcing', { waits: expected, budget: 20 });
  const of = ({ store, rows }: ToyEvaluation): Trace =>
    JSON.parse(store.traces.get(rows[0]?.trace ?? '') ?? '') as Trace;
  const { usage: mine, ...adaptive } = of(run);
  const { usage: theirs, ...direct } = of(forced);
  expect(adaptive).toEqual(direct);
  // What it went on from was evaluated again.
  expect({ ...mine, policyEvaluatedTokens: 0 }).toEqual({ ...theirs, policyEvaluatedTokens: 0 });
});

test('adaptive waits end where the next one does not fit, or the budget cuts', async () => {
  const never = unsure(0.2, 0.2, 0.2, 0.2, 0.2, 0.2);
  const { rows, batches } = await evaluated(never, 'adaptive-waits', { waits: 100, budget: 6 });
  // Not asked a hundred times.
  expect(batches).toBeLessThan(100);
  expect(rows[0]?.thinkingTokens).toBeLessThanOrEqual(6);
  expect(rows[0]?.waitsDone).toBeLessThan(4);
});

test('adaptive waits by score ask the scorer, and never stop without one', async () => {
  const sure = unsure(1, 1, 1, 1);
  const scorer = scoring(() => [0.1, 0.2, 0.6, 0.9]);
  const { rows } = await evaluated(sure, 'adaptive-waits-score', { waits: 5, budget: 20 }, { scorer });
  // A step a round: the third is the first above 0.5.
  expect(rows[0]).toMatchObject({ waitsDone: 2, note: '2 waits, confidence 0.600' });
  const without = await evaluated(sure, 'adaptive-waits-score', { waits: 3, budget: 20 });
  expect(without.rows[0]).toMatchObject({ waitsDone: 3, note: '3 waits, confidence unknown' });
});

const endsOften = toyModel(lines([a, endThink, seven, eos]));

test.each([
  ['right in all samples', gambler({ [a]: 2 }), 'difficulty-waits-oracle', /^easy \(1\.000\): 1 wait$/],
  ['never right', gambler({ [a]: 2 }, { [a]: 4 }), 'difficulty-waits-oracle', /^hard \(0\.000\): 50 waits$/],
  ['of one answer in all samples', gambler({ [a]: 2 }), 'difficulty-waits', /^easy \(1\.000\): 1 wait$/],
  ['without any answer', gambler({ [a]: 2 }, { [a]: 4 }), 'difficulty-waits', /^hard \(0\.000\): 50 waits$/],
])('a question %s is waited for accordingly (%#)', async (_, model, method, note) => {
  const { rows } = await evaluated(model, method, { budget: 12 });
  expect(rows[0]?.note).toMatch(note);
  expect(rows[0]?.attempts).toHaveLength(3);
});

test('the scorer predicts the difficulty where there is one', async () => {
  const scores = [0.05, 0.3, 0.4];
  let session = 0;
  const scorer = scoring(() => [scores[session++] ?? 0]);
  const { rows } = await evaluated(endsOften, 'difficulty-waits', {}, { scorer });
  // The mean of the three is 0.25: medium.
  expect(rows[0]?.note).toBe('medium (0.250): 10 waits');
});

test('a question that asks for a length is asked with it, and its trace says so', async () => {
  const wide: ScriptedModel = {
    ...endsOften,
    vocabulary: [...endsOften.vocabulary, ...' Tefhiknoprstu.12'],
  };
  const { rows, store } = await evaluated(wide, 'token-conditional', {});
  const trace = JSON.parse(store.traces.get(rows[0]?.trace ?? '') ?? '') as Trace;
  expect(trace.question.text).toBe('a\n\nThink for up to 12 tokens.');
  expect(rows[0]?.budget).toBe(12);
});

test('a search has every budget with every number of waits, and needs a scorer where it ranks by one', () => {
  const cells = plan('beam@8x4');
  expect(namesOf(cells)).toEqual([
    'beam@8x4-100-w0',
    'beam@8x4-100-w2',
    'beam@8x4-250-w0',
    'beam@8x4-250-w2',
  ]);
  expect(cells[1]?.how).toMatchObject({
    kind: 'procedure',
    needsScorer: true,
    largest: { budget: { maxThinkingTokens: 100, waits: 2 }, sampler: { temperature: 0.8 } },
    // Eight paths of 100 thinking tokens, and an answer each.
    mostTokens: 8 * (100 + settings().request.budget.maxAnswerTokens),
  });
  expect(plan('best-of-n@4:longest')[0]?.how).toMatchObject({ needsScorer: false });
  expect(() => plan('auto')).toThrow(/needs a policy of waitpoint tune/);
});

test('a search is a row with its leaves as attempts, and repeats by the seed of the question', async () => {
  const chosen = settings({ methods: ['best-of-n@3:majority'], budgets: [12], waits: [0] });
  const search = () =>
    evaluateToy(randomModel(5, { parameterCount: 10 }), { settings: chosen, rows: questions('a', 'b') });
  const { rows, store } = await search();
  expect(rows).toHaveLength(2);
  for (const row of rows) {
    expect(row.attempts).toHaveLength(3);
    expect(new Set(row.attempts.map(({ seed }) => seed)).size).toBe(3);
    expect(row.note).toMatch(/^\d of 3 leaves, \d+ nodes, \d+ rounds$/);
    expect(row.thinkingTokens).toBe(row.attempts.reduce((sum, one) => sum + one.thinkingTokens, 0));
    expect(row.flops).toBe(2 * 10 * row.tokens);
    const trace = JSON.parse(store.traces.get(row.trace) ?? '') as Trace;
    expect(trace.answer?.extracted ?? null).toBe(row.answer);
  }
  expect(rows.map(({ attempts }) => attempts[0]?.seed)).toEqual([
    ...new Set(rows.map(({ attempts }) => attempts[0]?.seed)),
  ]);
  const again = await search();
  expect(again.rows.map(({ attempts, answer }) => [attempts, answer])).toEqual(
    rows.map(({ attempts, answer }) => [attempts, answer]),
  );
  await expect(
    evaluateToy(randomModel(5), { settings: { ...chosen, methods: ['beam@4x2'] }, rows: questions('a') }),
  ).rejects.toThrow(/"beam@4x2" needs a scorer/);
});
