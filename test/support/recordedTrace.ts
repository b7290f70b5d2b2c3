import { draftTrace, type Trace } from '../../src/core/trace/trace';
import { request } from './engine';

/**
 * A finished trace, one token a line and a step a token, scored 0.1, 0.2, …
 * @param scores of the steps, in place of these
 */
export function recordedTrace(
  lines: readonly string[],
  question = 'What is x?',
  scores: readonly number[] = lines.map((_, i) => (i + 1) / 10),
): Trace {
  const trace = draftTrace(question, request({}), '2026-01-01T00:00:00.000Z');
  const count = lines.length;
  const each = <T>(value: T): T[] => lines.map(() => value);
  return {
    ...trace,
    prompt: { text: question, ids: [1] },
    tokens: {
      ...trace.tokens,
      id: each(5),
      text: [...lines],
      prob: each(0.9),
      entropy: each(0.1),
      timeMs: each(1),
      alternativeIds: lines.flatMap(() => [-1, -1, -1, -1, -1]),
      alternativeProbs: lines.flatMap(() => [0, 0, 0, 0, 0]),
      provenance: each('model'),
    },
    thinking: { start: 0, end: count },
    steps: lines.map((_, start) => ({ start, end: start + 1, score: scores[start] ?? null })),
    finish: { thinking: 'stop', answer: null },
  };
}
