import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GenerateFrame, GenerateRequest, GenerateResult, TokenId } from '../../src/core/engine';
import { BATCH_TOKENS, FRAME_INTERVAL_MS } from '../../src/core/generation';
import { unevenColumn } from '../../src/core/trace/tokenColumns';
import { GREEDY } from '../../src/core/trace/trace';
import { scriptedEngine, type ScriptedModel } from '../../src/engines/scripted/scriptedEngine';

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);

/** Letters, a stop in pieces, and bytes of é, €, 😀 and U+FFFD. */
const VOCABULARY = [
  'a', // 0
  'b',
  '<',
  'end',
  '>', // 4
  bytes(0xc3),
  bytes(0xa9),
  bytes(0xe2),
  bytes(0x82),
  bytes(0xac), // 9
  bytes(0xf0),
  bytes(0x9f),
  bytes(0x98),
  bytes(0x80),
  '\ufffd', // 14
  bytes(0xf0, 0x9f),
  bytes(0x98, 0x80),
  bytes(0xa9, 0x61), // é's end and an a
  '<eos>', // 18
  'b<', // 19
];
const [a, b, lt, end, gt, eos] = [0, 1, 2, 3, 4, 18];

interface Generated {
  readonly frames: GenerateFrame[];
  readonly result: GenerateResult;
  /** Ids and texts of everything framed. */
  readonly ids: TokenId[];
  readonly texts: string[];
  /** Tokens in the sequence afterwards. */
  readonly length: number;
  readonly batches: readonly (readonly TokenId[])[];
}

/** Lets a model say `script` after a prompt of one token. */
async function say(
  script: readonly TokenId[],
  more: Partial<GenerateRequest> & {
    model?: Partial<ScriptedModel>;
    now?: () => number;
    signal?: AbortSignal;
    onFrame?: () => void;
  } = {},
): Promise<Generated> {
  const { model, now, signal, onFrame, ...request } = more;
  const engine = scriptedEngine(
    {
      vocabulary: VOCABULARY,
      special: [eos],
      endOfGeneration: [eos],
      predict: (ids) => VOCABULARY.map((_, id) => (id === (script[ids.length - 1] ?? eos) ? 0.81 : 0.01)),
      ...model,
    },
    now,
  );
  const sequence = await engine.openSequence(1000);
  await sequence.generate(requestOf({ append: [b], maxTokens: 0 }), () => {});
  const frames: GenerateFrame[] = [];
  const result = await sequence.generate(
    requestOf({ maxTokens: script.length, stopIds: [eos], ...request }),
    (frame) => {
      frames.push(structuredClone(frame));
      onFrame?.();
    },
    signal,
  );
  for (const { tokens } of frames) expect(unevenColumn(tokens)).toBeNull();
  return {
    frames,
    result,
    ids: frames.flatMap(({ tokens }) => tokens.id),
    texts: frames.flatMap(({ tokens }) => tokens.text),
    length: sequence.length - 1,
    batches: engine.batches.slice(1),
  };
}

const requestOf = (request: Partial<GenerateRequest>): GenerateRequest => ({
  append: [],
  report: 0,
  maxTokens: 0,
  stopIds: [],
  stopTexts: [],
  suppressFirst: [],
  sampler: GREEDY,
  ...request,
});

const decode = (ids: readonly TokenId[]): string =>
  new TextDecoder().decode(
    Buffer.concat(ids.map((id) => Buffer.from(VOCABULARY[id] as string & Uint8Array))),
  );

