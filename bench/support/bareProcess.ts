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

  load(path: string, threads: number, contextSize: number): Promise<void> {
    return this.ask({ do: 'load', path, threads, contextSize });
  }

  /** @returns milliseconds from the request to the last token */
  async generate(way: BareWay, prompt: readonly number[], tokens: number): Promise<number> {
    const startedAt = performance.now();
    await this.ask({ do: 'generate', way, prompt, tokens });
    return performance.now() - startedAt;
  }

  async dispose(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }

  private ask(request: BareRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null): void => reject(new Error(`The bare process ended (${code}).`));
      this.child.once('exit', onExit);
      this.child.once('message', () => {
        this.child.off('exit', onExit);
        resolve();
      });
      this.child.send(request);
    });
  }
}
