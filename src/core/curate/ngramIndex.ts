import { isPythonSpace } from './pythonText';

/** s1 and its evaluation sets (arXiv 2501.19393, section 2.1; shared semantics, section 6). */
export const NGRAM_WORDS = 8;

/** Bits of the filter before the map: of a hundred thousand n-grams, one in forty words gets past it for nothing. */
const FILTER_BITS = 1 << 22;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** An n-gram that two texts share. */
export interface SharedNgram {
  /** Lower case, words divided by one space. */
  readonly ngram: string;
  /** Number of the text in the index that has it first, from 0 in the order of `add`. */
  readonly source: number;
}

/**
 * All word n-grams of a set of texts: lower case, white space collapsed, as s1's decontamination has them. Words are
 * hashed as they are passed; what a hash finds is compared word by word, so that no hash decides.
 */
export class NgramIndex {
  private readonly sources = new Map<number, SharedNgram[]>();
  private readonly filter = new Uint32Array(FILTER_BITS / 32);
  private readonly starts: Int32Array;
  private readonly hashes: Int32Array;
  private texts = 0;

  /** @param size words of an n-gram, at least 1; default 8 */
  constructor(private readonly size = NGRAM_WORDS) {
    this.starts = new Int32Array(size);
    this.hashes = new Int32Array(size);
  }

  /** Texts that were added. */
  get length(): number {
    return this.texts;
  }

  /** @returns how many n-grams the text has: none where it has fewer words than an n-gram, and can match nothing */
  add(text: string): number {
    const source = this.texts++;
    let count = 0;
    this.scan(text, (hash, lower, start, end) => {
      count++;
      const ngram = collapsed(lower, start, end);
      const same = this.sources.get(hash);
      if (same?.some((other) => other.ngram === ngram)) return false;
      if (same) same.push({ ngram, source });
      else this.sources.set(hash, [{ ngram, source }]);
      const bit = filterBit(hash);
      this.filter[bit >>> 5] = (this.filter[bit >>> 5] ?? 0) | (1 << (bit & 31));
      return false;
    });
    return count;
  }

  /** @returns the first n-gram of `text` that a text of the index has too, or null */
  find(text: string): SharedNgram | null {
    let found: SharedNgram | null = null;
    this.scan(text, (hash, lower, start, end) => {
      const bit = filterBit(hash);
      if (((this.filter[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
      const candidates = this.sources.get(hash);
      if (!candidates) return false;
      const ngram = collapsed(lower, start, end);
      found = candidates.find((candidate) => candidate.ngram === ngram) ?? null;
      return found !== null;
    });
    return found;
  }

  /** Visits every n-gram, until `visit` says that it has seen enough. */
  private scan(
    text: string,
    visit: (hash: number, lower: string, start: number, end: number) => boolean,
  ): void {
    const { size, starts, hashes } = this;
    const lower = text.toLowerCase();
    let words = 0;
    let start = -1;
    let hash = FNV_OFFSET;
    for (let i = 0; i <= lower.length; i++) {
      const unit = i < lower.length ? lower.charCodeAt(i) : 0x20;
      if (!isPythonSpace(unit)) {
        if (start < 0) {
          start = i;
          hash = FNV_OFFSET;
        }
        hash = Math.imul(hash ^ unit, FNV_PRIME);
      } else if (start >= 0) {
        const place = words++ % size;
        starts[place] = start;
        hashes[place] = hash;
        start = -1;
        if (words < size) continue;
        // The oldest word stands where the next one will be put.
        let all = FNV_OFFSET;
        for (let k = 0; k < size; k++)
          all = Math.imul(all ^ (hashes[(words + k) % size] ?? 0), 0x85ebca6b) ^ (all >>> 15);
        if (visit(all | 0, lower, starts[words % size] ?? 0, i)) return;
      }
    }
  }
}

function filterBit(hash: number): number {
  return (hash ^ (hash >>> 11)) & (FILTER_BITS - 1);
}

/** Words of a range, divided by one space. */
function collapsed(text: string, start: number, end: number): string {
  let words = '';
  let from = start;
  for (let i = start; i <= end; i++) {
    if (i < end && !isPythonSpace(text.charCodeAt(i))) continue;
    if (i > from) words += words === '' ? text.slice(from, i) : ` ${text.slice(from, i)}`;
    from = i + 1;
  }
  return words;
}
