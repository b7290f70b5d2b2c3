/** The loop detector on what the bundled reasoner really says. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../src/core/engine';
import { findLoops } from '../../src/core/decode/loops';
import { runTrace } from '../../src/core/runTrace';
import { draftTrace, type Trace } from '../../src/core/trace/trace';
import { load, REASONER, request, startEngine } from '../support/engine';

const heldOut = (name: string, count: number): string[] =>
  readFileSync(fileURLToPath(new URL(`../../models/heldout/${name}.jsonl`, import.meta.url)), 'utf8')
    .trim()
    .split('\n')
    .slice(0, count)
    .map((line) => (JSON.parse(line) as { question: string }).question);

const process = startEngine();
let engine: Engine;
beforeAll(async () => {
  engine = await load(process, REASONER);
});
afterAll(() => process.dispose());

const ask = (question: string, waits: number, maxThinkingTokens: number): Promise<Trace> =>
  runTrace({
    engine,
    scorer: null,
    trace: draftTrace(question, request({ waits, maxThinkingTokens }), '2026-01-01T00:00:00.000Z'),
    emit: () => {},
    now: () => 0,
  });

test('finds that waits add nothing once all is checked, and no loop that the model made by itself', async () => {
  const questions = heldOut('questions', 24);
  let idle = 0;
  const unasked: string[] = [];
  for (const question of questions) {
    // More waits than any of them has steps to check.
    const causes = findLoops(await ask(question, 10, 600)).map(({ cause }) => cause);
    if (causes.includes('waits')) idle++;
    if (causes.includes('model')) unasked.push(question);
  }
  expect(unasked).toEqual([]);
  expect(idle).toBeGreaterThanOrEqual(questions.length * 0.8);
});
