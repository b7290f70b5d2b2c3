/** Traces and runs for tests of the host. */
import { DEFAULT_REQUEST, draftTrace, type Trace } from '../../src/core/trace/trace';
import type { TokenColumns } from '../../src/core/trace/tokenColumns';
import type { DocumentState } from '../../src/host/documentState';

export const draft = (question = 'What is 2*3?'): Trace =>
  draftTrace(question, DEFAULT_REQUEST, '2025-01-01T00:00:00.000Z');

/** A trace whose run has begun. */
export const begun = (question?: string): Trace => ({
  ...draft(question),
  prompt: { text: 'Question: …\n<think>\n', ids: [1, 2, 3] },
});

/** A trace that was answered. */
export const answered = (question?: string): Trace => ({
  ...begun(question),
  finish: { thinking: 'end', answer: 'stop' },
  answer: { start: 0, end: 0, text: '6', extracted: '6' },
});

export const stateOf = (trace: Trace): DocumentState => ({
  trace,
  next: null,
  modelPath: '/models/policy.gguf',
  scorerPath: 'none',
});

/** Columns of tokens with these texts and nothing else to tell. */
export function columns(...texts: string[]): TokenColumns {
  return {
    id: texts.map((_, index) => index),
    text: texts,
    prob: texts.map(() => 0.5),
    entropy: texts.map(() => 1),
    timeMs: texts.map(() => 0),
    alternativeIds: texts.flatMap(() => [-1, -1, -1, -1, -1]),
    alternativeProbs: texts.flatMap(() => [0, 0, 0, 0, 0]),
    alternativeTexts: {},
  };
}