describe('a generation', () => {
  it('goes on to its limit', async () => {
    const { ids, result, length } = await say([a, b, a], { maxTokens: 2 });
    expect(ids).toEqual([a, b]);
    expect(result).toEqual({ reason: 'limit', stop: null, evaluatedTokens: 2 });
    expect(length).toBe(2);
  });

  it('ends at a stop id, which it returns with its probability and does not take', async () => {
    const { ids, result, length } = await say([a, eos]);
    expect(ids).toEqual([a]);
    expect(result).toMatchObject({ reason: 'stop', stop: { id: [eos], text: ['<eos>'], prob: [0.81] } });
    expect(result.evaluatedTokens).toBe(1);
    expect(length).toBe(1);
  });

  it('reports every token with its probability, entropy, time and alternatives', async () => {
    let time = 100;
    const { frames } = await say([a], { now: () => (time += 1.26) });
    const { tokens } = frames[0] ?? expect.fail();
    expect(tokens.prob).toEqual([0.81]);
    const tail = VOCABULARY.length - 1;
    expect(tokens.entropy[0]).toBeCloseTo(-0.81 * Math.log(0.81) - tail * 0.01 * Math.log(0.01), 3);
    expect(tokens.alternativeIds).toEqual([a, 1, 2, 3, 4]);
    expect(tokens.alternativeProbs).toEqual([0.81, 0.01, 0.01, 0.01, 0.01]);
    expect(tokens.alternativeTexts).toEqual({ 0: 'a', 1: 'b', 2: '<', 3: 'end', 4: '>' });
    expect(Number.isInteger((tokens.timeMs[0] ?? 0.01) * 10)).toBe(true);
  });

  it('never picks what is suppressed as its first token, and may pick it as its second', async () => {
    const { ids, frames } = await say([a, a], { suppressFirst: [a] });
    expect(ids).toEqual([1, a]);
    expect(frames[0]?.tokens.prob).toEqual([0.01, 0.81]);
    expect(frames[0]?.tokens.alternativeIds[0]).toBe(a);
  });

  it('leaves alternatives that are not there empty', async () => {
    const { frames } = await say([a], {
      model: { vocabulary: ['a', 'b'], predict: () => [0.75, 0.25], special: [], endOfGeneration: [] },
      stopIds: [],
    });
    expect(frames[0]?.tokens.alternativeIds).toEqual([0, 1, -1, -1, -1]);
    expect(frames[0]?.tokens.alternativeProbs).toEqual([0.75, 0.25, 0, 0, 0]);
  });
});

it('that breaks off has told what came before, though no frame was due yet', async () => {
  const engine = scriptedEngine({
    ...{ vocabulary: VOCABULARY, special: [eos], endOfGeneration: [eos] },
    predict: (ids) => {
      if (ids.length === 4) throw new Error('the connection broke');
      return VOCABULARY.map((_, id) => (id === a ? 0.81 : 0.01));
    },
  });
  const sequence = await engine.openSequence(100);
  const ids: TokenId[] = [];
  const request = requestOf({ append: [b], maxTokens: 9 });
  const broken = sequence.generate(request, ({ tokens }) => ids.push(...tokens.id));
  await expect(broken).rejects.toThrow('the connection broke');
  expect(ids).toEqual([a, a, a]);
});

describe('forced tokens', () => {
  it('are evaluated in one batch and reported as the model saw them', async () => {
    const { frames, batches, result } = await say([a, a, a], { append: [a, b], report: 2, maxTokens: 0 });
    expect(batches).toEqual([[a, b]]);
    expect(frames).toMatchObject([{ provenance: 'forced', tokens: { id: [a, b], prob: [0.81, 0.01] } }]);
    expect(result).toEqual({ reason: 'limit', stop: null, evaluatedTokens: 2 });
  });

  it('are reported only as many as asked for', async () => {
    const { frames, batches } = await say([a, a, a], { append: [a, b, a], report: 1, maxTokens: 0 });
    expect(batches).toEqual([[a, b], [a]]);
    expect(frames).toMatchObject([{ tokens: { id: [a], prob: [0.81] } }]);
  });

  it('are evaluated in batches, each token with what the model thought before it', async () => {
    const append = Array.from({ length: BATCH_TOKENS + 3 }, (_, i) => i % 2);
    const { ids, frames, batches } = await say(append, { append, report: append.length, maxTokens: 0 });
    expect(batches.map((batch) => batch.length)).toEqual([BATCH_TOKENS, 3]);
    expect(ids).toEqual(append);
    expect(new Set(frames.flatMap(({ tokens }) => tokens.prob))).toEqual(new Set([0.81]));
  });
});

