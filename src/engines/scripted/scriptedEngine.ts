/** An engine for unit tests of the core: a vocabulary and a function instead of a model. */
import { mixSeed } from '../../core/decode/random';
import { entropyFromTop } from '../../core/decode/entropy';
import type {
  CancelSignal,
  Engine,
  GenerateFrame,
  GenerateRequest,
  GenerateResult,
  ModelInfo,
  Sequence,
  SequenceGroup,
  SlotReading,
  SlotRequest,
  TokenId,
  TokenizeOptions,
} from '../../core/engine';
import { generate, type Observation, type TokenSource } from '../../core/generation';
import type { SamplerSettings } from '../../core/trace/trace';

export interface ScriptedModel {
  /** Bytes of each token; a token may hold part of a character. */
  readonly vocabulary: readonly (string | Uint8Array)[];
  /** Ids of tokens that are parsed in text only when special tokens are. */
  readonly special: readonly TokenId[];
  readonly endOfGeneration: readonly TokenId[];
  /** Probabilities over the vocabulary after `ids` (prompt included), summing to 1; scorers read their logarithms. */
  predict(ids: readonly TokenId[]): readonly number[];
  /** Picks the next token itself, whatever is predicted; null: by the prediction and the sampler. Default: null. */
  choose?(ids: readonly TokenId[], sampler: SamplerSettings): TokenId | null;
  readonly trainContextSize?: number;
  /** Default: true. False plays an engine whose random numbers go from call to call. */
  readonly samplesByPosition?: boolean;
  readonly chatTemplate?: string | null;
  readonly name?: string;
  readonly parameterCount?: number;
  /** Its text is the piece of that id. */
  readonly bosId?: TokenId;
  /** Called for every evaluation: throws to play a failing engine. */
  onEvaluate?(ids: readonly TokenId[]): void;
}

export interface ScriptedEngine extends Engine {
  /** Batches evaluated so far, in order. */
  readonly batches: (readonly TokenId[])[];
}

/** @param now a clock that tests move by hand */
export function scriptedEngine(model: ScriptedModel, now: () => number = () => 0): ScriptedEngine {
  const pieces = model.vocabulary.map((piece) =>
    typeof piece === 'string' ? new TextEncoder().encode(piece) : piece,
  );
  const batches: (readonly TokenId[])[] = [];
  const textOf = (ids: readonly TokenId[]): string =>
    new TextDecoder().decode(Buffer.concat(ids.map((id) => pieces[id] ?? new Uint8Array())));
  const info: ModelInfo = {
    identity: {
      name: model.name ?? 'scripted',
      file: 'scripted',
      sha256: '0'.repeat(64),
      sizeBytes: 0,
      architecture: 'scripted',
      quantization: 'none',
    },
    vocabularySize: pieces.length,
    parameterCount: model.parameterCount ?? null,
    trainContextSize: model.trainContextSize ?? 1_000_000,
    chatTemplate: model.chatTemplate ?? null,
    bosText: model.bosId === undefined ? null : textOf([model.bosId]),
    eosText: null,
    bosId: model.bosId ?? null,
    endOfGenerationIds: model.endOfGeneration,
    samplesByPosition: model.samplesByPosition ?? true,
  };
  return {
    info,
    batches,
    tokenize: async (text, options) => tokenize(pieces, model.special, text, options),
    detokenize: async (ids) => textOf(ids),
    openSequence: async () => new ScriptedSequence(model, textOf, batches, now),
    openGroup: async (_, slots) =>
      new ScriptedGroup(
        Array.from({ length: slots }, () => new ScriptedSequence(model, textOf, batches, now)),
      ),
    dispose: async () => undefined,
  };
}

/** Longest match first, over bytes. */
function tokenize(
  pieces: readonly Uint8Array[],
  special: readonly TokenId[],
  text: string,
  options: TokenizeOptions,
): TokenId[] {
  const bytes = Buffer.from(text);
  const usable = pieces
    .map((piece, id) => ({ piece, id }))
    .filter(({ piece, id }) => piece.length > 0 && (options.special || !special.includes(id)))
    .sort((a, b) => b.piece.length - a.piece.length);
  const ids: TokenId[] = [];
  for (let at = 0; at < bytes.length;) {
    const found = usable.find(({ piece }) => bytes.subarray(at, at + piece.length).equals(piece));
    if (!found) throw new Error(`no scripted token for ${JSON.stringify(text.slice(at))}`);
    ids.push(found.id);
    at += found.piece.length;
  }
  return ids;
}

class ScriptedSequence implements Sequence, TokenSource {
  private ids: TokenId[] = [];

  constructor(
    private readonly model: ScriptedModel,
    readonly textOf: (ids: readonly TokenId[]) => string,
    private readonly batches: (readonly TokenId[])[],
    private readonly now: () => number,
  ) {}

