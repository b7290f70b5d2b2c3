/**
 * One generation, as every engine runs it: force, predict, stop, hold back, frame. An engine brings a
 * `TokenSource`; what must be exact is here, once.
 */
import { StopMatcher } from './decode/stopMatcher';
import type {
  CancelSignal,
  GenerateFrame,
  GenerateRequest,
  GenerateResult,
  StepEnd,
  TokenId,
} from './engine';
import { StepSegmenter } from './trace/segmentation';
import type { SamplerSettings } from './trace/trace';
import { ALTERNATIVES, emptyColumns, sliceColumns, type TokenColumns } from './trace/tokenColumns';

/** A token with what the model thought at its position, before any sampler setting. */
export interface Observation {
  readonly id: TokenId;
  /** 0..1, or null when the engine cannot know. */
  readonly prob: number | null;
  /** Nats, or null. */
  readonly entropy: number | null;
  /** Most probable first; up to ALTERNATIVES are kept. */
  readonly alternatives: readonly { readonly id: TokenId; readonly prob: number }[];
}

/** The evaluated end of a sequence. */
export interface TokenSource {
  readonly length: number;
  /**
   * Evaluates `ids` as one batch and keeps the logits of its last `keep` positions (at least one).
   * @returns tokens evaluated
   */
  evaluate(ids: readonly TokenId[], keep: number, signal?: CancelSignal): Promise<number>;
  /** What the model thought of `id` at a position of the last batch, `back` positions before its end. */
  observe(id: TokenId, back: number): Promise<Observation>;
  /** Picks the next token at the end of the last batch; null: it was stopped while it waited for one. */
  pick(sampler: SamplerSettings, suppress: readonly TokenId[]): Promise<Observation | null>;
  truncate(length: number): Promise<void>;
  /** Text of ids; an incomplete character at the end shows as U+FFFD. `before` is the token they follow. */
  textOf(ids: readonly TokenId[], before: TokenId | undefined): string;
  lastId(): TokenId | undefined;
}

export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
}

/** About 30 frames a second: more is not seen, fewer stutters. */
export const FRAME_INTERVAL_MS = 33;

/** Most tokens evaluated in one batch; also what a cancel may have to wait for. */
export const BATCH_TOKENS = 512;

/** A character has at most 4 bytes, so at most 4 tokens can be open; a model may also mean U+FFFD itself. */
const MOST_OPEN_TOKENS = 4;

export async function generate(
  source: TokenSource,
  request: GenerateRequest,
  onFrame: (frame: GenerateFrame) => void,
  clock: Clock,
  signal?: CancelSignal,
): Promise<GenerateResult> {
  const startedAt = clock.now();
  const elapsed = (): number => clock.now() - startedAt;
  let evaluatedTokens = await force(source, request, onFrame, elapsed, signal);
  const held = new HeldTokens(source, request.stopTexts);
  const watch = request.endsStep ? new StepWatch(request.endsStep) : null;
  let lastFrameAt = elapsed();
  const frame = (tokens: TokenColumns): void => {
    lastFrameAt = elapsed();
    if (tokens.id.length > 0) onFrame({ provenance: 'model', tokens });
  };

  /** Going on makes it again, or finds that it is a stop. */
  const giveBackUndecided = async (): Promise<void> => {
    frame(held.takeDecided());
    if (held.count === 0) return;
    await source.truncate(source.length - held.count);
    held.takeAll();
  };

  for (let generated = 0; generated < request.maxTokens; generated++) {
    if (signal?.aborted) {
      await giveBackUndecided();
      return { reason: 'abort', stop: null, evaluatedTokens };
    }
    let picked: Observation | null;
    try {
      picked = await source.pick(request.sampler, generated === 0 ? request.suppressFirst : []);
    } catch (error) {
      // What came before it broke is kept, though no frame was due yet.
      frame(held.takeDecided());
      throw error;
    }
    if (picked === null) {
      await giveBackUndecided();
      return { reason: 'abort', stop: null, evaluatedTokens };
    }
    if (request.stopIds.includes(picked.id)) {
      frame(held.takeAll());
      const stop = emptyColumns();
      pushToken(source, stop, picked, source.textOf([picked.id], undefined), elapsed());
      return { reason: 'stop', stop, evaluatedTokens };
    }
    const before = source.lastId();
    const pickedAt = elapsed();
    // The text is worked out while the model is already at the next position.
    const evaluation = source.evaluate([picked.id], 1, signal);
    const stopped = held.push(picked, before, pickedAt);
    if (!stopped && !watch && elapsed() - lastFrameAt >= FRAME_INTERVAL_MS) frame(held.takeDecided());
    evaluatedTokens += await evaluation;
    if (stopped) {
      frame(held.takeDecided());
      await source.truncate(source.length - held.count);
      return { reason: 'stop', stop: held.takeAll(), evaluatedTokens };
    }
    const stepEnd = watch?.endIn(held.decidedTexts) ?? null;
    if (stepEnd !== null) {
      frame(held.take(stepEnd));
      await source.truncate(source.length - held.count);
      return { reason: 'step', stop: null, evaluatedTokens };
    }
  }
  // The beginning of a stop text is not taken: under a larger limit it would not be part of the text either.
  if (request.stopTexts.length > 0) await giveBackUndecided();
  frame(held.takeAll());
  return { reason: 'limit', stop: null, evaluatedTokens };
}

/**
 * Evaluates `request.append`, in batches of `BATCH_TOKENS`, and frames the part of it that is to be reported.
 * @returns tokens evaluated
 */
