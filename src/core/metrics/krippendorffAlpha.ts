/**
 * Agreement of any number of annotators, who need not have seen everything (Krippendorff 2011, nominal data):
 * 1 − D_o / D_e over the values that can be paired.
 * @param units what was said of each thing, by whoever said something; units with one value count for nothing
 * @returns up to 1; NaN where nothing can be paired, or one value is all there is
 */
export function krippendorffAlpha(units: readonly (readonly string[])[]): number {
  const totals = new Map<string, number>();
  let values = 0;
  let disagreeing = 0;
  for (const unit of units) {
    if (unit.length < 2) continue;
    values += unit.length;
    for (const value of unit) totals.set(value, (totals.get(value) ?? 0) + 1);
    const counts = new Map<string, number>();
    for (const value of unit) counts.set(value, (counts.get(value) ?? 0) + 1);
    // Ordered pairs of different values.
    let pairs = unit.length ** 2;
    for (const count of counts.values()) pairs -= count ** 2;
    disagreeing += pairs / (unit.length - 1);
  }
  let expected = values ** 2;
  for (const count of totals.values()) expected -= count ** 2;
  return 1 - ((values - 1) * disagreeing) / expected;
}
