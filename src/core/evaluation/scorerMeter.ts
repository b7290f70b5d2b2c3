/** What scoring a trace costs alone, also where it was scored in company and what it shares was scored before. */
import { openTreeScoring } from '../score/scoreTree';
import type { Scorer, ScoringSession, TreeScoring } from '../score/scorer';
import { textOf, type Trace } from '../trace/trace';
import type { ScorerIdentity } from '../trace/trace';

/** A scorer that notes what every step cost behind the steps before it. For one question at a time. */
export class ScorerMeter implements Scorer {
  /** Tokens by question and steps, the last of them the one that was scored. */
  readonly #costs = new Map<string, number>();

  constructor(private readonly scorer: Scorer) {}

  get identity(): ScorerIdentity {
    return this.scorer.identity;
  }

  get parameterCount(): number | null {
    return this.scorer.parameterCount ?? null;
  }

  /** What a search costs it tells itself. */
  openTree(question: string, expectedTokens: number, paths: number): Promise<TreeScoring> {
    return openTreeScoring(this.scorer, question, expectedTokens, paths);
  }

  async open(question: string, expectedTokens: number): Promise<ScoringSession> {
    const session = await this.scorer.open(question, expectedTokens);
    const steps: string[] = [];
    return {
      score: async (step) => {
        const result = await session.score(step);
        steps.push(step);
        this.#costs.set(nameOf(question, steps), result.evaluatedTokens);
        return result;
      },
      truncate: async (count) => {
        await session.truncate(count);
        steps.length = Math.min(steps.length, count);
      },
      dispose: () => session.dispose(),
    };
  }

  dispose(): Promise<void> {
    return this.scorer.dispose();
  }

  /** Tokens that the scorer evaluates for these traces, each as if it were the only one. */
  tokensOf(traces: readonly Trace[]): number {
    return traces.reduce((sum, trace) => sum + this.#tokensOf(trace), 0);
  }

  #tokensOf(trace: Trace): number {
    const steps = trace.steps.map(({ start, end }) => textOf(trace, start, end));
    return steps.reduce(
      (sum, _, last) => sum + (this.#costs.get(nameOf(trace.question.text, steps.slice(0, last + 1))) ?? 0),
      0,
    );
  }
}

const nameOf = (question: string, steps: readonly string[]): string => JSON.stringify([question, ...steps]);
