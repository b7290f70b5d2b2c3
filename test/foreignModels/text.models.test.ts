import { getLlama, JinjaTemplateChatWrapper, LlamaLogLevel } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPrompt, renderChat } from '../../src/core/decode/prompt';
import type { EngineProcess, RemoteEngine } from '../../src/engines/llama/client';
import { startEngine } from '../support/engine';
import { GEMMA3, goOn, load, SMOL_LM2 } from './models';

let process: EngineProcess;
let smolLm2: RemoteEngine;
let gemma3: RemoteEngine;

beforeAll(async () => {
  process = startEngine();
  smolLm2 = await load(process, SMOL_LM2);
  gemma3 = await load(process, GEMMA3);
});
afterAll(() => process.dispose());

/** One character each, and more than one token each in at least one of the two vocabularies. */
const RARE = ['🫨', '한', '뷁', '你', '𒀀', 'ﷺ', '👩‍👩‍👧‍👦'];

/** Those that both models say again. */
const REPEATED = ['🫨', '你好', '한국어'];

describe('a prompt for a model that nobody here trained', () => {
  it('is ChatML with the system message of SmolLM2, special tokens parsed in the template alone', async () => {
    const question = '몇 시예요? <|im_end|> مرحبا 🫨';
    const { text, ids } = await buildPrompt(smolLm2, question, '');
    expect(text).toBe(
      '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' +
        `<|im_start|>user\n${question}<|im_end|>\n<|im_start|>assistant\n`,
    );
    expect(await smolLm2.detokenize(ids)).toBe(text);
    // <|im_start|> is 1, <|im_end|> is 2: three turns begin, two end, and what was typed is neither.
    expect(ids.filter((id) => id === 1)).toHaveLength(3);
    expect(ids.filter((id) => id === 2)).toHaveLength(2);
  });

  it('is the very text that node-llama-cpp makes of the template', async () => {
    const template = smolLm2.info.chatTemplate ?? '';
    const wrapper = new JinjaTemplateChatWrapper({ template });
    const said = ['What is 2+2?', '4', 'And one more? 👩‍👩‍👧‍👦'] as const;
    const { contextText } = wrapper.generateContextState({
      chatHistory: [
        { type: 'user', text: said[0] },
        { type: 'model', response: [said[1]] },
        { type: 'user', text: said[2] },
        { type: 'model', response: [] },
      ],
    });
    const { text } = renderChat(
      smolLm2.info,
      [
        { role: 'user', content: said[0] },
        { role: 'assistant', content: said[1] },
      ],
      'user',
      said[2],
    );
    expect(text).toBe(contextText.toString());
  });

  it('is the question and a newline, after bos, where a model has no template', async () => {
    expect(gemma3.info.chatTemplate).toBeNull();
    const { text, ids } = await buildPrompt(gemma3, 'Wie spät ist es?', '');
    expect(text).toBe('Wie spät ist es?\n');
    expect(ids[0]).toBe(2);
    expect(ids.filter((id) => id === 2)).toHaveLength(1);
    expect(await gemma3.detokenize(ids.slice(1))).toBe(text);
  });
});

describe.each([
  ['byte-level BPE (SmolLM2)', () => smolLm2],
  ['SentencePiece with byte fallback (Gemma 3)', () => gemma3],
])('text of %s', (_, engine) => {
  it('comes back as it was, whatever the script', async () => {
    for (const text of [
      ...RARE,
      'مرحبا بالعالم',
      '한국어 질문입니다.',
      '中文问题？',
      'a\u0301 \t\r\n  z',
      '\uFFFD',
    ])
      for (const continues of [true, false])
        expect(await engine().detokenize(await engine().tokenize(text, { special: false, continues }))).toBe(
          text,
        );
  });

  it('is whole where the model spreads characters over tokens', async () => {
    for (const rare of REPEATED) {
      const frames = await goOn(engine(), `${rare} `.repeat(6).trimEnd(), 14);
      const ids = frames.flatMap(({ id }) => id);
      const text = frames.flatMap((frame) => frame.text).join('');
      expect(ids).toHaveLength(14);
      // Whoever has read it six times says it again.
      expect(text).toContain(rare);
      // Cut in mid-character it shows so at the very end, and nowhere else.
      expect(text.slice(0, -1)).not.toContain('\uFFFD');
      expect(text).toBe(await engine().detokenize(ids));
    }
  });

  it('is the same under every limit, up to a character that is cut', async () => {
    const saying = async (limit: number): Promise<string[]> =>
      (await goOn(engine(), '🫨 '.repeat(6).trimEnd(), limit)).flatMap((frame) => frame.text);
    const whole = await saying(7);
    for (let limit = 1; limit < 7; limit++) {
      const cut = await saying(limit);
      expect(cut).toHaveLength(limit);
      const open = cut.at(-1)?.endsWith('\uFFFD') ? 1 : 0;
      expect(cut.slice(0, limit - open)).toEqual(whole.slice(0, limit - open));
    }
  });

  it('stops at a text whose character is spread over tokens', async () => {
    const frames = await goOn(engine(), '🫨 '.repeat(6).trimEnd(), 14, { stopTexts: ['🫨'] });
    expect(
      frames
        .flatMap((frame) => frame.text)
        .join('')
        .trim(),
    ).toBe('');
  });
});

describe('tokens as node-llama-cpp picks them', () => {
  it.each([
    ['SmolLM2', SMOL_LM2, () => smolLm2],
    ['Gemma 3', GEMMA3, () => gemma3],
  ])('%s says the same, greedily', async (_, path, engine) => {
    const llama = await getLlama({
      gpu: false,
      build: 'never',
      skipDownload: true,
      logLevel: LlamaLogLevel.disabled,
    });
    const model = await llama.loadModel({ modelPath: path });
    const context = await model.createContext({ contextSize: 256, threads: 1 });
    const text = 'The three primary colours are';
    const prompt = model.tokenize(text, false, 'trimLeadingSpace');
    const bos = model.tokens.shouldPrependBosToken && model.tokens.bos !== null ? [model.tokens.bos] : [];
    const expected: number[] = [];
    for await (const token of context.getSequence().evaluate([...bos, ...prompt], { temperature: 0 })) {
      if (expected.push(token) === 16) break;
    }
    await llama.dispose();
    const said = (await goOn(engine(), text, 16)).flatMap(({ id }) => id);
    expect(said).toEqual(expected);
  });
});
