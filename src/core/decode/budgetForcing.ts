/**
 * Budget forcing (s1, arXiv 2501.19393, section 3.1): thinking is cut at a maximum by forcing its end, and kept
 * going below a minimum, or for a number of waits, by refusing that end and appending a continuation string.
 * Everything is ids; what is forced is never tokenized together with what the model wrote.
 */
import type { CancelSignal, Engine, GenerateFrame, Sequence, StepEnd, TokenId } from '../engine';
import { extractAnswer } from '../grade/extractAnswer';
import type { TokenColumns } from '../trace/tokenColumns';
import { textOf, type FinishReason, type Intervention, type Provenance, type Trace } from '../trace/trace';
import type { TraceEvent } from '../trace/traceEvent';
import { finishOf } from './finishOf';
import { judgeEnd, unmetBudget } from './endVerdict';
import { answerStopIds, forcedEnd, type ResolvedPreset } from './preset';

export interface DecodeOptions {
  readonly engine: Engine;
  /** Holds the prompt and every token of `trace` already. */
  readonly sequence: Pick<Sequence, 'generate'>;
  readonly preset: ResolvedPreset;
  /** The running trace; only `emit` changes it. */
  readonly trace: Trace;
  readonly emit: (event: TraceEvent) => void;
  /** Milliseconds since the run began. */
  readonly elapsed: () => number;
  readonly signal?: CancelSignal | undefined;
}

/** Tokens that a fork puts in before the model goes on. */
export interface Insertion {
  readonly ids: readonly TokenId[];
  readonly provenance: Provenance;
  /** Recorded right before the tokens; null: they are the text of the trace so far, as another model wrote it. */
  readonly intervention: Omit<Intervention, 'at'> | null;
  /** They are the end-of-thinking delimiter. */
  readonly endsThinking: boolean;
}

/**
 * Decodes thinking, then the answer, from wherever `trace` stands, after what is to be put in.
 * @throws what the engine throws; every token received is in the trace by then
 */
export async function decodeTrace(
  options: DecodeOptions,
  insertions: readonly Insertion[] = [],
): Promise<void> {
  const decoder = new BudgetForcing(
    options,
    await continuationIds(options.engine, options.trace.request.continuation),
  );
  for (const insertion of insertions) await decoder.insert(insertion);
  if (options.trace.answer === null && (await decoder.think(null)) === 'abort') return;
  await decoder.answer();
}

/** How a stretch of thinking ended: behind a step, or as the thinking itself. */
export interface Stretch {
  readonly ended: FinishReason | 'step';
  /** The end that was refused behind the step: the thinking goes on with the wait; null: none was. */
  readonly refusal: Refusal | null;
}

/**
 * Thinks from where `trace` stands, whose last step is complete.
 * @param refusal of the stretch before
 * @param stepwise up to the end of one step; else to the end of the thinking
 */
export async function decodeThinking(
  options: DecodeOptions,
  refusal: Refusal | null,
  stepwise: boolean,
): Promise<Stretch> {
  const ids = await continuationIds(options.engine, options.trace.request.continuation);
  const decoder = new BudgetForcing(options, ids, stepwise);
  const ended = await decoder.think(refusal);
  return { ended, refusal: decoder.refusal };
}

/** Decodes the answer of `trace`, whose thinking is over. */
export async function decodeAnswer(options: DecodeOptions): Promise<void> {
  await new BudgetForcing(options, []).answer();
}

/** An end of thinking that was refused, and what comes in its place. */
export interface Refusal {
  readonly wait: Intervention;
  /** Empty: the end is only suppressed. */
  readonly append: readonly TokenId[];
  readonly suppressFirst: readonly TokenId[];
}

/** Ids of the continuation strings, used in turn; one empty run of ids stands for "suppress only". */
export async function continuationIds(engine: Engine, texts: readonly string[]): Promise<TokenId[][]> {
  if (texts.length === 0) return [[]];
  return Promise.all(texts.map((text) => engine.tokenize(text, { special: true, continues: true })));
}

/** What one generation of the thinking begins with. */
type Round = Omit<Refusal, 'wait'> & { readonly wait: Intervention | null };

class BudgetForcing {
  private readonly trace: Trace;
  private readonly endOfGeneration: readonly TokenId[];
  /** What the next stretch begins with. */
  refusal: Refusal | null = null;

  constructor(
    private readonly options: DecodeOptions,
    private readonly continuations: readonly (readonly TokenId[])[],
    private readonly stepwise = false,
  ) {
    this.trace = options.trace;
    this.endOfGeneration = options.engine.info.endOfGenerationIds;
  }

  async insert({ ids, provenance, intervention, endsThinking }: Insertion): Promise<void> {
    const at = this.trace.tokens.id.length;
    if (endsThinking)
      this.options.emit({ type: 'thinkingEnd', end: at, answerStart: at + ids.length, reason: 'end' });
    await this.generate(
      { append: ids, report: ids.length, maxTokens: 0, stopIds: [], stopTexts: [], suppressFirst: [] },
      intervention && { ...intervention, at },
      provenance,
    );
  }

