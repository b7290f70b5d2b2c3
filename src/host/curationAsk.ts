/** Asks for what a curation names by path. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { browseEvaluation } from './evaluationBrowse';

const DATA = ['jsonl', 'ndjson', 'json', 'gz', 'parquet'];

/** Files and folders of a pool; null where it was cancelled. */
export async function askForPool(): Promise<readonly string[] | null> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const choices = [
    ...(folders.length === 0
      ? []
      : [
          {
            label: vscode.l10n.t('Traces of the Workspace'),
            detail: vscode.l10n.t('Every trace in its folders'),
            ask: async () => folders.map(({ uri }) => uri.fsPath),
          },
        ]),
    {
      label: vscode.l10n.t('Files…'),
      detail: vscode.l10n.t('JSON Lines, JSON or Parquet of any known format, or traces'),
      ask: () => browseFiles(vscode.l10n.t('Files of the Pool')),
    },
    {
      label: vscode.l10n.t('Folder…'),
      detail: vscode.l10n.t('Its traces, or its JSON Lines and Parquet files where it has none'),
      ask: () => browseFolder(vscode.l10n.t('Folder of the Pool')),
    },
    {
      label: vscode.l10n.t('Evaluation…'),
      detail: vscode.l10n.t('The traces that an evaluation generated'),
      ask: async () => {
        const folder = await browseEvaluation();
        return folder === null ? null : [tracesOf(folder)];
      },
    },
  ];
  const picked = await vscode.window.showQuickPick(choices, {
    title: vscode.l10n.t('Curate Traces'),
    placeHolder: vscode.l10n.t('Where the rows come from'),
  });
  return picked ? picked.ask() : null;
}

/** Where an evaluation keeps its traces. */
export const tracesOf = (folder: string): string => join(folder, 'traces');

export async function browseFiles(title: string): Promise<string[] | null> {
  const picked = await vscode.window.showOpenDialog({
    title,
    openLabel: vscode.l10n.t('Use'),
    canSelectMany: true,
    filters: { [vscode.l10n.t('Data')]: DATA, [vscode.l10n.t('All files')]: ['*'] },
  });
  return picked?.map(({ fsPath }) => fsPath) ?? null;
}

export async function browseFolder(title: string, proposed?: string): Promise<string[] | null> {
  const picked = await vscode.window.showOpenDialog({
    title,
    openLabel: vscode.l10n.t('Use'),
    canSelectFiles: false,
    canSelectFolders: true,
    ...(proposed !== undefined && { defaultUri: vscode.Uri.file(proposed) }),
  });
  return picked?.map(({ fsPath }) => fsPath) ?? null;
}

/** A folder to write to, by its path: it need not be there. */
export function askForOut(proposed: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Write the Selection'),
    prompt: vscode.l10n.t(
      'Folder for selection.jsonl, dropped.jsonl and manifest.json; what an earlier curation wrote there is replaced',
    ),
    value: proposed,
    valueSelection: [proposed.length, proposed.length],
    ignoreFocusOut: true,
  });
}

export function askForDomainNames(known: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Domains'),
    prompt: vscode.l10n.t('Names of the domains that the model chooses from, divided by commas'),
    value: known.join(', '),
    ignoreFocusOut: true,
    validateInput: (text) =>
      namesIn(text).length < 2 ? vscode.l10n.t('Give at least two names, divided by commas.') : null,
  });
}

export const namesIn = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
  ),
];
