/** Sweeps for the harness, made by what makes them in the extension host. */
import type { Trace } from '../../../src/core/trace/trace';
import { proposedTexts, sweepState } from '../../../src/host/sweepState';
import type { SweepSetup, SweepState } from '../../../src/protocol/sweepView';
import { arithmetic, draft } from './scenarios';
import { TraceScript } from './traceScript';

/** The traces as the columns of one sweep, in files `/q.sweep-N.trace.json`. */
export function swept(
  traces: readonly Trace[],
  columns = traces.length,
  more: Parameters<typeof sweepState>[1] = {},
): SweepState {
  return sweepState(
    traces.map((trace, column) => {
      const path = `/q.sweep-${column + 1}.trace.json`;
      const sweep = { id: '0'.repeat(64), column, columns };
      return { uri: `file://${path}`, path, trace: { ...trace, sweep }, running: false };
    }),
    more,
  );
}

export function setupOf(more: Partial<SweepSetup> = {}): SweepSetup {
  const { question, request } = draft();
  return {
    ...{ parent: 'file:///q.trace.json', question: question.text, request },
    ...{ model: 'reasoner.gguf', scorer: null, texts: proposedTexts(request), msPerToken: 2, refusal: null },
    ...more,
  };
}

const { trace: whole } = arithmetic();
const lines = whole.steps.map(({ start, end }) => whole.tokens.text.slice(start, end).join('').trimEnd());

/** Of a sweep whose right answer is 5353: two waits, and a natural end. */
export const full: Trace = { ...whole, question: { ...whole.question, expected: '5353' } };

/** The first `count` steps of `full` under a maximum of their own, cut there; 20 tokens were evaluated for it. */
export function cut(count: number, answer: string, change = (line: string): string => line): Trace {
  const asked = draft();
  asked.question.expected = '5353';
  const budget = { ...asked.request.budget, maxThinkingTokens: count * 10, waits: 0 };
  const script = new TraceScript({ ...asked, request: { ...asked.request, budget } });
  for (const line of lines.slice(0, count)) script.line(change(line), 0.5);
  const { trace } = script.endThinking('budget').text(` ${answer}`).finish('stop', answer);
  return { ...trace, usage: { ...trace.usage, answerTokens: 5, policyEvaluatedTokens: 20 } };
}
