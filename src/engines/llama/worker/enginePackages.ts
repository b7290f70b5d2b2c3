import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Lets node-llama-cpp find binary packages that came after the installation: it imports them by name from where it lies
 * itself, and an extension's folder is not to be written to. What is in `folder` goes before what was packaged.
 * @param folder its `node_modules/@node-llama-cpp` holds the packages; may be missing, also for now
 * @returns whether this Node.js can do so: 22.15 and later, as in every VS Code that Waitpoint runs in
 */
export function findEnginePackagesIn(folder: string): boolean {
  const { registerHooks } = nodeModule as Partial<Pick<typeof nodeModule, 'registerHooks'>>;
  if (!registerHooks) return false;
  const parentURL = pathToFileURL(path.join(folder, 'index.js')).href;
  registerHooks({
    resolve: (name, context, next) => {
      const isThere =
        name.startsWith('@node-llama-cpp/') &&
        existsSync(path.join(folder, 'node_modules', name, 'package.json'));
      return next(name, isThere ? { ...context, parentURL } : context);
    },
  });
  return true;
}
