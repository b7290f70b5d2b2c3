/** Whether the questions of a dataset fit the context of a model, before any of them is run. */
import { resolvePreset } from '../decode/preset';
import { buildPrompt } from '../decode/prompt';
import type { Engine } from '../engine';
import { WaitpointError, errors } from '../errors';
import type { DatasetProblem, DatasetRow } from './dataset/dataset';
import { largestRequest, type PlannedCell } from './methods/method';

/**
 * The rows that cannot be asked in every cell: the question, what a method puts behind it, the largest budget and the
 * answer need more than the context has, or the question cannot be put into the model's chat template.
 * @param contextSize tokens; default: what the model was trained for
 * @throws WaitpointError `contextTooSmall` for a budget that no question fits beside
 */
export async function rowsThatDoNotFit(
  engine: Engine,
  rows: readonly DatasetRow[],
  planned: readonly PlannedCell[],
  contextSize = Infinity,
): Promise<DatasetProblem[]> {
  const available = Math.min(contextSize, engine.info.trainContextSize);
  const requests = planned.map(largestRequest);
  const [first] = requests;
  if (!first) return [];
  const thinking = Math.max(...requests.map(({ budget }) => budget.maxThinkingTokens));
  const preset = await resolvePreset(engine, first);
  const forced = preset.newlineIds.length + preset.endIds.length + preset.answerPrefixIds.length;
  const suffixes = [...new Set(planned.map(({ cell }) => cell.suffix))].filter((text) => text !== '');
  const longest = Math.max(0, ...(await Promise.all(suffixes.map((text) => lengthOf(engine, text)))));
  const rest = longest + thinking + forced + first.budget.maxAnswerTokens;
  const least = thinking + forced + first.budget.maxAnswerTokens;
  if (least >= available)
    throw errors.contextTooSmall(least + 1, available, `thinking ${thinking}, the answer, and a question`);
  const problems: DatasetProblem[] = [];
  for (const { line, question } of rows) {
    try {
      const { ids } = await buildPrompt(engine, question, preset.startText);
      const needed = ids.length + rest;
      const parts = `question ${ids.length}, thinking ${thinking}, the rest ${rest - thinking}`;
      if (needed > available) throw errors.contextTooSmall(needed, available, parts);
    } catch (error) {
      if (!(error instanceof WaitpointError) || !error.isInput) throw error;
      problems.push({ line, message: error.message });
    }
  }
  return problems;
}

/** The rows that can be asked in every cell, and what is wrong with the others; throws as `rowsThatDoNotFit`. */
export async function fittingRows(
  engine: Engine,
  rows: readonly DatasetRow[],
  planned: readonly PlannedCell[],
  contextSize?: number,
): Promise<{ readonly rows: readonly DatasetRow[]; readonly problems: readonly DatasetProblem[] }> {
  const problems = await rowsThatDoNotFit(engine, rows, planned, contextSize);
  const lines = new Set(problems.map(({ line }) => line));
  return { rows: rows.filter(({ line }) => !lines.has(line)), problems };
}

async function lengthOf(engine: Engine, text: string): Promise<number> {
  return (await engine.tokenize(text, { special: false, continues: true })).length;
}
