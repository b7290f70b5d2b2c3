/** Strings of many scripts, the same as models/train makes: what two tokenizers are compared on. */

const FIRST_STATE = 1;
const LONGEST = 40;

/** Blocks of Unicode by the kind of a character; below them is ASCII, and a newline. */
const BLOCKS: readonly { readonly kind: number; readonly first: number; readonly size: number }[] = [
  { kind: 6, first: 0xa1, size: 95 },
  { kind: 7, first: 0x4e00, size: 512 },
  { kind: 8, first: 0xac00, size: 512 },
  { kind: 9, first: 0x1f600, size: 64 },
];

export function madeUpStrings(count: number): string[] {
  let state = FIRST_STATE;
  /** MINSTD (Park and Miller, 1988); exact in doubles. */
  const next = (): number => (state = (state * 48271) % 2147483647);
  const character = (): string => {
    const kind = next() % 10;
    if (kind < 5) return String.fromCodePoint(32 + (next() % 95));
    const block = BLOCKS.find((each) => each.kind === kind);
    return block ? String.fromCodePoint(block.first + (next() % block.size)) : '\n';
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + (next() % LONGEST) }, character).join(''),
  );
}
