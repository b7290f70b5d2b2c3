import { describe, expect, it } from 'vitest';
import { resolvePreset } from '../../../src/core/decode/preset';
import type { RunRequest } from '../../../src/core/trace/trace';
import { scriptedEngine } from '../../../src/engines/scripted/scriptedEngine';
import { toyRequest } from '../../support/runToy';
import { TOY, toyModel } from '../../support/toyModel';

const { think, endThink, turn, turnEnd, answer, newline, finalAnswer, lt, end, gt, a } = TOY;

const resolve = (more: Partial<RunRequest>): ReturnType<typeof resolvePreset> =>
  resolvePreset(scriptedEngine(toyModel(() => a)), toyRequest({}, more));

describe('the preset', () => {
  it('think-tags thinks between <think> and </think>, and prompts for the answer at a cut', async () => {
    expect(await resolve({ preset: 'think-tags' })).toEqual({
      startText: '<think>\n',
      stopIds: [endThink],
      stopTexts: [],
      endIds: [endThink],
      completesNaturalEnd: false,
      newlineIds: [],
      answerPrefixIds: [newline, finalAnswer],
      answerPrefix: '\nFinal Answer:',
      answerStopIds: [],
      stopNeverFirst: 'never',
    });
  });

  it('s1-eval stops on a turn, answers in a turn, and never stops with the first token of a round', async () => {
    expect(await resolve({ preset: 's1-eval' })).toEqual({
      startText: '<|im_start|>think',
      stopIds: [turn],
      stopTexts: [],
      endIds: [turn, answer],
      completesNaturalEnd: true,
      newlineIds: [newline],
      answerPrefixIds: [newline, finalAnswer],
      answerPrefix: '\nFinal Answer:',
      answerStopIds: [turnEnd],
      stopNeverFirst: 'always',
    });
  });

  it('s1-readme stops on both delimiters and adds no answer prefix', async () => {
    expect(await resolve({ preset: 's1-readme' })).toMatchObject({
      stopIds: [turn, turnEnd],
      endIds: [turn, answer],
      newlineIds: [],
      answerPrefixIds: [],
      answerStopIds: [turnEnd],
      stopNeverFirst: 'afterWait',
    });
  });

  it('generic takes delimiters from the user: by id where it is one token, by text always', async () => {
    expect(await resolve({ preset: 'generic', delimiters: { start: '<', end: '<end>' } })).toMatchObject({
      startText: '<',
      stopIds: [],
      stopTexts: ['<end>'],
      endIds: [lt, end, gt],
    });
    expect(await resolve({ preset: 'generic', delimiters: { start: '', end: '</think>' } })).toMatchObject({
      startText: '',
      stopIds: [endThink],
      stopTexts: ['</think>'],
      endIds: [endThink],
    });
  });

  it('generic needs delimiters', async () => {
    await expect(resolve({ preset: 'generic', delimiters: null })).rejects.toThrow('needs delimiters');
  });

  it.each(['think-tags', 's1-eval', 's1-readme', 'generic'] as const)(
    '%s takes another answer prefix, or none',
    async (preset) => {
      const delimiters = { start: '<think>', end: '</think>' };
      const own = await resolve({ preset, delimiters, answerPrefix: 'Final Answer:' });
      expect(own).toMatchObject({ answerPrefix: 'Final Answer:', answerPrefixIds: [finalAnswer] });
      const none = await resolve({ preset, delimiters, answerPrefix: '' });
      expect(none).toMatchObject({ answerPrefix: '', answerPrefixIds: [] });
    },
  );

  it.each([
    ['think-tags', '<think>', [think]],
    ['think-tags', '</think>', [endThink]],
    ['s1-eval', '<|im_start|>', [turn]],
    ['s1-eval', '<|im_end|>', [turnEnd]],
    ['s1-readme', '<|im_end|>', [turnEnd]],
  ] as const)('%s says that a model lacks %s', async (preset, token, missing) => {
    const letters = [...'<>|/_abcdefghijklmnopqrstuvwxyz'];
    const model = toyModel(() => a);
    const vocabulary = [
      ...model.vocabulary.map((piece, id) =>
        (missing as readonly number[]).includes(id) ? 'removed' : piece,
      ),
      ...letters,
    ];
    const engine = scriptedEngine({ ...model, vocabulary, name: 'plain' });
    await expect(resolvePreset(engine, toyRequest({}, { preset }))).rejects.toMatchObject({
      code: 'delimiterMissing',
      message: expect.stringContaining(
        `The model "plain" has no single token "${token}", which the preset "${preset}" needs.`,
      ) as string,
    });
  });
});
