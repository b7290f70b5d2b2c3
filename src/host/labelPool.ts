/** The traces of the workspace with what is said of them: for the queue and for reports. */
import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { PoolTrace } from '../core/annotate/poolTrace';
import { gradeOf } from '../core/grade/traceGrade';
import { modelKey, traceIdentity } from '../core/trace/identity';
import { parseTrace } from '../core/trace/traceFile';
import { currentByAnnotator } from '../files/annotationFiles';
import { eachOf } from './eachOf';
import { readTraceBytes } from './traceFiles';
import { TRACE_PATTERN } from './traceHeads';

/** As the side bar lists. */
const MOST_TRACES = 2_000;
const READERS = 4;

/** A trace file of the workspace. */
export interface FileTrace extends PoolTrace {
  readonly uri: vscode.Uri;
  readonly question: string;
  /** Texts of the steps. */
  readonly stepTexts: readonly string[];
}

/** What is kept of a file until it changes. */
type KeptTrace = Omit<FileTrace, 'uri' | 'byAnnotator'> & { readonly stamp: string };

export class LabelPool {
  readonly #kept = new Map<string, KeptTrace>();

  /** All readable traces of files, by path; of two files with the same trace both. */
  async read(): Promise<FileTrace[]> {
    const found = await vscode.workspace.findFiles(TRACE_PATTERN, '**/node_modules/**', MOST_TRACES);
    const uris = found.filter(({ scheme }) => scheme === 'file').sort((a, b) => (a.path < b.path ? -1 : 1));
    const traces = new Map<string, FileTrace>();
    await eachOf(uris, READERS, async (uri) => {
      const trace = await this.#traceAt(uri);
      if (!trace) return;
      const byAnnotator = await currentByAnnotator(uri.fsPath, trace.identity).catch(
        () => new Map<string, never>(),
      );
      traces.set(uri.fsPath, { ...trace, uri, byAnnotator });
    });
    return uris.flatMap((uri) => traces.get(uri.fsPath) ?? []);
  }

  async #traceAt(uri: vscode.Uri): Promise<KeptTrace | null> {
    try {
      const { mtimeMs, size } = await stat(uri.fsPath);
      const stamp = `${mtimeMs} ${size}`;
      const kept = this.#kept.get(uri.fsPath);
      if (kept?.stamp === stamp) return kept;
      const { trace } = parseTrace(await readTraceBytes(uri));
      const read: KeptTrace = {
        stamp,
        identity: traceIdentity(trace),
        question: trace.question.text,
        steps: trace.steps,
        correct: gradeOf(trace, trace.answer?.extracted ?? null)?.correct ?? null,
        scorer: trace.scorer && modelKey(trace.scorer),
        stepTexts: trace.steps.map(({ start, end }) => trace.tokens.text.slice(start, end).join('')),
      };
      this.#kept.set(uri.fsPath, read);
      return read;
    } catch {
      // Deleted just now, or no trace.
      return null;
    }
  }
}