describe('the text of tokens', () => {
  it.each<[string, TokenId[], string[]]>([
    ['é of two tokens', [a, 5, 6, b], ['a', '', 'é', 'b']],
    ['€ of three tokens', [7, 8, 9, b], ['', '', '€', 'b']],
    ['😀 of four tokens', [10, 11, 12, 13, b], ['', '', '', '😀', 'b']],
    ['😀 of two tokens', [15, 16], ['', '😀']],
    ['a character and more in the token that ends it', [5, 17, b], ['', 'éa', 'b']],
    ['a character that breaks off', [5, a, b], ['\ufffd', 'a', 'b']],
    ['a character that breaks off after three bytes', [10, 11, 12, a], ['', '', '\ufffd', 'a']],
    ['a character that begins where another breaks off', [5, 5, 6], ['\ufffd', '', 'é']],
    ['bytes that begin nothing', [6, 9, a], ['\ufffd', '\ufffd', 'a']],
    ['a U+FFFD that the model means', [14, a, 14, 14, b], ['\ufffd', 'a', '\ufffd', '\ufffd', 'b']],
    ['a character that the end cuts', [a, 10, 11], ['a', '', '\ufffd']],
  ])('is right for %s', async (_, script, texts) => {
    expect((await say(script)).texts).toEqual(texts);
  });

  it('is the text of all of them, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(17), { maxLength: 30 }), async (script) => {
        const { ids, texts } = await say(script);
        expect(ids).toEqual(script);
        expect(texts.join('')).toBe(decode(script));
      }),
      { numRuns: 500 },
    );
  });
});

