/** What is said of one trace: read from its files as they are, and added to them. */
import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import * as vscode from 'vscode';
import {
  ANNOTATION_SCHEMA,
  QUOTED_CHARACTERS,
  annotationLineSchema,
  annotatorName,
  type Annotation,
  type AnnotationLine,
  type Revision,
} from '../core/annotate/annotation';
import { currentAnnotations, undoStep } from '../core/annotate/annotationLog';
import { errors, messageOf } from '../core/errors';
import { traceIdentity } from '../core/trace/identity';
import type { Trace } from '../core/trace/trace';
import { annotationPath, appendLines, readAnnotations, readLog } from '../files/annotationFiles';
import { annotateKeys, type AnnotateCall, type AnnotationsState, type SaidBy } from '../protocol/annotations';
import { fileNameOf } from './forkNames';
import { Refresher } from './refresher';
import type { TraceDocument } from './traceDocument';

const NOTHING: Omit<AnnotationsState, 'keys' | 'problem'> = {
  annotator: null,
  mine: [],
  others: [],
  orphaned: [],
  canUndo: false,
  canRedo: false,
};

export class TraceAnnotations implements vscode.Disposable {
  readonly #watcher: vscode.FileSystemWatcher | null;
  readonly #refresher: Refresher;

  /** @param onChange called when files or settings of annotations have changed */
  constructor(
    private readonly document: TraceDocument,
    onChange: () => Promise<void>,
  ) {
    this.#refresher = new Refresher(onChange);
    this.#watcher = this.#watch();
  }

  #watch(): vscode.FileSystemWatcher | null {
    const { uri } = this.document;
    if (uri.scheme !== 'file') return null;
    const stem = fileNameOf(uri.path).replace(/\.trace\.json$/, '');
    const folder = vscode.Uri.joinPath(uri, '..');
    // Brackets and braces in the name of a trace would be a pattern.
    const pattern = `${stem.replace(/[[\]{}*?]/g, '?')}.annotations.*.jsonl`;
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, pattern));
    const ask = (): void => this.#refresher.ask();
    watcher.onDidChange(ask);
    watcher.onDidCreate(ask);
    watcher.onDidDelete(ask);
    return watcher;
  }

  async state(): Promise<AnnotationsState> {
    const keys = annotateKeys(vscode.workspace.getConfiguration('waitpoint').get('annotate.keys'));
    const { document } = this;
    const { uri } = document;
    if (document.problem || uri.scheme !== 'file')
      return {
        ...NOTHING,
        keys,
        problem: vscode.l10n.t('Save the trace first: annotations lie beside its file.'),
      };
    let logs;
    try {
      logs = await readAnnotations(uri.fsPath);
    } catch (error) {
      return { ...NOTHING, keys, problem: messageOf(error) };
    }
    const identity = traceIdentity(document.state.trace);
    const name = annotator();
    const said: SaidBy[] = [];
    const orphaned: SaidBy[] = [];
    let unread = 0;
    for (const [by, { lines, problems }] of logs) {
      unread += problems.length;
      const current = currentAnnotations(lines);
      said.push({ annotator: by, annotations: current.filter(({ trace }) => trace === identity) });
      const old = current.filter(({ trace }) => trace !== identity);
      if (old.length > 0) orphaned.push({ annotator: by, annotations: old });
    }
    const { undo, redo } = undoStep(logs.get(name)?.lines ?? [], identity);
    return {
      annotator: name,
      problem:
        unread > 0
          ? vscode.l10n.t('{0} lines of the annotation files cannot be read. They stay as they are.', unread)
          : null,
      mine: said.find((one) => one.annotator === name)?.annotations ?? [],
      others: said.filter((one) => one.annotator !== name && one.annotations.length > 0),
      orphaned,
      canUndo: undo !== null,
      canRedo: redo !== null,
      keys,
    };
  }

  /** @throws WaitpointError for what cannot be said, or cannot be written */
  async annotate({ range, said, spentMs, scoresVisible }: AnnotateCall): Promise<void> {
    const trace = this.#trace();
    const quoted = range === null ? '' : textOf(trace, range.start, range.end);
    await this.#add([
      { ...this.#line(trace), range, quote: quoted, said, spentMs: Math.max(0, spentMs), scoresVisible },
    ]);
  }

  /** @throws WaitpointError where there is nothing to take back, or it cannot be written */
  async revise(revision: Revision['revision']): Promise<void> {
    const trace = this.#trace();
    const line = this.#line(trace);
    const { lines } = await readLog(this.#path());
    const of = undoStep(lines, line.trace)[revision];
    if (!of) throw errors.badInput(vscode.l10n.t('There is no annotation to {0}.', revision));
    await this.#add([{ ...line, revision, of: of.id }]);
  }

  /**
   * Says again of this trace what was said of an earlier version of it, where the same text still stands.
   * @returns how many
   */
  async takeOver(): Promise<number> {
    const trace = this.#trace();
    const { lines } = await readLog(this.#path());
    const identity = traceIdentity(trace);
    const old = currentAnnotations(lines).filter((one) => one.trace !== identity);
    const kept = old.filter(
      ({ range, quote }) =>
        range === null || (quote !== '' && textOf(trace, range.start, range.end) === quote),
    );
    await this.#add(kept.map((one): Annotation => ({ ...one, ...this.#line(trace) })));
    return kept.length;
  }

  #trace(): Trace {
    const { document } = this;
    if (document.uri.scheme !== 'file')
      throw errors.badInput(vscode.l10n.t('Save the trace first: annotations lie beside its file.'));
    if (document.readOnly !== null) throw errors.badInput(document.readOnly);
    if (document.isRunning) throw errors.badInput(vscode.l10n.t('This trace is running. Stop it first.'));
    return document.state.trace;
  }

  #path(): string {
    return annotationPath(this.document.uri.fsPath, annotator());
  }

  #line(trace: Trace): Pick<AnnotationLine, 'id' | 'at' | 'by' | 'trace'> & { schema: 1 } {
    return {
      schema: ANNOTATION_SCHEMA,
      id: randomUUID(),
      at: new Date().toISOString(),
      by: annotator(),
      trace: traceIdentity(trace),
    };
  }

  async #add(lines: readonly AnnotationLine[]): Promise<void> {
    for (const line of lines) {
      // What a view sends is checked like anything else from outside.
      const checked = annotationLineSchema.safeParse(line);
      const end = 'range' in line ? (line.range?.end ?? 0) : 0;
      if (!checked.success || end > this.document.state.trace.tokens.id.length)
        throw errors.badInput(vscode.l10n.t('This cannot be said of the trace.'));
    }
    if (lines.length > 0) await appendLines(this.#path(), lines);
    // The watcher tells, too; but some file systems have none.
    this.#refresher.ask(0);
  }

  dispose(): void {
    this.#watcher?.dispose();
    this.#refresher.dispose();
  }
}

/** As set, else the user of this machine. */
export function annotator(): string {
  const set = vscode.workspace.getConfiguration('waitpoint').get<unknown>('annotator');
  const name = typeof set === 'string' ? annotatorName(set) : null;
  return name ?? annotatorName(systemUser().replace(/[^\p{L}\p{N}_-]+/gu, '-')) ?? 'me';
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without a name, as in some containers.
    return '';
  }
}

function textOf({ tokens }: Trace, start: number, end: number): string {
  return tokens.text.slice(start, end).join('').slice(0, QUOTED_CHARACTERS);
}
