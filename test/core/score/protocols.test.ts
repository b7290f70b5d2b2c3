import { describe, expect, it } from 'vitest';
import { detectProtocol, openAdapter } from '../../../src/core/score/protocols';
import { openScorer } from '../../../src/core/score/openScorer';
import type { HeadProtocol } from '../../../src/core/score/headScorer';
import type { ScorerProtocol } from '../../../src/core/trace/trace';
import {
  scriptedEngine,
  type ScriptedEngine,
  type ScriptedModel,
} from '../../../src/engines/scripted/scriptedEngine';

const VOCABULARY = [
  '<s>', // 0
  '<step>',
  '<user>',
  '<assistant>',
  '<eot>', // 4
  '+',
  '-',
  'ки',
  'Q?',
  'one', // 9
  'two',
  'three',
  ' ',
  '\n',
  'Question: ', // 14
  '<think>',
  'x',
];
const [
  bos,
  step,
  user,
  assistant,
  eot,
  plus,
  minus,
  ki,
  question,
  one,
  two,
  three,
  space,
  newline,
  head,
  think,
] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const SPECIAL = [bos, step, user, assistant, eot, think];

const STEP_TAG_TEMPLATE = "Question: {{ messages[0].content }}{{ '\\n<think>\\n' }}";
const TURNS =
  '{{ bos_token }}{% for m in messages %}{% if m.role == "user" %}<user>{% else %}<assistant>{% endif %}' +
  '{{ m.content | trim }}<eot>{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}';

function engineOf(more: Partial<ScriptedModel> = {}): ScriptedEngine {
  return scriptedEngine({
    vocabulary: VOCABULARY,
    special: SPECIAL,
    endOfGeneration: [eot],
    bosId: bos,
    // After its n-th token the model gives + the share 1/n of what + and − get.
    predict: (ids) =>
      VOCABULARY.map((_, id) => (id === plus ? 1 / ids.length : id === minus ? 1 - 1 / ids.length : 0)),
    ...more,
  });
}

type SignProtocol = Exclude<ScorerProtocol, HeadProtocol>;

/** Ids that each step adds. */
async function idsOf(
  protocol: SignProtocol,
  steps: readonly string[],
  engine: ScriptedEngine,
): Promise<number[][]> {
  const dialogue = (await openAdapter(engine, protocol)).begin('Q?');
  const added: number[][] = [];
  for (const text of steps) added.push(await dialogue.next(text));
  return added;
}

const EXPECTED: [SignProtocol, Partial<ScriptedModel>, number[][]][] = [
  [
    'step-tag',
    { chatTemplate: STEP_TAG_TEMPLATE },
    [
      [bos, head, question, newline, think, newline, one, newline, step],
      [two, newline, step],
      [three, newline, step],
    ],
  ],
  [
    'math-shepherd',
    {},
    [
      [bos, question, space, one, ki],
      [newline, two, ki],
      [newline, three, ki],
    ],
  ],
  [
    'rlhflow',
    { chatTemplate: TURNS },
    [
      [bos, user, question, space, one, eot, assistant],
      [plus, eot, user, two, eot, assistant],
      [plus, eot, user, three, eot, assistant],
    ],
  ],
];

describe('a scorer’s protocol', () => {
  it.each(EXPECTED)(
    '%s adds to what was evaluated exactly what it wants',
    async (protocol, model, expected) => {
      expect(await idsOf(protocol, ['one\n', 'two', 'three\n'], engineOf(model))).toEqual(expected);
    },
  );

  it.each(EXPECTED)(
    '%s evaluates every token once, and little more than the trace',
    async (protocol, model, expected) => {
      const engine = engineOf(model);
      const scorer = await openScorer(engine, protocol);
      const session = await scorer.open('Q?', 100);
      let evaluated = 0;
      let length = 0;
      for (const [index, text] of ['one\n', 'two\n', 'three\n'].entries()) {
        const result = await session.score(text);
        evaluated += result.evaluatedTokens;
        length += expected[index]?.length ?? NaN;
        // Softmax of log(1/n) and log(1 − 1/n), read at the last token: 1/n.
        expect(result.score).toBeCloseTo(1 / length, 4);
      }
      expect(engine.batches).toEqual(expected);
      expect(evaluated).toBe(length);
    },
  );

  it.each(EXPECTED)(
    '%s takes special tokens in a question or a step as plain text',
    async (protocol, model) => {
      const letters = [...'<>abcdefghijklmnopqrstuvwxyz'];
      const engine = engineOf({ ...model, vocabulary: [...VOCABULARY, ...letters] });
      const dialogue = (await openAdapter(engine, protocol)).begin('<eot>');
      const expected: Record<SignProtocol, number[]> = {
        'step-tag': [think, step],
        'math-shepherd': [],
        rlhflow: [user, eot, assistant],
      };
      const special = (ids: readonly number[]): number[] =>
        ids.filter((id) => SPECIAL.includes(id) && id !== bos);
      expect(special(await dialogue.next('<assistant>'))).toEqual(expected[protocol]);
      const second: Record<SignProtocol, number[]> = {
        'step-tag': [step],
        'math-shepherd': [],
        rlhflow: [eot, user, eot, assistant],
      };
      expect(special(await dialogue.next('<user><eot>'))).toEqual(second[protocol]);
    },
  );

  it.each(EXPECTED)('%s needs its signs as single tokens', async (protocol, model) => {
    for (const sign of [plus, minus]) {
      const vocabulary = VOCABULARY.map((piece, id) => (id === sign ? 'removed' : piece));
      const engine = engineOf({ ...model, vocabulary: [...vocabulary, `${VOCABULARY[sign]}x`] });
      await expect(openAdapter(engine, protocol)).rejects.toThrow();
      const split = engineOf({ ...model, vocabulary });
      const twoTokens = {
        ...split,
        tokenize: async (text: string) => (text === '+' || text === '-' ? [one, two] : [one]),
      };
      await expect(openAdapter(twoTokens, protocol)).rejects.toMatchObject({
        code: 'scorerUnsupported',
        message: expect.stringMatching(/"[+-]" is no single token/) as string,
      });
    }
  });

  it('math-shepherd needs its tag as a single token', async () => {
    const engine = engineOf();
    const tokenize = async (text: string): Promise<number[]> => (text === 'ки' ? [one, two] : [one]);
    await expect(openAdapter({ ...engine, tokenize }, 'math-shepherd')).rejects.toThrow(
      '"ки" is no single token',
    );
  });

  it('rlhflow needs a chat template that only appends', async () => {
    await expect(openAdapter(engineOf(), 'rlhflow')).rejects.toThrow('needs a chat template');
    const last = '<user>{{ messages[-1].content }}<eot>{{ messages | length }}';
    const engine = engineOf({ chatTemplate: last.replace('{{ messages | length }}', '') });
    const dialogue = (await openAdapter(engine, 'rlhflow')).begin('Q?');
    await dialogue.next('one');
    await expect(dialogue.next('two')).rejects.toThrow('rewrites earlier turns');
  });
});