describe('stop texts', () => {
  const stopTexts = ['<end>'];

  it('end a generation; their tokens are given back and returned', async () => {
    const { ids, result, length } = await say([a, lt, end, gt, b], { stopTexts });
    expect(ids).toEqual([a]);
    expect(result).toMatchObject({
      reason: 'stop',
      stop: { id: [lt, end, gt], text: ['<', 'end', '>'], prob: [0.81, 0.81, 0.81] },
      evaluatedTokens: 4,
    });
    expect(length).toBe(1);
  });

  it('take the whole of a token that they begin in', async () => {
    const { ids, result } = await say([a, 19, end, gt], { stopTexts });
    expect(ids).toEqual([a]);
    expect(result.stop?.text).toEqual(['b<', 'end', '>']);
  });

  it('leave alone what only looks like them', async () => {
    const { ids, result } = await say([lt, end, lt, end, b], { stopTexts });
    expect(ids).toEqual([lt, end, lt, end, b]);
    expect(result.reason).toBe('limit');
  });

  it('do not take a character that breaks off before them', async () => {
    const { texts, result } = await say([5, lt, end, gt], { stopTexts });
    expect(texts).toEqual(['\ufffd']);
    expect(result.stop?.id).toEqual([lt, end, gt]);
  });

  it('may hold characters of several tokens', async () => {
    const { ids, result, length } = await say([a, 10, 11, 12, 13, b], { stopTexts: ['😀'] });
    expect(ids).toEqual([a]);
    expect(result.stop?.text).toEqual(['', '', '', '😀']);
    expect(length).toBe(1);
  });

  it('may be U+FFFD itself', async () => {
    const { ids, result } = await say([a, 14, b, b], { stopTexts: ['\ufffd'] });
    expect(ids).toEqual([a]);
    expect(result.reason).toBe('stop');
    expect(result.stop?.id[0]).toBe(14);
  });

  it('are not begun at the limit: what may be their beginning is given back', async () => {
    for (const script of [
      [a, lt],
      [a, lt, end],
      [a, 5],
    ]) {
      const { ids, result, length } = await say(script, { stopTexts: ['<end>', 'é'] });
      expect(ids).toEqual([a]);
      expect(result).toMatchObject({ reason: 'limit', stop: null });
      expect(length).toBe(1);
    }
  });

  it('account for every token: framed, or returned, or given back; no part of them is ever shown', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(19), { maxLength: 25 }),
        fc.subarray(['<end>', 'é', 'bb', 'd>a'], { minLength: 1 }),
        fc.nat(40),
        async (script, stops, frameMs) => {
          let time = 0;
          const { ids, texts, result, length } = await say(script, {
            stopTexts: stops,
            now: () => (time += frameMs),
          });
          expect(ids).toEqual(script.slice(0, ids.length));
          expect(length).toBe(ids.length);
          const shown = texts.join('');
          for (const stop of stops) expect(shown).not.toContain(stop);
          const stop = result.stop?.id ?? [];
          expect([...ids, ...stop]).toEqual(script.slice(0, ids.length + stop.length));
          if (result.reason === 'stop' && stop[0] !== eos) {
            const first = result.stop?.text.find((text) => text !== '') ?? '';
            const spelled = result.stop?.text.join('') ?? '';
            expect(stops.some((one) => spelled.includes(one) && spelled.indexOf(one) < first.length)).toBe(
              true,
            );
          }
          // A larger limit shows more of the same.
          const larger = await say([...script, a, a, a, a, a], { stopTexts: stops });
          expect(larger.ids.slice(0, ids.length)).toEqual(ids);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('frames', () => {
  it('come about thirty times a second, in order, and at the end', async () => {
    let time = 0;
    const script = Array.from({ length: 100 }, (_, i) => i % 2);
    const { frames, ids } = await say(script, {
      now: () => time,
      model: { onEvaluate: () => (time += 10) },
    });
    expect(ids).toEqual(script);
    // 100 tokens of 10 ms: a frame whenever 33 ms have passed, that is after every fourth token.
    expect(frames.map(({ tokens }) => tokens.id.length)).toEqual(Array.from({ length: 25 }, () => 4));
    expect(FRAME_INTERVAL_MS).toBe(33);
  });

  it('come for every token of a slow model', async () => {
    let time = 0;
    const { frames } = await say([a, b, a], { now: () => time, model: { onEvaluate: () => (time += 500) } });
    expect(frames.map(({ tokens }) => tokens.id)).toEqual([[a], [b], [a]]);
    expect(frames.flatMap(({ tokens }) => tokens.timeMs)).toEqual([0, 500, 1000]);
  });

  it('hold back what is not decided, and only that', async () => {
    let time = 0;
    const { frames } = await say([a, lt, end, b, 10, 11, 12, 13], {
      stopTexts: ['<end>'],
      now: () => time,
      model: { onEvaluate: () => (time += 500) },
    });
    expect(frames.map(({ tokens }) => tokens.text)).toEqual([['a'], ['<', 'end', 'b'], ['', '', '', '😀']]);
  });
});

describe('the end of a step', () => {
  const byWord = (pattern: string) => ({ by: 'regex', pattern }) as const;
  const step = (pattern: string, begun = '') => ({ segmentation: byWord(pattern), begun });

  it('ends a generation behind the token that completes the step, which is taken', async () => {
    const { ids, result, length } = await say([a, b, a, a], { endsStep: step('b') });
    expect(ids).toEqual([a, b]);
    expect(result).toMatchObject({ reason: 'step', stop: null });
    expect(length).toBe(2);
  });

  it('gives back what was generated beyond it to see it', async () => {
    // The step ends behind "a" where "b" follows: "b" was picked already.
    const { ids, result, length } = await say([a, a, b, a], { endsStep: step('a(?=b)') });
    expect(ids).toEqual([a, a]);
    expect(result).toMatchObject({ reason: 'step', evaluatedTokens: 3 });
    expect(length).toBe(2);
  });

  it('knows what has begun before', async () => {
    const { ids } = await say([b, a, a], { endsStep: step('ab', 'a') });
    expect(ids).toEqual([b]);
  });

  it('is not looked for in a stop, nor past the limit', async () => {
    const stopped = await say([a, lt, end, gt, b], { endsStep: step('b'), stopTexts: ['<end>'] });
    expect(stopped.result.reason).toBe('stop');
    expect(stopped.ids).toEqual([a]);
    const limited = await say([a, a, b], { endsStep: step('b'), maxTokens: 2 });
    expect(limited.result.reason).toBe('limit');
    expect(limited.ids).toEqual([a, a]);
  });
});

describe('an abort', () => {
  const abortAfter = (evaluations: number): { signal: AbortSignal; model: Partial<ScriptedModel> } => {
    const controller = new AbortController();
    let left = evaluations + 1;
    const onEvaluate = (): void => {
      if (--left === 0) controller.abort();
    };
    return { signal: controller.signal, model: { onEvaluate } };
  };

  it('ends a generation after the token at hand', async () => {
    const { ids, result, length } = await say([a, b, a, b], abortAfter(2));
    expect(ids).toEqual([a, b]);
    expect(result).toEqual({ reason: 'abort', stop: null, evaluatedTokens: 2 });
    expect(length).toBe(2);
  });

  it('gives back a character that is not whole, and what may be the beginning of a stop', async () => {
    expect(await say([a, 10, 11, 12, 13], abortAfter(3))).toMatchObject({ ids: [a], length: 1 });
    expect(await say([a, lt, end, gt], { ...abortAfter(3), stopTexts: ['<end>'] })).toMatchObject({
      ids: [a],
      length: 1,
    });
  });

  it('before the first token makes none', async () => {
    const controller = new AbortController();
    controller.abort();
    const { ids, batches, result } = await say([a, b], { signal: controller.signal });
    expect([ids, batches]).toEqual([[], []]);
    expect(result.reason).toBe('abort');
  });
});
