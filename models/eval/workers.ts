import { join } from 'node:path';
import type { Engine } from '../../src/core/engine';
import { openScorer } from '../../src/core/score/openScorer';
import type { Scorer } from '../../src/core/score/scorer';
import { EngineProcess } from '../../src/engines/llama/client';
import { readModelDefaults } from '../../src/files/readModelDefaults';

export interface Worker {
  readonly reasoner: Engine;
  readonly scorer: Scorer;
}

/** Lines of progress for a long list: one each tenth. */
const REPORTS = 10;

/** Engine processes of one thread each, which share out a list among them. */
export class Workers {
  private constructor(
    private readonly processes: readonly EngineProcess[],
    private readonly workers: readonly Worker[],
    private readonly progress: (line: string) => void,
  ) {}

  static async start(
    entry: string,
    modelFolder: string,
    count: number,
    progress: (line: string) => void,
  ): Promise<Workers> {
    const processes = Array.from({ length: count }, () => EngineProcess.start({ entry, log: () => {} }));
    const path = (name: string): string => join(modelFolder, name);
    const { scorerProtocol } = await readModelDefaults(path('scorer.gguf'));
    const workers = await Promise.all(
      processes.map(async (process) => {
        const load = (name: string): Promise<Engine> =>
          process.load({ path: path(name), gpu: 'off', threads: 1 });
        return {
          reasoner: await load('reasoner.gguf'),
          scorer: await openScorer(await load('scorer.gguf'), scorerProtocol ?? null),
        };
      }),
    );
    return new Workers(processes, workers, progress);
  }

  /** @returns results in the order of `items` */
  async map<Item, Result>(
    name: string,
    items: readonly Item[],
    task: (worker: Worker, item: Item, index: number) => Promise<Result>,
  ): Promise<Result[]> {
    const results: Result[] = [];
    const startedAt = performance.now();
    let next = 0;
    let done = 0;
    const work = async (worker: Worker): Promise<void> => {
      for (let index = next++; index < items.length; index = next++) {
        results[index] = await task(worker, items[index] as Item, index);
        done++;
        const tenth = (count: number): number => Math.floor((count * REPORTS) / items.length);
        if (tenth(done) > tenth(done - 1)) {
          const seconds = Math.round((performance.now() - startedAt) / 1000);
          this.progress(`${name}: ${done} of ${items.length}, ${seconds} s`);
        }
      }
    };
    await Promise.all(this.workers.map(work));
    return results;
  }

  /** The first of them, while the others have nothing to do. */
  get one(): Worker {
    return this.workers[0] as Worker;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.dispose()));
  }
}
