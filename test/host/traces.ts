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

/** A trace with a step a text, each text cut into tokens at its spaces; `!` begins a wait. */
export function said(steps: readonly string[], answer: string | null = null): Trace {
  const trace: Trace = { ...draft(), prompt: { text: '', ids: [] } };
  const texts: string[] = [];
  for (const step of steps) {
    const start = texts.length;
    if (step.startsWith('!'))
      trace.interventions.push({ kind: 'wait', at: start, text: 'Wait', suppressedProb: null });
    texts.push(...(step.replace('!', '').match(/ ?[^ ]+/g) ?? []));
    trace.steps.push({ start, end: texts.length, score: 0.5 });
  }
  const end = texts.length;
  if (answer !== null) texts.push('</think>', answer);
  return {
    ...trace,
    tokens: { ...columns(...texts), provenance: texts.map(() => 'model') },
    thinking: { start: 0, end },
    answer: answer === null ? null : { start: end + 1, end: end + 2, text: answer, extracted: answer },
  };
}
