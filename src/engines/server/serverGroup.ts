import type {
  CancelSignal,
  GenerateFrame,
  GenerateResult,
  SequenceGroup,
  SlotReading,
  SlotRequest,
} from '../../core/engine';
import { errors } from '../../core/errors';
import type { ServerSequence } from './serverSequence';

/** Paths side by side: requests at the same time, which the server batches. */
export class ServerGroup implements SequenceGroup {
  constructor(private readonly sequences: readonly ServerSequence[]) {}

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
    return together(
      requests.map(({ slot, request }, index) =>
        this.at(slot).generate(request, (frame) => onFrame(index, frame), signal),
      ),
    );
  }

  readLogits(readings: readonly SlotReading[]): Promise<{ logits: number[]; evaluatedTokens: number }[]> {
    return together(readings.map(({ slot, append, at, of }) => this.at(slot).readLogits(append, at, of)));
  }

  async dispose(): Promise<void> {
    await Promise.all(this.sequences.map((sequence) => sequence.dispose()));
  }

  private at(slot: number): ServerSequence {
    const sequence = this.sequences[slot];
    if (!sequence) throw errors.engineFailed(`There is no slot ${slot} among ${this.slots}.`);
    return sequence;
  }
}

/** Waits for all, also where one fails: no frame comes behind the end. */
async function together<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(work);
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}
