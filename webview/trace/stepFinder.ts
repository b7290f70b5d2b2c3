import type { Trace } from '../../src/core/trace/trace';
import { l10n } from '../components/l10n';
import { textOf } from './exactText';
import { rangeOf, shownCharacters, textNodeOf } from './displayPlaces';
import { currentHighlight, findHighlight } from './findHighlights';
import { NO_QUERY, patternOf, type FindQuery } from './findQuery';
import { rowsOf } from './rows';
import { MOST_HITS, Searcher, type Hit } from './searcher';

/** A text that is searched: a row of the list, or the answer. Tokens `start` to `end`. */
export interface Unit {
  readonly start: number;
  readonly end: number;
}

/** The element in sight that shows a unit. */
export interface ShownUnit {
  readonly start: number;
  readonly element: HTMLElement;
}

/** What the find bar says. */
export interface FindState {
  readonly query: FindQuery;
  /** What is wrong with the query, or null. */
  readonly problem: string | null;
  /** Hits, as far as they were counted; null while they are searched for, and without a query. */
  readonly count: number | null;
  /** There may be more. */
  readonly isCapped: boolean;
  /** From 0; -1: none. */
  readonly at: number;
}

/**
 * Finds text in the steps and the answer, as they are in the trace. A step that an intervention divides is two texts,
 * as it is seen.
 */
export class StepFinder {
  #query = NO_QUERY;
  #problem: string | null = null;
  #units: readonly Unit[] = [];
  #hits: readonly Hit[] | null = null;
  #at = -1;
  readonly #searcher = new Searcher();

  /** @param changed called whenever `state` did */
  constructor(readonly changed: () => void) {}

  get state(): FindState {
    const { length } = this.#hits ?? [];
    return {
      query: this.#query,
      problem: this.#problem,
      count: this.#hits && length,
      isCapped: length >= MOST_HITS,
      at: this.#at,
    };
  }

  /** Searches anew. @param from token from which on the first hit is the current one; null: what is current stays so */
  async search(trace: Trace, query: FindQuery, from: number | null): Promise<void> {
    this.#query = query;
    const pattern = patternOf(query);
    if (!pattern || 'problem' in pattern) {
      this.#searcher.stop();
      return this.#show(pattern?.problem ?? null, [], null, -1);
    }
    const units: Unit[] = rowsOf(trace).filter((row) => row.kind === 'step');
    if (trace.answer) units.push(trace.answer);
    const texts = units.map(({ start, end }) => textOf(trace, start, end));
    const found = await this.#searcher.search(texts, pattern);
    if (found === null) return;
    if (found === 'late')
      return this.#show(l10n.t('This takes too long to find: try a simpler expression.'), units, null, -1);
    const { current } = this;
    const at = found.findIndex(({ unit, start }) => {
      const { start: first = 0, end = 0 } = units[unit] ?? {};
      if (from !== null) return end > from;
      return first === current?.unit.start && start === current.start;
    });
    this.#show(null, units, found, at < 0 && found.length > 0 ? 0 : at);
  }

  #show(problem: string | null, units: readonly Unit[], hits: readonly Hit[] | null, at: number): void {
    this.#problem = problem;
    this.#units = units;
    this.#hits = hits;
    this.#at = at;
    this.changed();
  }

  /** Forgets what was found; the query stays, to be found again. */
  clear(): void {
    this.#searcher.stop();
    this.#show(null, [], null, -1);
  }

  /** To the next or previous hit, round the end. */
  move(direction: 1 | -1): void {
    const count = this.#hits?.length ?? 0;
    if (count === 0) return;
    this.#at = (this.#at + direction + count) % count;
    this.changed();
  }

  /** Where the current hit is: its unit, and its characters there. */
  get current(): { unit: Unit; start: number; end: number } | null {
    const hit = this.#hits?.[this.#at];
    const unit = hit && this.#units[hit.unit];
    return hit && unit ? { unit, start: hit.start, end: hit.end } : null;
  }

  /** Whether a unit that begins with token `start` holds a hit. */
  isHit(start: number): boolean {
    return this.#hitsIn(start).length > 0;
  }

  /** Tokens in which hits begin, ascending, each once: for a map of the trace. */
  marks(trace: Trace): number[] {
    const marks: number[] = [];
    let unit = -1;
    let token = 0;
    let end = 0;
    for (const hit of this.#hits ?? []) {
      if (hit.unit !== unit) {
        unit = hit.unit;
        token = this.#units[unit]?.start ?? 0;
        end = trace.tokens.text[token]?.length ?? 0;
      }
      while (end <= hit.start && token < trace.tokens.text.length)
        end += trace.tokens.text[++token]?.length ?? 0;
      if (marks.at(-1) !== token) marks.push(token);
    }
    return marks;
  }

  /** Paints the hits in what is in sight, and nothing else: a map of 20,000 ranges would cost every frame. */
  paint(trace: Trace, inSight: readonly ShownUnit[]): void {
    if (!this.#hits && findHighlight.size + currentHighlight.size === 0) return;
    findHighlight.clear();
    currentHighlight.clear();
    const current = this.#hits?.[this.#at];
    for (const { start, element } of inSight) {
      const node = textNodeOf(element);
      for (const hit of node ? this.#hitsIn(start) : []) {
        const unit = this.#units[hit.unit];
        if (!node || !unit) continue;
        const place = shownCharacters(trace, unit.start, unit.end, hit.start, hit.end);
        (hit === current ? currentHighlight : findHighlight).add(rangeOf(node, place));
      }
    }
  }

  #hitsIn(start: number): readonly Hit[] {
    const hits = this.#hits ?? [];
    if (hits.length === 0) return hits;
    const unit = bisect(this.#units.length, (i) => (this.#units[i]?.start ?? 0) >= start);
    if (this.#units[unit]?.start !== start) return [];
    const first = bisect(hits.length, (i) => (hits[i]?.unit ?? 0) >= unit);
    return hits.slice(
      first,
      bisect(hits.length, (i) => (hits[i]?.unit ?? 0) > unit),
    );
  }
}

/** The first index below `length` for which `isPast` holds, as it does for all after it; else `length`. */
function bisect(length: number, isPast: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isPast(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
