/** What the search view is shown of a search. */
import type { GradeAnswer } from '../core/grade/traceGrade';
import { nodeText, pathTrace } from '../core/search/pathTrace';
import type { SearchNode, SearchRecord } from '../core/search/searchRecord';
import type { Grade, Trace } from '../core/trace/trace';
import type { SearchNodeView, SearchSummary } from '../protocol/searchView';

/** Of a step that a node is told by; the path has all of it. */
const LONGEST_TEXT = 160;

type GraderWord = Extract<Grade, { by: 'grader' }>;

/** What the grader says of the leaves of one search, each answer once. */
export class LeafGrades {
  readonly #said = new Map<string, GraderWord>();

  constructor(private readonly grade: GradeAnswer) {}

  /** Grades the answers of these nodes that are new. @param expected null: nothing can be said */
  async learn(nodes: readonly SearchNode[], expected: string | null): Promise<void> {
    if (expected === null) return;
    for (const { answer } of nodes) {
      const extracted = answer?.extracted;
      if (extracted == null || this.#said.has(extracted)) continue;
      const verdict = await this.grade(extracted, expected);
      this.#said.set(extracted, { by: 'grader', answer: extracted, expected, ...verdict });
    }
  }

  of(answer: string | null | undefined): GraderWord | null {
    return answer == null ? null : (this.#said.get(answer) ?? null);
  }
}

export function nodeView(node: SearchNode, grades: LeafGrades): SearchNodeView {
  const { id, parent, round, seed, budget, value, rollout, state, decidedIn, warnings } = node;
  const { thinkingEnd, sameAs, step, answer, prompt, tokens, interventions } = node;
  const text = nodeText(node).replace(/\s+/g, ' ').trim();
  return {
    ...{ id, parent, round, seed, budget, value, rollout, state, decidedIn, warnings, thinkingEnd, sameAs },
    step: step && { score: step.score },
    answer: answer && { extracted: answer.extracted },
    prompt: prompt && { text: prompt.text },
    text: text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text,
    tokens: tokens.id.length,
    waits: interventions.filter(({ kind }) => kind === 'wait').length,
    correct: grades.of(answer?.extracted)?.correct ?? null,
  };
}

export function searchSummary(record: SearchRecord): SearchSummary {
  const { createdAt, question, request, settings, auto, rounds, choice, ledger } = record;
  const { complete, failure, warnings, model, scorer } = record;
  return {
    ...{ createdAt, question, request, settings, auto, rounds, choice, ledger, complete, failure, warnings },
    ...{ model: model.file, scorer: scorer?.file ?? null },
  };
}

/** The path to a node, with what the grader says of its answer. */
export function gradedPath(record: SearchRecord, node: number, grades: LeafGrades): Trace {
  const trace = pathTrace(record, node);
  const grade = grades.of(trace.answer?.extracted);
  return grade ? { ...trace, grades: [{ ...grade }] } : trace;
}
