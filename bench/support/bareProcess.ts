import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { BareRequest, BareWay } from '../children/bareLoop';

/** The bare library in a process of its own, as Waitpoint's engine has one. */
export class BareProcess {
  private readonly child: ChildProcess;

  constructor(root: string) {
    this.child = fork(join(root, 'build/bench/children/bareLoop.mjs'), [], { execArgv: [] });
  }

  async load(path: string, threads: number, contextSize: number): Promise<void> {
    await this.ask({ do: 'load', path, threads, contextSize });
  }

  /** @returns milliseconds from the request to the last token, and when each token was there */
  async generate(
    way: BareWay,
    prompt: readonly number[],
    tokens: number,
  ): Promise<{ ms: number; times: readonly number[] }> {
    const startedAt = performance.now();
    const times = await this.ask({ do: 'generate', way, prompt, tokens });
    return { ms: performance.now() - startedAt, times };
  }

  async dispose(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }

  private ask(request: BareRequest): Promise<number[]> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null): void => reject(new Error(`The bare process ended (${code}).`));
      this.child.once('exit', onExit);
      this.child.once('message', (times: number[]) => {
        this.child.off('exit', onExit);
        resolve(times);
      });
      this.child.send(request);
    });
  }
}
