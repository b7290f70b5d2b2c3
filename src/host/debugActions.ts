/** What the commands of the debugger do: to one open trace, at a token of it. */
import * as vscode from 'vscode';
import { asWaitpointError, errors } from '../core/errors';
import type { ForkAction } from '../core/fork';
import type { GradeAnswer } from '../core/grade/traceGrade';
import { traceIdentity } from '../core/trace/identity';
import { alternativesOf } from '../core/trace/tokenColumns';
import { visibleText } from '../core/text';
import type { Trace } from '../core/trace/trace';
import type { DebugCommand, Notice, Place } from '../protocol/webview';
import { markAnswer } from './answerGrades';
import { sameRequest } from './documentState';
import { fileNameOf } from './forkNames';
import { openTraceAt } from './newTrace';
import { refusalNotice } from './notices';
import { resample, type ResampleServices } from './resample';
import type { TraceDocument } from './traceDocument';
import { exists } from './traceFiles';
import { forkAndRun } from './traceForks';
import { clearProbes, probing, scoring, setRightAnswer } from './traceProbes';
import type { TraceView } from './traceView';

export interface DebugServices extends ResampleServices {
  /** Most tokens the context may hold; undefined: what the model was trained for. */
  contextSize(): number | undefined;
  readonly grade: GradeAnswer;
}

export class DebugActions {
  #refusal: Notice | null = null;

  /** @param services when they are asked for: the editor is made after this */
  constructor(private readonly services: () => DebugServices) {}

  /** Why something cannot be done is told in the trace. @param at token; null: where the view stands */
  async run(view: TraceView, command: DebugCommand, at: number | null): Promise<void> {
    return this.#told(view, () => this.#run(view, command, at));
  }

  /** Makes a fork that leaves the trace before token `at`, and runs it. */
  async fork(view: TraceView, at: number, action: ForkAction): Promise<void> {
    return this.#told(view, async () => {
      const { document, panel } = view;
      if (document.readOnly !== null) throw errors.badInput(document.readOnly);
      await forkAndRun(this.services(), document, panel.viewColumn, at, action);
    });
  }

  async #told({ document }: TraceView, work: () => Promise<void>): Promise<void> {
    // The refusal before has been read.
    if (document.notice !== null && document.notice === this.#refusal) document.setNotice(null);
    try {
      await work();
    } catch (error) {
      this.#refusal = refusalNotice(asWaitpointError(error));
      document.setNotice(this.#refusal);
    }
  }

  async #run(view: TraceView, command: DebugCommand, at: number | null): Promise<void> {
    const { document } = view;
    const services = this.services();
    if (command === 'goToParent') return goToParent(services, document);
    if (document.readOnly !== null) throw errors.badInput(document.readOnly);
    if (document.isRunning) throw errors.badInput(vscode.l10n.t('This trace is running. Stop it first.'));
    const { trace, scorerPath } = document.state;
    const { runs } = services;
    const column = view.panel.viewColumn;
    const fork = async (action: ForkAction): Promise<void> =>
      forkAndRun(services, document, column, await here(), action);
    const place = async (): Promise<Place> => view.place();
    const here = async (): Promise<number> => {
      const token = at ?? (await place()).at;
      if (token === null) throw errors.badInput(vscode.l10n.t('Pick a token or a step first.'));
      return token;
    };
    switch (command) {
      case 'probeHere':
        return runs.change(document, probing(trace, { at: await here() }, services.contextSize()));
      case 'probeSteps':
        return runs.change(document, probing(trace, 'steps', services.contextSize()));
      case 'probeWaits':
        return runs.change(document, probing(trace, 'waits', services.contextSize()));
      case 'clearProbes':
        return clearProbes(document);
      case 'scoreSteps':
        return runs.change(document, await scoring(trace, scorerPath));
      case 'setRightAnswer':
        return setRightAnswer(document, services.grade);
      case 'markRight':
        return mark(document, vscode.l10n.t('Mark Answer as Right'), true);
      case 'markWrong':
        return mark(document, vscode.l10n.t('Mark Answer as Wrong'), false);
      case 'clearMark':
        return mark(document, vscode.l10n.t("Take the Grader's Verdict"), null);
      case 'forkWait':
        return fork({ kind: 'wait' });
      case 'forkEnd':
        return fork({ kind: 'end' });
      case 'forkContinue':
        return fork({ kind: 'none' });
      case 'forkResample':
        return resample(services, document, column, await here());
      case 'forkEdit':
        return view.editStep(await here());
      case 'forkAlternative': {
        const token = await here();
        const id = await pickAlternative(trace, token);
        return id === null
          ? undefined
          : forkAndRun(services, document, column, token, { kind: 'alternative', id });
      }
      case 'forkBudget': {
        const { request } = await place();
        if (request === null) throw errors.badInput(vscode.l10n.t('The run bar has a mistake: see there.'));
        if (sameRequest(request, trace.request)) {
          throw errors.badInput(
            vscode.l10n.t('Change the budget, the continuation or the sampler in the run bar first.'),
          );
        }
        return fork({ kind: 'request', request });
      }
      default:
        return command satisfies never;
    }
  }
}

function mark(document: TraceDocument, label: string, correct: boolean | null): void {
  if (!markAnswer(document, label, correct, new Date().toISOString())) {
    throw errors.badInput(vscode.l10n.t('No answer was found in this trace: there is nothing to mark.'));
  }
}

/** @returns the id of another token, or null where none was chosen */
async function pickAlternative(trace: Trace, token: number): Promise<number | null> {
  const chosen = trace.tokens.id[token];
  const items = alternativesOf(trace.tokens, token)
    .filter(({ id }) => id !== chosen)
    .map(({ id, text, probability }) => ({
      label: visibleText(JSON.stringify(text)),
      description: `p = ${probability.toPrecision(2)}`,
      id,
    }));
  if (items.length === 0) {
    throw errors.badInput(vscode.l10n.t('No alternatives were recorded for this token.'));
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Fork with Another Token'),
    placeHolder: vscode.l10n.t(
      'In place of {0}',
      visibleText(JSON.stringify(trace.tokens.text[token] ?? '')),
    ),
  });
  return picked?.id ?? null;
}

async function goToParent({ editor }: ResampleServices, document: TraceDocument): Promise<void> {
  const { parent } = document.state.trace;
  if (!parent) throw errors.badInput(vscode.l10n.t('This trace is no fork.'));
  if (parent.file === null) {
    const open = editor.documents.find((one) => identityOf(one) === parent.identity);
    if (!open)
      throw errors.badInput(vscode.l10n.t('The parent of this fork was never saved, and is not open.'));
    await openTraceAt(editor, open.uri);
    return;
  }
  const uri = vscode.Uri.joinPath(document.uri, '..', parent.file);
  if (!uri.path.endsWith('.trace.json') || !(await exists(uri))) {
    throw errors.badInput(vscode.l10n.t('The parent {0} is not there.', parent.file));
  }
  const opened = await openTraceAt(editor, uri);
  if (identityOf(opened) === parent.identity) return;
  void vscode.window.showInformationMessage(
    vscode.l10n.t('{0} has changed since this fork was made.', fileNameOf(uri.path)),
  );
}

function identityOf(document: TraceDocument): string | null {
  return document.problem ? null : traceIdentity(document.state.trace);
}
