import { readFileSync } from 'node:fs';

/** What a careful human says of an answer. */
export interface GradePair {
  /** A documented case of Math-Verify, a rule of the shared semantics, or more than either asks for. */
  readonly from: 'math-verify' | 'section 8' | 'beyond';
  readonly topic: string;
  readonly expected: string;
  readonly answer: string;
  readonly equal: boolean;
  /** Where Math-Verify says otherwise: why. */
  readonly why?: string;
}

const read = <T>(name: string): T[] =>
  readFileSync(new URL(`../../../bench/grading/${name}.jsonl`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

export const gradePairs = read<GradePair>('pairs');
/** What Math-Verify said, as bench/grading/mathVerify.py recorded it; aligned with `gradePairs`. */
export const mathVerifySays = read<Pick<GradePair, 'expected' | 'answer' | 'equal'>>('mathVerify');
