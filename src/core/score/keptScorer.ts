/**
 * Columns of a sweep share steps, one after the other. The last session of a scorer is kept when it is closed, and the
 * next one begins where the two part: a step that both share is not scored again.
 */
import type { ScorerIdentity } from '../trace/trace';
import type { Scorer, ScoringSession } from './scorer';

/** The session that is kept, and what it was asked. */
interface Kept {
  readonly question: string;
  /** Null until a step is scored that was not known. */
  session: ScoringSession | null;
  readonly steps: { readonly step: string; readonly score: number }[];
  /** Why it scores nothing more; what is known stays known. */
  failure: { readonly error: unknown } | null;
}

/** A scorer that keeps its last session; one session at a time. Memory: one context, until it is released. */
export class KeptScorer implements Scorer {
  #kept: Kept | null = null;

  /** @param expectedTokens of the longest thinking, to make room for it once */
  constructor(
    private readonly scorer: Scorer,
    private readonly expectedTokens: number,
  ) {}

  get identity(): ScorerIdentity {
    return this.scorer.identity;
  }

  async open(question: string): Promise<ScoringSession> {
    if (this.#kept?.question !== question) await this.release();
    const kept = (this.#kept ??= { question, session: null, steps: [], failure: null });
    let next = 0;
    return {
      score: async (step) => {
        const known = kept.steps[next];
        if (known?.step === step) {
          next++;
          return { score: known.score, evaluatedTokens: 0 };
        }
        const result = await this.#score(kept, next, step);
        next++;
        return result;
      },
      truncate: async (steps) => {
        next = Math.min(next, steps);
      },
      dispose: async () => undefined,
    };
  }

  /** Ends what is kept; the scorer goes on. */
  async release(): Promise<void> {
    const session = this.#kept?.session;
    this.#kept = null;
    await session?.dispose();
  }

  async dispose(): Promise<void> {
    await this.release();
    await this.scorer.dispose();
  }

  async #score(kept: Kept, index: number, step: string): ReturnType<ScoringSession['score']> {
    if (kept.failure) throw kept.failure.error;
    try {
      kept.session ??= await this.scorer.open(kept.question, this.expectedTokens);
      await kept.session.truncate(index);
      kept.steps.length = index;
      const result = await kept.session.score(step);
      kept.steps.push({ step, score: result.score });
      return result;
    } catch (error) {
      // Nobody knows what is in the session now.
      kept.failure = { error };
      throw error;
    }
  }
}
