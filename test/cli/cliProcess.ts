/** The built command line as a process, for tests: what it printed so far, and how it ended. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { vi } from 'vitest';

export const CLI = resolve(import.meta.dirname, '../../dist/cli.mjs');
export const MODELS = resolve(import.meta.dirname, '../../models');

const PATIENCE_MS = 60_000;

export interface CliOptions {
  readonly input?: string;
  readonly env?: Record<string, string>;
  /** A shell line that ends in `exec "$@"`, to run it under. */
  readonly shell?: string;
}

export class CliProcess {
  stdout = '';
  stderr = '';
  readonly exit: Promise<{ code: number | null; signal: string | null }>;
  private readonly child: ChildProcess;

  /** In a process group of its own, as a terminal would have it. */
  constructor(args: readonly string[], { input, env, shell }: CliOptions = {}) {
    if (!existsSync(CLI)) throw new Error('dist/cli.mjs is not built: run `npm run build` first.');
    const command = [process.execPath, CLI, ...args];
    const [file = '', ...rest] = shell ? ['sh', '-c', shell, 'sh', ...command] : command;
    // Test runners ask for colour.
    this.child = spawn(file, rest, { detached: true, env: { ...process.env, FORCE_COLOR: '', ...env } });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.exit = new Promise((settle) => {
      this.child.once('close', (code, signal) => settle({ code, signal }));
    });
    // A process that does not read its input may be gone before it is written.
    this.child.stdin?.on('error', () => {});
    this.child.stdin?.end(input ?? '');
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async printed(text: string): Promise<void> {
    await until(() => {
      if (!this.stdout.includes(text))
        throw new Error(`not printed yet: ${text}\n${this.stdout}\n${this.stderr}`);
    });
  }

  /** Ctrl-C: the terminal signals the whole group, the engine process too. */
  interrupt(): void {
    process.kill(-this.pid, 'SIGINT');
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Process id of its engine, as soon as it is there. */
  async engine(): Promise<number> {
    let engine: number | undefined;
    await until(() => {
      const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
      const rows = processes.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
      engine = rows.find(([, parent]) => parent === this.pid)?.[0];
      if (engine === undefined) throw new Error('the engine process is not there');
    });
    return engine ?? 0;
  }
}

/** Tries until `check` no longer throws. */
export async function until(check: () => void): Promise<void> {
  await vi.waitFor(check, { timeout: PATIENCE_MS, interval: 5 });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Runs to the end. */
export async function runCli(
  args: readonly string[],
  options?: CliOptions,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const cli = new CliProcess(args, options);
  const { code } = await cli.exit;
  return { code, stdout: cli.stdout, stderr: cli.stderr };
}
