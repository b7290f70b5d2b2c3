/** How often the grader agrees with Math-Verify, and where it does not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { grade } from '../src/core/grade/grade';
import type { Benchmark } from './support/benchmark';

interface Pair {
  readonly from: string;
  readonly expected: string;
  readonly answer: string;
  readonly equal: boolean;
  readonly why?: string;
}

/** Share of agreement over these. */
const COUNTED = ['math-verify', 'section 8'];
const SHOWN: Readonly<Record<string, string>> = {
  'math-verify': 'documented cases of Math-Verify',
  'section 8': 'the rules that Waitpoint follows',
  beyond: 'more than either asks for (not counted)',
};

export const benchmark: Benchmark = {
  title: 'Grading, against Math-Verify',
  method:
    'Pairs of an answer and a right one: documented cases of Math-Verify 0.9.0 (its tests and README), cases for every rule ' +
    'that answers are compared by (fractions, roots, units, thousands, percent, mixed numbers, sets, intervals, tuples, six ' +
    'digits, hostile powers), and some that go beyond both. What a person says of each was written down first; what ' +
    'Math-Verify says is recorded by `bench/grading/mathVerify.py`, which names the versions. Waitpoint is held to the ' +
    'person on every pair by a test. Below, how often it agrees with Math-Verify, then every disagreement with a word on ' +
    'who is right.',
  run: async ({ root }) => {
    const pairs = read<Pair>(join(root, 'bench/grading/pairs.jsonl'));
    const theirs = read<Pick<Pair, 'equal'>>(join(root, 'bench/grading/mathVerify.jsonl'));
    const asked = pairs.map((pair, i) => ({
      ...pair,
      ours: grade(pair.answer, pair.expected).correct,
      theirs: theirs[i]?.equal ?? false,
    }));
    const share = (name: string, of: typeof asked): string[] => {
      const agreed = of.filter((one) => one.ours === one.theirs).length;
      const percent = ((100 * agreed) / of.length).toFixed(1);
      return [`**${name}**`, `${agreed} of ${of.length} agree`, `**${percent} %**`, '', ''];
    };
    const groups = Object.entries(SHOWN).map(([from, name]) =>
      share(
        name,
        asked.filter((one) => one.from === from),
      ),
    );
    const counted = asked.filter(({ from }) => COUNTED.includes(from));
    const disputed = asked.filter(({ ours, theirs: other }) => ours !== other);
    return {
      columns: ['right answer', 'answer', 'Waitpoint', 'Math-Verify', 'who is right'],
      rows: [
        share('what is counted: the first two groups', counted),
        ...groups,
        share('all pairs, counted or not', asked),
        ...disputed.map((one) => [
          code(one.expected),
          code(one.answer),
          word(one.ours),
          word(one.theirs),
          `${one.ours === one.equal ? 'Waitpoint' : 'Math-Verify'}: ${one.why ?? 'not looked at yet'}`,
        ]),
      ],
    };
  },
};

const word = (isEqual: boolean): string => (isEqual ? 'equal' : 'different');
const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

function read<T>(path: string): T[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as T);
}
