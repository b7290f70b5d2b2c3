import type { DecodeOptions } from '../decode/budgetForcing';
import type { GenerateFrame, GenerateRequest, GenerateResult } from '../engine';
import { Lockstep } from '../lockstep';
import type { StepRange } from '../trace/segmentation';
import { countGeneration } from './ledger';
import type { SearchTools } from './search';
import type { SearchPath } from './searchPath';
import type { SearchLedger } from './searchRecord';
import { Slots } from './slots';

interface SlotWork {
  readonly slot: number;
  readonly request: GenerateRequest;
  readonly onFrame: (frame: GenerateFrame) => void;
}

/** What one path is decoded with. @param onStep told of every step that is complete */
export type DecodePath = (onStep: (range: StepRange) => void) => DecodeOptions;

/** Decodes paths side by side, each in a slot of the group, and counts what that costs. */
export class PathDecoder {
  private readonly slots: Slots;
  private readonly lockstep: Lockstep<SlotWork, GenerateResult>;
  private readonly startedAt: number;

  constructor(
    private readonly tools: Pick<SearchTools, 'engine' | 'group' | 'preset' | 'now' | 'signal'>,
    private readonly ledger: SearchLedger,
  ) {
    const { group, now, signal } = tools;
    this.startedAt = now();
    this.slots = new Slots(group, (tokens) => (ledger.policy.prefillTokens += tokens));
    this.lockstep = new Lockstep(async (works) => {
      const results = await group.generate(
        works.map(({ slot, request }) => ({ slot, request })),
        (index, frame) => works[index]?.onFrame(frame),
        signal,
      );
      for (const [i, result] of results.entries())
        countGeneration(ledger, result, works[i]?.request.append.length ?? 0);
      return results;
    });
  }

  /** Milliseconds since the search began. */
  elapsed(): number {
    return this.tools.now() - this.startedAt;
  }

  /** The paths, as many at once as there are slots, each time with those that come later. */
  waves(paths: readonly SearchPath[]): { readonly wave: SearchPath[]; readonly later: SearchPath[] }[] {
    const { count } = this.slots;
    return Array.from({ length: Math.ceil(paths.length / count) }, (_, i) => ({
      wave: paths.slice(i * count, (i + 1) * count),
      later: paths.slice((i + 1) * count),
    }));
  }

  /** Runs the same work for every path, in lock-step. @param later paths that will be decoded next */
  async together<T>(
    paths: readonly SearchPath[],
    later: readonly SearchPath[],
    work: (decode: DecodePath, index: number) => Promise<T>,
  ): Promise<T[]> {
    const startedAt = this.tools.now();
    const placed = await this.slots.place(
      paths.map(({ ids }) => ids),
      later.map(({ ids }) => ids),
    );
    const results = await this.lockstep.together(
      paths.map((path, i) => () => {
        const { slot, rest, held } = placed[i] as (typeof placed)[number];
        this.ledger.policy.reusedTokens += held;
        return work(this.decoding(path, slot, rest), i);
      }),
    );
    this.ledger.policyMs += this.tools.now() - startedAt;
    return results;
  }

  /** @param rest tokens of the path that its slot does not hold: they go before the first that are asked for */
  private decoding(path: SearchPath, slot: number, rest: readonly number[]): DecodePath {
    const { engine, preset, signal } = this.tools;
    let missing = rest;
    const sequence: DecodeOptions['sequence'] = {
      generate: async (request, onFrame) => {
        const append = [...missing, ...request.append];
        missing = [];
        const generated: number[] = [];
        const result = await this.lockstep.ask({
          slot,
          request: { ...request, append },
          onFrame: (frame) => {
            if (frame.provenance === 'model') generated.push(...frame.tokens.id);
            onFrame(frame);
          },
        });
        this.slots.append(slot, append);
        this.slots.append(slot, generated);
        return result;
      },
    };
    return (onStep) => ({
      ...{ engine, sequence, preset, signal },
      trace: path.trace,
      emit: (event) => path.take(event).forEach(onStep),
      elapsed: () => this.elapsed(),
    });
  }
}
