/** Answers are written by models: nothing that one of them says may cost more than this. */

/** Characters; a longer answer is compared as text alone. The longest of MATH's right answers has 159. */
export const MAX_ANSWER_LENGTH = 4_000;
/** Brackets, roots, signs and exponents inside one another; an answer of a person has a few. */
export const MAX_DEPTH = 60;
/** A step is a token read, a node evaluated, or 64 bits of a long product: some 0.1 s of work in all. */
export const MAX_STEPS = 200_000;
/** Of an exact number: `10^{2000}` and `1000!` have them, `9^{9^9}` does not. */
export const MAX_BITS = 16_384;

/** The work of one verdict is more than it may be. */
export class TooMuchWork extends Error {}

/** Counts the steps of one verdict. */
export class Work {
  #steps = 0;

  constructor(private readonly most = MAX_STEPS) {}

  get steps(): number {
    return this.#steps;
  }

  /** @throws TooMuchWork */
  spend(steps = 1): void {
    this.#steps += steps;
    if (this.#steps > this.most) throw new TooMuchWork();
  }
}
