import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

const DEFAULT_REGISTRY = 'https://registry.npmjs.org';

/**
 * The registry that npm would take node-llama-cpp's binaries from: of its environment, or of the user's `.npmrc`; the one
 * of the scope goes before the general one. Keys are not read: registries that ask for one are not supported.
 * @returns an http(s) address without a slash at its end
 */
export async function npmRegistry(env: NodeJS.ProcessEnv = process.env, home = homedir()): Promise<string> {
  const variable = Object.entries(env).find(([name]) => name.toLowerCase() === 'npm_config_registry')?.[1];
  const file = env['NPM_CONFIG_USERCONFIG'] ?? env['npm_config_userconfig'] ?? path.join(home, '.npmrc');
  const settings = await readFile(file, 'utf8').catch(() => '');
  const found = [of(settings, '@node-llama-cpp:registry'), variable, of(settings, 'registry')].find(
    isAddress,
  );
  return (found ?? DEFAULT_REGISTRY).replace(/\/+$/, '');
}

/** The value of a key in npm's ini file; the last one counts. */
function of(settings: string, key: string): string | undefined {
  const lines = settings.split(/\r?\n/).map((line) => line.split('='));
  const values = lines.filter(([name]) => name?.trim() === key).map(([, ...rest]) => rest.join('=').trim());
  return values.at(-1)?.replace(/^(["'])(.*)\1$/, '$2');
}

function isAddress(text: string | undefined): text is string {
  return text !== undefined && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
