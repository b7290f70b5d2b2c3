/**
 * One generation, as every engine runs it: force, predict, stop, hold back, frame. An engine brings a
 * `TokenSource`; what must be exact is here, once.
 */
import { StopMatcher } from './decode/stopMatcher';
import type { CancelSignal, GenerateFrame, GenerateRequest, GenerateResult, TokenId } from './engine';
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
  /** Picks the next token at the end of the last batch. */
  pick(sampler: SamplerSettings, suppress: readonly TokenId[]): Promise<Observation>;
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
  let lastFrameAt = elapsed();
  const frame = (tokens: TokenColumns): void => {
    lastFrameAt = elapsed();
    if (tokens.id.length > 0) onFrame({ provenance: 'model', tokens });
  };

  for (let generated = 0; generated < request.maxTokens; generated++) {
    if (signal?.aborted) {
      frame(held.takeDecided());
      // What is not decided is given back: going on makes it again.
      if (held.count > 0) await source.truncate(source.length - held.count);
      return { reason: 'abort', stop: null, evaluatedTokens };
    }
    const picked = await source.pick(request.sampler, generated === 0 ? request.suppressFirst : []);
    if (request.stopIds.includes(picked.id)) {
      frame(held.takeAll());
      const stop = emptyColumns();
      pushToken(source, stop, picked, source.textOf([picked.id], undefined), elapsed());
      return { reason: 'stop', stop, evaluatedTokens };
    }
    const before = source.lastId();
    // The text is worked out while the model is already at the next position.
    const evaluation = source.evaluate([picked.id], 1, signal);
    const stopLength = held.push(picked, before, elapsed());
    if (stopLength === 0 && elapsed() - lastFrameAt >= FRAME_INTERVAL_MS) frame(held.takeDecided());
    evaluatedTokens += await evaluation;
    if (stopLength > 0) {
      frame(held.takeDecided());
      await source.truncate(source.length - stopLength);
      return { reason: 'stop', stop: held.takeAll(), evaluatedTokens };
    }
  }
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

/** Tokens that are picked and not framed yet: their text, or whether they spell a stop, may be undecided. */
class HeldTokens {
  private columns = emptyColumns();
  private decided = 0;
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

  /** @returns how many of the last tokens spell a stop text: 0 for none */
  push(picked: Observation, before: TokenId | undefined, timeMs: number): number {
    if (this.open.length === 0) this.openAfter = before;
    this.open.push(picked.id);
    const text = this.source.textOf(this.open, this.openAfter);
    if (text.endsWith('\uFFFD') && this.open.length < MOST_OPEN_TOKENS) {
      pushToken(this.source, this.columns, picked, '', timeMs);
      return 0;
    }
    const pieces = [...this.open.slice(1).map(() => ''), text];
    this.open = [];
    pushToken(this.source, this.columns, picked, text, timeMs);
    for (const piece of pieces) {
      const { release, stop } = this.matcher.push(piece);
      this.decided += release;
      if (stop > 0) return stop;
    }
    return 0;
  }

  /** Takes the tokens that are decided, and keeps the others. */
  takeDecided(): TokenColumns {
    const taken = sliceColumns(this.columns, 0, this.decided);
    this.columns = sliceColumns(this.columns, this.decided);
    this.decided = 0;
    return taken;
  }

  /** Takes all: nothing more comes, so a character that is still open shows as U+FFFD. */
  takeAll(): TokenColumns {
    const last = this.columns.text.length - 1;
    if (this.open.length > 0) this.columns.text[last] = this.source.textOf(this.open, this.openAfter);
    this.open = [];
    const taken = this.columns;
    this.columns = emptyColumns();
    this.decided = 0;
    return taken;
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
