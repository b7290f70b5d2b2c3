/** The form of an evaluation: what is proposed, and what is made of what was typed. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join } from 'node:path';
import { asWaitpointError, errors, quote } from '../core/errors';
import { mostTokensPerQuestion } from '../core/evaluation/cost';
import type { Dataset } from '../core/evaluation/dataset/dataset';
import { methodWords } from '../core/evaluation/methods/methods';
import { DEFAULTS } from '../core/evaluation/settings';
import { readSettings, type ReadSettings } from '../core/evaluation/settingsText';
import { l10n } from '../core/l10n';
import type { RunRequest } from '../core/trace/trace';
import { RECORD } from '../files/evaluationFiles';
import { readDataset } from '../files/readDataset';
import type {
  DatasetFacts,
  EvaluationField,
  EvaluationForm,
  EvaluationSetup,
  FormCheck,
} from '../protocol/evaluationView';
import type { ModelChoice } from '../protocol/webview';
import type { EvaluationOrder } from './evaluationRun';

/** Problems of a dataset that the form lists. */
const MOST_LISTED = 200;

export interface EvaluationSetupServices {
  models(): Promise<{ readonly models: readonly ModelChoice[]; readonly scorers: readonly ModelChoice[] }>;
  defaultPath(role: 'model' | 'scorer'): string;
  /** What a run of this model is asked for where nothing else is said. */
  requestFor(modelPath: string): Promise<RunRequest>;
  /** Milliseconds a token that may be asked for at most; null: nothing was measured. */
  msPerToken(modelPath: string): number | null;
  /** Why nothing may run; null: it may. */
  refusal(): string | null;
}

interface ReadForm extends ReadSettings {
  readonly dataset: Dataset | null;
  readonly problemsByField: Partial<Record<EvaluationField, string>>;
}

export class EvaluationSetups {
  /** The last dataset that was read: typing elsewhere in the form reads none again. */
  #read: { readonly stamp: string; readonly dataset: Dataset } | null = null;

  constructor(private readonly services: EvaluationSetupServices) {}

  /** @param dataset path; '' for none yet */
  async setup(dataset: string): Promise<EvaluationSetup> {
    const modelPath = this.services.defaultPath('model');
    const { budget, continuation, sampler } = await this.services.requestFor(modelPath);
    return {
      ...(await this.services.models()),
      methods: methodWords(),
      refusal: this.services.refusal(),
      form: {
        ...{ dataset, skipBad: false, modelPath, scorerPath: this.services.defaultPath('scorer') },
        folder: dataset === '' ? '' : await proposedFolder(dataset),
        ...{ methods: ['budget-forcing'], majority: '', strings: '', searches: '', paper: false },
        ...{ budgets: '', waits: '', continuation: '', min: '', max: '', maxAnswer: '' },
        ...{ temperature: '', seed: '', mostTries: '', samples: '', confidence: '', limit: '' },
      },
      defaults: {
        budgets: DEFAULTS.budgets.join(', '),
        waits: DEFAULTS.waits.join(', '),
        continuation: continuation.join(', ') || 'none',
        min: String(budget.minThinkingTokens),
        max: `${DEFAULTS.mostThinking}, or the largest budget`,
        maxAnswer: String(budget.maxAnswerTokens),
        temperature: String(sampler.temperature),
        seed: String(sampler.seed),
        mostTries: String(DEFAULTS.mostTries),
        samples: String(DEFAULTS.samples),
        confidence: String(DEFAULTS.confidence),
        majority: '2, 4, 8',
        strings: 'Alternatively, Hmm',
        searches: 'best-of-n@8, beam@16x4',
        limit: 'all',
      },
    };
  }

