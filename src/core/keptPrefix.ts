/**
 * Forks, probes and runs that go on share prefixes. The last sequence of an engine is kept when it is closed, and the
 * next one that is replayed begins where the two part: what both share is not evaluated again.
 */
import type {
  CancelSignal,
  Engine,
  GenerateFrame,
  GenerateRequest,
  GenerateResult,
  ModelInfo,
  Sequence,
  SequenceGroup,
  TokenId,
  TokenizeOptions,
} from './engine';

/** Tokens `start` to `end` were evaluated together: their numbers depend on it (docs/decisions.md, batches). */
interface Batch {
  readonly start: number;
  readonly end: number;
}

/** A sequence that nobody uses, and what is in it. */
interface Kept {
  readonly inner: Sequence;
  readonly size: number;
  readonly ids: TokenId[];
  /** Whole batches, from the first token on. */
  batches: Batch[];
}

/** An engine that keeps its last sequence. Memory: one context, until it is released or the engine disposed. */
export class KeptPrefixEngine implements Engine {
  #kept: Kept | null = null;

  constructor(private readonly engine: Engine) {}

  get info(): ModelInfo {
    return this.engine.info;
  }

  tokenize(text: string, options: TokenizeOptions): Promise<TokenId[]> {
    return this.engine.tokenize(text, options);
  }

  detokenize(ids: readonly TokenId[]): Promise<string> {
    return this.engine.detokenize(ids);
  }

  async openSequence(contextSize: number): Promise<Sequence> {
    const kept = this.#kept;
    this.#kept = null;
    if (kept && kept.size >= contextSize) return new KeptSequence(kept, (back) => this.#keep(back));
    await kept?.inner.dispose();
    const inner = await this.engine.openSequence(contextSize);
    const fresh: Kept = { inner, size: contextSize, ids: [], batches: [] };
    return new KeptSequence(fresh, (back) => this.#keep(back));
  }

  /** Has a context of its own: nothing is kept of it. */
  openGroup(contextSize: number, slots: number): Promise<SequenceGroup> {
    return this.engine.openGroup(contextSize, slots);
  }

  /** Gives back what is kept; the engine goes on. */
  async release(): Promise<void> {
    await this.#kept?.inner.dispose();
    this.#kept = null;
  }

  async dispose(): Promise<void> {
    await this.release();
    await this.engine.dispose();
  }

  async #keep(back: Kept): Promise<void> {
    const before = this.#kept;
    this.#kept = back;
    await before?.inner.dispose();
  }
}

class KeptSequence implements Sequence {
  /** Whether the first call has decided what stays of an earlier use. */
  #begun = false;
  /** What is in the sequence is not known, or came in batches that no replay has. */
  #broken = false;
  #open = true;
  /** Something was erased, and the logits at the new end with it. */
  #cut = false;

  constructor(
    private readonly state: Kept,
    private readonly keep: (state: Kept) => Promise<void>,
  ) {}

  get length(): number {
    return this.#begun ? this.state.ids.length : 0;
  }

  async generate(
    request: GenerateRequest,
    onFrame: (frame: GenerateFrame) => void,
    signal?: CancelSignal,
  ): Promise<GenerateResult> {
    await this.#begin(0);
    const { append, report } = request;
    if (this.#cut && append.length === report) this.#lastTokenAlone();
    this.#cut = false;
    this.#add(append.slice(0, append.length - report));
    const record = (frame: GenerateFrame): void => {
      const { id } = frame.tokens;
      if (frame.provenance === 'model') for (const one of id) this.#add([one]);
      else this.#add(id);
      onFrame(frame);
    };
    return this.#guard(() => this.state.inner.generate(request, record, signal));
  }

  async replay(
    ids: readonly TokenId[],
    batchStarts: readonly number[],
    signal?: CancelSignal,
  ): Promise<number> {
    const shared = this.#begun ? 0 : this.#sharedBatches(ids, batchStarts);
    const from = batchStarts[shared] ?? 0;
    await this.#begin(from);
    this.#cut = false;
    const starts = batchStarts.slice(shared).map((start) => start - from);
    const rest = ids.slice(from);
    const { inner } = this.state;
    const before = inner.length;
    const evaluated = await this.#guard(() => inner.replay(rest, starts, signal));
    // A stopped replay adds less; a server evaluates nothing of it yet.
    const added = inner.length - before;
    for (const [i, start] of starts.entries())
      this.#add(rest.slice(start, Math.min(starts[i + 1] ?? rest.length, added)));
    return evaluated;
  }

  async readLogits(
    append: readonly TokenId[],
    at: readonly number[],
    of: readonly TokenId[],
  ): Promise<{ logits: number[]; evaluatedTokens: number }> {
    await this.#begin(0);
    this.#broken = true;
    this.#add(append);
    return this.state.inner.readLogits(append, at, of);
  }

  async truncate(length: number): Promise<void> {
    if (length >= this.length) return;
    await this.#erase(length);
    this.#cut = true;
  }

  async dispose(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    if (this.#broken) await this.state.inner.dispose();
    else await this.keep(this.state);
  }

  /** Before the first call: only `length` tokens stay of what an earlier use left. */
  async #begin(length: number): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    await this.#erase(length);
  }

  /**
   * How many of these batches are there already, token by token and batch by batch. The last is always evaluated
   * anew: its logits are gone.
   */
  #sharedBatches(ids: readonly TokenId[], batchStarts: readonly number[]): number {
    const { ids: there, batches } = this.state;
    const most = Math.max(0, Math.min(batchStarts.length - 1, batches.length));
    for (let i = 0; i < most; i++) {
      const { start, end } = batches[i] as Batch;
      if (start !== batchStarts[i] || end !== batchStarts[i + 1]) return i;
      for (let at = start; at < end; at++) if (ids[at] !== there[at]) return i;
    }
    return most;
  }

  async #erase(length: number): Promise<void> {
    const { state } = this;
    if (length >= state.ids.length) return;
    await this.#guard(() => state.inner.truncate(length));
    state.ids.length = length;
    state.batches = state.batches.filter(({ end }) => end <= length);
  }

  /** The last token will be evaluated again for its logits, without the others of its batch. */
  #lastTokenAlone(): void {
    const last = this.state.batches.at(-1);
    if (last && last.end === this.state.ids.length && last.end - last.start > 1) this.state.batches.pop();
  }

  #add(ids: readonly TokenId[]): void {
    if (ids.length === 0) return;
    const start = this.state.ids.length;
    for (const id of ids) this.state.ids.push(id);
    this.state.batches.push({ start, end: this.state.ids.length });
  }

  /** Where something fails, nobody knows what is in the sequence. */
  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#broken = true;
      throw error;
    }
  }
}
