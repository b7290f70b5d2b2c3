/** Texts of tokens, learnt from the server as they are met: engines spell tokens at once, servers when asked. */
import type { TokenId } from '../../core/engine';

/** What a piece of a character looks like when it is spelled alone. */
const BROKEN = '\uFFFD';
/** A character has at most 4 bytes, so at most 4 tokens spell one. */
export const LONGEST_CHARACTER = 4;

export class Vocabulary {
  private readonly pieces = new Map<TokenId, string>();
  /** Runs of tokens that spell a character together, by their ids. */
  private readonly runs = new Map<string, string>();

  /** @param spell text of ids */
  constructor(private readonly spell: (ids: readonly TokenId[]) => Promise<string>) {}

  /** Learns what these tokens spell, each alone. */
  async learn(ids: readonly TokenId[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.pieces.has(id));
    await Promise.all(
      missing.map(async (id) => {
        this.pieces.set(id, await this.spell([id]));
      }),
    );
  }

  /** Learns what the end of `ids` spells: together with those before, where it is a piece of a character. */
  async learnEnd(ids: readonly TokenId[]): Promise<void> {
    const last = ids.at(-1);
    if (last === undefined || !this.pieces.get(last)?.includes(BROKEN)) return;
    for (let length = 2; length <= Math.min(LONGEST_CHARACTER, ids.length); length++) {
      const run = ids.slice(-length);
      const name = run.join();
      if (!this.runs.has(name)) this.runs.set(name, await this.spell(run));
    }
  }

  /** Text of ids that were learnt. */
  textOf(ids: readonly TokenId[]): string {
    const pieces = ids.map((id) => this.pieces.get(id) ?? '');
    const joined = pieces.join('');
    return joined.includes(BROKEN) ? (this.runs.get(ids.join()) ?? joined) : joined;
  }
}
