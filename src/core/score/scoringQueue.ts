import type { Scorer, ScoringSession } from './scorer';

export interface ScoringListener {
  scored(index: number, score: number): void;
  evaluated(tokens: number): void;
  /** Called once; nothing is scored after it. */
  failed(error: unknown): void;
}

/** Scores the steps of one trace one after the other, while the trace goes on. */
export class ScoringQueue {
  private readonly session: Promise<ScoringSession>;
  private tail: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    scorer: Scorer,
    question: string,
    expectedTokens: number,
    private readonly listener: ScoringListener,
  ) {
    this.session = scorer.open(question, expectedTokens);
    // A failure to open is told with the first step, not as an unhandled rejection.
    this.session.catch(() => undefined);
  }

  push(index: number, text: string): void {
    this.tail = this.tail.then(() => this.score(index, text));
  }

  /** Waits for the steps that are queued. @param drop give up those that have not begun */
  async finish(drop: boolean): Promise<void> {
    if (drop) this.stopped = true;
    await this.tail;
    this.stopped = true;
    await this.session.then((session) => session.dispose()).catch(() => undefined);
  }

  private async score(index: number, text: string): Promise<void> {
    if (this.stopped) return;
    try {
      const session = await this.session;
      const { score, evaluatedTokens } = await session.score(text);
      this.listener.evaluated(evaluatedTokens);
      this.listener.scored(index, score);
    } catch (error) {
      this.stopped = true;
      this.listener.failed(error);
    }
  }
}
