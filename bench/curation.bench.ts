/** Curation of a pool of the size of s1's, beside the same rules in straightforward Python. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Benchmark } from './support/benchmark';
import { writeSyntheticPool, type SyntheticPool } from './support/syntheticPool';

interface Measured {
  readonly dropped: Readonly<Record<string, number>>;
  readonly questionMs: number;
  readonly traceMs: number;
  readonly wholeMs: number;
  readonly peakBytes: number;
}

const EVALUATION_QUESTIONS = 2000;
/** Rows of s1's pool, with traces as long as its own. */
const S1: SyntheticPool = { rows: 59_029, words: 2000, evaluationQuestions: EVALUATION_QUESTIONS };
/** Python would hold it whole. */
const MILLION: SyntheticPool = { rows: 1_000_000, words: 200, evaluationQuestions: EVALUATION_QUESTIONS };

export const benchmark: Benchmark = {
  title: 'Curation',
  method:
    'A made-up pool in the shape of s1K (59,029 rows, traces of 2,000 words on the average, 2,000 questions of an evaluation ' +
    'set): all rules, the draw, and the writing of selection and dropped rows; `bench/curation/straightforward.py` does the ' +
    'same with everything in memory, and drops as many rows by each rule (checked). The check of questions and of whole ' +
    'traces for shared 8-grams is also timed by itself. One process of one thread each, one after the other; the ratio is ' +
    'Python ÷ Waitpoint. A pool of 1,000,000 rows (200 words) shows that the memory does not grow with the pool.',
  run: ({ root, scratch, progress }) => {
    const paths = { pool: join(scratch, 'pool.jsonl'), set: join(scratch, 'set.jsonl') };
    const ours = (): Measured => {
      const out = join(scratch, 'out');
      rmSync(out, { recursive: true, force: true });
      mkdirSync(out);
      return measured(process.execPath, [
        join(root, 'build/bench/children/curate.mjs'),
        paths.pool,
        paths.set,
        out,
      ]);
    };
    progress(`making up ${S1.rows} rows`);
    writeSyntheticPool(paths.pool, paths.set, S1);
    progress('Waitpoint');
    const mine = ours();
    progress('Python');
    const python = measured('python3', [
      join(root, 'bench/curation/straightforward.py'),
      paths.pool,
      paths.set,
      join(scratch, 'selection.jsonl'),
      join(scratch, 'dropped.jsonl'),
    ]);
    if (JSON.stringify(python.dropped) !== JSON.stringify(mine.dropped))
      throw new Error(`The two drop other rows: ${JSON.stringify([mine.dropped, python.dropped])}`);
    progress(`making up ${MILLION.rows} rows`);
    writeSyntheticPool(paths.pool, paths.set, MILLION);
    progress('Waitpoint');
    const million = ours();
    return Promise.resolve({
      columns: ['what', 'Waitpoint', 'Python', 'Python ÷ Waitpoint'],
      rows: [
        row('the whole curation', mine, python, ({ wholeMs }) => wholeMs, seconds),
        row('question n-grams alone', mine, python, ({ questionMs }) => questionMs, seconds),
        row(
          'n-grams of whole traces alone',
          mine,
          python,
          ({ traceMs }) => traceMs,
          (ms) => `${seconds(ms)}: ${Math.round((1000 * S1.rows) / ms)} traces a second`,
        ),
        row('peak memory', mine, python, ({ peakBytes }) => peakBytes, megabytes),
        ['1,000,000 rows: the whole curation', seconds(million.wholeMs), '', ''],
        ['1,000,000 rows: peak memory', megabytes(million.peakBytes), '', ''],
      ],
    });
  },
};

function row(
  what: string,
  mine: Measured,
  python: Measured,
  value: (of: Measured) => number,
  show: (value: number) => string,
): string[] {
  return [what, show(value(mine)), show(value(python)), (value(python) / value(mine)).toFixed(1)];
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

function measured(file: string, args: readonly string[]): Measured {
  return JSON.parse(execFileSync(file, args, { encoding: 'utf8', maxBuffer: 1e8 })) as Measured;
}
