/** The trace that a sweep is set up from, and the sweeps of it. */
import * as vscode from 'vscode';
import { errors, messageOf } from '../core/errors';
import { sweepColumns, validateColumns, type SweepAxes } from '../core/sweep/columns';
import { draftTrace, type Trace } from '../core/trace/trace';
import { parseTrace } from '../core/trace/traceFile';
import type { RunParameters } from '../protocol/webview';
import type { SweepSetup } from '../protocol/sweepView';
import { parametersOf } from './documentState';
import { fileNameOf, sweepName } from './forkNames';
import { createTraceFile } from './newTrace';
import { stringifyTrace } from '../core/trace/traceFile';
import type { SweepServices } from './sweepPanel';
import { SweepRun } from './sweepRun';
import { msPerToken, proposedTexts } from './sweepState';
import { readTraceBytes, writeText } from './traceFiles';

interface Asked extends RunParameters {
  readonly trace: Trace;
  /** Why nothing may run; null: it may. */
  readonly refusal: string | null;
}

export class SweepSource {
  constructor(
    private readonly uri: vscode.Uri,
    private readonly services: SweepServices,
  ) {}

  async setup(): Promise<SweepSetup> {
    const { trace, question, request, modelPath, scorerPath, refusal } = await this.#asked();
    return {
      ...{ parent: this.uri.toString(), question, request, refusal },
      model: nameOf(modelPath),
      scorer: scorerPath === 'none' ? null : nameOf(scorerPath),
      texts: proposedTexts(request),
      msPerToken: msPerToken(trace),
    };
  }

  /**
   * Begins a sweep; its files are there from the beginning, so that no other takes their names.
   * @throws WaitpointError what is wrong with the columns
   */
  async begin(axes: SweepAxes): Promise<SweepRun> {
    const { trace, question, request, modelPath, scorerPath, refusal } = await this.#asked();
    if (refusal !== null) throw errors.badInput(refusal);
    const requests = sweepColumns(request, axes);
    validateColumns(question, requests);
    const createdAt = new Date().toISOString();
    const asked = question === trace.question.text ? trace.question : { text: question, expected: null };
    const columns: vscode.Uri[] = [];
    const discard = (uri: vscode.Uri): Promise<void> => Promise.resolve(vscode.workspace.fs.delete(uri));
    try {
      for (const one of requests) {
        const draft = { ...draftTrace(question, one, createdAt), question: asked };
        columns.push(await this.#place(draft, columns.length));
      }
    } catch (error) {
      await Promise.allSettled(columns.map(discard));
      throw error;
    }
    const { engine, journals, grade } = this.services;
    return new SweepRun(
      {
        parent: this.uri.toString(),
        ...{ question: asked, columns: requests, modelPath, scorerPath, createdAt },
        uris: columns.map((uri) => uri.toString()),
      },
      {
        ...{ engine, journals, grade },
        contextSize: () => this.services.contextSize(),
        save: (uri, whole) => writeText(vscode.Uri.parse(uri), stringifyTrace(whole)),
        discard: (uri) => discard(vscode.Uri.parse(uri)),
      },
    );
  }

  /** @param before columns that have their place */
  async #place(draft: Trace, before: number): Promise<vscode.Uri> {
    const name = fileNameOf(this.uri.path);
    const folder = vscode.Uri.joinPath(this.uri, '..');
    const nameOfTry = (number: number): string => sweepName(name, number + before);
    const uri = await createTraceFile(this.services.editor, folder, nameOfTry, draft);
    if (!uri) throw errors.badInput(vscode.l10n.t('The folder of {0} cannot be written to.', name));
    return uri;
  }

  async #asked(): Promise<Asked> {
    const { editor, models } = this.services;
    const document = editor.documentAt(this.uri);
    if (document && !document.problem) {
      const { state, readOnly } = document;
      return { ...parametersOf(state), trace: state.trace, refusal: readOnly ?? this.#refusal() };
    }
    try {
      const { trace } = parseTrace(await readTraceBytes(this.uri));
      return {
        ...{ trace, question: trace.question.text, request: trace.request },
        modelPath: models.defaultPath('model'),
        scorerPath: models.defaultPath('scorer'),
        refusal: this.#refusal(),
      };
    } catch (error) {
      throw errors.badInput(
        vscode.l10n.t('{0} cannot be read: {1}', fileNameOf(this.uri.path), messageOf(error)),
      );
    }
  }

  #refusal(): string | null {
    if (this.uri.scheme === 'untitled') {
      return vscode.l10n.t('Save this trace first: the columns of a sweep are saved beside it.');
    }
    return vscode.workspace.isTrusted
      ? null
      : vscode.l10n.t('This workspace is not trusted: nothing is run in it.');
  }
}

/** Of a path of any system. */
const nameOf = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
