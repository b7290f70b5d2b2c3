/** Runs that a crash cut off and whose documents nobody has opened since: offered once, when the extension starts. */
import * as vscode from 'vscode';
import type { JournalStore } from './journalStore';
import { openNewTrace } from './newTrace';
import { VIEW_TYPE, type TraceEditor } from './traceEditor';
import { exists } from './traceFiles';

export async function offerOrphans(journals: JournalStore, editor: TraceEditor): Promise<void> {
  const open = new Set(
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .map(({ input }) => (input instanceof vscode.TabInputCustom ? input.uri.toString() : '')),
  );
  for (const document of await journals.orphans()) {
    // An open editor offers its own.
    if (!open.has(document)) await offer(document, journals, editor);
  }
}

async function offer(document: string, journals: JournalStore, editor: TraceEditor): Promise<void> {
  const uri = vscode.Uri.parse(document);
  const recover = vscode.l10n.t('Recover');
  const discard = vscode.l10n.t('Discard');
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('A run of {0} was cut off. Its tokens can be recovered.', name),
    recover,
    discard,
  );
  if (answer === discard) await journals.discard(document);
  if (answer !== recover) return;
  if (uri.scheme !== 'untitled' && (await exists(uri))) {
    await vscode.commands.executeCommand('vscode.openWith', uri, VIEW_TYPE);
    return;
  }
  // Its file is gone, or never was.
  const trace = await journals.recover(document);
  if (!trace) return;
  await openNewTrace(editor, trace);
  await journals.discard(document);
}
