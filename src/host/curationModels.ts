/** What a curation asks of models: verdicts by an evaluation of its questions, and domains. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { errors } from '../core/errors';
import type { CurateCalls } from '../files/curateThread';
import type { CurationTask } from '../protocol/curationView';
import { askForDomainNames, namesIn } from './curationAsk';
import { assignDomains } from './curationDomains';
import type { CurationServices } from './curationViews';
import type { EvaluationRun } from './evaluationRun';

export interface CurationWork {
  calls(): CurateCalls;
  task(task: (CurationTask & { readonly cancel: () => void }) | null): void;
  fail(error: unknown): void;
  /** An evaluation that was set up here is done. */
  graded(grader: number, folder: string): Promise<void>;
}

export class CurationModels {
  /** Graders that are waited for, by the dataset that was written for them. */
  readonly #asked = new Map<string, number>();
  readonly #done = new Set<EvaluationRun>();
  readonly #listening: { dispose(): void };

  constructor(
    private readonly services: CurationServices,
    private readonly work: CurationWork,
  ) {
    this.#listening = services.evaluations.onChange((folder) => this.#heard(folder));
  }

  /** Writes the questions as a dataset, and opens the form of an evaluation of it. @throws WaitpointError */
  async runGrader(grader: number, folder: string, stem: string): Promise<void> {
    this.#mustRun();
    const dataset = join(folder, `${stem}.questions.jsonl`);
    this.work.task({
      ...{ kind: 'questions', label: vscode.l10n.t('Collecting questions with a right answer') },
      ...{ done: 0, total: null, canCancel: false, cancel: () => {} },
    });
    try {
      const questions = await this.work.calls().writeQuestions(dataset);
      if (questions === 0)
        throw errors.badInput(
          vscode.l10n.t(
            'No question of the pool has a right answer that a grader could be checked by: its rows need a column "solution" or "answer".',
          ),
        );
      this.#asked.set(dataset, grader);
    } finally {
      this.work.task(null);
    }
    await vscode.commands.executeCommand('waitpoint.evaluateDataset', vscode.Uri.file(dataset));
  }

  /**
   * Asks for names and a model, then that for a domain of every question without one.
   * @returns how many have one now
   */
  async askForDomains(known: readonly string[], file: string): Promise<number> {
    this.#mustRun();
    const typed = await askForDomainNames(known);
    if (typed === undefined) return 0;
    const model = await this.#pickModel();
    if (model === null) return 0;
    const questions = await this.work.calls().withoutDomain();
    if (questions.length === 0) throw errors.badInput(vscode.l10n.t('Every question has a domain.'));
    const abort = new AbortController();
    const task = {
      ...{ kind: 'domains' as const, label: vscode.l10n.t('Asking {0} for domains', model.label) },
      ...{ done: 0, total: questions.length, canCancel: true, cancel: () => abort.abort() },
    };
    this.work.task(task);
    try {
      const order = { questions, names: namesIn(typed), modelPath: model.path, file };
      return await assignDomains(order, this.services.engine, abort.signal, (done) =>
        this.work.task({ ...task, done }),
      );
    } finally {
      this.work.task(null);
    }
  }

  dispose(): void {
    this.#listening.dispose();
  }

  async #pickModel(): Promise<{ label: string; path: string } | null> {
    const choices = await this.services.models.choices('model');
    const picked = await vscode.window.showQuickPick(choices, {
      title: vscode.l10n.t('Model That Gives Domains'),
      placeHolder: vscode.l10n.t('It is asked which name is likeliest for every question'),
    });
    return picked ?? null;
  }

  #mustRun(): void {
    const refusal = this.services.refusal();
    if (refusal !== null) throw errors.badInput(refusal);
  }

  /** An evaluation went on or ended: is it one of ours? */
  #heard(folder: string): void {
    const run = this.services.evaluations.of(folder);
    const grader = this.#asked.get(run?.order.dataset?.path ?? '');
    if (!run || grader === undefined || this.#done.has(run)) return;
    const { done, total } = run.progress;
    if (!run.isOver) {
      const label = vscode.l10n.t('Grader {0} answers, in its own panel', grader + 1);
      return this.work.task({
        ...{ kind: 'grader', label, done, total },
        ...{ canCancel: false, cancel: () => {} },
      });
    }
    this.work.task(null);
    if (total === 0 || done < total) return;
    this.#done.add(run);
    this.work.graded(grader, folder).catch((error: unknown) => this.work.fail(error));
  }
}
