/** A path of a tree as a trace of its own. */
import { appendColumns } from '../trace/tokenColumns';
import { draftTrace, type Trace } from '../trace/trace';
import type { SearchNode, SearchRecord } from './searchRecord';
import { pathTo } from './treePath';

/** The trace from the prompt to the end of node `id`; of a node that is no leaf, one that can go on. */
export function pathTrace(record: Omit<SearchRecord, 'ledger' | 'choice'>, id: number): Trace {
  const path = pathTo(record.nodes, id);
  const last = path.at(-1);
  const { request } = record;
  const sampler = { ...request.sampler, seed: last?.seed ?? request.sampler.seed };
  const budget = last?.budget ?? request.budget;
  const trace = draftTrace(
    record.question.text,
    { ...request, budget: { ...budget }, sampler },
    record.createdAt,
  );
  trace.question = { ...record.question };
  trace.model = record.model;
  trace.scorer = record.scorer;
  trace.prompt = structuredClone(path[0]?.prompt ?? record.prompt);
  for (const { tokens, interventions, step, warnings } of path) {
    appendColumns(trace.tokens, tokens);
    trace.tokens.provenance.push(...tokens.provenance);
    trace.interventions.push(...structuredClone(interventions));
    if (step) trace.steps.push({ ...step });
    trace.warnings.push(...warnings);
  }
  const length = trace.tokens.id.length;
  trace.thinking = { start: 0, end: last?.thinkingEnd ?? length };
  trace.answer = last?.answer ? { ...last.answer } : null;
  trace.finish = last?.answer ? { ...last.finish } : { thinking: 'abort', answer: null };
  const answerTokens = trace.answer
    ? trace.tokens.provenance.slice(trace.answer.start).filter((from) => from !== 'forced').length
    : 0;
  trace.usage = { ...trace.usage, thinkingTokens: trace.thinking.end, answerTokens };
  trace.timings = {
    loadMs: null,
    firstTokenMs: trace.tokens.timeMs[0] ?? null,
    totalMs: trace.tokens.timeMs.at(-1) ?? null,
  };
  return trace;
}

/** Text of a node's step. */
export function nodeText({ tokens, start, step }: SearchNode): string {
  return step ? tokens.text.slice(0, step.end - start).join('') : '';
}
