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

test('finds loops on questions that make it repeat itself, and none on others, however long they wait', async () => {
  let looping = 0;
  const hard = heldOut('loops', 12);
  for (const question of hard) {
    const loops = findLoops(await ask(question, 2, 600));
    if (loops.some(({ cause }) => cause === 'model')) looping++;
  }
  const ordinary: string[] = [];
  for (const question of heldOut('questions', 24)) {
    const loops = findLoops(await ask(question, 8, 600));
    if (loops.some(({ cause }) => cause === 'model')) ordinary.push(question);
  }
  expect(ordinary).toEqual([]);
  expect(looping).toBeGreaterThanOrEqual(hard.length / 2);
});
