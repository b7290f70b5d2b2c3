/** Exports traces from the editor: one that is open, several of the side bar, or with their forks as pairs. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { errors } from '../core/errors';
import { EXPORT_FORMATS, type ExportFormat } from '../core/formats/export/exportFormats';
import type { ExportOptions, ExportRow } from '../core/formats/export/exportFormat';
import { Exporter, type ExportOutcome } from '../core/formats/export/exporter';
import type { NamedTrace } from '../core/formats/export/dpoPairs';
import type { Label } from '../core/formats/foreignTrace';
import { annotatedLabels } from '../files/annotatedLabels';
import { lossText } from '../core/formats/export/losses';
import { gradesFor, type GradeAnswer } from '../core/grade/traceGrade';
import { forkForest, nodesOf } from '../core/trace/forkTree';
import { parseTrace } from '../core/trace/traceFile';
import { writeRows } from '../files/writeRows';
import { askForOptions } from './askForExport';
import { cancellable } from './cancellable';
import { fileNameOf } from './forkNames';
import type { TraceEditor } from './traceEditor';
import { readTraceBytes } from './traceFiles';
import type { TraceHeads } from './traceHeads';
import type { TraceItem } from './traceTree';

export interface ExportServices {
  readonly editor: TraceEditor;
  readonly heads: TraceHeads;
  readonly grade: GradeAnswer;
  readonly log: vscode.LogOutputChannel;
}

/** What a menu hands over: a trace of the side bar, or a file of the explorer or of an editor's title. */
export type ExportTarget = TraceItem | vscode.Uri | undefined;

/** @param selected all that is selected, `target` among it; default: `target`, else the trace in front */
export async function exportTraces(
  services: ExportServices,
  target: ExportTarget,
  selected: unknown,
): Promise<void> {
  const uris = urisOf(services.editor, target, selected);
  const format = await pickFormat(uris.length);
  if (!format) return;
  const all = 'pairs' in format ? await withTrees(services.heads, uris) : uris;
  const traces = await cancellable(vscode.l10n.t('Reading traces'), (signal) => load(services, all, signal));
  const options = await askForOptions(format, traces);
  if (!options) return;
  const out = await askWhere(uris, format);
  if (!out) return;
  const outcomes: ExportOutcome[] = [];
  const rows = await save(out, format, rowsOf(format, options, traces, outcomes));
  tell(services.log, out, rows, outcomes);
}

function urisOf(editor: TraceEditor, target: ExportTarget, selected: unknown): vscode.Uri[] {
  const several = Array.isArray(selected) ? (selected as (ExportTarget | { kind: 'folder' })[]) : [];
  const given = [...several, ...(several.length === 0 ? [target] : [])].flatMap((one) => {
    if (one instanceof vscode.Uri) return [one];
    return one?.kind === 'trace' ? [one.uri] : [];
  });
  const active = editor.activeView?.document.uri;
  const uris = given.length > 0 ? given : active ? [active] : [];
  if (uris.length === 0)
    throw errors.badInput(vscode.l10n.t('Open a trace first, or select some in the side bar.'));
  return uris;
}

async function pickFormat(traces: number): Promise<ExportFormat | null> {
  const picked = await vscode.window.showQuickPick(
    EXPORT_FORMATS.map((format) => ({ label: format.title, format })),
    {
      title: traces === 1 ? vscode.l10n.t('Export Trace As') : vscode.l10n.t('Export {0} Traces As', traces),
    },
  );
  return picked?.format ?? null;
}

/** These traces, and all that are forks of one of them or of which one is a fork. */
async function withTrees(heads: TraceHeads, uris: readonly vscode.Uri[]): Promise<vscode.Uri[]> {
  const chosen = new Set(uris.map(String));
  const roots = forkForest((await heads.read()).files).map((root) => [...nodesOf([root])]);
  const trees = roots.filter((nodes) => nodes.some(({ file }) => file && chosen.has(file.uri)));
  for (const { file } of trees.flat()) if (file) chosen.add(file.uri);
  return [...chosen].map((uri) => vscode.Uri.parse(uri));
}

