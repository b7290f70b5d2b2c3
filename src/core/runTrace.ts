/** Runs a trace from the draft to the answer, or goes on with one that broke off. */
import { decodeTrace, type Insertion } from './decode/budgetForcing';
import { contextFor } from './decode/contextFor';
import { resolvePreset, type ResolvedPreset } from './decode/preset';
import { buildPrompt, type Prompt } from './decode/prompt';
import { validateRequest } from './decode/validate';
import type { CancelSignal, Engine, Sequence } from './engine';
import { asWaitpointError, errors, messageOf } from './errors';
import type { Scorer } from './score/scorer';
import { ScoringQueue } from './score/scoringQueue';
import { isReadBy } from './trace/identity';
import { replayBatches, resumable } from './trace/resume';
import { StepSegmenter, type StepRange } from './trace/segmentation';
import { draftTrace, textOf, type Trace } from './trace/trace';
import { applyEvent, type TraceEvent } from './trace/traceEvent';

export interface RunOptions {
  readonly engine: Engine;
  /** Null: steps are not scored. */
  readonly scorer: Scorer | null;
  /** A draft to run, an interrupted trace to go on with, or a fork; not changed. */
  readonly trace: Trace;
  /** What a fork puts in before the model goes on. */
  readonly insertions?: readonly Insertion[] | undefined;
  /** Every event, in order; together they are the trace. */
  readonly emit: (event: TraceEvent) => void;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly signal?: CancelSignal | undefined;
  /** Most tokens the context may hold; default: what the model was trained for. */
  readonly contextSize?: number | undefined;
  /** How long loading took, to be recorded. */
  readonly loadMs?: number | undefined;
}

/**
 * @returns the trace, also when the engine failed on the way: then `failure` says why and all received is kept
 * @throws WaitpointError for bad input, before anything is evaluated
 */
export async function runTrace(options: RunOptions): Promise<Trace> {
  const { engine, scorer } = options;
  const draft = resumable(options.trace);
  validateRequest(draft.question.text, draft.request);
  const preset = await resolvePreset(engine, draft.request);
  const begun = draft.tokens.id.length > 0;
  const prompt = begun
    ? promptOf(draft, engine)
    : await buildPrompt(engine, draft.question.text, preset.startText);
  const size = contextFor(engine, draft.request, prompt, preset, options.contextSize);
  const sequence = await engine.openSequence(size);
  const run = new Run(options, sequence, {
    ...draft,
    model: engine.info.identity,
    scorer: scorer?.identity ?? null,
    prompt: { text: prompt.text, ids: [...prompt.ids] },
    timings: { ...draft.timings, loadMs: options.loadMs ?? draft.timings.loadMs },
  });
  try {
    return await run.complete(preset);
  } finally {
    await sequence.dispose().catch(() => undefined);
  }
}

/**
 * The prompt of a trace that has begun. Its ids mean nothing to another model, and ids that a model has not might
 * crash it.
 * @throws WaitpointError `badInput`
 */
function promptOf(trace: Trace, engine: Engine): Prompt {
  const { prompt, model } = trace;
  if (!prompt || !isReadBy(trace, engine))
    throw errors.otherModel(model?.name ?? 'unknown', engine.info.identity.name);
  return prompt;
}

class Run {
  private readonly startedAt: number;
  private readonly segmenter: StepSegmenter;
  private readonly scoring: ScoringQueue | null;
  private trace: Trace;

  constructor(
    private readonly options: RunOptions,
    private readonly sequence: Sequence,
    start: Trace,
  ) {
    // A run that goes on counts its time from where it broke off.
    this.startedAt = options.now() - (start.tokens.timeMs.at(-1) ?? 0);
    this.trace = draftTrace('', start.request, start.createdAt);
    this.segmenter = new StepSegmenter(start.request.segmentation, start.thinking.start);
    this.scoring = options.scorer
      ? new ScoringQueue(options.scorer, start.question.text, start.request.budget.maxThinkingTokens, {
          scored: (index, score) => this.emit({ type: 'score', index, score }),
          evaluated: (tokens) => this.countScorerTokens(tokens),
          failed: (error) =>
            this.emit({ type: 'warning', message: `Steps are no longer scored: ${messageOf(error)}` }),
        })
      : null;
    this.emit({ type: 'start', trace: start });
  }