async function force(
  source: TokenSource,
  { append, report }: GenerateRequest,
  onFrame: (frame: GenerateFrame) => void,
  elapsed: () => number,
  signal?: CancelSignal,
): Promise<number> {
  const head = append.slice(0, append.length - report);
  let evaluated = head.length > 0 ? await source.evaluate(head, 1, signal) : 0;
  for (let at = head.length; at < append.length; at += BATCH_TOKENS) {
    const batch = append.slice(at, at + BATCH_TOKENS);
    const held = new HeldTokens(source, []);
    const before = source.lastId();
    // What the model thought of the first of them stands at the end of the batch before.
    const observations = [await source.observe(batch[0] as TokenId, 0)];
    evaluated += await source.evaluate(batch, batch.length, signal);
    for (const [i, id] of batch.entries()) {
      if (i > 0) observations.push(await source.observe(id, batch.length - i));
    }
    for (const [i, observation] of observations.entries()) {
      held.push(observation, i === 0 ? before : batch[i - 1], elapsed());
    }
    onFrame({ provenance: 'forced', tokens: held.takeAll() });
  }
  return evaluated;
}

/** Watches for the end of the step that is growing, over tokens of which none is taken before. */
class StepWatch {
  private readonly segmenter: StepSegmenter;
  private readonly begun: number;
  private seen = 0;

  constructor({ segmentation, begun }: StepEnd) {
    // What has begun stands before the first token, as one more.
    this.begun = begun === '' ? 0 : 1;
    this.segmenter = new StepSegmenter(segmentation, 0);
    if (begun !== '') this.segmenter.push(begun, false);
  }

  /** How many of these tokens the step has; null while it grows. */
  endIn(texts: readonly string[]): number | null {
    for (; this.seen < texts.length; this.seen++) {
      const [step] = this.segmenter.push(texts[this.seen] ?? '', false);
      if (step) return Math.max(1, step.end - this.begun);
    }
    return null;
  }
}

/** Tokens that are picked and not framed yet: their text, or whether they spell a stop, may be undecided. */
class HeldTokens {
  private columns = emptyColumns();
  private decided = 0;
  /** Tokens at the end of `columns` whose text is open: they end inside a character. */
  private open: TokenId[] = [];
  private openAfter: TokenId | undefined;
  private readonly matcher: StopMatcher;

  constructor(
    private readonly source: TokenSource,
    stopTexts: readonly string[],
  ) {
    this.matcher = new StopMatcher(stopTexts);
  }

  get count(): number {
    return this.columns.id.length;
  }

  /** @returns whether the tokens that are not decided spell a stop text */
  push(picked: Observation, before: TokenId | undefined, timeMs: number): boolean {
    const stopped = this.settleUnless(picked.id);
    if (this.open.length === 0) this.openAfter = before;
    this.open.push(picked.id);
    pushToken(this.source, this.columns, picked, '', timeMs);
    if (stopped) return true;
    const text = this.openText();
    const undecided = text.endsWith('\uFFFD') && this.open.length < MOST_OPEN_TOKENS;
    return !undecided && this.settle(text);
  }

  /** Texts of the tokens that are decided and not taken. */
  get decidedTexts(): readonly string[] {
    return this.columns.text.slice(0, this.decided);
  }

  /** Takes the tokens that are decided, and keeps the others. */
  takeDecided(): TokenColumns {
    return this.take(this.decided);
  }

  /** Takes the first `count` of them. */
  take(count: number): TokenColumns {
    const taken = sliceColumns(this.columns, 0, count);
    this.columns = sliceColumns(this.columns, count);
    this.decided -= count;
    return taken;
  }

  /** Takes all: nothing more comes, so a character that is still open shows as U+FFFD. */
  takeAll(): TokenColumns {
    if (this.open.length > 0) this.columns.text[this.count - 1] = this.openText();
    this.open = [];
    const taken = this.columns;
    this.columns = emptyColumns();
    this.decided = 0;
    return taken;
  }

  private openText(): string {
    return this.source.textOf(this.open, this.openAfter);
  }

  /** Settles what is open when `next` does not go on with its character: apart they spell what they spell together. */
  private settleUnless(next: TokenId): boolean {
    if (this.open.length === 0) return false;
    const text = this.openText();
    const together = this.source.textOf([...this.open, next], this.openAfter);
    const apart = text + this.source.textOf([next], this.open.at(-1));
    return together === apart && this.settle(text);
  }

  /** The open tokens spell `text`, which goes to the last of them. @returns whether it completes a stop */
  private settle(text: string): boolean {
    this.columns.text[this.count - 1] = text;
    for (let left = this.open.length; left > 1; left--) this.decided += this.matcher.push('').release;
    this.open = [];
    const { release, stop } = this.matcher.push(text);
    this.decided += release;
    return stop > 0;
  }
}

function pushToken(
  source: TokenSource,
  columns: TokenColumns,
  observed: Observation,
  text: string,
  timeMs: number,
): void {
  columns.id.push(observed.id);
  columns.text.push(text);
  columns.prob.push(observed.prob === null ? null : rounded(observed.prob));
  columns.entropy.push(observed.entropy === null ? null : rounded(observed.entropy));
  columns.timeMs.push(Math.round(timeMs * 10) / 10);
  for (let i = 0; i < ALTERNATIVES; i++) {
    const alternative = observed.alternatives[i];
    columns.alternativeIds.push(alternative?.id ?? -1);
    columns.alternativeProbs.push(alternative ? rounded(alternative.prob) : 0);
    if (alternative && columns.alternativeTexts[alternative.id] === undefined) {
      columns.alternativeTexts[alternative.id] = source.textOf([alternative.id], undefined);
    }
  }
}

/** Five digits are more than a 32-bit logit supports, and keep trace files small. */
function rounded(value: number): number {
  return Math.max(0, Number(value.toPrecision(5)));
}
