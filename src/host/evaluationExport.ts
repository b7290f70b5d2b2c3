/** Saves what an evaluation came to: its chart or its tables. */
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { Summary } from '../core/evaluation/summary';
import { csv, markdownTables } from '../core/evaluation/summaryTable';
import { saveText } from '../files/saveTrace';
import type { ChartBackground, ChartFormat } from '../protocol/evaluationView';

export type ExportFormat = ChartFormat | 'csv' | 'md';

type Draw = (format: ChartFormat, background: ChartBackground) => Promise<string | Uint8Array>;

const isChart = (format: ExportFormat): format is ChartFormat => format === 'svg' || format === 'png';

/**
 * Asks for what was not said: the format, the background of a chart, the file.
 * @throws WaitpointError `writeFailed`
 */
export async function exportEvaluation(
  folder: string,
  summary: Summary,
  format: ExportFormat | undefined,
  draw: Draw,
): Promise<void> {
  const chosen = format ?? (await pickFormat());
  if (!chosen) return;
  const background = isChart(chosen) ? await pickBackground() : 'white';
  if (!background) return;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Evaluation'),
    defaultUri: vscode.Uri.file(join(dirname(folder), `${basename(folder)}.${chosen}`)),
    filters: { [chosen.toUpperCase()]: [chosen] },
  });
  if (!target) return;
  const content = isChart(chosen)
    ? await draw(chosen, background)
    : chosen === 'csv'
      ? csv(summary)
      : markdownTables(summary);
  await saveText(target.fsPath, content);
  const open = vscode.l10n.t('Open');
  void vscode.window
    .showInformationMessage(vscode.l10n.t('Saved {0}.', basename(target.fsPath)), open)
    .then((answer) => answer === open && vscode.commands.executeCommand('vscode.open', target));
}

async function pickFormat(): Promise<ExportFormat | undefined> {
  const choices: (vscode.QuickPickItem & { format: ExportFormat })[] = [
    { label: vscode.l10n.t('Chart as SVG'), format: 'svg' },
    { label: vscode.l10n.t('Chart as PNG'), format: 'png' },
    { label: vscode.l10n.t('Table as CSV'), format: 'csv' },
    { label: vscode.l10n.t('Tables as Markdown'), format: 'md' },
  ];
  const title = vscode.l10n.t('Export Evaluation');
  return (await vscode.window.showQuickPick(choices, { title }))?.format;
}

async function pickBackground(): Promise<ChartBackground | undefined> {
  const choices: (vscode.QuickPickItem & { background: ChartBackground })[] = [
    { label: vscode.l10n.t('On white'), description: vscode.l10n.t('for papers'), background: 'white' },
    { label: vscode.l10n.t('In the colours of the theme'), background: 'theme' },
  ];
  const title = vscode.l10n.t('Background of the Chart');
  return (await vscode.window.showQuickPick(choices, { title }))?.background;
}
