import type {
  CancelSignal,
  GenerateFrame,
  GenerateResult,
  SequenceGroup,
  SlotReading,
  SlotRequest,
} from '../../../core/engine';
import { errors } from '../../../core/errors';
import type { Batcher } from './batcher';
import type { LlamaSequence } from './llamaSequence';

/** The slots of one context. */
export class LlamaGroup implements SequenceGroup {
  constructor(
    private readonly sequences: readonly LlamaSequence[],
    private readonly batcher: Batcher,
    private readonly onDispose: () => Promise<void>,
  ) {}

  get slots(): number {
    return this.sequences.length;
  }

  copy(from: number, to: number, length: number): Promise<void> {
    return this.at(to).copyFrom(this.at(from), length);
  }

  truncate(slot: number, length: number): Promise<void> {
    return this.at(slot).truncate(length);
  }

  generate(
    requests: readonly SlotRequest[],
    onFrame: (index: number, frame: GenerateFrame) => void,
    signal?: CancelSignal,
  ): Promise<GenerateResult[]> {
    return this.batcher.together(
      requests.map(
        ({ slot, request }, index) =>
          () =>
            this.at(slot).generate(request, (frame) => onFrame(index, frame), signal),
      ),
    );
  }

  readLogits(readings: readonly SlotReading[]): Promise<{ logits: number[]; evaluatedTokens: number }[]> {
    return this.batcher.together(
      readings.map(
        ({ slot, append, at, of }) =>
          () =>
            this.at(slot).readLogits(append, at, of),
      ),
    );
  }

  dispose(): Promise<void> {
    return this.onDispose();
  }

  private at(slot: number): LlamaSequence {
    const sequence = this.sequences[slot];
    if (!sequence) throw errors.engineFailed(`There is no slot ${slot} among ${this.slots}.`);
    return sequence;
  }
}