  /** Thinks until an end is accepted, the budget cuts, a step is complete (if stepwise), or the signal fires. */
  async think(begin: Refusal | null): Promise<FinishReason | 'step'> {
    const { preset, emit } = this.options;
    const { budget } = this.trace.request;
    const stopIds = [...preset.stopIds, ...this.endOfGeneration];
    let waits = this.trace.interventions.filter(({ kind }) => kind === 'wait').length;
    /** Where an end is suppressed for one token, in place of a continuation string. */
    let suppressedAt = -1;
    const refuse = (refusal: Refusal): Round => {
      waits++;
      if (refusal.append.length > 0) return refusal;
      emit({ type: 'intervention', intervention: refusal.wait });
      suppressedAt = refusal.wait.at;
      return { ...refusal, wait: null };
    };
    let round: Round = begin
      ? refuse(begin)
      : { wait: null, append: [], suppressFirst: this.mayNotStopNow() ? stopIds : [] };

    for (;;) {
      const { wait, append, suppressFirst } = round;
      const room = budget.maxThinkingTokens - this.thinkingTokens - append.length;
      const result = await this.generate(
        {
          append,
          report: append.length,
          maxTokens: room,
          stopIds,
          stopTexts: preset.stopTexts,
          suppressFirst,
          endsStep: this.stepEnd(wait),
        },
        wait,
      );
      if (result.reason === 'abort' || result.reason === 'step') return result.reason;
      if (result.reason === 'limit' || result.stop === null) {
        await this.forceEnd(true, null);
        return 'budget';
      }

      const { stop } = result;
      const at = this.trace.tokens.id.length;
      if (at === suppressedAt) {
        // Another way to spell the end where one was suppressed: the same wait goes on.
        round = { wait: null, append: [], suppressFirst: [...suppressFirst, ...stop.id.slice(0, 1)] };
        continue;
      }
      const continuation = this.continuations[waits % this.continuations.length] ?? [];
      const end = { thought: this.thinkingTokens, waits, continuationTokens: continuation.length };
      const verdict = judgeEnd(budget, end);
      if (verdict === 'refuse') {
        const { continuation: texts } = this.trace.request;
        const suppress = continuation.length === 0 || preset.stopNeverFirst !== 'never';
        const refusal: Refusal = {
          wait: {
            kind: 'wait',
            at,
            text: texts[waits % texts.length] ?? '',
            suppressedProb: jointProbability(stop),
          },
          append: continuation,
          suppressFirst: suppress ? [...new Set([...stopIds, ...stop.id.slice(0, 1)])] : [],
        };
        // A wait begins a step, so the one before it is complete.
        if (this.stepwise && at > this.stepStart) {
          this.refusal = refusal;
          return 'step';
        }
        round = refuse(refusal);
        continue;
      }
      if (verdict === 'unmet') emit({ type: 'warning', message: unmetBudget(budget, end) });
      if (this.isDelimiter(stop)) {
        await this.acceptEnd(stop);
        return 'end';
      }
      await this.forceEnd(false, stop);
      return 'stop';
    }
  }

  /** Decodes the answer with a limit of its own, counted in model tokens. */
  async answer(): Promise<void> {
    const { preset, emit } = this.options;
    const { trace } = this;
    const start = trace.answer?.start ?? trace.tokens.id.length;
    const left = trace.request.budget.maxAnswerTokens - this.answerTokens;
    const result =
      left > 0
        ? await this.generate(
            {
              append: [],
              report: 0,
              maxTokens: left,
              stopIds: answerStopIds(preset, this.options.engine.info),
              stopTexts: [],
              suppressFirst: [],
            },
            null,
          )
        : ({ reason: 'limit' } as const);
    const text = textOf(trace, start, trace.tokens.id.length);
    emit({
      type: 'finish',
      finish: { thinking: trace.finish.thinking, answer: finishOf(result) },
      answer: { start, end: Math.max(start, trace.tokens.id.length), text, extracted: extractAnswer(text) },
      failure: null,
    });
  }

  /** The model's own delimiter becomes part of the trace; what the preset wants after it is forced. */
  private async acceptEnd(stop: TokenColumns): Promise<void> {
    const { preset, emit } = this.options;
    const rest = preset.completesNaturalEnd && stop.id.length === 1 ? preset.endIds.slice(1) : [];
    const end = this.trace.tokens.id.length;
    const answerStart = end + stop.id.length + rest.length;
    emit({ type: 'thinkingEnd', end, answerStart, reason: 'end' });
    emit({ type: 'tokens', provenance: 'model', tokens: stop });
    // One by one, as every token of the model is evaluated: a replay then meets the same batches.
    for (const id of stop.id) await this.append([id], 0);
    if (rest.length > 0) await this.append(rest, rest.length);
  }