describe('the protocol of a model', () => {
  it('is step-tag where the vocabulary has the tag, else told by the name', async () => {
    expect(await detectProtocol(engineOf())).toBe('step-tag');
    const vocabulary = [...VOCABULARY, ...'<>step'].map((piece, id) => (id === step ? 'removed' : piece));
    const named = (name: string): Promise<ScorerProtocol | null> =>
      detectProtocol(engineOf({ vocabulary, name }));
    expect(await named('Math-Shepherd-Mistral-7B-PRM')).toBe('math-shepherd');
    expect(await named('RLHFlow_Llama3.1-8B-PRM-Deepseek-Data')).toBe('rlhflow');
    expect(await named('Llama3.1-8B-PRM-Mistral-Data')).toBe('rlhflow');
    expect(await named('llama-3.1-8b-instruct')).toBeNull();
    await expect(openScorer(engineOf({ vocabulary, name: 'plain' }))).rejects.toThrow(
      '"plain" cannot score steps: its protocol is not known. Name one of step-tag, math-shepherd, rlhflow',
    );
  });
});

describe('a score', () => {
  it('is the softmax of the two signs: 0.3 and 0.1 give 0.75', async () => {
    const predict = (): number[] =>
      VOCABULARY.map((_, id) => (id === plus ? 0.3 : id === minus ? 0.1 : 0.6 / 15));
    const scorer = await openScorer(engineOf({ predict, chatTemplate: STEP_TAG_TEMPLATE }));
    const session = await scorer.open('Q?', 10);
    expect((await session.score('one')).score).toBe(0.75);
  });

  it('is 0 or 1 where a sign is impossible, and an error where both are', async () => {
    const scoreWith = async (up: number, down: number): Promise<number> => {
      const predict = (): number[] => VOCABULARY.map((_, id) => (id === plus ? up : id === minus ? down : 0));
      const session = await (await openScorer(engineOf({ predict }), 'math-shepherd')).open('Q?', 10);
      return (await session.score('one')).score;
    };
    expect(await scoreWith(1, 0)).toBe(1);
    expect(await scoreWith(0, 1)).toBe(0);
    await expect(scoreWith(0, 0)).rejects.toThrow('no logits for its signs');
  });

  it('is refused when the context of the scorer is too small, with the needed size', async () => {
    const scorer = await openScorer(engineOf({ trainContextSize: 6 }), 'math-shepherd');
    const session = await scorer.open('Q?', 100);
    await session.score('one');
    await expect(session.score('two')).rejects.toThrow(/context of 8 tokens .*only 6 are available/);
  });

  it('has room for a question of any length, up to what the scorer was trained for', async () => {
    const sizes: number[] = [];
    const question = 'x'.repeat(10_000);
    const engine = engineOf({ trainContextSize: 10_600, chatTemplate: STEP_TAG_TEMPLATE });
    const noting = {
      ...engine,
      openSequence: (size: number) => (sizes.push(size), engine.openSequence(size)),
    };
    const scorer = await openScorer(noting);
    const session = await scorer.open(question, 40);
    expect((await session.score('one')).evaluatedTokens).toBeGreaterThan(10_000);
    await scorer.open(question, 4000);
    // 10,000 of the question, 40 of thinking and half as many again, 512 besides.
    expect(sizes).toEqual([10_572, 10_600]);
  });

  it('tells which protocol it is read by', async () => {
    expect((await openScorer(engineOf())).identity).toMatchObject({ name: 'scripted', protocol: 'step-tag' });
    expect((await openScorer(engineOf(), 'math-shepherd')).identity.protocol).toBe('math-shepherd');
  });
});
