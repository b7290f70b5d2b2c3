import * as vscode from 'vscode';

/** What a page needs to speak the user's language: VS Code loads our translations, and none for English. */
export function pageWords(): { language: string; words: Readonly<Record<string, string>> } {
  return { language: vscode.env.language, words: vscode.l10n.bundle ?? {} };
}
