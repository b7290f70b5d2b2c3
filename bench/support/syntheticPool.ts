/** A pool like that of s1, made up: rows of s1K with verdicts and domains, and questions of an evaluation set. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { mixSeed } from '../../src/core/decode/random';

const VOCABULARY = 20_000;
const QUESTION_WORDS = 40;
const EVALUATION_WORDS = 30;
const DOMAINS = 50;
const SOURCES = ['qfq/openaimath/Algebra', 'AI-MO/NuminaMath-CoT/olympiads', 'KbsdJames/Omni-MATH'];
const WRITTEN_AT_ONCE = 4_000_000;

/** Numbers in [0, 1), always the same. */
function randomNumbers(seed: number): () => number {
  let index = 0;
  return () => mixSeed(seed, index++) / 2 ** 32;
}

export interface SyntheticPool {
  readonly rows: number;
  /** Of a trace on the average. */
  readonly words: number;
  readonly evaluationQuestions: number;
}

export function writeSyntheticPool(path: string, evaluationPath: string, pool: SyntheticPool): void {
  const random = randomNumbers(1);
  const below = (count: number): number => Math.floor(random() * count);
  const vocabulary = Array.from({ length: VOCABULARY }, () =>
    Array.from({ length: 2 + below(8) }, () => String.fromCharCode(97 + below(26))).join(''),
  );
  const text = (words: number): string =>
    Array.from({ length: words }, () => vocabulary[below(VOCABULARY)]).join(' ');
  const evaluation = Array.from({ length: pool.evaluationQuestions }, () => text(EVALUATION_WORDS));
  writeLines(evaluationPath, evaluation.length, (i) => ({ question: evaluation[i], answer: '1' }));
  // Traces repeat a few long texts from different places: a million of them would take longer to make up than to read.
  const long = text(4 * pool.words).split(' ');
  const thinking = (): string => {
    const start = below(2 * pool.words);
    return long.slice(start, start + Math.floor(pool.words * (0.3 + 1.4 * random()))).join(' ');
  };
  writeLines(path, pool.rows, () => {
    const flaw = random();
    const question = text(QUESTION_WORDS);
    return {
      question:
        flaw < 0.01
          ? `${question} ${evaluation[below(evaluation.length)]?.split(' ').slice(3, 14).join(' ')}`
          : flaw < 0.03
            ? `${question} p${1 + below(999)}.`
            : flaw < 0.04
              ? `${question} [asy]`
              : flaw < 0.05
                ? `${question} ![Image](x.png)`
                : flaw < 0.06
                  ? `**Problem** has 3 parts ${question}`
                  : question,
      solution: '\\boxed{7}',
      cot_type: 'math',
      source_type: SOURCES[below(SOURCES.length)],
      metadata: '{}',
      cot: null,
      thinking_trajectories: [thinking()],
      attempt: 'It is \\boxed{8}',
      domain: random() < 0.002 ? null : `domain ${below(DOMAINS)}`,
      isqwen7bcorrect: random() < 0.3,
      isqwen32bcorrect: random() < 0.4,
    };
  });
}

function writeLines(path: string, count: number, row: (i: number) => unknown): void {
  const file = openSync(path, 'w');
  let pending = '';
  for (let i = 0; i < count; i++) {
    pending += `${JSON.stringify(row(i))}\n`;
    if (pending.length < WRITTEN_AT_ONCE) continue;
    writeSync(file, pending);
    pending = '';
  }
  writeSync(file, pending);
  closeSync(file);
}
