import type { Table } from '../../bench/support/benchmark';
import { DEFAULT_REQUEST, GREEDY, type RunRequest } from '../../src/core/trace/trace';
import { run, runBudgets, type BudgetRun, type Outcome } from './budgetRuns';
import type { HeldOut, Question } from './heldOut';
import type { Workers } from './workers';

/** A part of the evaluation: a heading, what is measured, and tables or other Markdown. */
export interface Section {
  readonly title: string;
  readonly method: string;
  readonly make: (evaluation: Evaluation) => Promise<readonly (Table | string)[]>;
}

export interface Sample extends Outcome {
  /** Of the steps, in their order. */
  readonly scores: readonly number[];
}

export interface SampledQuestion {
  readonly question: Question;
  readonly samples: readonly Sample[];
}

export const SAMPLES = 8;
const TEMPERATURE = 0.7;

/** What several sections need is run once, by the first that asks. */
export class Evaluation {
  private runs: Promise<BudgetRun[]> | null = null;
  private samples: Promise<SampledQuestion[]> | null = null;
  readonly request: RunRequest;

  constructor(
    readonly workers: Workers,
    readonly heldOut: HeldOut,
    suited: Pick<RunRequest, 'preset' | 'segmentation'>,
    private readonly exact: boolean,
    /** Writes a file beside the models. */
    readonly writeFile: (name: string, content: string) => void,
  ) {
    this.request = { ...DEFAULT_REQUEST, ...suited };
  }

  budgetRuns(): Promise<BudgetRun[]> {
    this.runs ??= this.workers.map('runs', this.heldOut.questions(), (worker, question) =>
      runBudgets(worker, question, this.request, this.exact),
    );
    return this.runs;
  }

  sampledQuestions(): Promise<SampledQuestion[]> {
    this.samples ??= this.sample();
    return this.samples;
  }

  private async sample(): Promise<SampledQuestion[]> {
    const questions = this.heldOut.questions();
    const asked = questions.flatMap((question) => Array.from({ length: SAMPLES }, () => question));
    const samples = await this.workers.map('samples', asked, async (worker, question, i) => {
      // A seed of its own: no two samples share their random numbers.
      const sampler = { ...GREEDY, temperature: TEMPERATURE, seed: i };
      const trace = await run(worker, question.question, { ...this.request, sampler }, worker.scorer);
      const extracted = trace.answer?.extracted ?? null;
      const scores = trace.steps.flatMap(({ score }) => (score === null ? [] : [score]));
      return {
        tokens: trace.usage.thinkingTokens,
        answer: extracted,
        right: extracted === question.answer,
        scores,
      };
    });
    return questions.map((question, i) => ({
      question,
      samples: samples.slice(i * SAMPLES, (i + 1) * SAMPLES),
    }));
  }
}
