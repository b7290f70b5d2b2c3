import type { LlamaModel, Token } from 'node-llama-cpp';
import type {
  CancelSignal,
  GenerateFrame,
  GenerateRequest,
  GenerateResult,
  Sequence,
  TokenId,
} from '../../../core/engine';
import { errors } from '../../../core/errors';
import { BATCH_TOKENS, generate, type Observation, type TokenSource } from '../../../core/generation';
import type { SamplerSettings } from '../../../core/trace/trace';
import type { Batcher } from './batcher';
import type { NativeContext } from './bindings';
import type { Distribution } from './distribution';

export interface LlamaSlot {
  readonly native: NativeContext;
  readonly batcher: Batcher;
  /** Of the native context, which calls it a sequence. */
  readonly slot: number;
  /** Tokens that fit in it. */
  readonly size: number;
}

/** One slot of a llama.cpp context, driven batch by batch. */
export class LlamaSequence implements Sequence, TokenSource {
  private readonly ids: TokenId[] = [];
  /** Where the logits of its last batch are: for its last positions, in order. */
  private logitIndexes: readonly number[] = [];
  /** The batch that they belong to. */
  private epoch = 0;
  /** Tokens evaluated once more for the logits at a new end, and not yet told of. */
  private again = 0;
  /** Some text, all of whose characters are whole. */
  private readonly anything: Token[];

  constructor(
    private readonly model: LlamaModel,
    private readonly place: LlamaSlot,
    private readonly distribution: Distribution,
    private readonly onDispose: () => Promise<void>,
  ) {
    this.anything = model.tokenize('a', false, 'trimLeadingSpace');
  }

  get length(): number {
    return this.ids.length;
  }

  lastId(): TokenId | undefined {
    return this.ids.at(-1);
  }

  async generate(
    request: GenerateRequest,
    onFrame: (frame: GenerateFrame) => void,
    signal?: CancelSignal,
  ): Promise<GenerateResult> {
    const result = await generate(this, request, onFrame, performance, signal);
    const { again } = this;
    this.again = 0;
    return { ...result, evaluatedTokens: result.evaluatedTokens + again };
  }

  async replay(
    ids: readonly TokenId[],
    batchStarts: readonly number[],
    signal?: CancelSignal,
  ): Promise<number> {
    let evaluated = 0;
    for (const [index, start] of batchStarts.entries()) {
      if (signal?.aborted) break;
      evaluated += await this.evaluate(ids.slice(start, batchStarts[index + 1]), 1);
    }
    return evaluated;
  }

  async readLogits(
    append: readonly TokenId[],
    at: readonly number[],
    of: readonly TokenId[],
  ): Promise<{ logits: number[]; evaluatedTokens: number }> {
    const logits: number[] = [];
    let evaluatedTokens = 0;
    for (const offset of at) {
      evaluatedTokens += await this.evaluate(append.slice(evaluatedTokens, offset + 1), 1);
      logits.push(...(await this.distribution.logits(this.indexOf(0), of)));
    }
    evaluatedTokens += await this.evaluate(append.slice(evaluatedTokens), 1);
    return { logits, evaluatedTokens };
  }

  async evaluate(ids: readonly TokenId[], keep: number, signal?: CancelSignal): Promise<number> {
    const needed = this.ids.length + ids.length;
    // The library would silently drop the beginning of the context: never let it come to that.
    if (needed > this.place.size) {
      throw errors.contextTooSmall(needed, this.place.size, 'the tokens so far');
    }
    let evaluated = 0;
    while (evaluated < ids.length && !(evaluated > 0 && signal?.aborted)) {
      const batch = ids.slice(evaluated, evaluated + BATCH_TOKENS);
      await this.decode(batch, Math.min(Math.max(keep, 1), batch.length));
      evaluated += batch.length;
    }
    return evaluated;
  }

  async observe(id: TokenId, back: number): Promise<Observation> {
    await this.ensureLogits();
    return this.distribution.observe(this.indexOf(back), id);
  }

  async pick(sampler: SamplerSettings, suppress: readonly TokenId[]): Promise<Observation> {
    await this.ensureLogits();
    return this.distribution.pick(this.indexOf(0), sampler, suppress, this.ids);
  }

  async truncate(length: number): Promise<void> {
    if (length >= this.ids.length) return;
    this.erase(length);
    this.logitIndexes = [];
  }

  /** Holds the first `length` tokens of `other` from now on. */
  async copyFrom(other: LlamaSequence, length: number): Promise<void> {
    const { native, slot } = this.place;
    native.disposeSequence(slot);
    this.ids.length = 0;
    this.logitIndexes = [];
    if (length === 0) return;
    await native.copySequenceStateFromOtherSequence(slot, other.place.slot);
    this.ids.push(...other.ids);
    if (length < this.ids.length) this.erase(length);
  }

  textOf(ids: readonly TokenId[], before: TokenId | undefined): string {
    // What stands before decides only whether a leading space is kept, so any text does. The token itself may end inside
    // a character, and then the library gives what goes on with it as no text at all.
    return this.model.detokenize(ids as Token[], true, before === undefined ? undefined : this.anything);
  }

  async dispose(): Promise<void> {
    await this.onDispose();
  }

  private erase(length: number): void {
    if (!this.place.native.removeTokenCellsFromSequence(this.place.slot, length, -1)) {
      throw errors.engineFailed('This model cannot take back tokens (its memory is recurrent).');
    }
    this.ids.length = length;
  }

  /** After a truncation the last token that stays is evaluated again, where the logits at the new end are asked for. */
  private async ensureLogits(): Promise<void> {
    const last = this.ids.at(-1);
    if (this.hasLogits || last === undefined) return;
    this.erase(this.ids.length - 1);
    await this.decode([last], 1);
    this.again++;
  }

  private get hasLogits(): boolean {
    return this.logitIndexes.length > 0 && this.epoch === this.place.batcher.epoch;
  }

  private async decode(ids: readonly TokenId[], keep: number): Promise<void> {
    const { batcher, slot } = this.place;
    const decoded = await batcher.decode(slot, this.ids.length, ids, keep);
    this.ids.push(...ids);
    this.logitIndexes = decoded.logitIndexes;
    this.epoch = decoded.epoch;
  }

  /** Batch index of the logits `back` positions before the end. */
  private indexOf(back: number): number {
    const index = this.hasLogits ? this.logitIndexes.at(-1 - back) : undefined;
    if (index === undefined) throw errors.engineFailed('There are no logits at the end of the sequence.');
    return index;
  }
}
