/** Searching with all paths at once, against the same search with one path after the other. */
import { join } from 'node:path';
import { grade } from '../src/core/grade/grade';
import { evaluationRatio } from '../src/core/search/ledger';
import { runSearch } from '../src/core/search/runSearch';
import type { SearchRecord } from '../src/core/search/searchRecord';
import { searchSettings, type SearchSettings } from '../src/core/search/settings';
import { openScorer } from '../src/core/score/openScorer';
import type { Scorer } from '../src/core/score/scorer';
import { DEFAULT_REQUEST, GREEDY, type RunRequest } from '../src/core/trace/trace';
import { EngineProcess, type RemoteEngine } from '../src/engines/llama/client';
import type { Benchmark, BenchmarkContext } from './support/benchmark';
import { interleave, showSpread } from './support/interleave';

const QUESTION = 'What is 83*46 + 57*29 - 118?';
const CREATED_AT = new Date(0).toISOString();
const ROUNDS = 2;

interface Subject {
  readonly model: string;
  readonly path: (context: BenchmarkContext) => string;
  readonly request: RunRequest;
  readonly threads: number;
}

const sampled = { ...GREEDY, temperature: 0.8, seed: 7 };
const BUNDLED: Subject = {
  model: 'bundled reasoner',
  path: ({ root }) => join(root, 'models/reasoner.gguf'),
  request: {
    ...DEFAULT_REQUEST,
    segmentation: { by: 'line' },
    sampler: sampled,
    budget: { minThinkingTokens: 0, maxThinkingTokens: 256, waits: 0, maxAnswerTokens: 32 },
  },
  threads: 1,
};
const BEST_OF_8 = searchSettings({ strategy: 'best-of-n', n: 8 });
const BEAM = searchSettings({ strategy: 'beam', n: 16, width: 4, rounds: 12 });

const CASES: readonly (readonly [string, Subject, SearchSettings])[] = [
  ['best-of-8', BUNDLED, BEST_OF_8],
  ['beam 4×4', BUNDLED, BEAM],
];

export const benchmark: Benchmark = {
  title: 'Search',
  method:
    'One question, sampled, scored by the bundled scorer: all paths side by side in one context, and the same search with ' +
    'one path after the other (`--at-once 1`), in turns on the same loaded models. *Speed*: tokens of the tree a second of ' +
    'the model, side by side ÷ one after the other. *Evaluated*: tokens that the model evaluates for each of the tree, all ' +
    'at once, then one after the other (aim ≤ 1.3 for beam). *Scorer*: its tokens for each thinking token of the tree.',
  run: async (context) => {
    const rows: string[][] = [];
    for (const [name, subject, settings] of CASES) {
      context.progress(`${subject.model}: ${name}`);
      rows.push(await compare(context, name, subject, settings));
    }
    return { columns: ['model', 'search', 'nodes', 'speed', 'evaluated', 'one by one', 'scorer'], rows };
  },
};

async function compare(
  context: BenchmarkContext,
  name: string,
  subject: Subject,
  settings: SearchSettings,
): Promise<string[]> {
  const engines = EngineProcess.start({ entry: join(context.root, 'dist/engineProcess.mjs'), log: () => {} });
  try {
    const load = (path: string): Promise<RemoteEngine> =>
      engines.load({ path, gpu: 'off', threads: subject.threads });
    const engine = await load(subject.path(context));
    const scorer = await openScorer(await load(join(context.root, 'models/scorer.gguf')));
    const last: { together: SearchRecord | null; alone: SearchRecord | null } = {
      together: null,
      alone: null,
    };
    const search = (atOnce: number | null) => run(engine, scorer, subject.request, { ...settings, atOnce });
    const timings = await interleave(ROUNDS, {
      alone: async () => perToken((last.alone = await search(1))),
      together: async () => perToken((last.together = await search(null))),
    });
    const { together, alone } = last;
    if (!together || !alone) throw new Error('Nothing was searched.');
    return [
      subject.model,
      name,
      String(together.nodes.length),
      showSpread(timings.together.speed),
      (evaluationRatio(together.ledger) ?? NaN).toFixed(2),
      (evaluationRatio(alone.ledger) ?? NaN).toFixed(2),
      (together.ledger.scorer.prefillTokens / together.ledger.thinkingTokens).toFixed(2),
    ];
  } finally {
    await engines.dispose();
  }
}

/** Milliseconds of the model for each token of the tree. */
function perToken({ ledger, failure }: SearchRecord): number {
  if (failure) throw new Error(failure.message);
  return ledger.policyMs / ledger.uniqueTokens;
}

function run(
  engine: RemoteEngine,
  scorer: Scorer,
  request: RunRequest,
  settings: SearchSettings,
): Promise<SearchRecord> {
  return runSearch({
    ...{ engine, scorer, request, settings },
    question: { text: QUESTION, expected: null },
    createdAt: CREATED_AT,
    now: () => performance.now(),
    grade: async (answer, expected) => grade(answer, expected),
    emit: () => {},
  });
}
