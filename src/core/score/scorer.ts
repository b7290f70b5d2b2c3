import type { ScorerIdentity } from '../trace/trace';

/** A process reward model behind its protocol. */
export interface Scorer {
  readonly identity: ScorerIdentity;
  /** Weights of the model, for estimates of compute; null or left out: not known. */
  readonly parameterCount?: number | null;
  /**
   * Begins to score the steps of one trace.
   * @param expectedTokens thinking tokens to make room for, besides the question
   */
  open(question: string, expectedTokens: number): Promise<ScoringSession>;
  /**
   * Begins to score several traces of one question, which share steps. Left out: they are scored one after the other, in
   * one session.
   * @param paths traces whose steps are kept at once
   */
  openTree?(question: string, expectedTokens: number, paths: number): Promise<TreeScoring>;
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

/** Some last steps of a trace, to be scored. */
export interface StepsToScore {
  /** Texts of all steps of the trace so far. */
  readonly steps: readonly string[];
  /** The first to be scored. */
  readonly from: number;
}

export interface TreeScoring {
  /** @returns `scores` of each, and what that cost; tokens that were there already are `reusedTokens` */
  score(
    traces: readonly StepsToScore[],
  ): Promise<{ scores: number[][]; evaluatedTokens: number; reusedTokens: number }>;
  dispose(): Promise<void>;
}
