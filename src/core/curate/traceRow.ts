import { gradeOf } from '../grade/traceGrade';
import type { Trace } from '../trace/trace';

/**
 * A trace as a row of a pool: the columns of s1K, and what more is known of it.
 * @param id tells the row from others: the name of its file
 */
export function traceRow(trace: Trace, id: string): Record<string, unknown> {
  const { question, tokens, thinking, answer, usage, imported } = trace;
  const correct = gradeOf(trace, answer?.extracted ?? null)?.correct;
  return {
    id,
    question: question.text,
    ...(question.expected !== null && { solution: question.expected }),
    source_type: imported?.source ?? 'waitpoint',
    cot: null,
    thinking_trajectories: [tokens.text.slice(thinking.start, thinking.end).join('')],
    attempt: answer?.text ?? '',
    trace_length: usage.thinkingTokens,
    ...(correct !== undefined && { correct }),
  };
}
