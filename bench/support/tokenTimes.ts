import { spread } from './interleave';

/**
 * Milliseconds a token that a decode takes when nothing else gets in its way: the lower quartile of the times that
 * `window` tokens in a row took, over all the samples given. On a busy machine most long stretches are disturbed, and
 * many short ones are not.
 */
export class TokenTimes {
  private readonly windows: number[] = [];

  /** @param window tokens; enough of them to be long against the clock's resolution */
  constructor(private readonly window: number) {}

  /** @param times when each token was there, milliseconds; NaN for one that was not decoded by itself */
  add(times: readonly number[]): void {
    for (let i = this.window; i < times.length; i++) {
      const stretch = times.slice(i - this.window, i + 1);
      const took = (stretch.at(-1) ?? NaN) - (stretch[0] ?? NaN);
      if (stretch.every(Number.isFinite)) this.windows.push(took / this.window);
    }
  }

  get quartileMs(): number {
    const { median } = spread(this.windows);
    return spread(this.windows.filter((ms) => ms <= median)).median;
  }
}
