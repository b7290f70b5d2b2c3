/** Where the content of trace documents comes from: files, backups, and new drafts. */
import * as vscode from 'vscode';
import { asWaitpointError, errors, messageOf } from '../core/errors';
import type { Trace } from '../core/trace/trace';
import { contentOf, parseBackup } from './documentContent';
import type { DocumentState } from './documentState';
import { choiceForFile } from './modelChoices';
import type { Models } from './models';
import type { DocumentContent } from './traceDocument';
import { digestOf, readTraceBytes } from './traceFiles';

export interface ReadDocument {
  readonly content: DocumentContent;
  /** Digest of the file, to notice when it changes; null where there is none. */
  readonly disk: string | null;
}

export class DocumentReader {
  /** Traces of untitled documents that are about to be opened, by URI. */
  readonly #drafts = new Map<string, Trace>();

  constructor(private readonly models: Models) {}

  /** What an untitled document at `uri` begins with. */
  setDraft(uri: vscode.Uri, trace: Trace): void {
    this.#drafts.set(uri.toString(), trace);
  }

  /** @returns `isSaved`: whether closing the document at once would lose nothing */
  async open(
    uri: vscode.Uri,
    { backupId, untitledDocumentData }: vscode.CustomDocumentOpenContext,
  ): Promise<ReadDocument & { isSaved: boolean }> {
    if (backupId !== undefined) {
      const { state, disk } = parseBackup(await vscode.workspace.fs.readFile(vscode.Uri.parse(backupId)));
      return { content: { state, readOnly: null }, disk, isSaved: false };
    }
    if (untitledDocumentData && untitledDocumentData.length > 0) {
      return { content: await this.#content(untitledDocumentData), disk: null, isSaved: false };
    }
    return { ...(await this.read(uri)), isSaved: true };
  }

  /** Never throws: what cannot be read becomes the problem that the editor shows. */
  async read(uri: vscode.Uri): Promise<ReadDocument> {
    if (uri.scheme === 'untitled') return { content: await this.#draft(uri), disk: null };
    try {
      const bytes = await readTraceBytes(uri);
      return { content: await this.#content(bytes), disk: digestOf(bytes) };
    } catch (error) {
      const problem = error instanceof vscode.FileSystemError ? errors.badInput(messageOf(error)) : error;
      return { content: { problem: asWaitpointError(problem) }, disk: null };
    }
  }

  async #content(bytes: Uint8Array): Promise<DocumentContent> {
    // A file made by "New File…" holds nothing yet: a draft, not a damaged trace.
    if (bytes.length === 0) return this.#draft(null);
    return contentOf(bytes, (trace) => this.#stateOf(trace));
  }

  async #draft(uri: vscode.Uri | null): Promise<DocumentContent> {
    const key = uri?.toString() ?? '';
    const trace = this.#drafts.get(key) ?? (await this.models.newDraft());
    this.#drafts.delete(key);
    return { state: await this.#stateOf(trace), readOnly: null };
  }

  /** A trace with its models: those it ran with where they can be found, else the default ones. */
  async #stateOf(trace: Trace): Promise<DocumentState> {
    const { models } = this;
    const [policies, scorers] = await Promise.all([models.choices('model'), models.choices('scorer')]);
    const scorerDefault = trace.model && !trace.scorer ? 'none' : models.defaultPath('scorer');
    return {
      trace,
      next: null,
      modelPath: choiceForFile(policies, trace.model?.file, models.defaultPath('model')),
      scorerPath: choiceForFile(scorers, trace.scorer?.file, scorerDefault),
    };
  }
}
