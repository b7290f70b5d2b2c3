/** Reads the raw distribution at one position of the last batch, beside whatever sampler picks the token. */
import type { Llama, LlamaModel } from 'node-llama-cpp';
import { entropyFromTop } from '../../../core/decode/entropy';
import { mixSeed } from '../../../core/decode/random';
import { errors } from '../../../core/errors';
import type { Observation } from '../../../core/generation';
import type { TokenId } from '../../../core/engine';
import { ALTERNATIVES } from '../../../core/trace/tokenColumns';
import type { SamplerSettings } from '../../../core/trace/trace';
import { createSampler, type NativeContext, type NativeSampler } from './bindings';

/**
 * Most probable tokens read at every position: as cheap as the greedy pick alone up to about 40 (measured, see
 * docs/benchmarks.md), and enough for the alternatives and a close estimate of the entropy.
 */
const TOP = 40;

/** llama.cpp's usual window. */
const PENALTY_WINDOW = 64;

interface Raw {
  readonly ids: number[];
  readonly logits: number[];
  /** Σ exp(logit − highest logit) over the whole vocabulary. */
  readonly weight: number;
  readonly greedy: TokenId;
}

export class Distribution {
  private readonly top: NativeSampler;
  private readonly greedy: NativeSampler;
  private readonly chooser: NativeSampler;
  private readonly vocabularySize: number;

  constructor(
    llama: Llama,
    model: LlamaModel,
    private readonly context: NativeContext,
    vocabularySize: number,
  ) {
    this.vocabularySize = vocabularySize;
    this.top = createSampler(llama, model);
    this.top.applyConfig({ temperature: 1, topK: Math.min(TOP, vocabularySize), topP: 1, minP: 0, seed: 1 });
    this.greedy = createSampler(llama, model);
    this.greedy.applyConfig({ temperature: 0 });
    this.chooser = createSampler(llama, model);
  }

  /** What the model thought of `id` at batch index `index`. */
  async observe(index: number, id: TokenId): Promise<Observation> {
    return this.describe(await this.read(index), id, index);
  }

  /**
   * Picks by `settings`.
   * @param history ids of the sequence, for the penalty and the random number
   */
  async pick(
    index: number,
    settings: SamplerSettings,
    suppress: readonly TokenId[],
    history: readonly TokenId[],
  ): Promise<Observation> {
    const plainGreedy = settings.temperature === 0 && settings.repeatPenalty === 1 && suppress.length === 0;
    if (plainGreedy) {
      const raw = await this.read(index);
      return this.describe(raw, raw.greedy, index);
    }
    this.chooser.applyConfig({
      temperature: settings.temperature,
      topK: settings.topK,
      topP: settings.topP,
      minP: settings.minP,
      seed: mixSeed(settings.seed, history.length),
      repeatPenalty: settings.repeatPenalty,
      repeatPenaltyMaxTokens: PENALTY_WINDOW,
      repeatPenaltyTokens: Uint32Array.from(history.slice(-PENALTY_WINDOW)),
      tokenBiasKeys: Uint32Array.from(suppress),
      tokenBiasValues: Float32Array.from(suppress, () => -Infinity),
    });
    const [id, raw] = await Promise.all([this.context.sampleToken(index, this.chooser), this.read(index)]);
    if (id < 0) throw errors.engineFailed('The sampler settings leave no token to pick.');
    return this.describe(raw, id, index);
  }

  /** Raw logits of `of` at batch index `index`. */
  async logits(index: number, of: readonly TokenId[]): Promise<number[]> {
    const result = await this.context.sampleToken(
      index,
      this.greedy,
      false,
      false,
      [of, false, false, false, 0],
      false,
    );
    const pairs = result[3] ?? [];
    return of.map((id) => {
      for (let i = 0; i < pairs.length; i += 2) if (pairs[i] === id) return pairs[i + 1] as number;
      throw errors.engineFailed(`The engine gave no logit for token ${id}.`);
    });
  }

  dispose(): void {
    this.top.dispose();
    this.greedy.dispose();
    this.chooser.dispose();
  }

  private async read(index: number): Promise<Raw> {
    // Side by side on two threads; never beside the next decode, which would overwrite the logits they read.
    const [weighed, listed] = await Promise.all([
      this.context.sampleToken(index, this.greedy, false, false, undefined, true),
      this.context.sampleToken(index, this.top, false, false, true, false),
    ]);
    const pairs = listed[3];
    const weight = weighed[4];
    if (weighed[0] < 0 || !pairs || pairs.length === 0 || weight === undefined) {
      throw errors.engineFailed('The engine gave no logits for a token.');
    }
    const ids: number[] = [];
    const logits: number[] = [];
    for (let i = 0; i < pairs.length; i += 2) {
      ids.push(pairs[i] as number);
      logits.push(pairs[i + 1] as number);
    }
    return { ids, logits, weight, greedy: weighed[0] };
  }

  private async describe(raw: Raw, id: TokenId, index: number): Promise<Observation> {
    const highest = raw.logits[0] ?? 0;
    const probability = (logit: number): number => Math.min(1, Math.exp(logit - highest) / raw.weight);
    const probs = raw.logits.map(probability);
    const at = raw.ids.indexOf(id);
    return {
      id,
      prob: at >= 0 ? (probs[at] ?? 0) : probability((await this.logits(index, [id]))[0] ?? -Infinity),
      entropy: entropyFromTop(probs, this.vocabularySize),
      alternatives: raw.ids.slice(0, ALTERNATIVES).map((other, i) => ({ id: other, prob: probs[i] ?? 0 })),
    };
  }
}
