import { expectedAnswer } from '../expectedAnswer';

/** The right answer as the solution of an s1K row, so that it is found in it again; '' where it is not known. */
export function solutionOf(expected: string | null): string {
  if (expected === null) return '';
  return expectedAnswer(expected) === expected ? expected : `$\\boxed{${expected}}$`;
}
