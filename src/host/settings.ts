/** The settings of `waitpoint.*`, typed. Ranges are checked again: settings.json can hold anything. */
import * as vscode from 'vscode';
import { requestFrom, type ModelDefaults } from '../core/modelDefaults';
import { overridesFor } from '../core/models/modelOverrides';
import { isServerAddress } from '../core/serverAddress';
import { requestSchema, type RunRequest } from '../core/trace/trace';
import { DEFAULT_TIMEOUT_MS, MOST_TIMEOUT_MS } from '../engines/server/connection';
import {
  FLASH_ATTENTION_CHOICES,
  GPU_CHOICES,
  KV_CACHE_TYPES,
  MOST_GPU_LAYERS,
  type GpuChoice,
} from '../protocol/engineProcess';
import type { EngineSettings } from './engineService';

function get<T>(key: string, fallback: T): T {
  return vscode.workspace.getConfiguration('waitpoint').get<T>(key) ?? fallback;
}

/**
 * The request of a new trace with the model in the file called `fileName`. Field by field it follows, the first before
 * the others: what `waitpoint.modelDefaults` says of this model, the other settings where they are set, what suits the
 * model, and the built-in request.
 * @param suited what the file beside the model says, and below it the model's own tokens and template
 * @throws WaitpointError `badInput` where the entry of `waitpoint.modelDefaults` is not valid
 */
export function defaultRequest(fileName: string, suited: readonly ModelDefaults[]): RunRequest {
  const overrides = overridesFor(modelOverrides(), fileName);
  const request = requestSchema.safeParse(requestFrom([overrides, generalDefaults(), ...suited]));
  return request.data ?? requestFrom([overrides, ...suited]);
}

/** The settings for all models, as far as the user set them. They can hold anything. */
function generalDefaults(): ModelDefaults {
  const segmentation = own('segmentation');
  const preset = own('preset');
  const [start, end] = [chosen('thinkStart'), chosen('thinkEnd')];
  const defaults: { [name in keyof ModelDefaults]: unknown } = {
    preset: preset ?? undefined,
    delimiters:
      start === undefined && end === undefined
        ? undefined
        : { start: start ?? get('thinkStart', ''), end: end ?? get('thinkEnd', '') },
    budget: chosenOf('budget', ['minThinkingTokens', 'maxThinkingTokens', 'waits', 'maxAnswerTokens']),
    continuation: chosen('continuation'),
    sampler: chosenOf('sampler', ['temperature', 'topK', 'topP', 'minP', 'repeatPenalty', 'seed']),
    segmentation: segmentation === null ? undefined : { by: segmentation },
  };
  return defaults as ModelDefaults;
}

/** What the user set; undefined: the default stands. */
function chosen(key: string): unknown {
  const set = vscode.workspace.getConfiguration('waitpoint').inspect(key);
  return set?.workspaceFolderValue ?? set?.workspaceValue ?? set?.globalValue;
}

const chosenOf = (section: string, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(keys.map((key) => [key, chosen(`${section}.${key}`)]));

/** A choice of the user, or null where it is left to the model. */
function own(key: string): string | null {
  const value = get(key, 'auto');
  return value === 'auto' ? null : value;
}

/** `waitpoint.modelDefaults` as it stands. */
export function modelOverrides(): unknown {
  return get<unknown>('modelDefaults', {});
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

/** Whether the folders of other programs are searched for models. */
export function searchesElsewhere(): boolean {
  return get<unknown>('findModels', true) !== false;
}

/** Folder that downloads go to, as the user wrote it; '' for the extension's own. */
export function downloadFolder(): string {
  return String(get<unknown>('downloadFolder', '')).trim();
}

export interface ServerSetting {
  readonly address: string;
  readonly label: string | null;
  /** Model file with the tokenizer of what it serves, as the user wrote it; null: it tokenizes itself. */
  readonly tokenizer: string | null;
}

/** Servers of models; what is no address is left out. */
export function serverSettings(): ServerSetting[] {
  const servers: unknown = get<unknown>('servers', []);
  if (!Array.isArray(servers)) return [];
  return servers.flatMap((one: unknown) => {
    const { address, label, tokenizer } = (typeof one === 'string' ? { address: one } : (one ?? {})) as {
      address?: unknown;
      label?: unknown;
      tokenizer?: unknown;
    };
    if (typeof address !== 'string' || !isServerAddress(address)) return [];
    const told = (value: unknown): string | null =>
      typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
    return [{ address, label: told(label), tokenizer: told(tokenizer) }];
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

function oneOf<T extends string>(choices: readonly T[], value: string, fallback: T): T {
  return choices.find((choice) => choice === value) ?? fallback;
}

function wholeAtLeastZero(value: number): number {
  return Number.isInteger(value) && value >= 0 ? value : 0;
}
