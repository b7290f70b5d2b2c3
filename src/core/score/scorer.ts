import type { ScorerIdentity } from '../trace/trace';

/** A process reward model behind its protocol. */
export interface Scorer {
  readonly identity: ScorerIdentity;
  /**
   * Begins to score the steps of one trace.
   * @param expectedTokens thinking tokens to make room for, besides the question
   */
  open(question: string, expectedTokens: number): Promise<ScoringSession>;
  dispose(): Promise<void>;
}

export interface ScoringSession {
  /**
   * Scores the next step; what was evaluated for the steps before is reused.
   * @returns `score` 0..1, the probability that the step is right
   */
  score(step: string): Promise<{ score: number; evaluatedTokens: number }>;
  /** Takes back all steps from number `steps` on, counted from 0: the next one is scored in their place. */
  truncate(steps: number): Promise<void>;
  dispose(): Promise<void>;
}
