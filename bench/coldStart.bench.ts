/** From the command to the first token. */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { Benchmark } from './support/benchmark';
import { interleave, showSpread } from './support/interleave';

const QUESTION = 'What is 83*46 + 57*29 - 118?';
const ROUNDS = 5;

export const benchmark: Benchmark = {
  title: 'Cold start to the first token',
  method:
    "Speed, relative to the bare library without a GPU, each in a fresh process on the bundled reasoner, from the process's start to " +
    'its first token: for the library `import`, `getLlama`, load, context, one token; for Waitpoint the first tokens in the ' +
    'journal on disk, where they are after the engine process was started, the file hashed, checked and loaded, and a ' +
    'first frame (33 ms) was filled. Files are in the page cache.',
  run: async ({ root, scratch, progress }) => {
    progress(`${ROUNDS} rounds`);
    const cli = async (...options: string[]): Promise<number> => {
      const out = join(scratch, 'cold.trace.json');
      const startedAt = performance.now();
      const child = spawn(
        process.execPath,
        [join(root, 'dist/cli.mjs'), 'run', QUESTION, '--out', out, '--quiet', ...options],
        { stdio: 'ignore' },
      );
      const ended = once(child, 'exit');
      const ms = (await firstTokens(scratch, `${out}.journal`)) - startedAt;
      await ended;
      rmSync(out);
      return ms;
    };
    const bare = async (gpu: 'auto' | 'off'): Promise<number> => {
      const startedAt = performance.now();
      const child = fork(
        join(root, 'build/bench/children/bareColdStart.mjs'),
        [gpu, join(root, 'models/reasoner.gguf'), `Question: ${QUESTION}\n<think>\n`],
        { execArgv: [] },
      );
      await once(child, 'message');
      const ms = performance.now() - startedAt;
      await once(child, 'exit');
      return ms;
    };
    const timings = await interleave(ROUNDS, {
      bareCpu: () => bare('off'),
      bareAuto: () => bare('auto'),
      cpu: () => cli('--gpu', 'off', '--scorer', 'none'),
      auto: () => cli(),
    });
    const row = (name: string, way: keyof typeof timings): string[] => [
      name,
      `${(timings[way].medianMs / 1000).toFixed(2)} s`,
      showSpread(timings[way].speed),
    ];
    const rows = [
      row('bare node-llama-cpp, `gpu: false`', 'bareCpu'),
      row('bare node-llama-cpp, its defaults', 'bareAuto'),
      row('`waitpoint run --gpu off --scorer none`', 'cpu'),
      row('`waitpoint run`: reasoner and scorer', 'auto'),
    ];
    return { columns: ['way', 'median', 'speed'], rows };
  },
};

/** @returns the time at which the journal holds its first tokens */
function firstTokens(folder: string, journal: string): Promise<number> {
  return new Promise((resolve) => {
    const watcher = watch(folder, () => {
      if (!readIfThere(journal).includes('{"type":"tokens"')) return;
      watcher.close();
      resolve(performance.now());
    });
  });
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
