/** Finds out how a server of unknown make is asked, by asking it about a sample of its own vocabulary. */
import type { TokenId } from '../../core/engine';
import type { Connection } from './connection';
import { picksOf, type CompletionAnswer } from './openAiAnswer';
import { ask, NEUTRAL, type Habits, type Vocabulary } from './openAiServer';
import { ServerFault } from './serverFault';

/** Alternatives to ask for: as the local engine reads; vLLM's most; OpenAI's most. */
const TOPS = [40, 20, 5] as const;
/** In no specification, and yet with defaults of their own on many servers. */
const OFF = { top_k: 0, min_p: 0, repetition_penalty: 1, repeat_penalty: 1 } as const;
/** Tokens of the sample on each side of the end token in it. */
const SAMPLE = 12;

/** A text whose tokens are spread over the vocabulary, with a control token in it. */
export async function sampleOf({ tokenizer, texts }: Vocabulary): Promise<{ text: string; ids: TokenId[] }> {
  const words: string[] = [];
  const step = Math.max(1, Math.floor(texts.size / 997));
  for (let id = 0; id < texts.size && words.length < SAMPLE; id += step) {
    const word = texts.textOf([id]);
    // Letters are read alike by every implementation of a tokenizer.
    if (/^ ?[A-Za-z]{1,12}$/.test(word)) words.push(word);
  }
  const half = words.join('').trimStart() || 'a';
  const end = texts.textOf(tokenizer.info.endOfGenerationIds.slice(0, 1));
  const text = `${half}${end}${half}`;
  return { text, ids: await tokenizer.tokenize(text, { special: true, continues: false }) };
}

/** @throws ServerFault where it tells no log-probabilities, or reads the sample in other tokens */
export async function findHabits(
  connection: Connection,
  model: string,
  vocabulary: Vocabulary,
  warn: (message: string) => void,
): Promise<Habits> {
  const { tokenizer } = vocabulary;
  const { file, name } = { file: tokenizer.info.identity.file, name: connection.address };
  const sample = await sampleOf(vocabulary);
  const { answer, asked, off } = await firstAnswer(connection, model, sample.text);
  const top = toldIn(answer);
  if (top === 0)
    throw connection.fault(
      'refused',
      'tells no log-probabilities with its completions, without which neither ids nor probabilities are known. Use a server that does, such as llama-server or vLLM.',
    );
  const counted = answer.usage?.prompt_tokens ?? null;
  const { bosId } = tokenizer.info;
  const own = sample.ids.length;
  const addsBos = counted === own + 1 && bosId !== null;
  if (counted === null)
    warn(`${name} does not say how many tokens it reads: that they are those of ${file} is not checked.`);
  else if (counted !== own && !addsBos)
    throw connection.fault(
      'refused',
      `reads ${counted} tokens where the tokenizer in ${file} makes ${own} of the same text. Name a GGUF file of the same model; or the server reads no control tokens in texts, and cannot be used.`,
    );
  const ids = addsBos ? [bosId, ...sample.ids] : sample.ids;
  const takesIds = await readsIds(connection, { model, prompt: ids, ...NEUTRAL, ...off }, top, answer);
  if (!takesIds)
    warn(`${name} takes no ids, so that prompts go to it as text; they are compared with their tokens.`);
  return { takesIds, addsBos, counts: counted !== null, top: Math.min(asked, top), off };
}

/** What is refused is left out, until it answers. */
async function firstAnswer(
  connection: Connection,
  model: string,
  prompt: string,
): Promise<{ answer: CompletionAnswer; asked: number; off: object }> {
  let refusal: unknown;
  for (const off of [OFF, {}])
    for (const asked of TOPS) {
      const body = { model, prompt, max_tokens: 1, logprobs: asked, ...NEUTRAL, ...off };
      try {
        return { answer: await ask(connection, body), asked, off };
      } catch (error) {
        if (!(error instanceof ServerFault) || error.kind !== 'refused') throw error;
        refusal = error;
      }
    }
  throw refusal;
}

/** Whether the ids of the sample are read as such: as many tokens, and the same to follow as behind the text. */
async function readsIds(
  connection: Connection,
  body: { readonly prompt: readonly TokenId[]; readonly [more: string]: unknown },
  top: number,
  behindText: CompletionAnswer,
): Promise<boolean> {
  try {
    const answer = await ask(connection, { ...body, max_tokens: 1, logprobs: top });
    if (answer.usage?.prompt_tokens !== body.prompt.length) return false;
    const likeliest = (of: CompletionAnswer): string[] =>
      (firstPick(of)?.top ?? [])
        .toSorted((a, b) => b.logprob - a.logprob)
        .slice(0, 3)
        .map(({ text, id }) => `${id ?? ''} ${text}`);
    const behindIds = likeliest(answer);
    return likeliest(behindText).some((one) => behindIds.includes(one));
  } catch (error) {
    if (error instanceof ServerFault && error.kind === 'refused') return false;
    throw error;
  }
}

const firstPick = ({ choices: [choice] }: CompletionAnswer) => (choice ? picksOf(choice)[0] : undefined);
const toldIn = (answer: CompletionAnswer): number => firstPick(answer)?.top.length ?? 0;
