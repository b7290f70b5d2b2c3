/** Whether an evaluation should decode several questions at once, and what that would do to its results. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LockstepRequest, LockstepResult } from './children/lockstep';
import type { Benchmark } from './support/benchmark';
import { interleave, showSpread } from './support/interleave';
import { randomModel } from './support/randomModel';

const SEQUENCES = [1, 2, 4, 8] as const;
const QUESTIONS = 8;
const ROUNDS = 5;
/** As evaluations of small models run: more would wait for each other. */
const THREADS = 1;

export const benchmark: Benchmark = {
  title: 'Several questions at once',
  method:
    `${QUESTIONS} held-out questions, greedy, in one context of so many sequences, a token of each in every batch, through ` +
    'the bindings that the engine drives, one thread: speed ÷ one question after the other, by the time of the processor, ' +
    'which other work disturbs less. *Same tokens* are the ' +
    'questions whose tokens, and *same logits* the picked tokens whose logits, are those of one after the other, bit for ' +
    'bit.',
  run: async ({ root, progress }) => {
    const prompts = questions(root);
    const rows: string[][] = [];
    for (const [name, path, tokens] of [
      ['bundled reasoner', join(root, 'models/reasoner.gguf'), 128],
      ['random, 32k vocabulary', randomModel('32k', join(root, 'bench/models')), 32],
    ] as const) {
      progress(name);
      const child = new Lockstep(root);
      try {
        await child.ask({ do: 'load', path, threads: THREADS });
        const made = new Map<number, LockstepResult>();
        const way = (sequences: number) => async (): Promise<number> => {
          const result = await child.ask({ do: 'generate', sequences, prompts, tokens });
          made.set(sequences, result);
          return result.ms;
        };
        const timings = await interleave(ROUNDS, {
          '1': way(1),
          '2': way(2),
          '4': way(4),
          '8': way(8),
        });
        for (const sequences of SEQUENCES) {
          const { speed } = timings[`${sequences}`];
          const [alone, own] = [made.get(1), made.get(sequences)];
          rows.push([name, String(sequences), showSpread(speed), ...sameness(alone, own)]);
        }
      } finally {
        await child.dispose();
      }
    }
    return { columns: ['model', 'sequences', 'speed', 'same tokens', 'same logits'], rows };
  },
};

function sameness(alone?: LockstepResult, own?: LockstepResult): string[] {
  const questions = alone?.ids.filter((ids, i) => ids.join() === own?.ids[i]?.join()).length ?? 0;
  const all = alone?.logits.flat() ?? [];
  const same = all.filter((logit, i) => logit === own?.logits.flat()[i]).length;
  return [`${questions} of ${QUESTIONS}`, `${((100 * same) / all.length).toFixed(0)} %`];
}

function questions(root: string): string[] {
  const lines = readFileSync(join(root, 'models/heldout/questions.jsonl'), 'utf8').split('\n', QUESTIONS);
  return lines.map((line) => {
    const { question } = JSON.parse(line) as { question: string };
    return `Question: ${question}\n<think>\n`;
  });
}

class Lockstep {
  private readonly child;

  constructor(root: string) {
    this.child = fork(join(root, 'build/bench/children/lockstep.mjs'), [], { execArgv: [] });
  }

  ask(request: LockstepRequest): Promise<LockstepResult> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null): void => reject(new Error(`The process ended (${code}).`));
      this.child.once('exit', onExit);
      this.child.once('message', (result: LockstepResult) => {
        this.child.off('exit', onExit);
        resolve(result);
      });
      this.child.send(request);
    });
  }

  async dispose(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }
}
