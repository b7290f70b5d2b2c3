/** Traces of foreign make in the editor: from a file, from the text of an editor, or pasted. */
import { createReadStream } from 'node:fs';
import * as vscode from 'vscode';
import { errors } from '../core/errors';
import { importTraces } from '../core/formats/importTraces';
import type { ImportItem, ImportProblem } from '../core/formats/readRow';
import { visibleText } from '../core/text';
import type { Trace } from '../core/trace/trace';
import { cancellable } from './cancellable';
import { fileNameOf } from './forkNames';
import { openNewTrace, type NameOf } from './newTrace';
import type { TraceEditor } from './traceEditor';

/** More are not read for a list to pick from: `waitpoint import` makes files of all of them. */
const MOST_LISTED = 500;
/** Problems that the log lists of one import. */
const MOST_LOGGED = 200;
/** Characters of a question in the list. */
const LISTED_QUESTION = 120;

export interface ImportServices {
  readonly editor: TraceEditor;
  readonly log: vscode.LogOutputChannel;
}

interface Collected {
  readonly traces: Trace[];
  readonly problems: ImportProblem[];
  /** There was more than is listed. */
  readonly cut: boolean;
}

/** Opens what is picked of a file. @param file as the explorer names it; none: asks for one */
export async function importFile(services: ImportServices, file: unknown): Promise<void> {
  const [uri] =
    file instanceof vscode.Uri
      ? [file]
      : ((await vscode.window.showOpenDialog({
          title: vscode.l10n.t('Import Traces'),
          openLabel: vscode.l10n.t('Import'),
          filters: {
            [vscode.l10n.t('Traces and data sets')]: ['jsonl', 'json', 'txt', 'md', 'ndjson'],
            [vscode.l10n.t('All files')]: ['*'],
          },
        })) ?? []);
  if (!uri) return;
  // Files of the machine are read piece by piece: a data set may be larger than memory.
  const input =
    uri.scheme === 'file' ? createReadStream(uri.fsPath) : await vscode.workspace.fs.readFile(uri);
  await importFrom(services, input, fileNameOf(uri.path));
}

/** The selection of the active editor, the row of JSON Lines that the cursor is in, or the whole text. */
export async function importEditor(services: ImportServices): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw errors.badInput(vscode.l10n.t('Open a text that holds a trace first.'));
  const { document, selection } = editor;
  const line = document.lineAt(selection.active).text;
  const isRow = document.lineCount > 1 && /^\s*\{.*\}\s*$/.test(line);
  const range = selection.isEmpty ? (isRow ? document.lineAt(selection.active).range : undefined) : selection;
  await importFrom(services, document.getText(range), fileNameOf(document.uri.path));
}

export async function importClipboard(services: ImportServices): Promise<void> {
  const text = await vscode.env.clipboard.readText();
  if (text.trim() === '') {
    throw errors.badInput(vscode.l10n.t('The clipboard holds no text. Copy a trace first.'));
  }
  await importFrom(services, text, null);
}

/** A row of a data set. @param source name of its file */
export async function importRow(services: ImportServices, row: string, source: string): Promise<void> {
  await importFrom(services, row, source);
}

async function importFrom(
  services: ImportServices,
  input: string | Uint8Array | AsyncIterable<Uint8Array>,
  source: string | null,
): Promise<void> {
  const createdAt = new Date().toISOString();
  const collected = await cancellable(vscode.l10n.t('Importing traces'), (signal, report) =>
    collect(importTraces(input, { format: 'auto', source, createdAt }), signal, (traces) =>
      report(vscode.l10n.t('{0} so far', traces)),
    ),
  );
  const { traces } = collected;
  tellProblems(services.log, collected, source);
  const [only] = traces;
  if (!only) return;
  const picked = traces.length === 1 ? [only] : await pick(collected);
  for (const trace of picked) await openNewTrace(services.editor, trace, nameFor(trace));
}

async function collect(
  items: AsyncIterable<ImportItem>,
  signal: AbortSignal,
  progress: (traces: number) => void,
): Promise<Collected> {
  const traces: Trace[] = [];
  const problems: ImportProblem[] = [];
  for await (const item of items) {
    if (signal.aborted) break;
    if (item.kind === 'problem') problems.push(item);
    else if (traces.length === MOST_LISTED) return { traces, problems, cut: true };
    else traces.push(item.trace);
    progress(traces.length);
  }
  return { traces, problems, cut: false };
}

async function pick({ traces, cut }: Collected): Promise<Trace[]> {
  const items = traces.map((trace) => {
    const { imported, question, answer } = trace;
    const line = imported?.line ?? null;
    return {
      label: visibleText(question.text.trim().slice(0, LISTED_QUESTION)) || vscode.l10n.t('(no question)'),
      description: line === null ? '' : vscode.l10n.t('line {0}', line),
      detail: vscode.l10n.t(
        '{0} · {1} steps · answer {2}',
        imported?.format ?? '',
        trace.steps.length,
        visibleText(answer?.extracted ?? '–'),
      ),
      trace,
    };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Open Imported Traces'),
    placeHolder: cut
      ? vscode.l10n.t('The first {0}; the command line imports all: waitpoint import', MOST_LISTED)
      : vscode.l10n.t('{0} traces; each that is picked opens as a trace of its own', traces.length),
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.map(({ trace }) => trace) ?? [];
}

/** What could not be read is in the log with its line; one message says so. */
function tellProblems(
  log: vscode.LogOutputChannel,
  { traces, problems }: Collected,
  source: string | null,
): void {
  const name = source ?? vscode.l10n.t('the clipboard');
  const [first] = problems;
  if (!first) {
    if (traces.length === 0) throw errors.badInput(vscode.l10n.t('There is no trace in {0}.', name));
    return;
  }
  for (const { line, message } of problems.slice(0, MOST_LOGGED)) log.warn(`${name}:${line}: ${message}`);
  if (problems.length > MOST_LOGGED) log.warn(`${name}: ${problems.length - MOST_LOGGED} more`);
  const show = vscode.l10n.t('Show All');
  const text = vscode.l10n.t(
    '{0}, line {1}: {2} (traces read: {3}, problems: {4})',
    name,
    first.line,
    first.message,
    traces.length,
    problems.length,
  );
  void vscode.window.showWarningMessage(text, show).then((answer) => {
    if (answer === show) log.show(true);
  });
}

/** `bench.jsonl`, line 7 → `bench-7.trace.json`, `bench-7-2.trace.json`, … */
function nameFor({ imported }: Trace): NameOf {
  const stem = (imported?.source ?? 'pasted').replace(/\.[^.]*$/, '').replace(/[^\p{L}\p{N}._-]+/gu, '-');
  const line = imported?.line ?? null;
  const base = `${stem || 'imported'}${line === null ? '' : `-${line}`}`;
  return (number) => `${base}${number === 1 ? '' : `-${number}`}.trace.json`;
}
