import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { greedySchema, type GreedyRuns } from './manifest';

const MOST_BYTES = 16 * 2 ** 20;

/**
 * What torch says now of the shipped file.
 * @param folder holds the models and the recipe in train/
 * @returns null where the recipe's Python is not set up (models/README.md)
 * @throws Error where it is, and it failed
 */
export async function torchGreedy(folder: string): Promise<GreedyRuns | null> {
  const train = join(folder, 'train');
  if (!existsSync(join(train, '.venv'))) return null;
  const run = promisify(execFile);
  const { stdout } = await run('bash', [join(train, 'run.sh'), 'greedy.py'], { maxBuffer: MOST_BYTES });
  return greedySchema.parse(JSON.parse(stdout));
}