  /**
   * Forces the delimiter.
   * @param cut by the budget: then the answer prefix follows; otherwise `stop` ended the generation
   */
  private async forceEnd(cut: boolean, stop: TokenColumns | null): Promise<void> {
    const { preset, emit } = this.options;
    const end = this.trace.tokens.id.length;
    const { delimiter, prefix } = forcedEnd(preset, textOf(this.trace, end - 1, end), cut);
    const text = await this.options.engine.detokenize([...delimiter, ...prefix]);
    emit({
      type: 'thinkingEnd',
      end,
      answerStart: end + delimiter.length,
      reason: cut ? 'budget' : 'stop',
    });
    await this.generate(
      {
        append: [...delimiter, ...prefix],
        report: delimiter.length + prefix.length,
        maxTokens: 0,
        stopIds: [],
        stopTexts: [],
        suppressFirst: [],
      },
      { kind: 'end', at: end, text, suppressedProb: stop ? jointProbability(stop) : null },
    );
  }

  /** Appends ids that are in the trace already (`report` 0), or are to be reported as forced. */
  private async append(append: readonly TokenId[], report: number): Promise<void> {
    await this.generate(
      { append, report, maxTokens: 0, stopIds: [], stopTexts: [], suppressFirst: [] },
      null,
    );
  }

  /** Runs one generation; `intervention` is recorded right before the tokens that it forces. */
  private async generate(
    request: Omit<Parameters<Sequence['generate']>[0], 'sampler'>,
    intervention: Intervention | null,
    inserted?: Provenance,
  ): ReturnType<Sequence['generate']> {
    const { sequence, emit, signal } = this.options;
    let pending = intervention;
    const startedAt = this.options.elapsed();
    const onFrame = ({ provenance, tokens }: GenerateFrame): void => {
      if (pending) emit({ type: 'intervention', intervention: pending });
      pending = null;
      emit({ type: 'tokens', provenance: inserted ?? provenance, tokens: sinceStart(tokens, startedAt) });
      this.emitCounts();
    };
    const result = await sequence.generate(
      { ...request, sampler: this.trace.request.sampler },
      onFrame,
      signal,
    );
    emit({
      type: 'usage',
      usage: { policyEvaluatedTokens: this.trace.usage.policyEvaluatedTokens + result.evaluatedTokens },
    });
    return { ...result, stop: result.stop && sinceStart(result.stop, startedAt) };
  }

  private emitCounts(): void {
    this.options.emit({
      type: 'usage',
      usage: { thinkingTokens: this.thinkingTokens, answerTokens: this.answerTokens },
    });
  }

  /** Model and forced tokens inside the thinking; delimiters are outside. */
  private get thinkingTokens(): number {
    return this.trace.thinking.end - this.trace.thinking.start;
  }

  /** Model tokens of the answer: forced prefixes do not count. */
  private get answerTokens(): number {
    const { answer, tokens } = this.trace;
    if (!answer) return 0;
    return tokens.provenance.slice(answer.start).filter((from) => from !== 'forced').length;
  }

  private isDelimiter(stop: TokenColumns): boolean {
    const { preset } = this.options;
    const text = stop.text.join('');
    return stop.id[0] === preset.endIds[0] || preset.stopTexts.some((delimiter) => text.includes(delimiter));
  }

  /** Where the step that is growing began. */
  private get stepStart(): number {
    return this.trace.steps.at(-1)?.end ?? this.trace.thinking.start;
  }

  /** @param wait begins the step; null: it goes on */
  private stepEnd(wait: Intervention | null): StepEnd | undefined {
    if (!this.stepwise) return undefined;
    const begun = wait?.text ?? textOf(this.trace, this.stepStart, this.trace.tokens.id.length);
    return { segmentation: this.trace.request.segmentation, begun };
  }

  /** Some presets forbid an end as the first token of a round; a round may also begin by going on with a trace. */
  private mayNotStopNow(): boolean {
    const { stopNeverFirst } = this.options.preset;
    const last = this.trace.tokens.provenance.at(-1);
    return last === undefined ? stopNeverFirst === 'always' : last === 'forced' && stopNeverFirst !== 'never';
  }
}

/** Probability that the model picks all of these tokens, one after the other; null when one is not known. */
function jointProbability(tokens: TokenColumns): number | null {
  let product = 1;
  for (const prob of tokens.prob) {
    if (prob === null) return null;
    product *= prob;
  }
  return Number(product.toPrecision(5));
}

/** Engines count from the beginning of a generation, traces from the beginning of the run. */
function sinceStart(tokens: TokenColumns, startedAt: number): TokenColumns {
  return { ...tokens, timeMs: tokens.timeMs.map((ms) => Math.round((ms + startedAt) * 10) / 10) };
}
