/** Finds model files in folders, whoever put them there. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ModelOrigin } from '../core/models/origin';
import { parseSplitName } from '../core/models/splitName';
import type { ModelPlace } from './modelPlaces';
import { ollamaModels } from './ollamaModels';

export interface FoundModel {
  /** Of the file, or of the first part that is there. */
  readonly path: string;
  readonly origin: ModelOrigin;
  /** What to call it: its file name without the ending, or Ollama's name of it. */
  readonly label: string;
}

/** A snapshot of the Hugging Face cache lies five folders deep; deeper is a whole disk. */
const DEEPEST = 8;
/** Of all places together: a folder that holds more was named by mistake, and the search must end. */
const MOST_ENTRIES = 50_000;
const MOST_MODELS = 500;

/** @returns by label; each file once, however many names and links lead to it, from the first place that has it */
export async function findModels(places: readonly ModelPlace[]): Promise<FoundModel[]> {
  const search = new Search();
  for (const { path, origin } of places) {
    if (origin === 'ollama') for (const found of await ollamaModels(path)) await search.add(found);
    else await search.look(path, origin, 0);
  }
  return [...search.found.values()].sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0));
}

class Search {
  /** By the real path of the file, of split ones that of all parts together. */
  readonly found = new Map<string, FoundModel>();
  readonly #folders = new Set<string>();
  #entries = 0;

  async look(path: string, origin: ModelOrigin, depth: number): Promise<void> {
    const entry = await stat(path).catch(() => null);
    if (entry?.isFile()) return this.#file(path, origin);
    if (!entry?.isDirectory() || depth > DEEPEST) return;
    // Links can lead back up.
    const real = await realpath(path).catch(() => path);
    if (this.#folders.has(real)) return;
    this.#folders.add(real);
    const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
    for (const one of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (++this.#entries > MOST_ENTRIES || this.found.size >= MOST_MODELS) return;
      if (one.name.startsWith('.') || one.name === 'node_modules') continue;
      // Only what may be a folder or a model is looked at: the caches hold many small files.
      if (isModelName(one.name) || one.isDirectory() || (one.isSymbolicLink() && !one.name.includes('.')))
        await this.look(join(path, one.name), origin, depth + 1);
    }
  }

  async add(found: FoundModel): Promise<void> {
    const key = splitKey(await realpath(found.path).catch(() => found.path), found.path);
    if (!this.found.has(key)) this.found.set(key, found);
  }

  #file(path: string, origin: ModelOrigin): Promise<void> {
    return this.add({ path, origin, label: basename(path).replace(/\.gguf$/i, '') });
  }
}

/** All parts of a model in one folder are one; those of the Hugging Face cache are links to files with other names. */
function splitKey(real: string, path: string): string {
  const split = parseSplitName(path);
  return split ? `${split.base}-of-${split.parts}` : real;
}

/** The eyes of other models, and vocabularies without weights, are called so. */
function isModelName(name: string): boolean {
  return /\.gguf$/i.test(name) && !/mmproj|^ggml-vocab-/i.test(name);
}
