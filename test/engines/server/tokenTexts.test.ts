import { beforeAll, describe, expect, it } from 'vitest';
import { TokenTexts, type ToldToken } from '../../../src/engines/server/tokenTexts';
import { toyTokenizer } from '../../support/stubOpenAi';
import { TOY, toyModel } from '../../support/toyModel';

const [SPACED, TWIN] = [21, 22];
let texts: TokenTexts;
beforeAll(async () => {
  const model = toyModel(() => TOY.a);
  // A word with a space before it, and a second token that spells "b".
  texts = await TokenTexts.of(toyTokenizer({ ...model, vocabulary: [...model.vocabulary, ' Hi', 'b'] }));
});

const told = (text: string, more: Partial<ToldToken> = {}): ToldToken => ({
  text,
  bytes: null,
  id: null,
  ...more,
});

describe('the ids of what a server tells', () => {
  it.each<[string, ToldToken, number[] | null]>([
    ['a text', told('Wait'), [TOY.wait]],
    ['a control token', told('</think>'), [TOY.endThink]],
    ['bytes, whatever the text is', told('?', { bytes: [0x61] }), [TOY.a]],
    ['bytes in the spelling of OpenAI and vLLM', told('bytes:\\xc3'), [TOY.e1]],
    ['one that the tokenizer makes, of two with the same bytes', told('b'), [TOY.b]],
    ['an id with the bytes of it', told('b', { id: TWIN }), [TWIN]],
    ['an id without a text, as of control tokens', told('', { bytes: [], id: TOY.eos }), [TOY.eos]],
    ['half a character that is not told', told('\uFFFD'), null],
    ['half a character with its id', told('\uFFFD', { bytes: [0xa9], id: TOY.e2 }), [TOY.e2]],
    [
      'a character that is told with its last token',
      told('é', { bytes: [0xc3, 0xa9], id: TOY.e2 }),
      [TOY.e1, TOY.e2],
    ],
    ['a character that is told as one', told('é'), [TOY.e1, TOY.e2]],
    ['an id whose space was taken off its text', told('Hi', { id: SPACED }), [SPACED]],
  ])('%s', async (_, token, ids) => {
    expect(await texts.idsOf(token)).toEqual(ids);
  });

  it('take the space that the stream shows and the token has lost', async () => {
    expect(await texts.idsOf(told('Hi'), ' Hi')).toEqual([SPACED]);
    expect(await texts.idsOf(told('a'), 'a')).toEqual([TOY.a]);
  });

  it.each<[string, ToldToken]>([
    ['a text of no token', told('xyz')],
    ['a text that two tokens spell', told('ab')],
    ['an id that is none', told('a', { id: 99 })],
    ['an id of another text', told('a', { id: TOY.b })],
    ['a character with an id that does not end it', told('é', { bytes: [0xc3, 0xa9], id: TOY.e1 })],
  ])('are none: %s', async (_, token) => {
    await expect(texts.idsOf(token)).rejects.toThrow(/^(a token|token \d+)/);
  });

  it('are left out among alternatives where they are not known', () => {
    expect([told('a'), told('\uFFFD'), told('xyz')].map((one) => texts.alternative(one))).toEqual([
      TOY.a,
      null,
      null,
    ]);
  });
});
