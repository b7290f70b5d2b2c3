import type { TokenId } from '../../../core/engine';
import { Lockstep } from '../../../core/lockstep';
import type { NativeContext } from './bindings';

interface Part {
  readonly slot: number;
  readonly position: number;
  readonly ids: readonly TokenId[];
  /** Last positions whose logits are kept. */
  readonly keep: number;
}

/** Where the logits of a decode are, and until when. */
export interface Decoded {
  readonly logitIndexes: readonly number[];
  /** They are gone when `Batcher.epoch` is another. */
  readonly epoch: number;
}

/** Puts into one batch what the slots of a context have next. */
export class Batcher {
  /** Of the last batch. */
  epoch = 0;
  private readonly lockstep: Lockstep<Part, Decoded>;

  /** @param batchSize most tokens of a batch; none of a slot is larger */
  constructor(
    private readonly native: NativeContext,
    batchSize: number,
  ) {
    this.lockstep = new Lockstep(
      (parts) => this.evaluate(parts),
      (parts) => {
        let room = batchSize;
        return parts.findIndex(({ ids }) => (room -= ids.length) < 0) >>> 0;
      },
    );
  }

  /** Runs them in lock-step: a batch waits until every one of them has something to evaluate, or has ended. */
  together<T>(works: readonly (() => Promise<T>)[]): Promise<T[]> {
    return this.lockstep.together(works);
  }

  decode(slot: number, position: number, ids: readonly TokenId[], keep: number): Promise<Decoded> {
    return this.lockstep.ask({ slot, position, ids, keep });
  }

  private async evaluate(parts: readonly Part[]): Promise<Decoded[]> {
    const { native } = this;
    native.initBatch(parts.reduce((sum, { ids }) => sum + ids.length, 0));
    const indexes = parts.map(({ slot, position, ids, keep }) =>
      native.addToBatch(
        slot,
        position,
        Uint32Array.from(ids),
        Uint32Array.from({ length: keep }, (_, i) => ids.length - keep + i),
      ),
    );
    await native.decodeBatch();
    const epoch = ++this.epoch;
    return indexes.map((found) => ({ logitIndexes: Array.from(found), epoch }));
  }
}
