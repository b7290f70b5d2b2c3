/** The places a slider can stop at, ascending. A slider's own position is an index into them. */

/** 0, 1, … `most`. */
export function countStops(most: number): number[] {
  return Array.from({ length: most + 1 }, (_, value) => value);
}

/**
 * Token counts from `least` to `most`, four to an octave (16, 20, 24, 28, 32, 40, …): as easy to set 64 as 16,384.
 * @param least power of two, at least 4; @param most power of two; @param zero put 0 before them
 */
export function tokenStops(least: number, most: number, zero = false): number[] {
  const stops = zero ? [0] : [];
  for (let octave = least; octave < most; octave *= 2) {
    for (let quarter = 4; quarter < 8; quarter++) stops.push((octave * quarter) / 4);
  }
  return [...stops, most];
}

/** Index of the stop nearest to `value`; what is not a number stands at the first. */
export function nearestStop(stops: readonly number[], value: number): number {
  let nearest = 0;
  stops.forEach((stop, index) => {
    if (Math.abs(stop - value) < Math.abs((stops[nearest] ?? 0) - value)) nearest = index;
  });
  return nearest;
}
