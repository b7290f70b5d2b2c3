/** Models in several files: `name-00001-of-00003.gguf`, as llama.cpp's `gguf-split` names them. */

export interface SplitName {
  /** Without number and ending. */
  readonly base: string;
  /** From 1. */
  readonly part: number;
  readonly parts: number;
}

/** More are no model: the largest in use have some dozens. */
const MOST_PARTS = 1000;

/** @param name of a file, with or without its folder; null for one that is no part */
export function parseSplitName(name: string): SplitName | null {
  const found = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/i.exec(name);
  if (!found) return null;
  const [part, parts] = [Number(found[2]), Number(found[3])];
  if (part < 1 || part > parts || parts > MOST_PARTS) return null;
  return { base: found[1] ?? '', part, parts };
}

/** Names of all parts, the first first. One that is no part is alone. */
export function splitNames(name: string): string[] {
  const split = parseSplitName(name);
  if (!split) return [name];
  const digits = (value: number): string => String(value).padStart(5, '0');
  const ending = name.slice(-'.gguf'.length);
  return Array.from(
    { length: split.parts },
    (_, i) => `${split.base}-${digits(i + 1)}-of-${digits(split.parts)}${ending}`,
  );
}
