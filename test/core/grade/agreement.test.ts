import { describe, expect, it } from 'vitest';
import { grade } from '../../../src/core/grade/grade';
import { gradePairs, mathVerifySays } from './gradePairs';

describe('the grader', () => {
  it.each(gradePairs.map((pair) => [pair.answer, pair.expected, pair.equal] as const))(
    'says of %j for %j what a careful human says: %s',
    (answer, expected, equal) => {
      expect(grade(answer, expected).correct).toBe(equal);
    },
  );

  it('agrees with Math-Verify on 95 % of its documented cases and the rules of section 8', () => {
    const asked = gradePairs.map((pair, i) => ({ ...pair, theirs: mathVerifySays[i]?.equal }));
    const counted = asked.filter(({ from }) => from !== 'beyond');
    const agreed = counted.filter(
      ({ answer, expected, theirs }) => grade(answer, expected).correct === theirs,
    );
    expect(counted.length).toBeGreaterThanOrEqual(300);
    expect(agreed.length / counted.length).toBeGreaterThanOrEqual(0.95);
  });

  it('has a recorded word of Math-Verify for every pair, and a reason for every disagreement', () => {
    const asked = ({ expected, answer }: { expected: string; answer: string }): string[] => [
      expected,
      answer,
    ];
    expect(mathVerifySays.map(asked)).toEqual(gradePairs.map(asked));
    const disputed = gradePairs.filter((pair, i) => pair.equal !== mathVerifySays[i]?.equal);
    expect(disputed.filter(({ why }) => why === undefined)).toEqual([]);
    expect(gradePairs.filter(({ why }) => why !== undefined)).toEqual(disputed);
  });

  it('is asked every pair once', () => {
    const keys = gradePairs.map(({ expected, answer }) => JSON.stringify([expected, answer]));
    expect(new Set(keys).size).toBe(keys.length);
  });
});
