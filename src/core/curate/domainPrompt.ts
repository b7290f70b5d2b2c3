/** Asks a model for the domain of a question: which of some names it finds likeliest. */
import type { CancelSignal, Engine, Sequence, TokenId } from '../engine';
import { GREEDY } from '../trace/trace';

/** A field is known by the beginning of a question; a whole proof would only take time. */
export const LONGEST_ASKED = 4_000;

/** What stands before the name. Any change of it changes the domains. */
export function domainPrompt(question: string, names: readonly string[]): string {
  return (
    `Which field does this question belong to? Fields: ${names.join('; ')}.\n\n` +
    `Question: ${question.slice(0, LONGEST_ASKED).trim()}\n\nField:`
  );
}

export interface DomainAsker {
  /** @returns the likeliest name; null: `signal` fired */
  ask(question: string, signal?: CancelSignal): Promise<string | null>;
}

/**
 * Compares the probability that the model gives each name, with the line break behind it, after the prompt: the
 * product over its tokens. Of two as likely the first counts.
 * @param openSequence of at least that many tokens
 */
export async function openDomainAsker(
  engine: Engine,
  names: readonly string[],
  openSequence: (contextSize: number) => Promise<Sequence>,
): Promise<DomainAsker> {
  const named = await Promise.all(
    names.map((name) => engine.tokenize(` ${name}\n`, { special: false, continues: true })),
  );
  const longest = Math.max(0, ...named.map(({ length }) => length));
  return {
    ask: async (question, signal) => {
      const text = await engine.tokenize(domainPrompt(question, names), { special: false, continues: false });
      const prompt = engine.info.bosId === null ? text : [engine.info.bosId, ...text];
      const sequence = await openSequence(prompt.length + longest + 1);
      try {
        let best = { name: null as string | null, logProb: -Infinity };
        await evaluate(sequence, prompt, 0, signal);
        for (const [i, ids] of named.entries()) {
          const logProb = await evaluate(sequence, ids, ids.length, signal);
          if (signal?.aborted) return null;
          if (best.name === null || logProb > best.logProb) best = { name: names[i] ?? null, logProb };
          await sequence.truncate(prompt.length);
        }
        return best.name;
      } finally {
        await sequence.dispose();
      }
    },
  };
}

/** @returns the logarithm of the probability of the last `report` tokens */
async function evaluate(
  sequence: Sequence,
  append: readonly TokenId[],
  report: number,
  signal?: CancelSignal,
): Promise<number> {
  let logProb = 0;
  await sequence.generate(
    { append, report, maxTokens: 0, stopIds: [], stopTexts: [], suppressFirst: [], sampler: GREEDY },
    ({ tokens }) => {
      for (const prob of tokens.prob) logProb += Math.log(prob ?? 0);
    },
    signal,
  );
  return logProb;
}
