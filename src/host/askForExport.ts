/** Asks what an export needs to know, and nothing that its traces leave no choice in. */
import * as vscode from 'vscode';
import type { NamedTrace } from '../core/formats/export/dpoPairs';
import type { ExportFormat } from '../core/formats/export/exportFormats';
import { DEFAULT_EXPORT, type ExportOptions } from '../core/formats/export/exportFormat';

type Labels = readonly (number | null)[];

/** @returns null where the user goes away */
export async function askForOptions(
  format: ExportFormat,
  traces: readonly NamedTrace[],
): Promise<ExportOptions | null> {
  const options: { -readonly [Key in keyof ExportOptions]: ExportOptions[Key] } = { ...DEFAULT_EXPORT };
  if (format.name === 'chat') {
    const reasoning = await pickReasoning();
    if (!reasoning) return null;
    options.reasoning = reasoning;
  }
  if ('pairs' in format || !format.hasLabels) return options;
  const labels = traces.map(({ trace }) => trace.imported?.labels ?? null);
  const scored = traces.some(({ trace }, i) => !labels[i] && trace.steps.some(({ score }) => score !== null));
  if (scored) {
    const threshold = await askForThreshold(options.threshold);
    if (threshold === null) return null;
    options.threshold = threshold;
  }
  // PRM800K has neutral steps and unlabelled ones of its own.
  if (format.name === 'prm800k') return options;
  if (labels.some((of) => of?.includes(0))) {
    const neutral = await pickNeutral();
    if (!neutral) return null;
    options.neutral = neutral;
  }
  if (labels.some((of) => of !== null && hasGap(of))) {
    const unlabelled = await pickUnlabelled();
    if (!unlabelled) return null;
    options.unlabelled = unlabelled;
  }
  return options;
}

/** Whether a step without a label stands before one with. */
function hasGap(labels: Labels): boolean {
  const first = labels.indexOf(null);
  return first >= 0 && labels.slice(first).some((label) => label !== null);
}

interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

async function choose<T>(title: string, choices: readonly Choice<T>[]): Promise<T | undefined> {
  return (await vscode.window.showQuickPick(choices, { title }))?.value;
}

function pickReasoning(): Promise<ExportOptions['reasoning'] | undefined> {
  const field = (value: ExportOptions['reasoning'], description: string): Choice<typeof value> => ({
    label: value,
    description,
    value,
  });
  return choose(vscode.l10n.t('Where the Thinking Stands in a Message'), [
    field('reasoning_content', vscode.l10n.t('as DeepSeek and vLLM have it')),
    field('reasoning', vscode.l10n.t('as OpenRouter has it')),
    field('thinking', vscode.l10n.t('as Ollama has it')),
    { label: '<think>', description: vscode.l10n.t('in the content, between tags'), value: 'tags' },
  ]);
}

function pickNeutral(): Promise<ExportOptions['neutral'] | undefined> {
  return choose<ExportOptions['neutral']>(vscode.l10n.t('Neutral Steps: This Format Has None'), [
    {
      label: vscode.l10n.t('Count as right'),
      description: vscode.l10n.t('as PRM800K’s authors do'),
      value: 'right',
    },
    { label: vscode.l10n.t('Count as wrong'), value: 'wrong' },
  ]);
}

function pickUnlabelled(): Promise<ExportOptions['unlabelled'] | undefined> {
  return choose<ExportOptions['unlabelled']>(vscode.l10n.t('Steps without a Label before Others with One'), [
    { label: vscode.l10n.t('Leave such traces out'), value: 'leave-out' },
    { label: vscode.l10n.t('Count as right'), value: 'right' },
    { label: vscode.l10n.t('Count as wrong'), value: 'wrong' },
  ]);
}

async function askForThreshold(value: number): Promise<number | null> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Labels from Scores'),
    prompt: vscode.l10n.t('Steps with this score or a higher one are right, others wrong. 0 to 1.'),
    value: String(value),
    validateInput: (typed) =>
      readThreshold(typed) === null ? vscode.l10n.t('Type a number from 0 to 1, such as 0.5.') : undefined,
  });
  return text === undefined ? null : readThreshold(text);
}

function readThreshold(text: string): number | null {
  const value = /^\s*(\d+(\.\d+)?|\.\d+)\s*$/.test(text) ? Number(text) : NaN;
  return value >= 0 && value <= 1 ? value : null;
}
