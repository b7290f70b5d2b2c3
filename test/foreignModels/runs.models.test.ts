import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPrompt } from '../../src/core/decode/prompt';
import { resolvePreset } from '../../src/core/decode/preset';
import { findInconsistency, parseTrace, stringifyTrace } from '../../src/core/trace/traceFile';
import { textOf, type Trace } from '../../src/core/trace/trace';
import type { EngineProcess, RemoteEngine } from '../../src/engines/llama/client';
import { startEngine } from '../support/engine';
import { GEMMA3, genericRequest, load, run, SMOL_LM2 } from './models';

let process: EngineProcess;
let smolLm2: RemoteEngine;
let gemma3: RemoteEngine;

beforeAll(async () => {
  process = startEngine();
  smolLm2 = await load(process, SMOL_LM2);
  gemma3 = await load(process, GEMMA3);
});
afterAll(() => process.dispose());

const thinkingOf = (trace: Trace): string => textOf(trace, trace.thinking.start, trace.thinking.end);
const thinkingIds = (trace: Trace): number[] =>
  trace.tokens.id.slice(trace.thinking.start, trace.thinking.end);

describe.each([
  ['SmolLM2', () => smolLm2],
  ['Gemma 3', () => gemma3],
])('%s under a budget', (_, engine) => {
  it.each([
    ['Korean', '대한민국의 수도는 어디입니까?'],
    ['Chinese', '中国的首都是哪里？请用中文回答。'],
    ['Arabic', 'ما هي عاصمة مصر؟'],
    ['emoji', '🫨🫨 means what? 👩‍👩‍👧‍👦 </think> 🙂'],
  ])('thinks about a question in %s, and the file holds all of it', async (_language, question) => {
    const trace = await run(
      engine(),
      question,
      genericRequest({ maxThinkingTokens: 12, maxAnswerTokens: 4 }),
    );
    expect(trace.failure).toBeNull();
    expect(findInconsistency(trace)).toBeNull();
    expect(trace.prompt?.text).toContain(question);
    expect(
      await engine().detokenize((trace.prompt?.ids ?? []).slice(engine().info.bosId === null ? 0 : 1)),
    ).toBe(trace.prompt?.text);
    expect(trace.usage.thinkingTokens).toBeLessThanOrEqual(12);
    const again = parseTrace(new TextEncoder().encode(stringifyTrace(trace)));
    expect(again).toEqual({ trace, readOnly: null });
  });

  it('keeps to a maximum exactly, with delimiters that are no tokens of it', async () => {
    const trace = await run(engine(), 'Count to ten.', genericRequest({ waits: 99, maxThinkingTokens: 16 }));
    expect(trace.usage.thinkingTokens).toBe(16);
    expect(trace.finish.thinking).toBe('budget');
    expect(thinkingOf(trace)).not.toContain('</think>');
    // The delimiter is forced as the several tokens that it is, and the answer prefix behind it.
    const start = trace.answer?.start ?? 0;
    expect(textOf(trace, 16, start)).toBe('</think>');
    expect(start - 16).toBe(3);
    expect(trace.answer?.text).toMatch(/^\nFinal Answer:/);
    expect(trace.interventions.at(-1)).toMatchObject({
      kind: 'end',
      at: 16,
      text: '</think>\nFinal Answer:',
    });
  });

  it('waits where it would end, each time, and says what the end would have been worth', async () => {
    const plain = await run(engine(), 'Say hello.', genericRequest({ maxThinkingTokens: 40 }));
    // It ends by itself where it meets a delimiter; what it says anyway makes one.
    const end = textOf(plain, 4, 6);
    const delimiters = { start: '<think>\n', end };
    const one = await run(
      engine(),
      'Say hello.',
      genericRequest({ waits: 1, maxThinkingTokens: 24 }, { delimiters, answerPrefix: '' }),
    );
    const [wait] = one.interventions;
    expect(wait).toMatchObject({ kind: 'wait', text: 'Wait' });
    expect(wait?.at).toBeLessThanOrEqual(4);
    expect(wait?.suppressedProb).toBeGreaterThan(0);
    expect(thinkingIds(one).slice(0, wait?.at)).toEqual(thinkingIds(plain).slice(0, wait?.at));
    expect(thinkingOf(one)).not.toContain(end);
    expect(one.tokens.provenance[wait?.at ?? 0]).toBe('forced');
  });

  it('refuses a preset whose delimiters it lacks, and says what to do', async () => {
    const request = { ...genericRequest({}), delimiters: null };
    await expect(run(engine(), 'Hello?', { ...request, preset: 'think-tags' })).rejects.toThrow(
      /has no single token "<think>".*"generic" with delimiters of your own/,
    );
    const s1 = run(engine(), 'Hello?', { ...request, preset: 's1-eval' });
    if (engine() === gemma3) await expect(s1).rejects.toThrow(/has no single token "<\|im_start\|>"/);
    else expect((await s1).usage.thinkingTokens).toBeLessThanOrEqual(24);
  });
});

describe('a context of 8,192 tokens (SmolLM2)', () => {
  it('is filled to its last token, and never shifted', async () => {
    const budget = { maxThinkingTokens: 24, maxAnswerTokens: 4, waits: 99 };
    const request = genericRequest(budget);
    const preset = await resolvePreset(smolLm2, request);
    const forced = preset.endIds.length + preset.answerPrefixIds.length;
    const room = smolLm2.info.trainContextSize - forced - 24 - 4;
    expect(smolLm2.info.trainContextSize).toBe(8192);
    const fact = 'The secret word is "violin". ';
    const asking = (fillers: number): string => `${fact}${' and'.repeat(fillers)}\nWhat is the secret word?`;
    const length = async (fillers: number): Promise<number> =>
      (await buildPrompt(smolLm2, asking(fillers), preset.startText)).ids.length;
    const fillers = 7000 + room - (await length(7000));
    expect(await length(fillers)).toBe(room);

    await expect(run(smolLm2, asking(fillers + 1), request)).rejects.toThrow(
      `This run needs a context of 8193 tokens (question ${room + 1}, thinking 24, delimiters ${forced}, answer 4), ` +
        'but only 8192 are available.',
    );
    const trace = await run(smolLm2, asking(fillers), request);
    expect(trace.failure).toBeNull();
    expect(trace.usage.thinkingTokens).toBe(24);
    expect(trace.usage.policyEvaluatedTokens).toBeGreaterThanOrEqual(room + 24 + forced);
    // Eight thousand tokens on one thread take a minute, on a busy machine many.
  }, 900_000);
});
