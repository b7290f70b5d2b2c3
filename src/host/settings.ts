/** The settings of `waitpoint.*`, typed. Ranges are checked again: settings.json can hold anything. */
import * as vscode from 'vscode';
import type { ModelDefaults } from '../core/modelDefaults';
import { isServerAddress } from '../core/serverAddress';
import { DEFAULT_REQUEST, requestSchema, type RunRequest } from '../core/trace/trace';
import { DEFAULT_TIMEOUT_MS, MOST_TIMEOUT_MS } from '../engines/server/connection';
import type { GpuChoice } from '../protocol/engineProcess';
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

export interface ServerSetting {
  readonly address: string;
  readonly label: string | null;
}

/** Servers of models; what is no address is left out. */
export function serverSettings(): ServerSetting[] {
  const servers: unknown = get<unknown>('servers', []);
  if (!Array.isArray(servers)) return [];
  return servers.flatMap((one: unknown) => {
    const { address, label } = (typeof one === 'string' ? { address: one } : (one ?? {})) as {
      address?: unknown;
      label?: unknown;
    };
    if (typeof address !== 'string' || !isServerAddress(address)) return [];
    return [{ address, label: typeof label === 'string' && label !== '' ? label : null }];
  });
}

/** Longest silence of a server. */
export function serverTimeoutMs(): number {
  const seconds = Number(get('serverTimeout', DEFAULT_TIMEOUT_MS / 1000));
  return seconds >= 1 ? Math.min(seconds * 1000, MOST_TIMEOUT_MS) : DEFAULT_TIMEOUT_MS;
}

/** '' for the bundled one; 'none' for no scorer. */
export function defaultModelPath(role: 'model' | 'scorer'): string {
  return get(role === 'model' ? 'defaultModel' : 'defaultScorer', '').trim();
}

function wholeAtLeastZero(value: number): number {
  return Number.isInteger(value) && value >= 0 ? value : 0;
}
