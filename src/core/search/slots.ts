/** Which tokens stand in the slots of a group, so that a path begins where another one has been before. */
import type { SequenceGroup, TokenId } from '../engine';
import { GREEDY } from '../trace/trace';

/** A path in its slot. */
export interface Placed {
  readonly slot: number;
  /** Tokens of the path that stand there already. */
  readonly held: number;
  /** The others, at least one: the logits behind a path are those of its last token. */
  readonly rest: readonly TokenId[];
}

export class Slots {
  private readonly held: TokenId[][];
  /** When each was placed last, by a counter. */
  private readonly placedAt: number[];
  private turn = 0;

  /** @param onEvaluated counts the tokens of prefixes that are evaluated for several paths at once */
  constructor(
    private readonly group: SequenceGroup,
    private readonly onEvaluated: (tokens: number) => void,
  ) {
    this.held = Array.from({ length: group.slots }, () => []);
    this.placedAt = this.held.map(() => 0);
  }

  get count(): number {
    return this.held.length;
  }

  /**
   * Gives each path a slot of its own, and leaves in it what it holds of the path. A prefix that several share and no
   * slot holds is evaluated once.
   * @param paths at most as many as there are slots; none is empty
   * @param others paths that will be placed later: what is held of them is better kept
   */
  async place(
    paths: readonly (readonly TokenId[])[],
    others: readonly (readonly TokenId[])[],
  ): Promise<Placed[]> {
    await this.evaluateShared(paths);
    const best = paths.map((path) => this.longest(path));
    const kept = new Set(
      others.map((path) => this.longest(path)).flatMap(({ slot, length }) => (length > 0 ? slot : [])),
    );
    const wanted = new Set(best.map(({ slot }) => slot));
    const free = this.held
      .map((_, slot) => slot)
      .filter((slot) => !wanted.has(slot))
      .sort((a, b) => Number(kept.has(a)) - Number(kept.has(b)) || this.age(a) - this.age(b));
    const taken = new Set<number>();
    // A slot is left to those that come later only where there are enough for all that come now.
    let spare = free.length - (paths.length - wanted.size);
    const chosen = best.map(({ slot, length }) => {
      const whole = (this.held[slot]?.length ?? 0) <= length + 1;
      const leaves = !taken.has(slot) && !whole && kept.has(slot) && spare > 0;
      if (leaves) spare--;
      const own = taken.has(slot) || leaves ? (free.shift() ?? slot) : slot;
      taken.add(own);
      return { from: slot, slot: own, length };
    });
    // Copies first: whoever takes a slot may cut off what others need of it.
    for (const { from, slot, length } of chosen) {
      if (from === slot) continue;
      await this.group.copy(from, slot, length);
      this.held[slot] = (this.held[from] ?? []).slice(0, length);
    }
    const placed: Placed[] = [];
    for (const [i, { from, slot, length }] of chosen.entries()) {
      if (from === slot) await this.truncate(slot, length);
      this.placedAt[slot] = ++this.turn;
      placed.push({ slot, held: length, rest: paths[i]?.slice(length) ?? [] });
    }
    return placed;
  }

  /** Notes what was evaluated behind the end of a slot. */
  append(slot: number, ids: readonly TokenId[]): void {
    const held = this.held[slot];
    if (held) for (const id of ids) held.push(id);
  }

  private async truncate(slot: number, length: number): Promise<void> {
    const held = this.held[slot] ?? [];
    if (held.length <= length) return;
    await this.group.truncate(slot, length);
    held.length = length;
  }

  private age(slot: number): number {
    return this.placedAt[slot] ?? 0;
  }

  /**
   * The slot that holds most of a path; ties go to the one that holds little else.
   * @returns `length` without the path's last token, which is evaluated again for its logits
   */
  private longest(path: readonly TokenId[]): { slot: number; length: number } {
    let found = { slot: 0, shared: -1, held: 0 };
    for (const [slot, ids] of this.held.entries()) {
      const shared = sharedTokens(ids, path);
      if (shared > found.shared || (shared === found.shared && ids.length < found.held))
        found = { slot, shared, held: ids.length };
    }
    return { slot: found.slot, length: Math.min(found.shared, path.length - 1) };
  }

  private async evaluateShared(paths: readonly (readonly TokenId[])[]): Promise<void> {
    for (const [i, path] of paths.entries()) {
      const { length } = this.longest(path);
      // One token is evaluated by each path anyway.
      if (path.length - length <= 2) continue;
      const common = paths.reduce(
        (most, other, j) =>
          j === i ? most : Math.max(most, Math.min(sharedTokens(path, other), other.length - 1)),
        0,
      );
      const prefix = Math.min(common, path.length - 1);
      if (prefix > length) await this.evaluate(path.slice(0, prefix));
    }
  }

  private async evaluate(prefix: readonly TokenId[]): Promise<void> {
    const best = this.longest([...prefix, -1]);
    const oldest = this.held.reduce((old, _, slot) => (this.age(slot) < this.age(old) ? slot : old), 0);
    const slot = (this.held[best.slot]?.length ?? 0) <= best.length ? best.slot : oldest;
    if (slot === best.slot) await this.truncate(slot, best.length);
    else await this.group.copy(best.slot, slot, best.length);
    this.held[slot] = prefix.slice(0, best.length);
    const rest = prefix.slice(best.length);
    const [result] = await this.group.generate(
      [
        {
          slot,
          request: {
            append: rest,
            report: 0,
            maxTokens: 0,
            stopIds: [],
            stopTexts: [],
            suppressFirst: [],
            sampler: GREEDY,
          },
        },
      ],
      () => {},
    );
    this.placedAt[slot] = ++this.turn;
    this.append(slot, rest);
    this.onEvaluated(result?.evaluatedTokens ?? 0);
  }
}

/** Tokens that both begin with. */
export function sharedTokens(one: readonly TokenId[], other: readonly TokenId[]): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one[length] === other[length]) length++;
  return length;
}
