/** What a search is set up from: an open or saved trace, another search, or nothing but the settings. */
import * as vscode from 'vscode';
import { errors, messageOf } from '../core/errors';
import { parseTrace } from '../core/trace/traceFile';
import type { SearchForm } from '../protocol/searchView';
import { parametersOf } from './documentState';
import { fileNameOf } from './forkNames';
import { choiceForFile } from './modelChoices';
import type { Models } from './models';
import { readSearch } from './searchFiles';
import { formOf, proposedForm, type SearchSource } from './searchSetup';
import type { TraceEditor } from './traceEditor';
import { readTraceBytes } from './traceFiles';

export interface SourceServices {
  readonly editor: TraceEditor;
  readonly models: Models;
}

/** @param last form that was run last; null: none was @throws WaitpointError where it cannot be read */
export async function readSource(
  parent: vscode.Uri | null,
  last: Partial<SearchForm> | null,
  services: SourceServices,
): Promise<SearchSource & { readonly form: SearchForm }> {
  if (parent?.path.endsWith('.search.json')) return searchSource(parent, services);
  const source = parent ? await traceSource(parent, services) : await newSource(services);
  return { ...source, form: proposedForm(source, last) };
}

async function newSource({ models }: SourceServices): Promise<SearchSource> {
  const { question, request } = await models.newDraft();
  return {
    question,
    request,
    modelPath: models.defaultPath('model'),
    scorerPath: models.defaultPath('scorer'),
  };
}

async function traceSource(uri: vscode.Uri, { editor, models }: SourceServices): Promise<SearchSource> {
  const document = editor.documentAt(uri);
  if (document && !document.problem) {
    const { question, request, modelPath, scorerPath } = parametersOf(document.state);
    const asked = document.state.trace.question;
    return {
      question: asked.text === question ? asked : { text: question, expected: null },
      ...{ request, modelPath, scorerPath },
    };
  }
  return reading(uri, async () => {
    const { trace } = parseTrace(await readTraceBytes(uri));
    const [policies, scorers] = await Promise.all([models.choices('model'), models.choices('scorer')]);
    return {
      ...{ question: trace.question, request: trace.request },
      modelPath: choiceForFile(policies, trace.model?.file, models.defaultPath('model')),
      scorerPath: choiceForFile(scorers, trace.scorer?.file, models.defaultPath('scorer')),
    };
  });
}

function searchSource(
  uri: vscode.Uri,
  { models }: SourceServices,
): Promise<SearchSource & { readonly form: SearchForm }> {
  return reading(uri, async () => {
    const { record } = await readSearch(uri);
    const { question, request, model, scorer } = record;
    const [policies, scorers] = await Promise.all([models.choices('model'), models.choices('scorer')]);
    const modelPath = choiceForFile(policies, model.file, models.defaultPath('model'));
    const scorerPath = choiceForFile(scorers, scorer?.file, scorer ? models.defaultPath('scorer') : 'none');
    return { question, request, modelPath, scorerPath, form: formOf(record, modelPath, scorerPath) };
  });
}

async function reading<T>(uri: vscode.Uri, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw errors.badInput(vscode.l10n.t('{0} cannot be read: {1}', fileNameOf(uri.path), messageOf(error)));
  }
}
