import { errors } from '../../../core/errors';
import type { TokenId } from '../../../core/engine';
import type { NativeContext } from './bindings';

interface Waiting {
  readonly slot: number;
  readonly position: number;
  readonly ids: readonly TokenId[];
  /** Last positions whose logits are kept. */
  readonly keep: number;
  readonly resolve: (decoded: Decoded) => void;
  readonly reject: (error: unknown) => void;
}

/** Where the logits of a decode are, and until when. */
export interface Decoded {
  readonly logitIndexes: readonly number[];
  /** They are gone when `Batcher.epoch` is another. */
  readonly epoch: number;
}

/**
 * Puts into one batch what the slots of a context have next. While slots go in lock-step, a batch waits until every one
 * of them has something to evaluate or has ended: what is in it does not depend on who was faster.
 */
export class Batcher {
  /** Of the last batch. */
  epoch = 0;
  /** Oldest first. */
  private readonly waiting: Waiting[] = [];
  /** Slots that go in lock-step. */
  private running = 0;
  private decoding = false;

  /** @param batchSize most tokens of a batch; none of a slot is larger */
  constructor(
    private readonly native: NativeContext,
    private readonly batchSize: number,
  ) {}

  /** Runs them in lock-step. @throws the first error, when all have ended */
  async together<T>(works: readonly (() => Promise<T>)[]): Promise<T[]> {
    if (this.running > 0) throw errors.engineFailed('The slots of a context are at work already.');
    this.running = works.length;
    const ended = await Promise.allSettled(
      works.map(async (work) => {
        try {
          return await work();
        } finally {
          this.running--;
          void this.decodeWhenAllWait();
        }
      }),
    );
    return ended.map((one) => {
      if (one.status === 'rejected') throw one.reason;
      return one.value;
    });
  }

  decode(slot: number, position: number, ids: readonly TokenId[], keep: number): Promise<Decoded> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ slot, position, ids, keep, resolve, reject });
      void this.decodeWhenAllWait();
    });
  }

  private async decodeWhenAllWait(): Promise<void> {
    if (this.decoding || this.waiting.length === 0 || this.waiting.length < this.running) return;
    this.decoding = true;
    // What does not fit goes with the next batch: those of this one will wait again, or end.
    let room = this.batchSize;
    const batch: Waiting[] = [];
    for (let first = this.waiting[0]; first && first.ids.length <= room; first = this.waiting[0]) {
      room -= first.ids.length;
      batch.push(first);
      this.waiting.shift();
    }
    try {
      const indexes = await this.evaluate(batch);
      this.decoding = false;
      const epoch = ++this.epoch;
      for (const [i, one] of batch.entries()) one.resolve({ logitIndexes: indexes[i] ?? [], epoch });
    } catch (error) {
      this.decoding = false;
      for (const one of batch) one.reject(error);
    }
  }

  private async evaluate(batch: readonly Waiting[]): Promise<number[][]> {
    const { native } = this;
    native.initBatch(batch.reduce((sum, { ids }) => sum + ids.length, 0));
    const indexes = batch.map(({ slot, position, ids, keep }) =>
      Array.from(
        native.addToBatch(
          slot,
          position,
          Uint32Array.from(ids),
          Uint32Array.from({ length: keep }, (_, i) => ids.length - keep + i),
        ),
      ),
    );
    await native.decodeBatch();
    return indexes;
  }
}
