/** What goes on where an evaluation stood. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { errors, quote } from '../core/errors';
import { l10n } from '../core/l10n';
import { EvaluationFiles } from '../files/evaluationFiles';
import type { ModelChoice } from '../protocol/webview';
import type { Evaluations } from './evaluations';
import type { EvaluationOrder } from './evaluationRun';

export interface ResumeServices {
  readonly evaluations: Evaluations;
  readonly setup: {
    models(): Promise<{ readonly models: readonly ModelChoice[]; readonly scorers: readonly ModelChoice[] }>;
    refusal(): string | null;
  };
  /** @returns path; null: cancelled */
  readonly browseModel: (role: 'model' | 'scorer') => Promise<string | null>;
}

/**
 * With the settings of the folder. Its dataset is read again where this workspace knows where it came from, so that what
 * changed in it is told; the models are those it ran with here, or else found by the names of their files, or asked for.
 * That they are the same ones is checked by their hashes.
 * @throws WaitpointError what keeps it from going on
 */
export async function orderToResume(
  folder: string,
  { evaluations, setup, browseModel }: ResumeServices,
): Promise<EvaluationOrder> {
  const refusal = setup.refusal();
  if (refusal !== null) throw errors.badInput(refusal);
  const recorded = await new EvaluationFiles(folder).record();
  if (!recorded)
    throw errors.badInput(l10n.t('The folder {0} holds no evaluation any more.', quote(folder, 200)));
  const { settings, model, scorer } = recorded.record;
  const known = evaluations.memory.of(folder);
  const { models, scorers } = await setup.models();
  const find = async (
    role: 'model' | 'scorer',
    file: string,
    path: string | undefined,
    choices: readonly ModelChoice[],
  ): Promise<string> => {
    if (path !== undefined && path !== 'none' && basename(path) === file && (await isThere(path)))
      return path;
    const found = choices.find((choice) => basename(choice.path) === file)?.path ?? (await browseModel(role));
    if (found === null)
      throw errors.badInput(l10n.t('It ran with {0}, which was not found. Choose that file.', quote(file)));
    return found;
  };
  // What is gone cannot have changed: the folder has kept the questions.
  const dataset = known?.dataset && (await isThere(known.dataset.path)) ? known.dataset : null;
  return {
    ...{ folder, settings, dataset },
    modelPath: await find('model', model.file, known?.modelPath, models),
    scorerPath: scorer ? await find('scorer', scorer.file, known?.scorerPath, scorers) : 'none',
  };
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
