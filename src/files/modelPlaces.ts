/** Where other programs keep the models they load. */
import { join } from 'node:path';
import type { ModelOrigin } from '../core/models/origin';

/** A file, or a folder that is searched with all folders in it. */
export interface ModelPlace {
  readonly path: string;
  readonly origin: ModelOrigin;
}

export interface Machine {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

/** Environment variables first, as those programs have it. They need not be there. */
export function usualPlaces({ environment, home, platform }: Machine): ModelPlace[] {
  const value = (name: string): string | null => environment[name]?.trim() || null;
  const cache = value('XDG_CACHE_HOME') ?? join(home, '.cache');
  const at = (origin: ModelOrigin, paths: readonly (string | null)[]): ModelPlace[] =>
    paths.flatMap((path) => (path === null ? [] : [{ path, origin }]));
  const hfHome = value('HF_HOME') ?? join(cache, 'huggingface');
  const local = value('LOCALAPPDATA') ?? join(home, 'AppData', 'Local');
  const llamaCache =
    platform === 'darwin'
      ? join(home, 'Library', 'Caches', 'llama.cpp')
      : join(platform === 'win32' ? local : cache, 'llama.cpp');
  return [
    ...at('lmStudio', [join(home, '.lmstudio', 'models'), join(home, '.cache', 'lm-studio', 'models')]),
    ...at('huggingFace', [value('HF_HUB_CACHE') ?? value('HUGGINGFACE_HUB_CACHE') ?? join(hfHome, 'hub')]),
    ...at('llamaCpp', [value('LLAMA_CACHE') ?? llamaCache]),
    ...at('ollama', [
      value('OLLAMA_MODELS') ?? join(home, '.ollama', 'models'),
      // Where it runs as a service.
      platform === 'linux' ? '/usr/share/ollama/.ollama/models' : null,
    ]),
  ];
}

/** Where `waitpoint download` puts models, and the editor looks for them too. */
export function commandLineDownloads({ environment, home }: Omit<Machine, 'platform'>): string {
  return environment['WAITPOINT_MODELS']?.trim() || join(home, '.waitpoint', 'models');
}
