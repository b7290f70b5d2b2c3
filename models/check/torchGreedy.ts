import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { greedySchema, type GreedyRuns } from './manifest';

/** The one Python that may have torch. */
const PYTHON = '/usr/bin/python3';
const MOST_BYTES = 16 * 2 ** 20;

/**
 * What torch says now of the shipped file.
 * @param folder holds the models and train/greedy.py
 * @returns null where there is no torch
 * @throws Error where there is, and it failed
 */
export async function torchGreedy(folder: string): Promise<GreedyRuns | null> {
  const script = join(folder, 'train/greedy.py');
  const run = promisify(execFile);
  if (!existsSync(PYTHON) || !existsSync(script)) return null;
  const hasTorch = await run(PYTHON, ['-c', 'import torch']).then(
    () => true,
    () => false,
  );
  if (!hasTorch) return null;
  const { stdout } = await run(PYTHON, [script], { maxBuffer: MOST_BYTES });
  return greedySchema.parse(JSON.parse(stdout));
}
