/** Evaluations on the bundled models, in the engine process. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../../src/core/engine';
import { readJsonDataset } from '../../../src/core/evaluation/dataset/readJsonDataset';
import type { DatasetRow } from '../../../src/core/evaluation/dataset/dataset';
import { decodeAlone, decodeShared, type DecodeRequests } from '../../../src/core/evaluation/decodeRequests';
import { runEvaluation, type Evaluated } from '../../../src/core/evaluation/runEvaluation';
import { summarize } from '../../../src/core/evaluation/summary';
import { openScorer } from '../../../src/core/score/openScorer';
import type { Scorer } from '../../../src/core/score/scorer';
import { REASONER, SCORER, load, request, startEngine } from '../../support/engine';
import { CREATED_AT } from '../../support/runToy';
import { gradeVerbatim, MemoryStore, settings } from './support';

const QUESTIONS = fileURLToPath(new URL('../../../models/heldout/questions.jsonl', import.meta.url));

const child = startEngine();
let engine: Engine;
let scorer: Scorer;
let rows: readonly DatasetRow[];
beforeAll(async () => {
  engine = await load(child, REASONER);
  scorer = await openScorer(await load(child, SCORER), 'step-tag');
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield readFileSync(QUESTIONS);
  }
  ({ rows } = await readJsonDataset(bytes(), 3));
});
afterAll(() => child.dispose());

const SETTINGS = settings({
  methods: [
    'budget-forcing',
    'none',
    'continuation:Hmm',
    'token-conditional+budget-forcing',
    'adaptive-waits',
  ],
  budgets: [48, 256],
  waits: [0, 2],
  request: request({ maxThinkingTokens: 512 }),
  confidence: 1,
});

function evaluated(decode: DecodeRequests, scored: Scorer | null): Promise<Evaluated> {
  return runEvaluation({
    engine,
    scorer: scored,
    settings: SETTINGS,
    rows,
    store: new MemoryStore(),
    grade: gradeVerbatim,
    decode,
    emit: () => {},
    createdAt: CREATED_AT,
    now: () => 0,
  });
}

test('shared decoding gives what every cell gives alone, to the last digit', async () => {
  const shared = await evaluated(decodeShared, scorer);
  const alone = await evaluated(decodeAlone, scorer);
  expect(shared.rows).toHaveLength(3 * (4 + 1 + 2 + 4 + 2));
  expect(shared.rows).toEqual(alone.rows);
  expect(shared.rows.some(({ lastScore }) => lastScore !== null)).toBe(true);
});

test('waits make the bundled model think longer, and better', async () => {
  const { cells, rows: results } = await evaluated(decodeShared, null);
  const { metrics, results: table } = summarize(cells, results, 0);
  expect(metrics).toMatchObject({ method: 'budget-forcing', control: 1 });
  expect(metrics.scaling).toBeGreaterThan(0);
  const waited = table.find(
    ({ method, budget, waits }) => method === 'budget-forcing' && budget === 256 && waits === 2,
  );
  const not = table.find(
    ({ method, budget, waits }) => method === 'budget-forcing' && budget === 256 && waits === 0,
  );
  expect(waited?.meanThinkingTokens).toBeGreaterThan(not?.meanThinkingTokens ?? Infinity);
});
