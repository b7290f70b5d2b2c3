/** What scoring costs in tokens: every step is scored on top of what was evaluated for the steps before it. */
import { join } from 'node:path';
import { runTrace } from '../src/core/runTrace';
import { openScorer } from '../src/core/score/openScorer';
import { DEFAULT_REQUEST, draftTrace, type RunRequest, type Trace } from '../src/core/trace/trace';
import { EngineProcess } from '../src/engines/llama/client';
import type { Benchmark } from './support/benchmark';
import { showSpread, spread } from './support/interleave';

const QUESTIONS = [
  'What is 83*46 + 57*29 - 118?',
  'What is 91*27 - 64?',
  'What is 48*73 + 215?',
  'What is 512 - 37*12 + 96?',
  'What is 66*58 - 29*41?',
];

export const benchmark: Benchmark = {
  title: 'Scorer tokens',
  method:
    'Tokens that the bundled scorer evaluates over a trace of the bundled reasoner ÷ the tokens there are to read: question ' +
    '+ thinking + one tag a step (aim ≤ 1.10). For contrast, what it would be with every step scored from the beginning. ' +
    `${QUESTIONS.length} questions, greedy.`,
  run: async ({ root, progress }) => {
    const engines = EngineProcess.start({ entry: join(root, 'dist/engineProcess.mjs'), log: () => {} });
    try {
      const load = (name: string) =>
        engines.load({ path: join(root, 'models', name), gpu: 'off', threads: 1 });
      const engine = await load('reasoner.gguf');
      const scorer = await openScorer(await load('scorer.gguf'));
      const rows: string[][] = [];
      for (const waits of [0, 2, 4]) {
        progress(`${waits} waits`);
        const traces: Trace[] = [];
        for (const question of QUESTIONS) {
          const draft = draftTrace(question, requestWith(waits), new Date(0).toISOString());
          const now = (): number => performance.now();
          traces.push(await runTrace({ engine, scorer, trace: draft, emit: () => {}, now }));
        }
        const steps = traces.reduce((sum, trace) => sum + trace.steps.length, 0);
        rows.push([
          String(waits),
          String(steps),
          showSpread(spread(traces.map((trace) => trace.usage.scorerEvaluatedTokens / tokensToRead(trace)))),
          showSpread(spread(traces.map((trace) => tokensFromScratch(trace) / tokensToRead(trace)))),
        ]);
      }
      return { columns: ['waits', 'steps', 'Waitpoint', 'every step from the beginning'], rows };
    } finally {
      await engines.dispose();
    }
  },
};

function requestWith(waits: number): RunRequest {
  return {
    ...DEFAULT_REQUEST,
    budget: { ...DEFAULT_REQUEST.budget, waits },
  };
}

function tokensToRead(trace: Trace): number {
  return promptLength(trace) + trace.usage.thinkingTokens + trace.steps.length;
}

function tokensFromScratch(trace: Trace): number {
  return trace.steps.reduce((sum, { end }, i) => sum + promptLength(trace) + end + i + 1, 0);
}

function promptLength(trace: Trace): number {
  return trace.prompt?.ids.length ?? 0;
}