  async complete(preset: ResolvedPreset): Promise<Trace> {
    const { engine, signal } = this.options;
    const { trace, sequence } = this;
    const elapsed = (): number => this.options.now() - this.startedAt;
    try {
      // First of all: whatever fails from here on, the trace has its steps.
      this.segment(trace.thinking.start, trace.thinking.end);
      if (trace.answer) this.addSteps(this.segmenter.flush());
      const replay = replayBatches(trace);
      const evaluated = await sequence.replay(replay.ids, replay.batchStarts, signal);
      this.countPolicyTokens(evaluated);
      const emit = (event: TraceEvent): void => this.onDecoded(event);
      const decoding = { engine, sequence, preset, trace, emit, elapsed, signal };
      if (!signal?.aborted) await decodeTrace(decoding, this.options.insertions);
      if (trace.finish.answer === null) this.breakOff(null);
    } catch (error) {
      this.breakOff(asWaitpointError(error));
    }
    if (sequence.note && !this.trace.warnings.includes(sequence.note))
      this.emit({ type: 'warning', message: sequence.note });
    const stopped = signal?.aborted === true || trace.failure !== null;
    await this.scoring?.finish(stopped);
    this.emit({ type: 'usage', usage: {}, timings: { totalMs: Math.round(elapsed()) } });
    return trace;
  }

  private emit(event: TraceEvent): void {
    this.trace = applyEvent(this.trace, event);
    this.options.emit(event);
  }

  /** What the decode loop says, and what follows from it: steps and their scores. */
  private onDecoded(event: TraceEvent): void {
    const before = this.trace.tokens.id.length;
    this.emit(event);
    if (event.type === 'tokens') {
      if (before === 0) {
        this.emit({
          type: 'usage',
          usage: {},
          timings: { firstTokenMs: this.trace.tokens.timeMs[0] ?? null },
        });
      }
      if (!this.trace.answer) this.segment(before, this.trace.tokens.id.length);
    } else if (event.type === 'thinkingEnd') {
      this.addSteps(this.segmenter.flush());
    }
  }

  private segment(start: number, end: number): void {
    const waits = new Set(this.trace.interventions.map(({ at }) => at));
    for (let i = start; i < end; i++) {
      this.addSteps(this.segmenter.push(this.trace.tokens.text[i] ?? '', waits.has(i)));
    }
  }

  private addSteps(ranges: readonly StepRange[]): void {
    for (const range of ranges) {
      const index = this.trace.steps.length;
      this.emit({ type: 'step', index, step: { ...range, score: null } });
      this.scoring?.push(index, textOf(this.trace, range.start, range.end));
    }
  }

  /** Ends a run before its answer; the step that was growing is closed, and not scored. */
  private breakOff(error: ReturnType<typeof asWaitpointError> | null): void {
    const { trace } = this;
    if (!trace.answer) {
      for (const range of this.segmenter.flush()) {
        this.emit({ type: 'step', index: trace.steps.length, step: { ...range, score: null } });
      }
    }
    const thinkingOver = trace.finish.thinking !== null;
    this.emit({
      type: 'finish',
      finish: { thinking: trace.finish.thinking ?? 'abort', answer: thinkingOver ? 'abort' : null },
      answer: trace.answer && {
        ...trace.answer,
        text: textOf(trace, trace.answer.start, trace.answer.end),
      },
      failure: error && { code: error.code, message: error.message },
    });
  }

  private countPolicyTokens(tokens: number): void {
    this.emit({
      type: 'usage',
      usage: { policyEvaluatedTokens: this.trace.usage.policyEvaluatedTokens + tokens },
    });
  }

  private countScorerTokens(tokens: number): void {
    this.emit({
      type: 'usage',
      usage: { scorerEvaluatedTokens: this.trace.usage.scorerEvaluatedTokens + tokens },
    });
  }
}
