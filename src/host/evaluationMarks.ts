/** A person's word on answers of an evaluation: it is said in their traces, and counted from there. */
import { relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { errors } from '../core/errors';
import { markedAnswers, type MarkedAnswers } from '../core/evaluation/overrides';
import { overridden } from '../core/grade/traceGrade';
import { parseTrace, stringifyTrace } from '../core/trace/traceFile';
import { markAnswer } from './answerGrades';
import type { TraceEditor } from './traceEditor';
import { readTraceBytes, writeText } from './traceFiles';

/**
 * An open trace is edited as its own view would; any other is written at once.
 * @param answer of the row; null: there is none to speak of
 * @param correct null: the grader's word counts again
 */
export async function markRow(
  uri: vscode.Uri,
  answer: string | null,
  correct: boolean | null,
  editor: TraceEditor,
): Promise<void> {
  const noAnswer = (): Error => errors.badInput(vscode.l10n.t('There is no answer to speak of.'));
  if (answer === null) throw noAnswer();
  if (!vscode.workspace.isTrusted)
    throw errors.badInput(vscode.l10n.t('This workspace is not trusted: nothing is changed in it.'));
  const at = new Date().toISOString();
  const document = editor.documentAt(uri);
  if (document) {
    if (document.readOnly !== null) throw errors.badInput(document.readOnly);
    const label = correct === null ? vscode.l10n.t('Take Back the Mark') : vscode.l10n.t('Mark Answer');
    if (!markAnswer(document, label, correct, at)) throw noAnswer();
    return;
  }
  const { trace, readOnly } = parseTrace(await readTraceBytes(uri));
  if (readOnly !== null) throw errors.badInput(readOnly);
  const grades = overridden(trace.grades, answer, correct, at);
  await writeText(uri, stringifyTrace({ ...trace, grades }));
}

/** Path of a trace from the folder of an evaluation, as rows have it; null: it lies elsewhere. */
export function pathInEvaluation(folder: string, { scheme, fsPath }: vscode.Uri): string | null {
  if (scheme !== 'file') return null;
  const path = relative(folder, fsPath);
  return path.startsWith(`traces${sep}`) ? path.split(sep).join('/') : null;
}

/** What traces that are open say counts, not their files. */
export function withOpenMarks(
  folder: string,
  marks: ReadonlyMap<string, MarkedAnswers>,
  { documents }: TraceEditor,
): ReadonlyMap<string, MarkedAnswers> {
  const all = new Map(marks);
  for (const { uri, problem, state } of documents) {
    const path = problem ? null : pathInEvaluation(folder, uri);
    if (path === null) continue;
    const said = markedAnswers(state.trace.grades);
    if (said) all.set(path, said);
    else all.delete(path);
  }
  return all;
}