/** Graded, as rows and pairs say what is right. What cannot be read is an error. */
async function load(
  { editor, grade }: ExportServices,
  uris: readonly vscode.Uri[],
  signal: AbortSignal,
): Promise<LabelledTrace[]> {
  const traces: LabelledTrace[] = [];
  for (const uri of uris) {
    if (signal.aborted) throw errors.badInput(vscode.l10n.t('The export was cancelled.'));
    const document = editor.documentAt(uri);
    const trace =
      document && !document.problem ? document.snapshot().trace : parseTrace(await readTraceBytes(uri)).trace;
    const grades = await gradesFor(trace, grade, signal);
    const id = vscode.workspace.asRelativePath(uri);
    const labels = uri.scheme === 'file' ? await annotatedLabels(uri.fsPath, trace) : undefined;
    traces.push({ id, labels, trace: { ...trace, grades: [...trace.grades, ...grades] } });
  }
  return traces;
}

/** With the labels of its annotations; undefined: it has none. */
interface LabelledTrace extends NamedTrace {
  readonly labels: readonly (Label | null)[] | undefined;
}

async function askWhere(
  uris: readonly vscode.Uri[],
  { name }: ExportFormat,
): Promise<vscode.Uri | undefined> {
  const [first] = uris;
  const folder = first && vscode.Uri.joinPath(first, '..');
  const stem = uris.length === 1 && first ? fileNameOf(first.path).replace(/\.trace\.json$/, '') : 'traces';
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Traces'),
    saveLabel: vscode.l10n.t('Export'),
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `${stem}.${name}.jsonl`) }),
    filters: { [vscode.l10n.t('JSON Lines')]: ['jsonl'], Parquet: ['parquet'] },
  });
}

function* rowsOf(
  format: ExportFormat,
  options: ExportOptions,
  traces: readonly LabelledTrace[],
  outcomes: ExportOutcome[],
): Generator<ExportRow> {
  const exporter = new Exporter(format, options);
  const parts = function* (): ReturnType<Exporter['end']> {
    for (const { trace, id, labels } of traces) yield* exporter.add(trace, id, labels);
    yield* exporter.end();
  };
  let rows = 0;
  for (const part of parts()) {
    outcomes.push(...part.outcomes);
    if (part.row === null) continue;
    rows++;
    yield part.row;
  }
  const [first] = outcomes;
  if (rows === 0)
    throw errors.badInput(
      vscode.l10n.t('Nothing was exported. {0}: {1}', first?.id ?? '', first?.leftOut ?? ''),
    );
}

/** @returns how many rows were written */
async function save(out: vscode.Uri, format: ExportFormat, rows: Iterable<ExportRow>): Promise<number> {
  const source = (async function* () {
    yield* rows;
  })();
  if (out.scheme === 'file') return (await writeRows(out.fsPath, source, format.columns)).rows;
  const folder = await mkdtemp(join(tmpdir(), 'waitpoint-'));
  try {
    const path = join(folder, fileNameOf(out.path));
    const written = await writeRows(path, source, format.columns);
    await vscode.workspace.fs.writeFile(out, await readFile(path));
    return written.rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One message; what was left out and what was lost is in the log, trace by trace. */
function tell(
  log: vscode.LogOutputChannel,
  out: vscode.Uri,
  rows: number,
  outcomes: readonly ExportOutcome[],
): void {
  const name = fileNameOf(out.path);
  const lines = outcomes.flatMap(({ id, leftOut, losses }) => [
    ...(leftOut === null ? [] : [vscode.l10n.t('{0}: left out: {1}', id, leftOut)]),
    ...losses.map((loss) => `${id}: ${lossText(loss)}`),
  ]);
  for (const line of lines) log.info(`${name}: ${line}`);
  const left = outcomes.filter(({ leftOut }) => leftOut !== null).length;
  const open = vscode.l10n.t('Open');
  const details = vscode.l10n.t('Show Details');
  const text = vscode.l10n.t(
    'Exported {0} (rows: {1}, left out: {2}, notes: {3})',
    name,
    rows,
    left,
    lines.length - left,
  );
  const show = left === 0 ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  void show(text, open, ...(lines.length > 0 ? [details] : [])).then((answer) => {
    if (answer === details) log.show(true);
    else if (answer === open) void vscode.commands.executeCommand('vscode.open', out);
  });
}
