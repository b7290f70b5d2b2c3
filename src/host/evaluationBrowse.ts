/** Asks for what the form of an evaluation names by path. */
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { EvaluationForm, EvaluationHostApi } from '../protocol/evaluationView';

type Browsed = Parameters<EvaluationHostApi['browse']>[0];

/** @returns a path; null where it was cancelled */
export async function browseFor(
  what: Browsed,
  { dataset }: Pick<EvaluationForm, 'dataset'>,
  browseModel: (role: 'model' | 'scorer') => Promise<string | null>,
): Promise<string | null> {
  if (what === 'model' || what === 'scorer') return browseModel(what);
  if (what === 'dataset') return browseDataset();
  const [picked] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Folder of the Evaluation'),
      openLabel: vscode.l10n.t('Use'),
      canSelectFiles: false,
      canSelectFolders: true,
      ...(dataset !== '' && { defaultUri: vscode.Uri.file(dirname(dataset)) }),
    })) ?? [];
  return picked?.fsPath ?? null;
}

export async function browseDataset(): Promise<string | null> {
  const [picked] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Dataset to Evaluate'),
      openLabel: vscode.l10n.t('Use'),
      filters: {
        [vscode.l10n.t('Datasets')]: ['jsonl', 'ndjson', 'json', 'parquet'],
        [vscode.l10n.t('All files')]: ['*'],
      },
    })) ?? [];
  return picked?.fsPath ?? null;
}

/** The folder of an evaluation; null where it was cancelled. */
export async function browseEvaluation(): Promise<string | null> {
  const [picked] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Folder of an Evaluation'),
      openLabel: vscode.l10n.t('Open'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  return picked?.fsPath ?? null;
}
