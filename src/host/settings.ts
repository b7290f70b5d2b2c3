/** The settings of `waitpoint.*`, typed. Ranges are checked again: settings.json can hold anything. */
import * as vscode from 'vscode';
import { DEFAULT_REQUEST, presetName, requestSchema, type RunRequest } from '../core/trace/trace';
import type { GpuChoice } from '../protocol/engineProcess';
import type { EngineSettings } from './engineService';

const GPU_CHOICES: readonly GpuChoice[] = ['auto', 'cuda', 'vulkan', 'metal', 'off'];

function get<T>(key: string, fallback: T): T {
  return vscode.workspace.getConfiguration('waitpoint').get<T>(key) ?? fallback;
}

/** The request of a new trace; the built-in one where the settings make none. */
export function defaultRequest(): RunRequest {
  const { budget, sampler } = DEFAULT_REQUEST;
  const preset = presetName.safeParse(get('preset', DEFAULT_REQUEST.preset));
  const request = requestSchema.safeParse({
    ...DEFAULT_REQUEST,
    preset: preset.data ?? DEFAULT_REQUEST.preset,
    delimiters:
      preset.data === 'generic'
        ? { start: get('thinkStart', '<think>'), end: get('thinkEnd', '</think>') }
        : null,
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
    segmentation: { by: get('segmentation', 'line') },
  });
  return request.data ?? DEFAULT_REQUEST;
}

export function defaultQuestion(): string {
  return get('defaultQuestion', '');
}

export function engineSettings(): EngineSettings {
  const gpu = get<GpuChoice>('engine.gpu', 'auto');
  return {
    gpu: GPU_CHOICES.includes(gpu) ? gpu : 'auto',
    threads: wholeAtLeastZero(get('engine.threads', 0)),
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

function wholeAtLeastZero(value: number): number {
  return Number.isInteger(value) && value >= 0 ? value : 0;
}