  async check(form: EvaluationForm): Promise<FormCheck> {
    const { dataset, planned, problemsByField: problems } = await this.#readForm(form);
    const facts: DatasetFacts | null = dataset && {
      questions: dataset.rows.length,
      columns: dataset.columns,
      problemCount: dataset.problemCount,
      problems: dataset.problems.slice(0, MOST_LISTED),
    };
    const isRight = dataset !== null && Object.keys(problems).length === 0;
    const tokens = isRight ? dataset.rows.length * mostTokensPerQuestion(planned) : 0;
    const msPerToken = this.services.msPerToken(form.modelPath);
    return {
      problems,
      dataset: facts,
      cost: isRight
        ? {
            ...{ questions: dataset.rows.length, cells: planned.length, tokens },
            ms: msPerToken === null ? null : tokens * msPerToken,
          }
        : null,
      folderNote: await folderNote(form.folder),
    };
  }

  /** @throws WaitpointError what is wrong with the form */
  async order(form: EvaluationForm): Promise<EvaluationOrder> {
    const refusal = this.services.refusal();
    if (refusal !== null) throw errors.badInput(refusal);
    const { settings, limit, problemsByField } = await this.#readForm(form);
    const [problem] = Object.values(problemsByField);
    if (!settings || problem !== undefined)
      throw errors.badInput(problem ?? l10n.t('Something in the form is wrong.'));
    const { dataset: path, skipBad, modelPath, scorerPath, folder } = form;
    return { folder, settings, dataset: { path, limit, skipBad }, modelPath, scorerPath };
  }

  async #readForm(form: EvaluationForm): Promise<ReadForm> {
    const read = readSettings(form, await this.services.requestFor(form.modelPath));
    const problems: ReadForm['problemsByField'] = { ...read.problems };
    const dataset = await this.#dataset(form, read.limit).catch((error: unknown) => {
      problems.dataset = asWaitpointError(error).message;
      return null;
    });
    if (dataset?.rows.length === 0) problems.dataset = l10n.t('No question of the dataset can be asked.');
    else if (dataset && dataset.problemCount > 0 && !form.skipBad) {
      const rows = dataset.problemCount === 1 ? '1 row' : `${dataset.problemCount} rows`;
      problems.dataset = `${rows} cannot be asked. Mend the dataset, or leave them out.`;
    }
    const folder = await folderProblem(form.folder);
    if (folder !== null) problems.folder = folder;
    return { ...read, dataset, problemsByField: problems };
  }

  async #dataset({ dataset: path }: EvaluationForm, limit: number | undefined): Promise<Dataset> {
    if (path.trim() === '')
      throw errors.badInput(l10n.t('Choose a dataset: JSON Lines, a JSON array or Parquet.'));
    if (!isAbsolute(path))
      throw errors.badInput(l10n.t('Give the whole path of the dataset, or browse for it.'));
    const found = await stat(path).catch(() => null);
    const stamp = `${path}\n${found?.mtimeMs} ${found?.size} ${limit}`;
    if (this.#read?.stamp !== stamp) this.#read = { stamp, dataset: await readDataset(path, { limit }) };
    return this.#read.dataset;
  }
}

/** Beside the dataset, under a name that nothing has. */
export async function proposedFolder(dataset: string): Promise<string> {
  const stem = basename(dataset, extname(dataset));
  const taken = new Set(await readdir(dirname(dataset)).catch(() => []));
  for (let number = 1; ; number++) {
    const name = number === 1 ? `${stem}-evaluation` : `${stem}-evaluation-${number}`;
    if (!taken.has(name)) return join(dirname(dataset), name);
  }
}

async function folderProblem(folder: string): Promise<string | null> {
  if (folder.trim() === '') return l10n.t('Choose a folder: results and traces go there.');
  if (!isAbsolute(folder)) return l10n.t('Give the whole path of the folder, or browse for it.');
  const found = await stat(folder).catch(() => null);
  return found && !found.isDirectory() ? l10n.t('{0} is a file, not a folder.', quote(folder, 200)) : null;
}

async function folderNote(folder: string): Promise<string | null> {
  const names = isAbsolute(folder) ? await readdir(folder).catch(() => []) : [];
  if (names.includes(RECORD))
    return l10n.t(
      'It holds an evaluation, which goes on with what is missing if nothing about it has changed.',
    );
  return names.length > 0 ? l10n.t('It is not empty: what lies there stays.') : null;
}
