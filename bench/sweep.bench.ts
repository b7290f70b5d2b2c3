/** One question under many budgets: a sweep against the runs of its columns, one after the other. */
import { join } from 'node:path';
import { runTrace } from '../src/core/runTrace';
import { sweepColumns, type SweepAxes } from '../src/core/sweep/columns';
import { runSweep, type Sweep } from '../src/core/sweep/runSweep';
import { DEFAULT_REQUEST, draftTrace, type RunRequest, type Trace } from '../src/core/trace/trace';
import { EngineProcess, type RemoteEngine } from '../src/engines/llama/client';
import type { Benchmark, BenchmarkContext } from './support/benchmark';
import { interleave, showSpread } from './support/interleave';
import { smolModel } from './support/smolModel';

const QUESTION = 'What is 83*46 + 57*29 - 118?';
const CREATED_AT = new Date(0).toISOString();
const MAXIMA = [64, 128, 256, 512, 1024];
/** More than fit: thinking then goes on up to every maximum. */
const FILLING_WAITS = 2000;
/** With one a core, whatever else runs would be measured. */
const THREADS = 1;

interface Subject {
  readonly model: string;
  readonly path: (context: BenchmarkContext) => string;
  readonly request: RunRequest;
  readonly budgets: string;
  readonly axes: SweepAxes;
  readonly rounds: number;
}

const BUNDLED: Omit<Subject, 'budgets' | 'axes'> = {
  model: 'bundled reasoner',
  path: ({ root }) => join(root, 'models/reasoner.gguf'),
  request: DEFAULT_REQUEST,
  rounds: 3,
};
const SMOL: Omit<Subject, 'budgets' | 'axes'> = {
  model: 'SmolLM2-135M',
  path: ({ root }) => smolModel(join(root, 'bench/models')),
  // It marks no thinking of its own: delimiters are texts.
  request: { ...DEFAULT_REQUEST, preset: 'generic', delimiters: { start: '<think>\n', end: '</think>' } },
  // Three thousand tokens each.
  rounds: 2,
};
const FILLED = {
  budgets: `${MAXIMA.join(', ')}, filled with waits`,
  axes: { maxima: MAXIMA, waits: [FILLING_WAITS] },
};
const PRODUCT = {
  budgets: '64, 256, 1024 × 0, 2, 4 waits',
  axes: { maxima: [64, 256, 1024], waits: [0, 2, 4] },
};
const STRINGS = {
  budgets: '256, 1024 × 0, 4 waits × Wait, Hmm, none',
  axes: { maxima: [256, 1024], waits: [0, 4], continuations: [['Wait'], ['Hmm'], []] },
};

const SUBJECTS: readonly Subject[] = [
  { ...BUNDLED, ...FILLED },
  { ...BUNDLED, ...PRODUCT },
  { ...BUNDLED, ...STRINGS },
  { ...SMOL, ...FILLED },
];

export const benchmark: Benchmark = {
  title: 'Sweep',
  method:
    'One question under several budgets, greedy and without a scorer: a sweep, and every budget in a run of its own, in ' +
    'turns on the same loaded model, one thread. *Overhead*: tokens that the sweep evaluates ÷ what cannot be shared, that ' +
    'is prompt, longest thinking and every answer with its delimiter (aim ≤ 1.10; strings think apart after the first ' +
    'wait, so there it is no overhead alone). *Tokens* and *time*: all the runs ÷ the sweep. *Equal*: columns that are ' +
    'token by token, probabilities included, the trace of their own run.',
  run: async (context) => {
    const rows: string[][] = [];
    for (const subject of SUBJECTS) {
      context.progress(`${subject.model}: ${subject.budgets}`);
      rows.push(await compare(context, subject));
    }
    const columns = ['model', 'budgets', 'thinking tokens', 'overhead', 'tokens', 'time', 'equal'];
    return { columns, rows };
  },
};

async function compare(context: BenchmarkContext, subject: Subject): Promise<string[]> {
  const engines = EngineProcess.start({ entry: join(context.root, 'dist/engineProcess.mjs'), log: () => {} });
  try {
    const engine = await engines.load({ path: subject.path(context), gpu: 'off', threads: THREADS });
    const columns = sweepColumns(subject.request, subject.axes);
    let runs: Trace[] = [];
    const last: { sweep: Sweep | null } = { sweep: null };
    const timings = await interleave(subject.rounds, {
      alone: timed(async () => {
        runs = [];
        for (const column of columns) runs.push(await alone(engine, column));
      }),
      sweep: timed(async () => {
        last.sweep = await sweep(engine, columns);
      }),
    });
    const { sweep: swept } = last;
    if (!swept) throw new Error('Nothing was swept.');
    const { usage } = swept;
    const longest = Math.max(...swept.columns.map((trace) => trace.usage.thinkingTokens));
    const evaluatedAlone = runs.reduce((sum, trace) => sum + trace.usage.policyEvaluatedTokens, 0);
    const equal = swept.columns.filter((trace, i) => said(trace) === said(runs[i])).length;
    return [
      subject.model,
      subject.budgets,
      String(longest),
      (usage.policyEvaluatedTokens / notShared(swept, longest)).toFixed(3),
      (evaluatedAlone / usage.policyEvaluatedTokens).toFixed(2),
      showSpread(timings.sweep.speed),
      `${equal} of ${columns.length}`,
    ];
  } finally {
    await engines.dispose();
  }
}

const timed = (work: () => Promise<void>) => async (): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};

async function alone(engine: RemoteEngine, request: RunRequest): Promise<Trace> {
  const trace = await runTrace({
    engine,
    scorer: null,
    trace: draftTrace(QUESTION, request, CREATED_AT),
    emit: () => {},
    now: () => performance.now(),
  });
  if (trace.failure) throw new Error(trace.failure.message);
  return trace;
}

async function sweep(engine: RemoteEngine, columns: readonly RunRequest[]): Promise<Sweep> {
  const result = await runSweep({
    engine,
    scorer: null,
    question: { text: QUESTION, expected: null },
    columns,
    createdAt: CREATED_AT,
    emit: () => {},
    now: () => performance.now(),
  });
  if (result.failure) throw new Error(result.failure.message);
  return result;
}

/** Prompt, longest thinking, and each answer that is not that of another column, with what is forced before it. */
function notShared({ columns }: Sweep, longest: number): number {
  const answers = new Map(
    columns.map(({ tokens, thinking }) => [
      JSON.stringify(tokens.text),
      tokens.id.length - (thinking.end - thinking.start),
    ]),
  );
  const prompt = columns[0]?.prompt?.ids.length ?? 0;
  return prompt + longest + [...answers.values()].reduce((sum, tokens) => sum + tokens, 0);
}

const said = (trace: Trace | undefined): string =>
  JSON.stringify([
    trace?.tokens.id,
    trace?.tokens.text,
    trace?.tokens.prob,
    trace?.interventions,
    trace?.answer,
  ]);
