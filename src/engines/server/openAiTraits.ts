/**
 * Which settings a server keeps to, and what goes into the probabilities it tells: tried out when a run first needs to
 * know, since servers ignore what they do not know without a word.
 */
import type { TokenId } from '../../core/engine';
import { picksOf, type ToldPick } from './openAiAnswer';
import { sampleOf } from './openAiHabits';
import type { OpenAiServer } from './openAiServer';
import { ServerFault } from './serverFault';

/** As far as OpenAI's specification lets a token be pushed. */
export const MOST_BIAS = 100;

/** Tokens in which a setting must show, and prompts that are tried. */
const TRIAL = 32;
const TRIALS = 8;
/** By chance alone, all of them would be the likeliest no more often. */
const CHANCE = 1e-3;
/** The same logarithm read twice, in batches of different kinds, is no further apart (docs/decisions.md). */
const SAME = 0.3;

/** Each with a value at which nothing can miss it. */
const EXTREMES = {
  greedy: { temperature: 0 },
  temperature: { temperature: 2 },
  topP: { temperature: 1, top_p: 0.01 },
  topK: { temperature: 1, top_k: 1 },
  minP: { temperature: 1, min_p: 1 },
  repetition_penalty: { temperature: 1, repetition_penalty: 2 },
  repeat_penalty: { temperature: 1, repeat_penalty: 2 },
} as const;
export type Setting = keyof typeof EXTREMES;

/** `raw`: the bias works, and probabilities are those without it; `shown`: it goes into them. */
export type BiasTrait = 'raw' | 'shown' | 'ignored';

export class OpenAiTraits {
  private readonly known = new Map<string, Promise<unknown>>();

  constructor(private readonly server: OpenAiServer) {}

  /** Whether probabilities are those of the model with this setting, too. */
  tellsRaw(setting: Setting): Promise<boolean> {
    return this.once(`raw ${setting}`, async () => {
      const plain = await this.first({ temperature: 1 });
      const altered = await this.first(EXTREMES[setting]);
      const there = new Map(altered.map(({ id, logprob }) => [id, logprob]));
      return plain.slice(0, 3).every(({ id, logprob }) => isSame(there.get(id), logprob));
    });
  }

  /** Whether it picks from the likeliest alone where it is told to: at a temperature at which it would stray. */
  keepsTo(setting: 'topK' | 'minP'): Promise<boolean> {
    return this.once(`keeps to ${setting}`, async () => {
      let chance = 1;
      // An answer may end at once: what follows longer prompts is another one.
      for (let more = 0; more < TRIALS; more++) {
        const asked = { ...EXTREMES[setting], temperature: 2, seed: 1, max_tokens: TRIAL };
        const picks = await this.picks(asked, more);
        for (const { text, id, top } of picks) {
          const [first, ...others] = top.toSorted((a, b) => b.logprob - a.logprob);
          if (!first || first.text !== text || first.id !== id) return false;
          chance /= others.reduce((sum, one) => sum + Math.exp((one.logprob - first.logprob) / 2), 1);
          if (chance < CHANCE) return true;
        }
      }
      return false;
    });
  }

  /** What it calls its penalty of repetition; null: it has none. */
  penaltyName(): Promise<'repetition_penalty' | 'repeat_penalty' | null> {
    return this.once('penalty', async () => {
      const refused = '';
      for (let more = 0; more < TRIALS; more++) {
        const said = async (penalty: object): Promise<string> => {
          const picks = await this.picks({ temperature: 0, max_tokens: TRIAL, ...penalty }, more);
          return picks.map(({ text, id }) => `${id} ${text}`).join();
        };
        const without = await said({});
        for (const name of ['repetition_penalty', 'repeat_penalty'] as const)
          if (![without, refused].includes(await said({ [name]: 2 }))) return name;
      }
      return null;
    });
  }

  bias(): Promise<BiasTrait> {
    return this.once('bias', async () => {
      const [likeliest] = await this.first({ temperature: 1 });
      if (!likeliest) return 'ignored';
      const { id, logprob } = likeliest;
      const [pick] = await this.picks({ max_tokens: 1, logit_bias: { [String(id)]: -MOST_BIAS } });
      if (!pick || (await this.server.known(() => this.server.vocabulary.texts.alternative(pick))) === id)
        return 'ignored';
      const now = this.server.topOf(pick).find((one) => one.id === id);
      return isSame(now?.logprob, logprob) ? 'raw' : 'shown';
    });
  }

  /** Whether it tells log-probabilities of a prompt, with `echo`. */
  echoes(): Promise<boolean> {
    return this.once('echo', async () => {
      const ids = await this.sample();
      const picks = await this.picks({ max_tokens: 1, echo: true });
      return picks.length === ids.length + 1;
    });
  }

  private async first(more: object): Promise<{ id: TokenId; logprob: number }[]> {
    const [pick] = await this.picks({ seed: 1, ...more, max_tokens: 1 });
    return pick ? this.server.topOf(pick) : [];
  }

  /** Behind the sample; none where it refuses what it is asked. @param more times that its end is repeated */
  private async picks(asked: object, more = 0): Promise<ToldPick[]> {
    try {
      const { choices } = await this.server.complete(await this.sample(more), asked);
      return choices[0] ? picksOf(choices[0]) : [];
    } catch (error) {
      if (error instanceof ServerFault && error.kind === 'refused') return [];
      throw error;
    }
  }

  private async sample(more = 0): Promise<TokenId[]> {
    const { vocabulary, habits } = this.server;
    const { ids } = await this.once('sample', () => sampleOf(vocabulary));
    const { bosId, endOfGenerationIds } = vocabulary.tokenizer.info;
    const end = ids.slice(Math.max(0, ids.lastIndexOf(endOfGenerationIds[0] ?? -1)));
    const longer = [...ids, ...Array.from({ length: more }, () => end).flat()];
    return habits.addsBos && bosId !== null ? [bosId, ...longer] : longer;
  }

  private once<T>(what: string, find: () => Promise<T>): Promise<T> {
    const known = this.known.get(what) as Promise<T> | undefined;
    if (known) return known;
    const found = find();
    this.known.set(what, found);
    // What failed is tried again when it is next asked for.
    found.catch(() => this.known.delete(what));
    return found;
  }
}

const isSame = (a: number | undefined, b: number): boolean => a !== undefined && Math.abs(a - b) < SAME;
