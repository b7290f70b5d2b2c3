/** A trace as exports see it: its texts, steps and labels, as `ForeignTrace` is what imports see. */
import { gradeOf } from '../../grade/traceGrade';
import { textOf, type Trace } from '../../trace/trace';
import type { Label } from '../foreignTrace';
import { BETWEEN_STEPS } from '../toTrace';

export interface ExportStep {
  /** Without the white space that divides it from the next one. */
  readonly text: string;
  /** Null: it is not known whether the step is right. */
  readonly label: Label | null;
  /** A person wrote it, not a model. */
  readonly byPerson: boolean;
}

export interface ExportTrace {
  /** Tells it from the others of an export: name of its file, or place of its row. */
  readonly id: string;
  readonly question: string;
  /** The right answer; null: not known. */
  readonly expected: string | null;
  /** All of the thinking, character by character. */
  readonly thinking: string;
  /** The thinking in steps. */
  readonly steps: readonly ExportStep[];
  /** Null: the thinking breaks off. '': the steps are the whole solution. */
  readonly answer: string | null;
  /** Whether the answer is right; null: not known. */
  readonly correct: boolean | null;
  /** The grader's reason; null: it gave none. */
  readonly reason: string | null;
  /** Name of the model; null: not known. */
  readonly model: string | null;
  /** Where an imported trace came from; null: a run of ours. */
  readonly source: string | null;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** Where the labels of the steps come from: who calls (annotations), the source of an import, or scores. */
export interface LabelOptions {
  /** Of each step of the trace: right, neutral, wrong, or null for unknown. Goes before everything else. */
  readonly labels?: readonly (Label | null)[] | undefined;
  /** Scores from here on are right, lower ones wrong; null: scores say nothing. */
  readonly threshold: number | null;
}

export function exportTraceOf(trace: Trace, id: string, options: LabelOptions): ExportTrace {
  const { question, thinking, answer, model, imported, createdAt } = trace;
  const grade = answer === null ? null : gradeOf(trace, answer.extracted);
  return {
    id,
    question: question.text,
    expected: question.expected,
    thinking: textOf(trace, thinking.start, thinking.end),
    steps: stepsOf(trace, labelsOf(trace, options)),
    answer: answer?.text ?? null,
    correct: grade?.correct ?? null,
    reason: grade?.verdict?.reason ?? null,
    model: model?.name ?? null,
    source: imported?.source ?? null,
    createdAt,
  };
}

function labelsOf(
  { steps, imported }: Trace,
  { labels, threshold }: LabelOptions,
): readonly (Label | null)[] {
  const said = labels ?? imported?.labels;
  if (said) return said;
  return steps.map(({ score }) =>
    score === null || threshold === null ? null : score >= threshold ? 1 : -1,
  );
}

function stepsOf(trace: Trace, labels: readonly (Label | null)[]): ExportStep[] {
  const { steps, thinking, tokens, imported } = trace;
  // The steps of a source were joined when they were imported, and stand here as they stood there.
  const joined = imported?.labels != null;
  const step = (start: number, end: number, label: Label | null): ExportStep => {
    const text = textOf(trace, start, end);
    const said = tokens.provenance.slice(start, end);
    return {
      text: joined ? withoutJoint(text, end === thinking.end) : text.trimEnd(),
      label,
      byPerson: said.length > 0 && said.every((by) => by === 'user'),
    };
  };
  const found: ExportStep[] = [];
  let at = thinking.start;
  // What no step covers, as the end of a run that broke off, is a step of its own: nothing is left out unsaid.
  const cover = (to: number): void => {
    if (textOf(trace, at, to).trim() !== '') found.push(step(at, to, null));
  };
  for (const [i, { start, end }] of steps.entries()) {
    cover(start);
    found.push(step(start, end, labels[i] ?? null));
    at = end;
  }
  cover(thinking.end);
  return found;
}

function withoutJoint(text: string, isLast: boolean): string {
  const closes = text.endsWith(BETWEEN_STEPS) && (!isLast || text === BETWEEN_STEPS);
  return closes ? text.slice(0, -BETWEEN_STEPS.length) : text;
}

/** The same trace with other steps: its thinking is theirs. */
export function withSteps(trace: ExportTrace, steps: readonly ExportStep[]): ExportTrace {
  return { ...trace, steps, thinking: steps.map(({ text }) => text).join(BETWEEN_STEPS) };
}
