import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { modelDefaultsPath, parseModelDefaults } from '../../src/core/modelDefaults';
import { EngineProcess } from '../../src/engines/llama/client';
import { DEFAULT_REQUEST, GREEDY, type Budget, type RunRequest } from '../../src/core/trace/trace';

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const REASONER = fromRoot('models/reasoner.gguf');
export const SCORER = fromRoot('models/scorer.gguf');
export const ENGINE_ENTRY = fromRoot('dist/engineProcess.mjs');

const defaultsPath = modelDefaultsPath(REASONER);
/** What the bundled model asks for itself: how its steps are divided, above all. */
const { preset, segmentation } = parseModelDefaults(readFileSync(defaultsPath, 'utf8'), defaultsPath);
const SUITED: RunRequest = {
  ...DEFAULT_REQUEST,
  ...(preset && { preset }),
  ...(segmentation && { segmentation }),
};

/** Question of the model card: takes several steps, so that there is something to wait for. */
export const CARD_QUESTION = 'What is 83*46 + 57*29 - 118?';

export function startEngine(): EngineProcess {
  return EngineProcess.start({ entry: ENGINE_ENTRY, log: () => {} });
}

export const load = (
  process: EngineProcess,
  path: string,
  leastContext = 0,
): ReturnType<EngineProcess['load']> => process.load({ path, gpu: 'off', threads: 0, leastContext });

export function request(budget: Partial<Budget>, more: Partial<Omit<RunRequest, 'budget'>> = {}): RunRequest {
  return {
    ...SUITED,
    ...more,
    budget: { ...DEFAULT_REQUEST.budget, ...budget },
  };
}

export function sampled(seed: number, more: Partial<RunRequest['sampler']> = {}): RunRequest['sampler'] {
  return { ...GREEDY, temperature: 0.8, topK: 40, topP: 0.95, seed, ...more };
}
