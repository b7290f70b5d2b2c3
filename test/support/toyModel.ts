import { mixSeed } from '../../src/core/decode/random';
import type { TokenId } from '../../src/core/engine';
import type { ScriptedModel } from '../../src/engines/scripted/scriptedEngine';

/** Ids of the toy vocabulary, by what they spell. */
export const TOY = {
  think: 0,
  endThink: 1,
  eos: 2,
  wait: 3,
  a: 4,
  b: 5,
  newline: 6,
  finalAnswer: 7,
  seven: 8,
  /** The two bytes of é. */
  e1: 9,
  e2: 10,
  hmm: 11,
  lt: 12,
  end: 13,
  gt: 14,
  turn: 15,
  answer: 16,
  turnEnd: 17,
  thinkWord: 18,
  colon: 19,
  question: 20,
} as const;

const vocabulary: (string | Uint8Array)[] = [
  '<think>',
  '</think>',
  '<eos>',
  'Wait',
  'a',
  'b',
  '\n',
  'Final Answer:',
  '7',
  new Uint8Array([0xc3]),
  new Uint8Array([0xa9]),
  'Hmm',
  '<',
  'end',
  '>',
  '<|im_start|>',
  'answer',
  '<|im_end|>',
  'think',
  ':',
  '?',
];

const special = [TOY.think, TOY.endThink, TOY.eos, TOY.turn, TOY.turnEnd];

/** A toy model from a function that names the next token; the rest of the mass is spread evenly. */
export function toyModel(
  next: (ids: readonly TokenId[]) => TokenId,
  more: Partial<ScriptedModel> = {},
): ScriptedModel {
  const sure = 0.9;
  return {
    vocabulary,
    special,
    endOfGeneration: [TOY.eos],
    predict: (ids) => {
      const picked = next(ids);
      return vocabulary.map((_, id) => (id === picked ? sure : (1 - sure) / (vocabulary.length - 1)));
    },
    ...more,
  };
}

/** Says its lines in order: each `think` part ends in the end of thinking, the last is the answer. */
export function lines(...parts: readonly (readonly TokenId[])[]): (ids: readonly TokenId[]) => TokenId {
  const script = parts.flat();
  // Prompts are one batch before the first token; what follows them counts, forced tokens included.
  return (ids) => script[ids.length - ids.indexOf(TOY.think) - 2] ?? TOY.eos;
}

/** A model of random but fixed habits: the next token depends on all before it. */
export function randomModel(salt: number, more: Partial<ScriptedModel> = {}): ScriptedModel {
  return {
    vocabulary,
    special,
    endOfGeneration: [TOY.eos],
    predict: (ids) => {
      let hash = salt;
      for (const id of ids) hash = mixSeed(hash, id);
      const weights = vocabulary.map((_, id) => {
        const weight = (mixSeed(hash, id + 1) / 2 ** 32) ** 4;
        // Ends often, so that waits happen.
        return id === TOY.endThink ? weight * 2 : weight;
      });
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return weights.map((weight) => weight / total);
    },
    ...more,
  };
}
