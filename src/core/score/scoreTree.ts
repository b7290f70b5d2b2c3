/** Scoring several traces of one question, which share steps. */
import type { Scorer, ScoringSession, StepsToScore, TreeScoring } from './scorer';

/** @param paths traces whose steps are kept at once */
export async function openTreeScoring(
  scorer: Scorer,
  question: string,
  expectedTokens: number,
  paths: number,
): Promise<TreeScoring> {
  if (scorer.openTree) return scorer.openTree(question, expectedTokens, paths);
  return new OneByOne(await scorer.open(question, expectedTokens));
}

/** A session goes from trace to trace, and keeps the steps that the next one shares with the last. */
class OneByOne implements TreeScoring {
  private last: readonly string[] = [];

  constructor(private readonly session: ScoringSession) {}

  async score(traces: readonly StepsToScore[]): ReturnType<TreeScoring['score']> {
    const scores: number[][] = [];
    let evaluated = 0;
    for (const { steps, from } of traces) {
      let kept = 0;
      while (kept < from && kept < this.last.length && steps[kept] === this.last[kept]) kept++;
      await this.session.truncate(kept);
      this.last = steps.slice(0, kept);
      const found: number[] = [];
      for (const [i, step] of steps.entries()) {
        if (i < kept) continue;
        const { score, evaluatedTokens } = await this.session.score(step);
        evaluated += evaluatedTokens;
        this.last = steps.slice(0, i + 1);
        if (i >= from) found.push(score);
      }
      scores.push(found);
    }
    return { scores, evaluatedTokens: evaluated, reusedTokens: 0 };
  }

  dispose(): Promise<void> {
    return this.session.dispose();
  }
}