  get length(): number {
    return this.ids.length;
  }

  lastId(): TokenId | undefined {
    return this.ids.at(-1);
  }

  generate(
    request: GenerateRequest,
    onFrame: (frame: GenerateFrame) => void,
    signal?: CancelSignal,
  ): Promise<GenerateResult> {
    return generate(this, request, onFrame, { now: this.now }, signal);
  }

  async replay(ids: readonly TokenId[], batchStarts: readonly number[]): Promise<number> {
    for (const [index, start] of batchStarts.entries()) {
      await this.evaluate(ids.slice(start, batchStarts[index + 1]));
    }
    return ids.length;
  }

  async readLogits(
    append: readonly TokenId[],
    at: readonly number[],
    of: readonly TokenId[],
  ): Promise<{ logits: number[]; evaluatedTokens: number }> {
    const start = this.ids.length;
    await this.evaluate(append);
    const logits = at.flatMap((offset) => {
      const probs = this.model.predict(this.ids.slice(0, start + offset + 1));
      return of.map((id) => Math.log(probs[id] ?? 0));
    });
    return { logits, evaluatedTokens: append.length };
  }

  async evaluate(ids: readonly TokenId[]): Promise<number> {
    this.model.onEvaluate?.(ids);
    this.batches.push([...ids]);
    this.ids.push(...ids);
    return ids.length;
  }

  async observe(id: TokenId, back: number): Promise<Observation> {
    return observation(this.model.predict(this.ids.slice(0, this.ids.length - back)), id);
  }

  async pick(sampler: SamplerSettings, suppress: readonly TokenId[]): Promise<Observation> {
    const probs = this.model.predict(this.ids);
    const allowed = probs.map((p, id) => (suppress.includes(id) ? 0 : p));
    const drawn = (): TokenId => (sampler.temperature === 0 ? argmax(allowed) : this.draw(allowed, sampler));
    return observation(probs, this.model.choose?.(this.ids, sampler) ?? drawn());
  }

  async truncate(length: number): Promise<void> {
    this.ids.length = length;
  }

  copyFrom(other: ScriptedSequence, length: number): void {
    this.ids = other.ids.slice(0, length);
  }

  async dispose(): Promise<void> {
    this.ids = [];
  }

  private draw(probs: readonly number[], sampler: SamplerSettings): TokenId {
    const weights = probs.map((p) => p ** (1 / sampler.temperature));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let left = (mixSeed(sampler.seed, this.ids.length) / 2 ** 32) * total;
    for (const [id, weight] of weights.entries()) {
      left -= weight;
      if (left < 0) return id;
    }
    return argmax(probs);
  }
}

/** Slot after slot; a call to it is told as if they went together. */
class ScriptedGroup implements SequenceGroup {
  constructor(private readonly sequences: readonly ScriptedSequence[]) {}

  get slots(): number {
    return this.sequences.length;
  }

  async copy(from: number, to: number, length: number): Promise<void> {
    this.at(to).copyFrom(this.at(from), length);
  }

  truncate(slot: number, length: number): Promise<void> {
    return this.at(slot).truncate(length);
  }

  async generate(
    requests: readonly SlotRequest[],
    onFrame: (index: number, frame: GenerateFrame) => void,
    signal?: CancelSignal,
  ): Promise<GenerateResult[]> {
    const results: GenerateResult[] = [];
    for (const [index, { slot, request }] of requests.entries())
      results.push(await this.at(slot).generate(request, (frame) => onFrame(index, frame), signal));
    return results;
  }

  async readLogits(
    readings: readonly SlotReading[],
  ): Promise<{ logits: number[]; evaluatedTokens: number }[]> {
    const results: { logits: number[]; evaluatedTokens: number }[] = [];
    for (const { slot, append, at, of } of readings)
      results.push(await this.at(slot).readLogits(append, at, of));
    return results;
  }

  async dispose(): Promise<void> {}

  private at(slot: number): ScriptedSequence {
    const sequence = this.sequences[slot];
    if (!sequence) throw new Error(`no slot ${slot}`);
    return sequence;
  }
}

function argmax(values: readonly number[]): TokenId {
  let best = 0;
  for (const [id, value] of values.entries()) if (value > (values[best] ?? 0)) best = id;
  return best;
}

function observation(probs: readonly number[], id: TokenId): Observation {
  const order = probs.map((prob, token) => ({ id: token, prob })).sort((a, b) => b.prob - a.prob);
  return {
    id,
    prob: probs[id] ?? 0,
    entropy: entropyFromTop(
      order.map(({ prob }) => prob),
      probs.length,
    ),
    alternatives: order.slice(0, 5),
  };
}
