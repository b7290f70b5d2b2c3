import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import type { FoundModel } from './findModels';

const manifestSchema = z.object({
  layers: z.array(z.object({ mediaType: z.string(), digest: z.string().regex(/^sha256:[0-9a-f]{64}$/) })),
});

const MODEL_LAYER = 'application/vnd.ollama.image.model';
const DEFAULT_PREFIX = 'registry.ollama.ai/library/';
/** HOST/NAMESPACE/MODEL/TAG. */
const MANIFEST_DEPTH = 4;
const MOST_MANIFESTS = 500;
/** They take less than a kilobyte. */
const LARGEST_BYTES = 1 << 20;

/** The models of an Ollama folder: its manifests name them, and the files are blobs without names. */
export async function ollamaModels(folder: string): Promise<FoundModel[]> {
  const manifests = join(folder, 'manifests');
  const found: FoundModel[] = [];
  for (const path of (await filesBelow(manifests, MANIFEST_DEPTH)).slice(0, MOST_MANIFESTS)) {
    const layer = (await readManifest(path))?.layers.find(({ mediaType }) => mediaType === MODEL_LAYER);
    if (!layer) continue;
    const blob = join(folder, 'blobs', layer.digest.replace(':', '-'));
    if (!(await stat(blob).catch(() => null))?.isFile()) continue;
    const name = relative(manifests, path).split(sep).join('/');
    const short = name.startsWith(DEFAULT_PREFIX) ? name.slice(DEFAULT_PREFIX.length) : name;
    found.push({ path: blob, origin: 'ollama', label: short.replace(/\/([^/]+)$/, ':$1') });
  }
  return found;
}

async function filesBelow(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const below = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return depth > 1 ? filesBelow(path, depth - 1) : [];
    return entry.isFile() ? [path] : [];
  });
  return (await Promise.all(below)).flat().sort();
}

async function readManifest(path: string): Promise<z.infer<typeof manifestSchema> | null> {
  try {
    if ((await stat(path)).size > LARGEST_BYTES) return null;
    return manifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // Not ours to complain of.
    return null;
  }
}
