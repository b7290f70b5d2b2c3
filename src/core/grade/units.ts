/** Units that answers come with. */

export interface Unit {
  /** As it was written. */
  readonly name: string;
  /** Units of one dimension can be compared; null: a unit, or some other word, that is not known. */
  readonly dimension: string | null;
  /** How many of the dimension's base unit it is. */
  readonly factor: number;
}

const KNOWN: Readonly<Record<string, readonly (readonly [names: string, factor: number])[]>> = {
  length: [
    ['mm millimeter millimeters millimetre millimetres', 0.001],
    ['cm centimeter centimeters centimetre centimetres', 0.01],
    ['m meter meters metre metres', 1],
    ['km kilometer kilometers kilometre kilometres', 1000],
    ['in inch inches', 0.0254],
    ['ft foot feet', 0.3048],
    ['yd yard yards', 0.9144],
    ['mi mile miles', 1609.344],
  ],
  mass: [
    ['mg milligram milligrams', 0.001],
    ['g gram grams', 1],
    ['kg kilogram kilograms', 1000],
    ['oz ounce ounces', 28.349523125],
    ['lb lbs pound pounds', 453.59237],
  ],
  time: [
    ['ms millisecond milliseconds', 0.001],
    ['s sec secs second seconds', 1],
    ['min mins minute minutes', 60],
    ['h hr hrs hour hours', 3600],
    ['day days', 86_400],
    ['week weeks', 604_800],
    ['year years', 31_557_600],
  ],
  volume: [
    ['ml mL milliliter milliliters', 0.001],
    ['l L liter liters litre litres', 1],
  ],
  money: [
    ['cent cents ¢', 0.01],
    ['$ dollar dollars usd USD', 1],
  ],
  euros: [['€ euro euros eur EUR', 1]],
  'pounds sterling': [['£ gbp GBP', 1]],
  yuan: [['yuan ¥', 1]],
  angle: [['° degree degrees deg', 1]],
};

const UNITS: ReadonlyMap<string, Unit> = new Map(
  Object.entries(KNOWN).flatMap(([dimension, rows]) =>
    rows.flatMap(([names, factor]) =>
      names.split(' ').map((name) => [name, { name, dimension, factor }] as const),
    ),
  ),
);

/** Single letters are variables unless they are written as text. */
export function isUnitWord(word: string): boolean {
  return word.length > 1 && UNITS.has(word);
}

const EXPONENT_WORDS: Readonly<Record<string, number>> = { square: 2, sq: 2, cubic: 3 };

/** @param words behind a number, such as `cm`, `square inches`, `apples`; `exponent` of the last of them */
export function unitOf(words: readonly string[], exponent = 1): Unit {
  const before = words.length === 2 ? (EXPONENT_WORDS[words[0] ?? ''] ?? null) : null;
  const name = words.join(' ') + (exponent === 1 ? '' : `^${exponent}`);
  const last = before === null ? (words.length === 1 ? words[0] : undefined) : words[1];
  const known = UNITS.get(last ?? '') ?? UNITS.get((last ?? '').toLowerCase());
  if (!known) return { name, dimension: null, factor: 1 };
  const raised = before ?? exponent;
  return raised === 1
    ? { ...known, name }
    : { name, dimension: `${known.dimension}^${raised}`, factor: known.factor ** raised };
}
