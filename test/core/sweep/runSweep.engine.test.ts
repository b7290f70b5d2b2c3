/** Sweeps of the bundled models against runs of their own, bit for bit. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTrace } from '../../../src/core/runTrace';
import { openScorer } from '../../../src/core/score/openScorer';
import type { Scorer } from '../../../src/core/score/scorer';
import { sweepColumns, type SweepAxes } from '../../../src/core/sweep/columns';
import { runSweep } from '../../../src/core/sweep/runSweep';
import { draftTrace, type RunRequest, type Trace } from '../../../src/core/trace/trace';
import type { EngineProcess, RemoteEngine } from '../../../src/engines/llama/client';
import { CARD_QUESTION, load, REASONER, request, sampled, SCORER, startEngine } from '../../support/engine';
import { CREATED_AT } from '../../support/runToy';

let process: EngineProcess;
let engine: RemoteEngine;
let scorer: Scorer;

beforeAll(async () => {
  process = startEngine();
  engine = await load(process, REASONER);
  scorer = await openScorer(await load(process, SCORER));
});
afterAll(() => process.dispose());

const common = { now: () => performance.now() };

const sweep = (
  question: string,
  columns: readonly RunRequest[],
  scored = true,
): ReturnType<typeof runSweep> =>
  runSweep({
    ...common,
    engine,
    scorer: scored ? scorer : null,
    question: { text: question, expected: null },
    columns,
    createdAt: CREATED_AT,
    emit: () => {},
  });

const alone = (question: string, column: RunRequest, scored = true): Promise<Trace> =>
  runTrace({
    ...common,
    engine,
    scorer: scored ? scorer : null,
    trace: draftTrace(question, column, CREATED_AT),
    emit: () => {},
  });

/** All that a trace says, probabilities, entropies and scores included; not what it cost. */
const said = ({ sweep: _, usage, timings: __, tokens, ...trace }: Trace): object => ({
  ...trace,
  tokens: { ...tokens, timeMs: [] },
  usage: { thinkingTokens: usage.thinkingTokens, answerTokens: usage.answerTokens },
});

const QUESTIONS = [
  CARD_QUESTION,
  'What is 91*27 - 64?',
  'How many times does the letter r appear in strawberry?',
  'What day of the week is it 100 days after a Tuesday?',
];

const CASES: [name: string, base: RunRequest, axes: SweepAxes][] = [
  ['maxima and waits', request({}), { maxima: [32, 64, 128, 400], waits: [0, 2, 4] }],
  ['budgets that are filled with waits', request({ waits: 500 }), { maxima: [64, 100, 256, 512] }],
  [
    'strings',
    request({ maxThinkingTokens: 200 }),
    { waits: [0, 2], continuations: [['Wait'], ['Hmm', 'Wait'], []] },
  ],
  [
    'a minimum, and temperatures with seeds',
    request({ minThinkingTokens: 60 }),
    { maxima: [60, 150], temperatures: [0, 0.8], seeds: [1, 2] },
  ],
  [
    'a repetition penalty',
    request({ waits: 3 }, { sampler: sampled(0, { temperature: 0, repeatPenalty: 1.2 }) }),
    { maxima: [50, 120] },
  ],
];

describe.each(CASES)('a sweep over %s', (_, base, axes) => {
  it.each(QUESTIONS)('gives the traces of runs alone: %s', async (question) => {
    const columns = sweepColumns(base, axes);
    const swept = await sweep(question, columns);
    expect(swept.failure).toBeNull();
    for (const [i, column] of columns.entries())
      expect(said(swept.columns[i] as Trace)).toEqual(said(await alone(question, column)));
  });
});

it('evaluates the longest trace and the answers, and no tenth more', async () => {
  for (const question of QUESTIONS) {
    const columns = sweepColumns(request({ waits: 2000 }), { maxima: [64, 128, 256, 512, 1024] });
    const { columns: traces, usage } = await sweep(question, columns, false);
    const longest = traces.at(-1) as Trace;
    expect(longest.usage.thinkingTokens).toBe(1024);
    const prompt = longest.prompt?.ids.length ?? 0;
    // Of an answer: its delimiter, what is forced after it, and what the model says.
    const answers = traces.reduce((sum, { tokens, thinking }) => sum + tokens.id.length - thinking.end, 0);
    expect(usage.policyEvaluatedTokens).toBeLessThanOrEqual(1.1 * (prompt + 1024) + answers);
    // A token for each place to go on from.
    expect(usage.policyEvaluatedTokens).toBeLessThanOrEqual(prompt + 1024 + answers + 4 * 2);
  }
});
