/** Evaluations that are under way, in the status bar: they go on when their panels are closed. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { durationWords } from '../core/evaluation/durationWords';
import type { Evaluations } from './evaluations';
import type { EvaluationRun } from './evaluationRun';

/**
 * A click opens the panel of the first.
 * @param show name of a command without arguments: VS Code makes a new command of one with arguments at each update
 * and forgets the last, and a click in between is lost (rows finish ten times a second)
 */
export function createEvaluationStatus(evaluations: Evaluations, show: string): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(
    'waitpoint.evaluations',
    vscode.StatusBarAlignment.Right,
    99,
  );
  item.name = vscode.l10n.t('Waitpoint Evaluations');
  item.command = show;
  const update = (): void => {
    const running = evaluations.underWay;
    if (running.length === 0) return item.hide();
    item.text = `$(beaker) ${running.map(shortWords).join(' · ')}`;
    const lines = running.map((run) => `${basename(run.order.folder)}: ${longWords(run)}`);
    item.tooltip = [vscode.l10n.t('Evaluation under way. Click to see it.'), ...lines].join('\n');
    item.accessibilityInformation = { label: lines.join('; '), role: 'button' };
    item.show();
  };
  return vscode.Disposable.from(item, evaluations.onChange(update));
}

function shortWords({ progress: { done, total }, isPausing }: EvaluationRun): string {
  if (isPausing) return vscode.l10n.t('Pausing');
  return total === 0 ? vscode.l10n.t('Evaluation') : `${done}/${total}`;
}

function longWords({ progress: { done, total }, remainingMs, note }: EvaluationRun): string {
  const left = remainingMs === null ? '' : vscode.l10n.t(', {0} left', durationWords(remainingMs));
  return total === 0
    ? (note ?? '')
    : `${vscode.l10n.t('{0} of {1} rows', String(done), String(total))}${left}`;
}
