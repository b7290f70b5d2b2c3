/** Probes and scores of a trace that is there: undoable changes of its document. */
import * as vscode from 'vscode';
import { errors } from '../core/errors';
import { probePlaces, probeTrace, type ProbePlaces } from '../core/probeTrace';
import { openScorer } from '../core/score/openScorer';
import { scoreTrace } from '../core/score/scoreTrace';
import { isRecorded, type Trace } from '../core/trace/trace';
import { modelDefaultsOf } from './modelDefaultsOf';
import type { GradeAnswer } from '../core/grade/traceGrade';
import { editGraded } from './answerGrades';
import type { TraceChange } from './runController';
import type { TraceDocument } from './traceDocument';

/** Asks what the model would answer at these places. @param contextSize most tokens; undefined: as trained */
export function probing(trace: Trace, places: ProbePlaces, contextSize: number | undefined): TraceChange {
  if (!isRecorded(trace))
    throw errors.badInput(vscode.l10n.t('Nothing has run yet: there is nothing to probe.'));
  const at = probePlaces(trace, places);
  return {
    label: vscode.l10n.t('Probe'),
    counted: 'probe',
    total: at.length,
    scorerPath: 'none',
    work: ({ policy }, emit, signal) =>
      probeTrace({
        engine: policy,
        trace,
        at,
        emit: (probe) => emit({ type: 'probe', probe }),
        signal,
        contextSize,
      }),
  };
}

/** Scores every step by the scorer of the run bar. */
export async function scoring(trace: Trace, scorerPath: string): Promise<TraceChange> {
  if (scorerPath === 'none') throw errors.badInput(vscode.l10n.t('Choose a scorer in the run bar first.'));
  if (trace.steps.length === 0) throw errors.badInput(vscode.l10n.t('There are no steps to score.'));
  const { scorerProtocol } = await modelDefaultsOf(scorerPath);
  return {
    label: vscode.l10n.t('Score Steps'),
    counted: 'score',
    total: trace.steps.length,
    scorerPath,
    work: async ({ scorer }, emit, signal) => {
      if (!scorer) return;
      await scoreTrace(await openScorer(scorer, scorerProtocol ?? null), trace, emit, signal);
    },
  };
}

export function clearProbes(document: TraceDocument): void {
  const { state } = document;
  if (state.trace.probes.length === 0) return;
  document.edit(vscode.l10n.t('Clear Probes'), { ...state, trace: { ...state.trace, probes: [] } });
}

/** Asks for the right answer, which answers are graded by. Empty: it is not known. */
export async function setRightAnswer(document: TraceDocument, grade: GradeAnswer): Promise<void> {
  const { question } = document.state.trace;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Set Right Answer'),
    prompt: vscode.l10n.t('What answers are graded by. Leave it empty where it is not known.'),
    value: question.expected ?? '',
  });
  if (typed === undefined || document.isRunning) return;
  const expected = typed.trim() === '' ? null : typed.trim();
  if (expected === question.expected) return;
  await editGraded(document, vscode.l10n.t('Set Right Answer'), expected, grade);
}
