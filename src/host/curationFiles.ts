/** Files of a curation: its configuration, and rules that give domains. */
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import * as vscode from 'vscode';
import { withPaths } from '../core/curate/configPaths';
import { parseConfigText, type CurationConfig } from '../core/curate/curationConfig';
import { errors, messageOf, quote } from '../core/errors';
import { reasonOf } from '../files/journalFile';
import { readPoolFile } from '../files/pool';
import { saveText } from '../files/saveTrace';
import type { CurationPanelState } from '../protocol/curationView';

/** @throws WaitpointError `badInput` */
export async function readConfigFile(path: string): Promise<CurationConfig> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw errors.badInput(`${quote(path, 200)} cannot be read: ${reasonOf(error)}.`);
  });
  return parseConfigText(text, path);
}

type SavedConfig = Pick<CurationPanelState, 'config' | 'configFolder' | 'configFile'>;

/**
 * Saves the configuration where it was saved before, else where its user says; its paths are relative to its file.
 * @returns null where it was cancelled
 */
export async function saveConfigFile(
  { config, configFolder, configFile }: CurationPanelState,
  proposed: string,
): Promise<SavedConfig | null> {
  const path = configFile ?? (await askForFile(join(configFolder, proposed)));
  if (path === null) return null;
  const folder = dirname(path);
  const moved =
    folder === configFolder
      ? config
      : withPaths(config, (named) =>
          isAbsolute(named) ? named : relative(folder, join(configFolder, named)),
        );
  await saveText(path, `${JSON.stringify(moved, null, 2)}\n`);
  return { config: moved, configFolder: folder, configFile: path };
}

async function askForFile(proposed: string): Promise<string | null> {
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save the Configuration'),
    defaultUri: vscode.Uri.file(proposed),
    filters: { JSON: ['json'] },
  });
  return uri?.fsPath ?? null;
}

/**
 * Rules as JSON Lines or a JSON array of `{domain, pattern}`; the configuration checks them.
 * @throws WaitpointError `badInput`
 */
export async function readDomainRules(path: string): Promise<unknown[]> {
  const rules: unknown[] = [];
  try {
    for await (const { line, entry } of readPoolFile({ path, name: path }, () => undefined)) {
      if ('problem' in entry) throw errors.badInput(`${quote(path, 200)}, line ${line}: ${entry.problem}`);
      rules.push(entry.value);
    }
  } catch (error) {
    throw errors.badInput(messageOf(error));
  }
  return rules;
}
