import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { runTrace } from '../../src/core/runTrace';
import { draftTrace } from '../../src/core/trace/trace';
import { load, REASONER, request, startEngine } from '../support/engine';

const QUESTIONS = 30;

interface HeldOutQuestion {
  readonly question: string;
  readonly answer: string;
}

it('the bundled reasoner answers held-out questions that it got wrong when it is made to wait', async () => {
  const lines = await readFile(join(dirname(REASONER), 'heldout/questions.jsonl'), 'utf8');
  const questions = lines
    .split('\n')
    .slice(0, QUESTIONS)
    .map((line) => JSON.parse(line) as HeldOutQuestion);
  const process = startEngine();
  try {
    const engine = await load(process, REASONER);
    const rightWith = async (waits: number): Promise<number> => {
      let right = 0;
      for (const { question, answer } of questions) {
        const trace = draftTrace(question, request({ waits }), '2026-01-01T00:00:00.000Z');
        const done = await runTrace({ engine, scorer: null, trace, emit: () => {}, now: () => 0 });
        if (done.answer?.extracted === answer) right++;
      }
      return right;
    };
    // Seen on all 500: 27 % and 97 %.
    expect(await rightWith(0)).toBeLessThan(QUESTIONS * 0.5);
    expect(await rightWith(4)).toBeGreaterThan(QUESTIONS * 0.85);
  } finally {
    await process.dispose();
  }
});
