/**
 * How sign-token PRMs want a trace written, and where they answer (shared semantics, section 4).
 * The score is P(+) over {+, −} at one position a step.
 */
import { buildPrompt, renderChat, tokenizeChat, type ChatMessage, type RenderedChat } from '../decode/prompt';
import type { Engine, TokenId, TokenizeOptions } from '../engine';
import { errors } from '../errors';
import type { ScorerProtocol } from '../trace/trace';
import type { HeadProtocol } from './headScorer';
import { protocolByName } from './protocolName';

/** Writes one trace for a scorer, piece by piece. */
export interface ScorerDialogue {
  /** Ids that the next step adds; the score is read at the last one. */
  next(step: string): Promise<TokenId[]>;
}

export interface ScorerAdapter {
  readonly positive: TokenId;
  readonly negative: TokenId;
  /** @param earlier steps that were told already: the next one stands behind them; default: none */
  begin(question: string, earlier?: readonly string[]): ScorerDialogue;
}

export const STEP_TAG = '<step>';
const MATH_SHEPHERD_TAG = 'ки';

export async function openAdapter(
  engine: Engine,
  protocol: Exclude<ScorerProtocol, HeadProtocol>,
): Promise<ScorerAdapter> {
  switch (protocol) {
    case 'step-tag':
      return stepTag(engine);
    case 'math-shepherd':
      return mathShepherd(engine);
    case 'rlhflow':
      return rlhflow(engine);
    default:
      return protocol satisfies never;
  }
}

/** The protocol that a model was made for, by its vocabulary and name; null when none fits. */
export async function detectProtocol(engine: Engine): Promise<ScorerProtocol | null> {
  const { name, file } = engine.info.identity;
  if ((await singleId(engine, STEP_TAG, { special: true, continues: true })) !== null) return 'step-tag';
  return protocolByName(`${name} ${file}`);
}

/** Bundled scorer: the reasoner's prompt and steps, a `<step>` token after the newline of each step. */
async function stepTag(engine: Engine): Promise<ScorerAdapter> {
  const tag = await required(engine, STEP_TAG, { special: true, continues: true });
  return {
    positive: await required(engine, '+', { special: false, continues: true }),
    negative: await required(engine, '-', { special: false, continues: true }),
    begin: (question, told = []) => {
      let first = told.length === 0;
      return {
        next: async (step) => {
          const text = step.endsWith('\n') ? step : `${step}\n`;
          const head = first ? (await buildPrompt(engine, question, '')).ids : [];
          first = false;
          return [...head, ...(await engine.tokenize(text, { special: false, continues: true })), tag];
        },
      };
    },
  };
}

/** Math-Shepherd: `{question} {step} ки\n{step} ки …`; the ids of signs and tag are those with a space before. */
async function mathShepherd(engine: Engine): Promise<ScorerAdapter> {
  const { bosId } = engine.info;
  const tag = await required(engine, MATH_SHEPHERD_TAG, { special: false, continues: false });
  return {
    positive: await required(engine, '+', { special: false, continues: false }),
    negative: await required(engine, '-', { special: false, continues: false }),
    begin: (question, told = []) => {
      let first = told.length === 0;
      return {
        next: async (step) => {
          const text = `${first ? `${question} ` : '\n'}${step.trim()}`;
          const ids = await engine.tokenize(text, { special: false, continues: !first });
          const head = first && bosId !== null ? [bosId] : [];
          first = false;
          return [...head, ...ids, tag];
        },
      };
    },
  };
}

/** RLHFlow: each step is a user turn and the model answers `+` or `-`; earlier steps stand answered by `+`. */
async function rlhflow(engine: Engine): Promise<ScorerAdapter> {
  const { info } = engine;
  if (info.chatTemplate === null) {
    throw errors.scorerUnsupported(
      info.identity.name,
      'the RLHFlow protocol needs a chat template, and it has none',
    );
  }
  return {
    positive: await required(engine, '+', { special: false, continues: true }),
    negative: await required(engine, '-', { special: false, continues: true }),
    begin: (question, told = []) => {
      const earlier: ChatMessage[] = [];
      const tell = (step: string): RenderedChat => {
        const content = earlier.length === 0 ? `${question} ${step.trim()}` : step.trim();
        const chat = renderChat(info, earlier, 'user', content);
        earlier.push({ role: 'user', content }, { role: 'assistant', content: '+' });
        return chat;
      };
      let written = '';
      for (const step of told) written = tell(step).text;
      return {
        next: async (step) => {
          const chat = tell(step);
          if (!chat.text.startsWith(written)) {
            throw errors.scorerUnsupported(
              info.identity.name,
              'its chat template rewrites earlier turns, so steps cannot be scored one after the other',
            );
          }
          const ids = await tokenizeChat(engine, chat, written.length);
          written = chat.text;
          return ids;
        },
      };
    },
  };
}

/**
 * P(+), the softmax over the two signs.
 * @param logits of + and of −
 * @throws WaitpointError `engineFailed`
 */
export function signScore([plus = NaN, minus = NaN]: readonly number[]): number {
  const score = 1 / (1 + Math.exp(minus - plus));
  if (Number.isNaN(score)) throw errors.engineFailed('The scorer gave no logits for its signs.');
  return Number(score.toPrecision(5));
}

async function required(engine: Engine, text: string, options: TokenizeOptions): Promise<TokenId> {
  const id = await singleId(engine, text, options);
  if (id === null) {
    throw errors.scorerUnsupported(
      engine.info.identity.name,
      `${JSON.stringify(text)} is no single token of it`,
    );
  }
  return id;
}

/** The only id of `text`, or null when it has another number of ids. */
async function singleId(engine: Engine, text: string, options: TokenizeOptions): Promise<TokenId | null> {
  const ids = await engine.tokenize(text, options);
  return ids.length === 1 ? (ids[0] ?? null) : null;
}
