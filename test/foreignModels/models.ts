import { inject } from 'vitest';
import type { GenerateRequest, TokenId } from '../../src/core/engine';
import { runTrace, type RunOptions } from '../../src/core/runTrace';
import type { TokenColumns } from '../../src/core/trace/tokenColumns';
import {
  DEFAULT_REQUEST,
  draftTrace,
  GREEDY,
  type Budget,
  type RunRequest,
  type Trace,
} from '../../src/core/trace/trace';
import type { EngineProcess, RemoteEngine } from '../../src/engines/llama/client';

export const SMOL_LM2 = inject('models').smolLm2;
export const GEMMA3 = inject('models').gemma3;

/** One thread: on a busy machine several wait for each other, many times as long. */
export const load = (process: EngineProcess, path: string): Promise<RemoteEngine> =>
  process.load({ path, gpu: 'off', threads: 1 });

/** A request for a model that was never taught to think, with delimiters that are no tokens of it. */
export function genericRequest(
  budget: Partial<Budget>,
  more: Partial<Omit<RunRequest, 'budget'>> = {},
): RunRequest {
  return {
    ...DEFAULT_REQUEST,
    preset: 'generic',
    delimiters: { start: '<think>\n', end: '</think>' },
    segmentation: { by: 'line' },
    ...more,
    budget: { minThinkingTokens: 0, maxThinkingTokens: 24, waits: 0, maxAnswerTokens: 8, ...budget },
  };
}

export function run(
  engine: RemoteEngine,
  question: string,
  request: RunRequest,
  more: Partial<RunOptions> = {},
): Promise<Trace> {
  return runTrace({
    engine,
    scorer: null,
    trace: draftTrace(question, request, '2026-01-01T00:00:00.000Z'),
    emit: () => {},
    now: () => performance.now(),
    ...more,
  });
}

export const greedily = (append: readonly TokenId[], maxTokens: number): GenerateRequest => ({
  ...{ append, report: 0, maxTokens, stopIds: [], stopTexts: [], suppressFirst: [] },
  sampler: GREEDY,
});

/** What a model goes on with after a text, frame by frame. */
export async function goOn(
  engine: RemoteEngine,
  text: string,
  maxTokens: number,
  more: Partial<GenerateRequest> = {},
): Promise<TokenColumns[]> {
  const { bosId } = engine.info;
  const ids = await engine.tokenize(text, { special: false, continues: true });
  const sequence = await engine.openSequence(ids.length + maxTokens + 8);
  const frames: TokenColumns[] = [];
  try {
    await sequence.generate(
      { ...greedily(bosId === null ? ids : [bosId, ...ids], maxTokens), ...more },
      ({ tokens }) => frames.push(tokens),
    );
  } finally {
    await sequence.dispose();
  }
  return frames;
}
