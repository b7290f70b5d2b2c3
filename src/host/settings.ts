/** The settings of `waitpoint.*`, typed. Ranges are checked again: settings.json can hold anything. */
import * as vscode from 'vscode';
import type { ModelDefaults } from '../core/modelDefaults';
import { DEFAULT_REQUEST, requestSchema, type RunRequest } from '../core/trace/trace';
import {
  FLASH_ATTENTION_CHOICES,
  KV_CACHE_TYPES,
  MOST_GPU_LAYERS,
  type GpuChoice,
} from '../protocol/engineProcess';
import type { EngineSettings } from './engineService';

const GPU_CHOICES: readonly GpuChoice[] = ['auto', 'cuda', 'vulkan', 'metal', 'off'];

function get<T>(key: string, fallback: T): T {
  return vscode.workspace.getConfiguration('waitpoint').get<T>(key) ?? fallback;
}

/**
 * The request of a new trace; the built-in one where the settings make none.
 * @param suited what the model itself asks for, where the settings leave it to the model
 */
export function defaultRequest(suited: ModelDefaults): RunRequest {
  const { budget, sampler } = DEFAULT_REQUEST;
  const preset = own('preset') ?? suited.preset ?? DEFAULT_REQUEST.preset;
  const segmentation = own('segmentation');
  const request = requestSchema.safeParse({
    ...DEFAULT_REQUEST,
    preset,
    delimiters:
      preset === 'generic' ? { start: get('thinkStart', '<think>'), end: get('thinkEnd', '</think>') } : null,
    budget: {
      minThinkingTokens: get('budget.minThinkingTokens', budget.minThinkingTokens),
      maxThinkingTokens: get('budget.maxThinkingTokens', budget.maxThinkingTokens),
      waits: get('budget.waits', budget.waits),
      maxAnswerTokens: get('budget.maxAnswerTokens', budget.maxAnswerTokens),
    },
    continuation: get('continuation', DEFAULT_REQUEST.continuation),
    sampler: {
      temperature: get('sampler.temperature', sampler.temperature),
      topK: get('sampler.topK', sampler.topK),
      topP: get('sampler.topP', sampler.topP),
      minP: get('sampler.minP', sampler.minP),
      repeatPenalty: get('sampler.repeatPenalty', sampler.repeatPenalty),
      seed: get('sampler.seed', sampler.seed),
    },
    segmentation: segmentation ? { by: segmentation } : (suited.segmentation ?? DEFAULT_REQUEST.segmentation),
  });
  return request.data ?? DEFAULT_REQUEST;
}

/** A choice of the user, or null where it is left to the model. */
function own(key: string): string | null {
  const value = get(key, 'auto');
  return value === 'auto' ? null : value;
}

export function defaultQuestion(): string {
  return get('defaultQuestion', '');
}

export function engineSettings(): EngineSettings {
  const gpu = get<GpuChoice>('engine.gpu', 'auto');
  const gpuLayers: unknown = get<unknown>('engine.gpuLayers', 'auto');
  const layers = Number.isInteger(gpuLayers) ? Number(gpuLayers) : -1;
  return {
    gpu: GPU_CHOICES.includes(gpu) ? gpu : 'auto',
    threads: wholeAtLeastZero(get('engine.threads', 0)),
    gpuLayers: layers >= 0 ? Math.min(layers, MOST_GPU_LAYERS) : 'auto',
    flashAttention: oneOf(FLASH_ATTENTION_CHOICES, get('engine.flashAttention', 'auto'), 'auto'),
    kvCache: oneOf(KV_CACHE_TYPES, get('engine.kvCache', 'f16'), 'f16'),
    idleMinutes: Math.max(0, Number(get('engine.idleMinutes', 10)) || 0),
  };
}

/** Most tokens of a context; undefined: as many as the model was trained for. */
export function contextSize(): number | undefined {
  return wholeAtLeastZero(get('engine.contextSize', 0)) || undefined;
}

/** Files and folders of models, as the user wrote them. */
export function modelPaths(): string[] {
  const paths: unknown = get<unknown>('models', []);
  return Array.isArray(paths)
    ? paths.filter((path): path is string => typeof path === 'string' && path !== '')
    : [];
}

/** '' for the bundled one; 'none' for no scorer. */
export function defaultModelPath(role: 'model' | 'scorer'): string {
  return get(role === 'model' ? 'defaultModel' : 'defaultScorer', '').trim();
}

function oneOf<T extends string>(choices: readonly T[], value: string, fallback: T): T {
  return choices.find((choice) => choice === value) ?? fallback;
}

function wholeAtLeastZero(value: number): number {
  return Number.isInteger(value) && value >= 0 ? value : 0;
}
